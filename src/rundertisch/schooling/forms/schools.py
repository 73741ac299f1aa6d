# SPDX-License-Identifier: EUPL-1.2
"""What people type about schools."""

from django import forms

from rundertisch.kernel.forms import DayField
from rundertisch.schooling.forms.choices import GRADES
from rundertisch.schooling.models import GroupKind


class KeepGroup(forms.Form):
    """One learning group with its free seats."""

    kind = forms.ChoiceField(label="Art der Gruppe", choices=GroupKind.choices)
    grade_from = forms.TypedChoiceField(label="ab Klasse", choices=GRADES, coerce=int)
    grade_to = forms.TypedChoiceField(label="bis Klasse", choices=GRADES, coerce=int)
    free_seats = forms.IntegerField(label="Freie Plätze", min_value=0, max_value=200)
    integrated = forms.BooleanField(
        label="Die Kinder sitzen in Regelklassen und lernen nur einige Stunden in der Gruppe",
        required=False,
        help_text="Innere Differenzierung. Ohne Häkchen ist es eine getrennte Gruppe; ihre Kinder "
        "warten weiter auf eine Regelklasse.",
    )


class LimitGroup(forms.Form):
    """Until when a separate group is approved, by whom, and when somebody looks at it again."""

    approved_until = DayField(
        label="Genehmigt bis einschließlich", required=False, help_text="Leer heißt: nicht bekannt."
    )
    approval_ref = forms.CharField(
        label="Genehmigung",
        max_length=200,
        required=False,
        help_text="Wer hat sie erteilt, wann? Etwa: Schulamt, Schreiben vom 3. 2. 2026.",
    )
    review_on = DayField(
        label="Zu überprüfen am",
        required=False,
        help_text="An diesem Tag erscheint die Gruppe auf der Startseite.",
    )


class KeepRegularSeats(forms.Form):
    """Seats that a grade gives to children of reception classes, in a period."""

    grade = forms.TypedChoiceField(label="Klasse", choices=GRADES, coerce=int)
    seats = forms.IntegerField(
        label="Plätze für Kinder aus Lerngruppen",
        min_value=0,
        max_value=200,
        help_text="Zusätzlich zu den Kindern, die schon in den Klassen sitzen.",
    )
    starts_on = DayField(label="Ab")
    ends_on = DayField(
        label="Bis vor dem",
        required=False,
        help_text="Meist der 1. August. Leer heißt: bis auf Weiteres.",
    )
    source = forms.CharField(
        label="Quelle",
        max_length=300,
        help_text="Wer hat die Plätze genannt? Etwa: Schulleitung, Anruf vom 3. 2. 2026.",
    )
