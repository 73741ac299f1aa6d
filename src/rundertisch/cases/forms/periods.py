# SPDX-License-Identifier: EUPL-1.2
"""How many days a period of a referral has."""

from django import forms

from rundertisch.cases.models.periods import MOST_DAYS, PeriodCode
from rundertisch.kernel.forms import DayField


class SetPeriod(forms.Form):
    """One period, from today on."""

    code = forms.TypedChoiceField(label="Frist", choices=PeriodCode, coerce=PeriodCode)
    days = forms.IntegerField(label="Tage", min_value=1, max_value=MOST_DAYS)
    source = forms.CharField(
        label="Quelle", max_length=500, help_text="Wer hat das wann festgelegt, wo steht es?"
    )
    verified_on = DayField(
        label="An der Quelle geprüft am",
        required=False,
        help_text="Leer heißt: Die Seite zeigt die Frist als nicht geprüft.",
    )
