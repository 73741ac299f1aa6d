# SPDX-License-Identifier: EUPL-1.2
"""How many children are expected, as a file."""

from django import forms

from rundertisch.schooling.models import MOST_MINUTES, MOST_WEEKS


class UploadExpectations(forms.Form):
    """Expected arrivals as CSV."""

    file = forms.FileField(
        label="Datei (CSV)",
        error_messages={"required": "Bitte eine Datei auswählen."},
        help_text="Die Datei wird gelesen und nicht aufgehoben.",
    )


class SetReserveRule(forms.Form):
    """How far a reserve looks ahead, what a child without a seat counts, and who decided it."""

    prefix = "reserve"
    weeks = forms.IntegerField(label="Wochen voraus", min_value=1, max_value=MOST_WEEKS)
    minutes = forms.IntegerField(
        label="Ein Kind ohne Platz zählt wie so viele Minuten Schulweg",
        min_value=1,
        max_value=MOST_MINUTES,
        help_text="Je mehr, desto eher bleibt ein knapper Platz für erwartete Kinder.",
    )
    source = forms.CharField(
        label="Wer hat das festgelegt?",
        max_length=200,
        help_text="Zum Beispiel: Dienstbesprechung vom 12.11.2026.",
    )
