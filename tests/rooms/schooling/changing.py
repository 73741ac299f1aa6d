# SPDX-License-Identifier: EUPL-1.2
"""What the tests of changed children share: Nela, and a place that the Schulamt has signed."""

import datetime as dt
from typing import Any

from rundertisch.accounts.models import Seat
from rundertisch.places import queries as places
from rundertisch.schooling import actions
from rundertisch.schooling.models import Change, Child, Group, Placement
from tests.world import DemoWorld, asking, hear


def report(world: DemoWorld, by: Seat | None, **changes: object) -> Child:
    """Report Nela Probst, grade 3, who lives in the Musterweg, with whatever a test changes."""
    given: dict[str, Any] = {
        "first_name": "Nela",
        "family_name": "Probst",
        "home": home(number="3"),
        "need": actions.Need(grade=3),
        "days": actions.Days(reported_on=world.on),
        "on": world.on,
        "by": by,
    }
    return actions.report_child(**{**given, **changes})


def home(*, number: str, town: str = "05954008", protected: bool = False) -> actions.Home:
    """Return a home in the Musterweg of Ennepetal or elsewhere."""
    return actions.found_home(
        town=places.town(key=town),
        street="Musterweg",
        house_number=number,
        postcode="",
        protected=protected,
    )


def correct(world: DemoWorld, by: Seat | None, child: Child, **changes: object) -> Child:
    """Send the whole form of a child again, with whatever a test changes."""
    given: dict[str, Any] = {
        "first_name": child.first_name,
        "family_name": child.family_name,
        "born_on": child.born_on,
        "family_reference": "",
        "home": home(number="3"),
        "need": actions.Need(grade=child.grade, grade_to=child.grade_to),
        "days": actions.Days(reported_on=child.reported_on),
        "on": world.on,
        "by": by,
    }
    return actions.change_child(child=child, **{**given, **changes})


def seated(
    world: DemoWorld, child: Child, *, since_days: int = 20, grades: tuple[int, int] = (3, 4)
) -> Placement:
    """Sign a place at Grundschule Talblick for the child as the Schulamt; a seat is taken."""
    group = Group.objects.filter(school__name="Grundschule Talblick", kind="LANGUAGE").order_by(
        "pk"
    )[0]
    Group.objects.filter(pk=group.pk).update(free_seats=4, grade_from=grades[0], grade_to=grades[1])
    place = Placement.objects.create(
        child=child, group=group, starts_on=world.on - dt.timedelta(days=since_days)
    )
    hear(child, by=world.counsellor)
    with asking(world.schulamt):
        Placement.objects.filter(pk=place.pk).update(
            signed_on=world.on, signed_by_id=world.schulamt.seat_id
        )
    place.refresh_from_db()
    assert place.signed_on == world.on
    return place


def free(place: Placement) -> int:
    """Return how many seats are free in the group of a place."""
    return Group.objects.get(pk=place.group_id).free_seats


def newest(child: Child) -> Change:
    """Return the newest change of a child."""
    return Change.objects.filter(child=child).latest("version", "pk")
