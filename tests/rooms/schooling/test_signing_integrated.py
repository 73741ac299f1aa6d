# SPDX-License-Identifier: EUPL-1.2
"""An integrated place needs a seat in a regular class at once: whoever signs is told if none is.

Nothing is refused: no law found says so, and the head decides on the class.
"""

import re
from importlib import import_module

import pytest
from django.db import connection
from django.urls import reverse

from rundertisch.schooling import actions, queries
from rundertisch.schooling.models import Group, ProposedSeat, Round, School
from tests.rooms.schooling.rounding import TALBLICK, lines, opened, read, seat_of, sign
from tests.world import DemoWorld, as_, asking

pytestmark = pytest.mark.database
TITLE = "Integriert, aber ohne Platz in der Regelklasse"


def page(world: DemoWorld, shown: Round) -> str:
    """Return the queue of the Schulamt as one line."""
    address = reverse("schooling:signing", args=[shown.pk])
    return re.sub(r"\s+", " ", as_(world.schulamt).get(address).content.decode())


def missing(world: DemoWorld, shown: Round) -> dict[int, str]:
    """Return whom the page names, and why."""
    with asking(world.schulamt):
        view = queries.signing_view(shown=shown, seat=seat_of(world.schulamt))
    return {line.seat.pk: line.no_regular for line in view.without_regular}


def give(world: DemoWorld, *, grade: int, seats: int) -> None:
    """Let Renate enter seats in the regular classes of Talblick."""
    by = seat_of(world.counsellor)
    with asking(world.counsellor):
        actions.keep_regular_seats(
            school=School.objects.get(name=TALBLICK),
            grade=grade,
            seats=seats,
            starts_on=world.on,
            ends_on=None,
            source="Schulleitung, Anruf",
            on=world.on,
            by=by,
        )


def test_the_authority_is_told_who_would_sit_in_no_class_and_may_sign_all_the_same(
    world: DemoWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    with asking(world.counsellor):
        separate = Group.objects.filter(school__name=TALBLICK).exclude(kind="REGULAR")
        assert separate.update(integrated=True)
    shown, proposal = opened(world)
    there = [one for one in lines(world.schulamt, proposal) if integrated(one)]
    first = there[0]
    assert set(missing(world, shown)) == {one.pk for one in there}
    grades = first.child.grades
    none_entered = f"Für Klasse {grades} ist dort kein Platz in einer Regelklasse eingetragen."
    assert missing(world, shown)[first.pk] == none_entered
    monkeypatch.setattr(import_module("rundertisch.schooling.views.signing"), "ROWS", 1)
    told = page(world, shown)
    assert TITLE in told
    with asking(world.schulamt):
        top = queries.signing_view(shown=shown, seat=seat_of(world.schulamt)).lines[0].seat.child_id
        with connection.cursor() as cursor:
            cursor.execute(
                "select count(distinct about_id) from kernel_accessentry"
                " where purpose = 'Unterschriften' and about_kind = 'child'"
            )
            logged = cursor.fetchone()
    assert logged == (len({top, *(one.child_id for one in there)}),), "all who are named"
    assert f"{first.child}</a>, {TALBLICK}: {none_entered}" in told
    assert "wird erst nach der Unterschrift für den Tag des Übergangs reserviert" in told

    alike = [one for one in there if one.child.grade == first.child.grade]
    give(world, grade=first.child.grade, seats=1)
    left = missing(world, shown)
    assert first.pk not in left, "who waits longest has the seat"
    assert {one.pk for one in alike[1:]} <= set(left)
    child = reverse("schooling:round_child", args=[shown.pk, first.child_id])
    assert TITLE not in as_(world.schulamt).get(child).content.decode()
    give(world, grade=first.child.grade, seats=0)
    assert "kein Platz in einer Regelklasse mehr frei" in missing(world, shown)[first.pk]
    assert TITLE in as_(world.schulamt).get(child).content.decode()
    read(world.schulamt, first)
    assert sign(world, world.schulamt, first).signed_on == world.on


def integrated(line: ProposedSeat) -> bool:
    return line.group is not None and line.group.integrated


def test_where_all_groups_are_separate_nobody_is_named(world: DemoWorld) -> None:
    shown, _ = opened(world)
    assert missing(world, shown) == {}
    assert TITLE not in page(world, shown)
