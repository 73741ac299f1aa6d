# SPDX-License-Identifier: EUPL-1.2
"""Objections: record one, decide on it, note that it was taken back."""

from typing import Any

from django import forms

from rundertisch.kernel.forms import DayField, WordsField
from rundertisch.schooling.forms.rounds import words_field
from rundertisch.schooling.models import Objector

UPHOLD, REJECT = "stattgeben", "zurueckweisen"
MOST_WORDS = 2000


class RecordObjection(forms.Form):
    """What came, when and from whom; the letter itself stays in the authority's file."""

    prefix = "widerspruch"
    received_on = DayField(
        label="Eingegangen am",
        help_text="Der Tag, an dem er bei der Behörde oder der Beratung ankam. Auch ein "
        "verspäteter wird eingetragen.",
    )
    by_whom = forms.ChoiceField(
        label="Erhoben durch",
        choices=Objector.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Bitte wählen, wer Widerspruch erhoben hat."},
    )
    words = WordsField(
        label="Was die Familie einwendet",
        max_length=MOST_WORDS,
        required=False,
        help_text="In wenigen Sätzen. Bitte nichts über Gesundheit, Religion, Staatsangehörigkeit "
        "oder Aufenthalt; der Brief bleibt in der Akte der Behörde.",
    )


class DecideObjection(forms.Form):
    """The decision on an objection, with its reasons."""

    prefix = "entscheidung"
    outcome = forms.ChoiceField(
        label="Entscheidung",
        choices=[
            (UPHOLD, "Der Widerspruch hat Erfolg"),
            (REJECT, "Der Widerspruch wird zurückgewiesen"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Bitte wählen, wie entschieden wird."},
    )
    words = WordsField(
        label="Begründung",
        max_length=MOST_WORDS,
        error_messages={"required": "Bitte in eigenen Worten begründen."},
    )

    @property
    def decision(self) -> dict[str, Any]:
        """Return what was decided as the action calls it."""
        data = self.cleaned_data
        return {"upheld": data["outcome"] == UPHOLD, "words": data["words"]}


class WithdrawObjection(forms.Form):
    """How it became known that the family took its objection back."""

    prefix = "zurueck"
    words = words_field(
        "Wie wurde das bekannt?",
        help_text="Zum Beispiel: „Schreiben der Eltern vom 3. 2., in der Akte.“",
    )
