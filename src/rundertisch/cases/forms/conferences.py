# SPDX-License-Identifier: EUPL-1.2
"""What people type about a case conference."""

import datetime as dt
from typing import Any

from django import forms

from rundertisch.cases import queries
from rundertisch.kernel.forms import DayField, WordsField
from rundertisch.partners import queries as partners
from rundertisch.situation import queries as situation


class CallConference(forms.Form):
    """When, and which agencies."""

    held_on = DayField(label="Am")
    participants = forms.ModelMultipleChoiceField(
        label="Welche Stellen",
        queryset=partners.partners_who_may_sit(),
        widget=forms.CheckboxSelectMultiple,
    )


class AddPoint(forms.Form):
    """One problem of a person, and what was agreed."""

    client = forms.ModelChoiceField(
        label="Fall", queryset=queries.closed_clients().none(), empty_label="bitte wählen"
    )
    domain = forms.ModelChoiceField(
        label="Lebensbereich", queryset=situation.all_need_domains(), empty_label="bitte wählen"
    )
    problem = WordsField(
        label="Problem", max_length=300, help_text="Ohne Namen: Das Blatt nennt nur Person A, B, C."
    )
    agreed = WordsField(
        label="Vereinbarter Schritt",
        max_length=300,
        required=False,
        help_text="Geht in den Hilfeplan. Leer heißt: nichts vereinbart.",
    )
    who = WordsField(label="Wer", rows=1, max_length=120, required=False)
    due_on = DayField(label="Bis", required=False)

    def on(self, day: dt.date) -> "AddPoint":
        """Offer the running cases of the agency and the domains in force."""
        fields: dict[str, Any] = self.fields
        fields["client"].queryset = queries.running_clients(on=day)
        fields["domain"].queryset = situation.need_domains(on=day)
        return self

    def clean(self) -> dict[str, Any]:
        """A step is whole or not there: what, who, until when."""
        told: dict[str, Any] = super().clean() or {}
        parts = [told.get(name) for name in ("agreed", "who", "due_on")]
        if any(parts) and not all(parts):
            raise forms.ValidationError(
                "Ein Schritt braucht alles: was, wer und bis wann. Bitte ergänzen oder alle drei"
                " Felder leeren."
            )
        return told
