# SPDX-License-Identifier: EUPL-1.2
"""A child that has arrived comes into the running round, with a seat or without."""

from collections.abc import Iterable

from django import forms
from django.http import QueryDict

from rundertisch.schooling import queries
from rundertisch.schooling.forms.rounds import words_field
from rundertisch.schooling.models import Child

LATER = ("", "Noch keinen Platz festlegen: Die nächste Rechnung wägt das Kind mit allen ab")


class SeatArrival(forms.Form):
    """Where the child shall sit; without a seat the next computation proposes one."""

    prefix = "ankunft"
    group = forms.TypedChoiceField(
        label="Plätze für dieses Kind, der für alle günstigste zuerst (Minuten sind geschätzt)",
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    words = words_field("Warum gerade dort?", required=False)

    def clean(self) -> dict[str, object]:
        """A seat needs a reason; without one there is nothing to give reasons for."""
        data = dict(self.cleaned_data)
        if data.get("group") is not None and not str(data.get("words") or "").strip():
            self.add_error("words", "Bitte in eigenen Worten begründen.")
        return data


def arrival_form(*, child: Child, data: QueryDict | None = None) -> SeatArrival:
    """Return the form for what was sent: any group of the child's grade may be named."""
    groups = [(choice.key, choice.name) for choice in queries.group_choices(child=child)]
    return offered(form=SeatArrival(data), options=groups)


def offered(*, form: SeatArrival, options: Iterable[tuple[str, str]]) -> SeatArrival:
    """Let the form show these seats, the best one first, and last to leave it open."""
    form.fields["group"].choices = [*options, LATER]  # type: ignore[attr-defined]  # a choice field
    return form
