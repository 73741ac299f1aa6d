# SPDX-License-Identifier: EUPL-1.2
"""Parsing of what the administration types about people and seats."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet

from rundertisch.accounts import queries
from rundertisch.accounts.models import Role, Seat, User
from rundertisch.kernel.forms import DayField, WordsField
from rundertisch.partners import queries as partners

CHOOSE = "Bitte wählen"
NOBODY_CHOSEN = (
    "An diesem Platz hängt noch Arbeit. Bitte wählen, wer sie übernimmt. Ist niemand da, geben Sie "
    "bitte zuerst jemandem diese Rolle bei diesem Partner."
)


class GiveSeat(forms.Form):
    """A seat: for which partner, in which role, from when, until when."""

    partner = forms.ModelChoiceField(
        label="Partner", queryset=partners.partners_who_may_sit(), empty_label=CHOOSE
    )
    role = forms.ChoiceField(label="Rolle", choices=[("", CHOOSE), *Role.choices])
    starts_on = DayField(label="ab", help_text="Zum Beispiel: 3 8 2026")
    ends_on = DayField(
        label="bis vor",
        required=False,
        help_text="Der erste Tag ohne diesen Platz. Leer lassen, wenn kein Ende feststeht.",
    )


class TestSms(forms.Form):
    """A telephone of one's own."""

    phone = forms.CharField(
        label="Eigene Handynummer",
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )


class Invite(GiveSeat):
    """A person and their first seat."""

    email = forms.EmailField(label="E-Mail-Adresse")
    name = forms.CharField(label="Name", max_length=150)
    field_order = ("name", "email", "partner", "role", "starts_on", "ends_on")


class LendSeat(forms.Form):
    """Vertretung: who stands in, from when, until when, why."""

    to = forms.ModelChoiceField(
        label="Wer vertritt", queryset=User.objects.none(), empty_label=CHOOSE
    )
    starts_on = DayField(label="ab", help_text="Zum Beispiel: 3 8 2026")
    ends_on = DayField(label="bis vor", help_text="Der erste Tag ohne Vertretung.")
    reason = forms.CharField(
        label="Grund",
        max_length=200,
        help_text="Zum Beispiel „Urlaub“. Bitte keine Krankheit nennen.",
    )

    def __init__(self, *args: Any, choices: QuerySet[User], **kwargs: Any) -> None:  # noqa: ANN401 - Django's own
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = choices  # type: ignore[attr-defined]  # a choice of models


class AskReset(forms.Form):
    """How it was made sure that it is this person."""

    checked = WordsField(
        rows=1,
        label="Wie haben Sie geprüft, dass es diese Person ist?",
        max_length=200,
        help_text="Zum Beispiel „kam mit Dienstausweis vorbei“. Bitte nichts Privates eintragen.",
    )


class Successors(forms.Form):
    """Who takes over what hangs on each seat; a seat on which nothing hangs asks nothing."""

    def __init__(self, *args: Any, partings: Sequence[queries.Parting], **kwargs: Any) -> None:  # noqa: ANN401 - Django's own
        super().__init__(*args, **kwargs)
        self.partings = [one for one in partings if one.needs_successor]
        for one in self.partings:
            self.fields[f"successor_{one.seat.pk}"] = forms.ChoiceField(
                label=f"Wer übernimmt: {one.seat}",
                error_messages={"required": NOBODY_CHOSEN},
                choices=[("", CHOOSE), *((seat.pk, seat.user.name) for seat in one.successors)],
            )

    def successors(self) -> dict[int, Seat | None]:
        """Return the chosen seat for each seat on which something hangs."""
        chosen: dict[int, Seat | None] = {}
        for one in self.partings:
            wanted = self.cleaned_data[f"successor_{one.seat.pk}"]
            by_id = {str(seat.pk): seat for seat in one.successors}
            chosen[one.seat.pk] = by_id.get(wanted)
        return chosen


class EndSeat(forms.Form):
    """The day from which a seat opens nothing."""

    ends_on = DayField(label="bis vor", help_text="Heute, wenn der Platz sofort enden soll.")
