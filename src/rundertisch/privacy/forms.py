# SPDX-License-Identifier: EUPL-1.2
"""Parsing of what an auditor types to open the logs."""

from django import forms

from rundertisch.kernel.forms import DayField, WordsField
from rundertisch.privacy.registry import OPENABLE

SHORTEST_REASON = 10


class AskToOpenLog(forms.Form):
    """Which record, why, which days."""

    kind = forms.ChoiceField(
        label="Worüber", choices=lambda: [("", "Bitte wählen"), *OPENABLE.items()]
    )
    number = forms.IntegerField(
        label="Nummer",
        min_value=1,
        help_text="Die Nummer des Datensatzes; sie steht am Ende der Adresse seiner Seite. Wer "
        "Auskunft verlangt, wird von der Stelle genannt, die den Datensatz führt.",
    )
    reason = WordsField(
        label="Anlass",
        min_length=SHORTEST_REASON,
        max_length=500,
        help_text="Zum Beispiel: Auskunft nach Art. 15 DSGVO vom 3. August. Keine Namen.",
    )
    starts_on = DayField(label="von")
    ends_on = DayField(label="bis vor", help_text="Der erste Tag, der nicht mehr dazugehört.")
