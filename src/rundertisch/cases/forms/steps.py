# SPDX-License-Identifier: EUPL-1.2
"""Who does a step: chosen from those it can be, or in a word of one's own."""

from collections.abc import Sequence
from typing import Any, Self

from django import forms

from rundertisch.cases.forms.clients import CaseForm

PERSON, MANAGEMENT = "die Person", "Case Management"
MOST = 120  # letters


class SaysWho(CaseForm):
    """The part of a form that says who does something; together one text, ``who``."""

    who = forms.ChoiceField(label="Wer macht es?", required=False)
    who_else = forms.CharField(
        label="Oder jemand anders",
        max_length=MOST,
        required=False,
        help_text="Ein Amt oder eine Rolle, die oben nicht steht; möglichst kein Name eines "
        "Menschen.",
    )

    def offer(self, *, under: str, others: Sequence[str]) -> Self:
        """Offer the person, Case Management, and ``others`` under a heading."""
        names = [one[:MOST] for one in others]
        fields: dict[str, Any] = self.fields
        fields["who"].choices = [
            ("", "bitte wählen"),
            (PERSON, PERSON),
            (MANAGEMENT, MANAGEMENT),
            *([(under, [(one, one) for one in names])] if names else []),
        ]
        told = self.initial.get("who", "")
        if told and told not in {PERSON, MANAGEMENT, *names}:  # was typed
            self.initial.update(who="", who_else=told)
        return self

    def clean(self) -> dict[str, Any]:
        """Make one text of both; refuse two answers."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        chosen, typed = told.get("who") or "", (told.pop("who_else", "") or "").strip()
        if chosen and typed:
            self.add_error("who_else", "Bitte nur eines: oben wählen oder hier schreiben.")
        elif "who" not in self.errors:
            told["who"] = chosen or typed
        return told
