# SPDX-License-Identifier: EUPL-1.2
"""Schools, their groups and the seats that are free."""

from dataclasses import dataclass

from django.db.models import F, Prefetch, QuerySet, Sum
from django.db.models.functions import Coalesce

from rundertisch.schooling.models import Assignable, Group, School


@dataclass(frozen=True, slots=True)
class TownSeats:
    """Free seats of one town at assignable schools."""

    town: str
    seats: int


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


def seats_by_town() -> tuple[TownSeats, ...]:
    """Return free seats per town."""
    rows = (
        Group.objects.exclude(school__assignable=Assignable.NO)
        .values("school__town__name")
        .annotate(seats=Sum("free_seats"))
        .order_by("school__town__name")
    )
    return tuple(TownSeats(town=row["school__town__name"], seats=row["seats"]) for row in rows)
