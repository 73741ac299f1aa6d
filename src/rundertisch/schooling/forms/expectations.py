# SPDX-License-Identifier: EUPL-1.2
"""How many children are expected, as a file."""

from django import forms


class UploadExpectations(forms.Form):
    """Expected arrivals as CSV."""

    file = forms.FileField(
        label="Datei (CSV)",
        error_messages={"required": "Bitte eine Datei auswählen."},
        help_text="Die Datei wird gelesen und nicht aufgehoben.",
    )
