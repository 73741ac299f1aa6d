# SPDX-License-Identifier: EUPL-1.2
"""What people say about gaps: from lists, without persons; and what became of them."""

import datetime as dt

from django import forms

from rundertisch.cases.models.structural import MOST_TIMES, AnswerKind, GapKind
from rundertisch.kernel.forms import DayField, WordsField
from rundertisch.places import queries as places
from rundertisch.situation import queries as situation


class FilterStructuralNeeds(forms.Form):
    """Which domain and which town the page shows; unknown ones filter nothing."""

    bereich = forms.ModelChoiceField(
        label="Lebensbereich",
        queryset=situation.all_need_domains(),
        required=False,
        empty_label="alle",
    )
    stadt = forms.ModelChoiceField(
        label="Stadt",
        queryset=places.towns(),
        to_field_name="key",
        required=False,
        empty_label="alle und der ganze Kreis",
    )


class ReportGap(forms.Form):
    """What could not be solved, why, where and how often."""

    domain = forms.ModelChoiceField(
        label="In welchem Lebensbereich",
        queryset=situation.all_need_domains(),
        empty_label="bitte wählen",
    )
    kind = forms.ChoiceField(
        label="Konnte nicht gelöst werden, weil", choices=GapKind, widget=forms.RadioSelect
    )
    place = forms.ModelChoiceField(
        label="In welcher Stadt",
        queryset=places.towns(),
        to_field_name="key",
        empty_label="bitte wählen",
    )
    times = forms.IntegerField(
        label="Wie oft diesen Monat",
        min_value=1,
        max_value=MOST_TIMES,
        initial=1,
        help_text="In so vielen Fällen Ihrer Stelle, die noch nicht gemeldet sind.",
    )

    def running_on(self, on: dt.date) -> "ReportGap":
        """Offer the domains that are in force."""
        self.fields["domain"].queryset = situation.need_domains(on=on)  # type: ignore[attr-defined]  # a choice field
        return self


class AnswerStructuralNeed(forms.Form):
    """What became of a structural need."""

    kind = forms.ChoiceField(label="Stand", choices=AnswerKind)
    words = WordsField(
        label="Wodurch oder warum",
        max_length=300,
        help_text="Zum Beispiel: neuer Abendkurs mit Kinderbetreuung, Träger VHS. Keine Personen.",
    )
    answered_on = DayField(label="Am")
