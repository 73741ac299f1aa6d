# SPDX-License-Identifier: EUPL-1.2
"""Which field of a case goes along, under which heading."""

from django import forms

from rundertisch.cases.models.documentation import FieldCode
from rundertisch.kernel.forms import DayField


class TakeFieldAlong(forms.Form):
    """One field, from today on."""

    code = forms.ChoiceField(label="Angabe", choices=FieldCode)
    heading = forms.CharField(
        label="Heißt dort",
        max_length=120,
        help_text="Wie das Feld in der Datenbank des Landes heißt.",
    )
    position = forms.IntegerField(label="Stelle", min_value=1, max_value=999)
    source = forms.CharField(label="Quelle", max_length=500)
    verified_on = DayField(
        label="An der Quelle geprüft am",
        required=False,
        help_text="Leer heißt: Die Seite zeigt das Feld als nicht geprüft.",
    )
