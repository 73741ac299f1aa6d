# SPDX-License-Identifier: EUPL-1.2
"""What a new group costs, and what a school says of its own."""

from typing import Any

from django import forms

from rundertisch.kernel.forms import DayField, WordsField
from rundertisch.kernel.models import Evidence
from rundertisch.schooling.models import AssumptionKind
from rundertisch.schooling.queries.opening_answers import OpeningQuestion, Whom


class SetOpeningAssumption(forms.Form):
    """One number of the reckoning, from today on."""

    kind = forms.ChoiceField(label="Annahme", choices=AssumptionKind.choices)
    value = forms.IntegerField(label="Wert", min_value=0)
    source = forms.CharField(
        label="Quelle",
        max_length=300,
        help_text="Zum Beispiel: Auskunft des Schulamts vom 12.11.2026.",
    )
    evidence = forms.ChoiceField(label="Beleg", choices=Evidence.choices)
    verified_on = DayField(
        label="An der Quelle geprüft am",
        required=False,
        help_text="Leer heißt: Die Seite zeigt die Angabe als nicht geprüft.",
    )


class KeepOpeningRule(forms.Form):
    """What a school says about new groups; everything empty: the numbers of the district hold."""

    ruled_out = forms.BooleanField(
        label="An dieser Schule soll keine neue Gruppe öffnen", required=False
    )
    seats = forms.IntegerField(
        label="Plätze einer neuen Gruppe", min_value=1, max_value=40, required=False
    )
    room_euros = forms.IntegerField(
        label="Raum und Ausstattung je Schuljahr (Euro)",
        min_value=0,
        max_value=500_000,
        required=False,
    )
    most_groups = forms.IntegerField(
        label="Höchstens so viele Gruppen einer Art und Stufe",
        min_value=1,
        max_value=20,
        required=False,
    )
    reason = forms.CharField(
        label="Grund",
        max_length=300,
        required=False,
        help_text="Wer hat das wann gesagt? Zum Beispiel: Schulleitung am 12.11.2026, kein Raum.",
    )

    def numbers(self) -> dict[str, Any]:
        """Return what differs from the district, as the action calls it."""
        names = ("ruled_out", "seats", "room_euros", "most_groups")
        return {name: self.cleaned_data[name] for name in names}


class AskOpenings(forms.Form):
    """Where should a group open: for whom, for how much, under which conditions."""

    whom = forms.ChoiceField(
        label="Für wen?", choices=Whom.choices, initial=Whom.WAITING, widget=forms.RadioSelect
    )
    budget_euros = forms.IntegerField(
        label="Höchstens so viele Euro im Schuljahr",
        min_value=0,
        max_value=100_000_000,
        required=False,
        help_text="Leer heißt: so viele Gruppen, bis alle sitzen, die sitzen könnten.",
    )
    whole_families = forms.BooleanField(
        label="Geschwister einer Stufe nur zusammen an einer Schule", required=False
    )
    may_close = forms.BooleanField(
        label="Lerngruppen, deren Kinder alle hier stehen, dürfen dafür schließen",
        required=False,
        help_text="Zählt nur, wenn auch nach Kindern in Lerngruppen gefragt ist.",
    )
    expected = forms.BooleanField(
        label="Auch an Kinder denken, die in den nächsten Wochen erwartet werden",
        required=False,
        help_text=(
            "Ein erwartetes Kind ohne Platz zählt so viel wie ein Platz in einer neuen Gruppe und "
            "der längste Weg, den die Vergaberegeln erlauben."
        ),
    )

    def question(self) -> OpeningQuestion:
        """Return what is asked."""
        return OpeningQuestion(**self.cleaned_data)


OPENED, NOT_OPENED = "ja", "nein"


class DecideOpening(forms.Form):
    """What people decided about one line of a proposal."""

    line = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    outcome = forms.ChoiceField(
        label="Entscheidung",
        choices=[(OPENED, "Die Gruppe wird eröffnet"), (NOT_OPENED, "Sie wird nicht eröffnet")],
        widget=forms.RadioSelect,
        error_messages={"required": "Bitte sagen, wie entschieden wurde."},
    )
    decided_by = forms.CharField(
        label="Entschieden von",
        max_length=200,
        help_text="Zum Beispiel: Schulträger Stadt Ennepetal und Schulamt.",
    )
    decided_on = DayField(label="Entschieden am")
    reason = WordsField(label="Begründung", max_length=1000)

    @property
    def opened(self) -> bool:
        """Whether the group opens."""
        return bool(self.cleaned_data["outcome"] == OPENED)
