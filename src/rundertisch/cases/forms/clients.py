# SPDX-License-Identifier: EUPL-1.2
"""Search, open, correct, move on, close, merge and split a case."""

from typing import Any

from django import forms

from rundertisch.cases.models import Outcome, Phase
from rundertisch.kernel.forms import DayField, WordsField


class CaseForm(forms.Form):
    """A form beside others on the page of a case: its fields have ids of their own."""

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - Django's own
        options.setdefault("auto_id", f"{type(self).__name__.lower()}_%s")
        super().__init__(*args, **options)


class SearchName(CaseForm):
    """The name that is looked for before anybody is taken in."""

    name = forms.CharField(
        label="Name der Person",
        max_length=150,
        help_text="So, wie die Person ihn sagt. Gesucht wird auch nach ähnlichen Schreibweisen.",
    )


class OpenClient(SearchName):
    """Everything a case begins with; the contact is read by the own office alone."""

    contact = WordsField(
        label="Wie die Person erreicht werden möchte",
        required=False,
        max_length=1500,
        help_text="Telefon, E-Mail, wer mitliest. Eine geschützte Anschrift gehört nicht hierher.",
    )
    agreed_on = DayField(
        label="Mit der Person vereinbart am",
        help_text="Case Management ist freiwillig: An diesem Tag hat die Person zugestimmt.",
    )
    others = forms.TypedMultipleChoiceField(
        label="Das ist jemand anders",
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Bitte jeden Namen ansehen. Erst wenn alle jemand anders sind, wird ein neuer "
        "Fall eröffnet.",
    )


class Version(CaseForm):
    """Which state of the case the page showed."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class CorrectClient(Version):
    """What can be corrected; the contact has a page of its own."""

    pseudonym = forms.CharField(
        label="Pseudonym",
        max_length=40,
        help_text="Steht überall statt des Namens. Bitte nichts, woran man die Person erkennt.",
    )
    agreed_on = DayField(label="Mit der Person vereinbart am")


class MovePhase(Version):
    """The next phase; the page offers only those that may follow."""

    phase = forms.TypedChoiceField(label="Weiter zu", choices=Phase.choices, coerce=Phase)


class CloseClient(Version):
    """What became of it."""

    outcome = forms.TypedChoiceField(
        label="Was wurde erreicht?",
        choices=[("", "Bitte wählen"), *Outcome.choices],
        coerce=Outcome,
    )


class FindClient(CaseForm):
    """The pseudonym of the other record of the same person."""

    pseudonym = forms.CharField(label="Pseudonym des anderen Falls", max_length=40)


class SplitClient(Version):
    """The second person of a record, and which needs are theirs."""

    name = forms.CharField(label="Name der zweiten Person", max_length=150)
    needs = forms.TypedMultipleChoiceField(
        label="Diese Bedarfe gehören zur zweiten Person",
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
