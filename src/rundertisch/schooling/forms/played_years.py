# SPDX-License-Identifier: EUPL-1.2
"""Which year is played through, and under which terms."""

from django import forms

from rundertisch.schooling.models import YearKind


class PlayYear(forms.Form):
    """A year under several ways to give out seats."""

    kind = forms.ChoiceField(
        label="Mit welchen Ankünften?",
        choices=YearKind.choices,
        initial=YearKind.PAST,
        widget=forms.RadioSelect,
    )
    own_town_weeks = forms.IntegerField(
        label="So viele Wochen nur in der eigenen Stadt suchen",
        help_text="Gilt für die Regel „Zuerst die eigene Stadt“.",
        min_value=0,
        max_value=52,
        initial=4,
    )
    moving_weeks = forms.IntegerField(
        label="So viele Wochen ist ein Platz noch nicht bekannt gegeben",
        help_text="So lange dürfte ein Kind den Platz wechseln, damit ein anderes einen bekommt.",
        min_value=0,
        max_value=12,
        initial=2,
    )
