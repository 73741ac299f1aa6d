# SPDX-License-Identifier: EUPL-1.2
"""Seats in regular classes: how many a school gives, how many are held, which are free."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q, QuerySet

from rundertisch.engine.figures import Figure
from rundertisch.schooling.models import (
    LATEST_GRADE,
    Assignable,
    Child,
    FirstDay,
    Placement,
    RegularSeats,
    School,
    Transition,
)


@dataclass(frozen=True, slots=True)
class SeatsLine:
    """Seats of one grade of one school in a period, and how many of them are held."""

    given: RegularSeats
    held: int

    @property
    def free(self) -> int:
        """Seats nobody holds; never below zero, PostgreSQL sees to it."""
        return self.given.seats - self.held

    @property
    def shown(self) -> tuple[Figure, Figure]:
        """Held and free seats for whoever arranges them: exact, as free seats of groups are."""
        day, source = self.given.counted_on, self.given.source
        return Figure(self.held, "", day, source), Figure(self.free, "", day, source)

    @property
    def label(self) -> str:
        """The line as a choice."""
        one = self.given
        return (
            f"{one.school.name}, {one.school.town.name}, Klasse {one.grade}, {one.period}: "
            f"{self.free} von {one.seats} frei"
        )


def held() -> Mapping[int, int]:
    """Return how many seats of each count are held, over all children, to whoever may know."""
    with connection.cursor() as cursor:
        cursor.execute("select seats_id, held from schooling_regular_held()")
        return dict(cursor.fetchall())


def _given(*, on: dt.date) -> QuerySet[RegularSeats]:
    rows = RegularSeats.objects.exclude(school__assignable=Assignable.NO)
    return rows.select_related("school__town").filter(Q(ends_on=None) | Q(ends_on__gt=on))


def seats_lines(*, on: dt.date) -> tuple[SeatsLine, ...]:
    """Return every count of now and later, by school, grade and period."""
    rows = _given(on=on).order_by("school__name", "grade", "starts_on")
    taken = held()
    return tuple(SeatsLine(given=one, held=taken.get(one.pk, 0)) for one in rows)


def seats_of(*, school: School, on: dt.date) -> tuple[SeatsLine, ...]:
    """Return the counts of one school."""
    return tuple(line for line in seats_lines(on=on) if line.given.school_id == school.pk)


def seats_for(*, child: Child, on: dt.date) -> tuple[SeatsLine, ...]:
    """Return free seats of the child's grade and the next one, its own town first."""
    grades = range(child.grade, min(LATEST_GRADE, (child.grade_to or child.grade) + 1) + 1)
    fitting = [line for line in seats_lines(on=on) if line.free > 0 and line.given.grade in grades]
    home = child.home_town_id
    return tuple(sorted(fitting, key=lambda line: line.given.school.town_id != home))


def reserved_for(*, placement: Placement) -> Transition | None:
    """Return the transition of a place with the seat it reserves, None when there is none."""
    plans = Transition.objects.filter(placement=placement, seats__isnull=False)
    return plans.select_related("seats__school__town").first()


def came_or_comes_on(*, placement: Placement) -> dt.date:
    """Return the first day at the school, as it was noted or as it is announced."""
    noted = FirstDay.objects.filter(placement=placement).values_list("came_on", flat=True).first()
    return noted or placement.comes_on
