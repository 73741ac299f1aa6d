# SPDX-License-Identifier: EUPL-1.2
"""Who does a step, by when, and where that stands."""

from django import forms

from rundertisch.accounts.models import Role
from rundertisch.kernel.forms import DayField
from rundertisch.kernel.models import Evidence
from rundertisch.schooling.models import Counted, Step


class SetDuty(forms.Form):
    """One line of the table, from today on."""

    step = forms.ChoiceField(label="Schritt", choices=Step.choices)
    office = forms.CharField(label="Zuständige Stelle", max_length=200)
    role = forms.ChoiceField(
        label="Rolle am Tisch",
        choices=[("", "sitzt hier nicht mit am Tisch"), *Role.choices],
        required=False,
    )
    period = forms.IntegerField(
        label="Frist",
        min_value=1,
        max_value=250,
        required=False,
        help_text="Zählt ab dem Ende des Schritts davor. Leer heißt: keine Frist.",
    )
    counted = forms.ChoiceField(label="gezählt in", choices=Counted.choices)
    legal_basis = forms.CharField(label="Grundlage", max_length=300, required=False)
    source = forms.CharField(
        label="Quelle",
        max_length=500,
        help_text="Zum Beispiel: Absprache mit dem Schulamt vom 12.11.2026.",
    )
    evidence = forms.ChoiceField(label="Beleg", choices=Evidence.choices)
    verified_on = DayField(
        label="An der Quelle geprüft am",
        required=False,
        help_text="Leer heißt: Die Seite zeigt die Angabe als nicht geprüft.",
    )
