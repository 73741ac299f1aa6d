# SPDX-License-Identifier: EUPL-1.2
"""What a new group costs, and what a school says of its own."""

from typing import Any

from django import forms

from rundertisch.kernel.forms import DayField
from rundertisch.kernel.models import Evidence
from rundertisch.schooling.models import AssumptionKind


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
