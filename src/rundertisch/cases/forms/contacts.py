# SPDX-License-Identifier: EUPL-1.2
"""What people type about the address of an office."""

from django import forms


class KeepContact(forms.Form):
    """An address, and whose it is."""

    email = forms.EmailField(
        label="E-Mail",
        max_length=254,
        help_text="Am besten die einer Funktion, die nur liest, wer Vermittlungen beantwortet. "
        "Zum Beispiel vermittlung@jobcenter.example.",
    )
    name = forms.CharField(
        label="Ansprechperson",
        max_length=150,
        required=False,
        help_text="Nur, wenn die Adresse einem Menschen gehört. Dann wird sie nach einem Jahr "
        "gelöscht und neu erfragt.",
    )
