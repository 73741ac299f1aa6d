# SPDX-License-Identifier: EUPL-1.2
"""Forms that look like KERN and parse; they never save."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting

from rundertisch.kernel.errors import Refusal

KERN_CLASS = {
    "select": "kern-form-input__select",
    "checkbox": "kern-form-check__checkbox",
    "radioselect": "kern-form-check__radio",
    "checkboxselectmultiple": "kern-form-check__checkbox",
}


class KernBoundField(BoundField):
    """A field that gives its input KERN's class, and the error class when it was refused."""

    def build_widget_attrs(
        self, attrs: dict[str, Any], widget: forms.Widget | None = None
    ) -> dict[str, Any]:
        attrs = super().build_widget_attrs(attrs, widget)
        css = KERN_CLASS.get(self.widget_type, "kern-form-input__input")
        attrs["class"] = f"{css} {css}--error" if self.errors else css
        return attrs


class KernRenderer(TemplatesSetting):
    """The whole form integration: ``{{ form }}`` is a KERN form with an error summary."""

    form_template_name = "kern/form.html"
    field_template_name = "kern/field.html"
    bound_field_class = KernBoundField


def refused(*, form: forms.Form, refusal: Refusal) -> forms.Form:
    """Put a refusal's sentence where it belongs, so that the page can show it with status 422."""
    known = refusal.field if refusal.field in form.fields else None
    form.add_error(known, refusal.sentence)
    return form


class DayWidget(forms.MultiWidget):
    """Day, month and year as three inputs, as KERN has it: no calendar to fight with."""

    template_name = "kern/day.html"

    def __init__(self) -> None:
        super().__init__(
            widgets={name: forms.NumberInput() for name in ("tag", "monat", "jahr")},
        )

    def decompress(self, value: date | None) -> list[int | None]:
        return [value.day, value.month, value.year] if value else [None, None, None]


class DayField(forms.MultiValueField):
    """A day a person types; answers a ``date`` or says in one sentence what is wrong."""

    def __init__(self, *, label: str, help_text: str = "", required: bool = True) -> None:
        super().__init__(
            fields=[forms.IntegerField(required=False) for _ in range(3)],
            widget=DayWidget(),
            require_all_fields=False,
            label=label,
            help_text=help_text,
            required=required,
        )

    def compress(self, data_list: list[int | None]) -> date | None:
        if not data_list:
            return None
        day, month, year = data_list
        if day is None or month is None or year is None:
            raise ValidationError("Bitte Tag, Monat und Jahr angeben, zum Beispiel 3 8 2026.")
        try:
            return date(year, month, day)
        except ValueError:
            raise ValidationError(
                f"Den {day}.{month}.{year} gibt es nicht. Bitte Tag, Monat und Jahr prüfen."
            ) from None
