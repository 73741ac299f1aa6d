# SPDX-License-Identifier: EUPL-1.2
"""Forms that look like KERN and parse; they never save."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting

from rundertisch.kernel import concerns
from rundertisch.kernel.errors import Refusal

FIRST_YEAR = 1900
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
        if 0 <= year < FIRST_YEAR:  # „26“ is no year anybody means
            raise ValidationError("Bitte das Jahr mit vier Ziffern angeben, zum Beispiel 2026.")
        try:
            return date(year, month, day)
        except ValueError:
            raise ValidationError(
                f"Den {day}.{month}.{year} gibt es nicht. Bitte Tag, Monat und Jahr prüfen."
            ) from None


@dataclass(frozen=True, slots=True)
class Written:
    """A text as it was sent, and for which passages its writer says that no group is named."""

    text: str
    confirmed: str = ""


class WordsWidget(forms.Textarea):
    """A text about a person; passages that may name a group are marked, with a box to confirm."""

    template_name = "kern/words.html"

    def value_from_datadict(
        self, data: Mapping[str, Any], files: object, name: str
    ) -> Written | None:
        """Return the text and the box below it."""
        text = super().value_from_datadict(data, files, name)  # type: ignore[arg-type]  # Django reads any mapping
        return None if text is None else Written(str(text), str(data.get(_box_name(name), "")))

    def format_value(self, value: object) -> str | None:
        """Return the text alone."""
        shown: str | None = super().format_value(
            value.text if isinstance(value, Written) else value
        )
        return shown

    def get_context(self, name: str, value: object, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add what is to be looked at again; a form that was not sent yet asks nothing."""
        context: dict[str, Any] = super().get_context(name, value, attrs)
        if isinstance(value, Written) and concerns.concerns(text=value.text):
            mark = concerns.mark(text=value.text)
            context["widget"] |= {
                "pieces": concerns.pieces(text=value.text),
                "box": _box_name(name),
                "mark": mark,
                "confirmed": value.confirmed == mark,
            }
        return context


def _box_name(name: str) -> str:
    return f"{name}-ohne-gruppe"


class WordsField(forms.CharField):
    """Free text about a person: asks once more where it may name a group (kernel.concerns).

    Answers the text, as ``concerns.Confirmed`` when its writer says that no group is named; an
    action that gets one records that by itself (kernel.audit).
    """

    def __init__(self, *, rows: int = 3, **options: Any) -> None:  # noqa: ANN401  (Django's own)
        super().__init__(widget=WordsWidget(attrs={"rows": rows}), **options)

    def clean(self, value: object) -> str:
        """Return the text, or say which passages to look at again."""
        sent = value if isinstance(value, Written) else Written(str(value or ""))
        text: str = super().clean(sent.text)
        found = concerns.concerns(text=text)
        if not found:
            return text
        if sent.confirmed == concerns.mark(text=text):
            return concerns.Confirmed(text)
        raise ValidationError(concerns.question(found=found))

    def has_changed(self, initial: object, data: object) -> bool:
        """Compare the texts alone."""
        return super().has_changed(initial, data.text if isinstance(data, Written) else data)
