# SPDX-License-Identifier: EUPL-1.2
"""Schools, their groups and the seats that are free."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, F, Prefetch, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from rundertisch.schooling.models import Assignable, Group, School, Supervision


@dataclass(frozen=True, slots=True)
class SeatsOverview:
    """The district's schools in five numbers."""

    schools: int
    never: int
    named: int
    seats: int
    schools_with_seats: int

    @property
    def headline(self) -> str:
        """Say the finding in one sentence."""
        if not self.schools:
            return "Noch ist keine Schule eingetragen"
        if not self.seats:
            return "Keine Schule hat einen freien Platz eingetragen"
        seats = "Ein freier Platz" if self.seats == 1 else f"{self.seats} freie Plätze"
        where = (
            "einer Schule" if self.schools_with_seats == 1 else f"{self.schools_with_seats} Schulen"
        )
        return f"{seats} an {where}"


def schools_with_seats(*, place: str = "", form: str = "") -> QuerySet[School]:
    """Return the schools with their groups and the sum of free seats, by town and name."""
    schools = School.objects.select_related("town").prefetch_related(
        Prefetch("groups", Group.objects.order_by(F("grade_from").asc(), F("kind").asc()))
    )
    if place:
        schools = schools.filter(town__key=place)
    if form:
        schools = schools.filter(form=form)
    return schools.annotate(seats=Coalesce(Sum("groups__free_seats"), 0)).order_by(
        F("town__name").asc(), F("name").asc()
    )


def free_seats() -> int:
    """Return the seats free at schools where a plan may seat a child."""
    seats = Group.objects.exclude(school__assignable=Assignable.NO).aggregate(
        seats=Coalesce(Sum("free_seats"), 0)
    )["seats"]
    return int(seats)


def groups_of(*, school: School) -> QuerySet[Group]:
    """Return the groups of a school, lowest grade first."""
    return Group.objects.filter(school=school).order_by(F("grade_from").asc(), F("kind").asc())


def all_forms() -> tuple[str, ...]:
    """Return every school form of the list."""
    return tuple(School.objects.order_by("form").values_list("form", flat=True).distinct())


def school_forms() -> tuple[str, ...]:
    """Return the forms at which a plan may seat a child."""
    rows = School.objects.exclude(assignable=Assignable.NO).order_by("form")
    return tuple(rows.values_list("form", flat=True).distinct())


def seats_overview() -> SeatsOverview:
    """Return schools and free seats of the district in numbers."""
    counted = dict(
        School.objects.order_by().values_list("assignable").annotate(schools=Count("pk"))
    )
    with_seats = School.objects.exclude(assignable=Assignable.NO).filter(groups__free_seats__gt=0)
    return SeatsOverview(
        schools=sum(counted.values()),
        never=counted.get(Assignable.NO, 0),
        named=counted.get(Assignable.NAMED, 0),
        seats=free_seats(),
        schools_with_seats=with_seats.distinct().count(),
    )


def supervisions(*, on: dt.date) -> QuerySet[Supervision]:
    """Return which authority decides in which school form, now and later."""
    rows = Supervision.objects.filter(Q(ends_on=None) | Q(ends_on__gt=on))
    return rows.order_by("form", "grade_from", "starts_on", "pk")
