# SPDX-License-Identifier: EUPL-1.2
"""Needs, steps, the change of legal regime, notes."""

from typing import Any

from django import forms

from rundertisch.cases.forms.clients import CaseForm, Version
from rundertisch.cases.forms.steps import SaysWho
from rundertisch.cases.models import Audience, Outcome
from rundertisch.kernel.forms import DayField, WordsField


class OpenNeed(CaseForm):
    """One thing a person wants help with."""

    domain = forms.ChoiceField(label="Lebensbereich")
    words = WordsField(
        label="Worum geht es?",
        rows=2,
        max_length=300,
        help_text="Ein Satz, zum Beispiel „Möchte einen Kurs besuchen, während die Kinder in der "
        "Schule sind“. Keine Diagnosen, kein Status, keine anderen Menschen.",
    )


class CorrectNeed(OpenNeed, Version):
    """What is wrong with a need as it was taken down."""


class OpenChain(CaseForm):
    """A need with the steps that usually belong to it."""

    chain = forms.TypedChoiceField(label="Kette von Schritten", coerce=int)


class CloseNeed(CaseForm):
    """What became of a need."""

    outcome = forms.TypedChoiceField(
        label="Was wurde daraus?",
        choices=[("", "Bitte wählen"), *Outcome.choices],
        coerce=Outcome,
    )


class AddStep(SaysWho):
    """What, who, until when."""

    words = WordsField(label="Was ist zu tun?", rows=2, max_length=300)
    due_on = DayField(label="Bis wann?")

    field_order = ("words", "who", "who_else", "due_on")

    def clean(self) -> dict[str, Any]:
        """A step says who does it."""
        told = super().clean()
        if told.get("who") == "":
            self.add_error("who", "Bitte sagen, wer es macht.")
        return told


class NoteRegimeChange(CaseForm):
    """The day of a change of legal regime."""

    takes_place_on = DayField(
        label="Wechsel am",
        help_text="Der Tag, ab dem ein anderes Amt zahlt. Von welchem zu welchem wird nicht "
        "gespeichert.",
    )


class WriteNote(CaseForm):
    """A note and who reads it."""

    words = WordsField(
        label="Notiz",
        max_length=2000,
        help_text="Nur was für die Zusammenarbeit nötig ist. Die Person kann jede Notiz lesen, "
        "auch die nur für Sie.",
    )
    audience = forms.TypedChoiceField(
        label="Wer liest sie?",
        choices=Audience.choices,
        coerce=Audience,
        initial=Audience.AGENCY,
    )
