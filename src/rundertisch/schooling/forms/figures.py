# SPDX-License-Identifier: EUPL-1.2
"""Limits of alarms, first school days, and counts of the towns' registers."""

from django import forms

from rundertisch.kernel.forms import DayField
from rundertisch.schooling.models import AlarmKind


class SetAlarmLimit(forms.Form):
    """From how many days on somebody has to look, and who decided it."""

    kind = forms.ChoiceField(
        label="Hinweis",
        choices=[(kind.value, kind.label) for kind in AlarmKind if kind != AlarmKind.OVER_CAP],
    )
    days = forms.IntegerField(
        label="Tage",
        min_value=1,
        max_value=365,
        help_text="Beim dritten Hinweis sind es Schultage.",
    )
    source = forms.CharField(
        label="Wer hat die Frist festgelegt?",
        max_length=200,
        help_text="Zum Beispiel: Dienstbesprechung vom 12.11.2026.",
    )


class NoteFirstDay(forms.Form):
    """The day on which the child was at school."""

    came_on = DayField(label="Das Kind war da am")


class UploadRegistrations(forms.Form):
    """Counts of the towns' registers as CSV."""

    file = forms.FileField(
        label="Datei (CSV)",
        error_messages={"required": "Bitte eine Datei auswählen."},
        help_text="Die Datei wird gelesen und nicht aufgehoben.",
    )
