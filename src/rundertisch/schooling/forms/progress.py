# SPDX-License-Identifier: EUPL-1.2
"""Days on which something was done, a bridge offer, and the transition to a regular class."""

import datetime as dt
from collections.abc import Sequence

from django import forms
from django.http import QueryDict

from rundertisch.kernel.forms import DayField, WordsField
from rundertisch.schooling.forms.choices import GRADES
from rundertisch.schooling.models import MilestoneKind
from rundertisch.schooling.queries.regular import SeatsLine


class NoteMilestone(forms.Form):
    """What was done, and on which day; no content, no result."""

    kind = forms.ChoiceField(label="Was ist erledigt?", choices=MilestoneKind.choices)
    done_on = DayField(
        label="Erledigt am",
        help_text="Nur der Tag. Ergebnisse, Befunde und Testwerte gehören nicht hierher.",
    )


class KeepBridgeOffer(forms.Form):
    """What a child does until it has a place."""

    title = WordsField(
        rows=1,
        label="Angebot",
        max_length=200,
        help_text="Zum Beispiel: Brückengruppe im Stadtteilzentrum, montags und mittwochs.",
    )
    starts_on = DayField(label="Ab")
    ends_on = DayField(
        label="Bis vor dem", required=False, help_text="Leer heißt: bis auf Weiteres."
    )


class PlanTransition(forms.Form):
    """From when on, in which grade."""

    planned_on = DayField(label="Geplant für")
    grade = forms.TypedChoiceField(label="Klasse", choices=GRADES, coerce=int)


class ReserveRegularSeat(forms.Form):
    """Which seat, and from when on; `reserve_form` fills in the seats that are free."""

    seats = forms.TypedChoiceField(label="Platz in einer Regelklasse", coerce=int)
    planned_on = DayField(label="Ab")


def reserve_form(
    *, lines: Sequence[SeatsLine], data: QueryDict | None = None, on: dt.date
) -> ReserveRegularSeat:
    """Return the form with free seats of the child's grade and the next one."""
    form = ReserveRegularSeat(data, initial={"planned_on": on})
    form.fields["seats"].choices = [  # type: ignore[attr-defined]  # a choice field
        ("", "Bitte wählen"),
        *((line.given.pk, line.label) for line in lines),
    ]
    return form


class NoteTransition(forms.Form):
    """On which day the child came to its regular class, in which grade."""

    done_on = DayField(label="In der Regelklasse seit")
    grade = forms.TypedChoiceField(label="Klasse", choices=GRADES, coerce=int)
