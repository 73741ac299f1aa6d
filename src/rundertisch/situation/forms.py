# SPDX-License-Identifier: EUPL-1.2
"""Parsing of what people type about the taxonomy of needs."""

from django import forms

from rundertisch.kernel.forms import DayField, WordsField


class DescribeNeedDomain(forms.Form):
    """What a domain of life is called and what belongs to it."""

    name = forms.CharField(label="Lebensbereich", max_length=80)
    definition = WordsField(
        label="Was dazu gehört", max_length=500, help_text="Was fehlt oder gebraucht wird; nie wem."
    )
    sensitive = forms.BooleanField(
        label="Besonders geschützt",
        required=False,
        help_text="Der Name allein sagt schon etwas über die Person, zum Beispiel „Schulden“.",
    )
    source = forms.CharField(
        label="Quelle", max_length=500, help_text="Zum Beispiel: Beschluss der Lenkungsgruppe."
    )
    verified_on = DayField(
        label="An der Quelle geprüft am",
        required=False,
        help_text="Leer heißt: Die Seite zeigt den Bereich als nicht geprüft.",
    )
