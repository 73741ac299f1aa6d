# SPDX-License-Identifier: EUPL-1.2
"""Parsing: what may be different in the scenarios of a round."""

from typing import Any

from django import forms

from rundertisch.schooling.forms.choices import GRADES
from rundertisch.schooling.forms.rounds import school_options
from rundertisch.schooling.models import GroupKind

OPENED = ("school", "kind", "grade_from", "grade_to", "seats")


class AskScenarios(forms.Form):
    """Each thing is computed alone; 0 or left out: it is not asked."""

    fewer_seats_percent = forms.IntegerField(
        label="So viel Prozent der freien Plätze fallen weg",
        min_value=0,
        max_value=100,
        initial=10,
    )
    more_arrivals_percent = forms.IntegerField(
        label="So viel Prozent mehr Kinder kommen an",
        help_text="Sie wohnen und lernen wie die Kinder, die jetzt warten.",
        min_value=0,
        max_value=400,
        initial=20,
    )
    more_minutes = forms.IntegerField(
        label="So viele Minuten darf jeder Weg länger sein",
        min_value=0,
        max_value=240,
        initial=10,
    )
    without_caps = forms.BooleanField(label="Ohne Obergrenzen der Schulen", required=False)
    siblings_first = forms.BooleanField(label="Geschwister vor kurzen Wegen", required=False)
    school = forms.TypedChoiceField(
        label="Eine Gruppe mehr an dieser Schule",
        coerce=int,
        empty_value=None,
        required=False,
        choices=lambda: [("", "keine"), *school_options()],
    )
    kind = forms.ChoiceField(
        label="Gruppe mehr: Art", choices=GroupKind.choices, initial=GroupKind.LANGUAGE
    )
    grade_from = forms.TypedChoiceField(
        label="Gruppe mehr: ab Klasse", choices=GRADES, coerce=int, initial=1
    )
    grade_to = forms.TypedChoiceField(
        label="Gruppe mehr: bis Klasse", choices=GRADES, coerce=int, initial=4
    )
    seats = forms.IntegerField(label="Gruppe mehr: Plätze", min_value=1, max_value=40, initial=15)

    def clean(self) -> dict[str, Any]:
        """Refuse a group whose grades are the wrong way round."""
        data = super().clean() or self.cleaned_data
        if data.get("school") and data.get("grade_from", 0) > data.get("grade_to", 99):
            self.add_error("grade_to", "Bitte eine Klasse wählen, die nicht vor der ersten liegt.")
        return data

    def questions(self) -> dict[str, Any]:
        """Return what is asked as the planning calls it."""
        data = self.cleaned_data
        asked = {key: value for key, value in data.items() if key not in OPENED}
        opened = {key: data[key] for key in OPENED} if data["school"] else None
        return {**asked, "opened": opened}
