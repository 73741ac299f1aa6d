# SPDX-License-Identifier: EUPL-1.2
"""Refer a need; accept, refuse or finish what was referred."""

from django import forms

from rundertisch.cases.forms.clients import CaseForm
from rundertisch.cases.models import Outcome, RefusalReason
from rundertisch.kernel.forms import WordsField


class Refer(CaseForm):
    """To whom, and what is asked; only offices with a consent are offered."""

    to = forms.TypedChoiceField(label="An welche Stelle?", coerce=int)
    asks = WordsField(
        label="Worum bitten Sie?",
        rows=2,
        max_length=500,
        help_text="Zum Beispiel „Bitte einen Termin zur Anerkennung des Abschlusses anbieten“. "
        "Name und Bedarf liest die Stelle nur, wenn die Person das erlaubt hat; bitte hier nicht "
        "wiederholen.",
    )


class AcceptReferral(CaseForm):
    """Yes, and when."""

    answer = WordsField(
        label="Was geschieht als Nächstes?",
        rows=2,
        max_length=500,
        required=False,
        help_text="Zum Beispiel „Termin am 3. März, 9 Uhr“.",
    )


class RefuseReferral(CaseForm):
    """No, and why."""

    reason = forms.TypedChoiceField(
        label="Warum nicht?",
        choices=[("", "Bitte wählen"), *RefusalReason.choices],
        coerce=RefusalReason,
    )
    answer = WordsField(
        label="Was die Stelle noch wissen sollte",
        rows=2,
        max_length=500,
        required=False,
    )


class FinishReferral(CaseForm):
    """What became of it."""

    outcome = forms.TypedChoiceField(
        label="Was wurde erreicht?",
        choices=[("", "Bitte wählen"), *Outcome.choices],
        coerce=Outcome,
        help_text="Das Ergebnis steht danach beim Bedarf der Person.",
    )
    answer = WordsField(
        label="Was die Stelle noch wissen sollte",
        rows=2,
        max_length=500,
        required=False,
    )
