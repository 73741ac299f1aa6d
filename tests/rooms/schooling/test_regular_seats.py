# SPDX-License-Identifier: EUPL-1.2
"""The second capacity: a seat in a regular class is given, reserved, and never given twice."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import DatabaseError, connections, transaction
from django.urls import reverse

from rundertisch.accounts.models import Seat
from rundertisch.kernel.errors import Refusal
from rundertisch.schooling import actions, queries
from rundertisch.schooling.models import Child, Group, Placement, RegularSeats, School, Transition
from rundertisch.schooling.queries import regular
from tests.rooms.schooling import changing
from tests.rooms.schooling.rounding import seat_of
from tests.support.cluster import OwnDatabase
from tests.world import DemoWorld, Person, as_, asking, build

pytestmark = pytest.mark.database
TALBLICK, KIRSCHBAUM = "Grundschule Talblick", "Grundschule Am Kirschbaum"


def give(world: DemoWorld, by: Seat, name: str, *, seats: int, **changes: object) -> RegularSeats:
    """Let a school give seats in grade 3 from today on, with whatever a test changes."""
    given: dict[str, Any] = {
        "school": School.objects.get(name=name),
        "grade": 3,
        "seats": seats,
        "starts_on": world.on,
        "ends_on": None,
        "source": "Schulleitung, Anruf",
        "on": world.on,
        "by": by,
    }
    return actions.keep_regular_seats(**{**given, **changes})


def reserve(
    world: DemoWorld, by: Seat, place: Placement, seats: RegularSeats, *, days: int = 30
) -> Transition:
    day = world.on + dt.timedelta(days=days)
    return actions.reserve_regular_seat(placement=place, seats=seats, planned_on=day, by=by)


def child_called(world: DemoWorld, by: Seat, name: str) -> Placement:
    """Report a child and seat it in the reception class of Talblick."""
    return changing.seated(world, changing.report(world, by, first_name=name))


def free(seats: RegularSeats, world: DemoWorld) -> int:
    lines = regular.seats_lines(on=world.on)
    return next(line.free for line in lines if line.given.pk == seats.pk)


def test_one_seat_is_reserved_once_and_free_again_when_the_child_moves_away(
    world: DemoWorld, counsellor: Seat
) -> None:
    nela, milo = (child_called(world, counsellor, name) for name in ("Nela", "Milo"))
    seats = give(world, counsellor, TALBLICK, seats=1)
    plan = reserve(world, counsellor, nela, seats)
    assert (plan.grade, free(seats, world)) == (3, 0)
    with pytest.raises(Refusal, match="kein Platz mehr frei"):
        reserve(world, counsellor, milo, seats)
    reserve(world, counsellor, nela, seats, days=40)  # another day for the same seat
    with pytest.raises(Refusal, match="Ein Platz ist schon reserviert"):
        give(world, counsellor, TALBLICK, seats=0)
    actions.close_child(child=nela.child, left_on=world.on, on=world.on, by=counsellor)
    assert free(seats, world) == 1, "Nela has moved away"
    reserve(world, counsellor, milo, seats)
    shown = queries.newest_change(child=nela.child)
    assert shown is not None
    actions.undo_change(change=shown.change, on=world.on, by=counsellor)
    assert regular.reserved_for(placement=nela) is None, "Milo has the seat meanwhile"
    assert free(seats, world) == 0
    actions.release_regular_seat(placement=milo, by=counsellor)
    assert free(seats, world) == 1
    assert Transition.objects.get(placement=milo).seats is None, "the planned day stays"
    with pytest.raises(Refusal, match=r"kein Platz \(mehr\) reserviert"):
        actions.release_regular_seat(placement=milo, by=counsellor)


def test_an_error_taken_back_keeps_the_seat_if_nobody_took_it(
    world: DemoWorld, counsellor: Seat
) -> None:
    nela = child_called(world, counsellor, "Nela")
    seats = give(world, counsellor, TALBLICK, seats=1)
    reserve(world, counsellor, nela, seats)
    actions.close_child(child=nela.child, left_on=world.on, on=world.on, by=counsellor)
    shown = queries.newest_change(child=nela.child)
    assert shown is not None
    actions.undo_change(change=shown.change, on=world.on, by=counsellor)
    assert regular.reserved_for(placement=nela) is not None
    assert free(seats, world) == 0


def test_the_transition_fills_the_seat_and_taking_it_back_frees_it(
    world: DemoWorld, counsellor: Seat
) -> None:
    nela, milo = (child_called(world, counsellor, name) for name in ("Nela", "Milo"))
    seats = give(world, counsellor, TALBLICK, seats=1)
    for place in (nela, milo):
        actions.note_first_day(placement=place, came_on=world.on, on=world.on, by=counsellor)
    moved: dict[str, Any] = {"done_on": world.on, "grade": 3, "on": world.on, "by": counsellor}
    actions.note_transition(placement=nela, **moved)
    assert free(seats, world) == 0, "also without having been reserved"
    actions.note_transition(placement=milo, **moved)
    assert Transition.objects.get(placement=milo).seats is None, "it happened, without a seat"
    actions.undo_transition(placement=nela, by=counsellor)
    assert free(seats, world) == 1
    reserve(world, counsellor, nela, seats)
    with pytest.raises(Refusal, match="Platz reserviert: Grundschule Talblick, Klasse 3"):
        actions.plan_transition(placement=nela, planned_on=world.on, grade=4, by=counsellor)


def test_another_school_gives_the_seat_and_the_authority_decides_about_the_way_there(
    world: DemoWorld, counsellor: Seat
) -> None:
    nela = child_called(world, counsellor, "Nela")
    actions.note_first_day(placement=nela, came_on=world.on, on=world.on, by=counsellor)
    seats = give(world, counsellor, KIRSCHBAUM, seats=1)
    reserve(world, counsellor, nela, seats)
    with pytest.raises(Refusal, match=f"an der Schule {KIRSCHBAUM} reserviert"):
        actions.note_transition(
            placement=nela, done_on=world.on, grade=3, on=world.on, by=counsellor
        )
    group = Group.objects.create(
        school=seats.school,
        kind="REGULAR",
        grade_from=3,
        grade_to=3,
        free_seats=1,
        counted_on=world.on,
    )
    with asking(world.schulamt):
        Placement.objects.filter(pk=nela.pk).update(ends_on=world.on + dt.timedelta(days=1))
        there = Placement.objects.create(
            child=nela.child,
            group=group,
            starts_on=world.on,
            signed_on=world.on,
            signed_by_id=world.schulamt.seat_id,
        )
    assert free(seats, world) == 0
    reserved = regular.reserved_for(placement=there)
    assert reserved is not None
    assert reserved.seats == seats, "the seat went along with the child"
    assert queries.queues(on=world.on + dt.timedelta(days=1)).regular.children == 0


def test_days_grades_and_special_schools_are_refused_with_a_sentence(
    world: DemoWorld, counsellor: Seat
) -> None:
    nela = child_called(world, counsellor, "Nela")
    year_end = world.on + dt.timedelta(days=90)
    seats = give(world, counsellor, TALBLICK, seats=2, ends_on=year_end)
    for days, told in ((90, "einen Tag darin"), (-40, "Der erste Schultag")):
        with pytest.raises(Refusal, match=told):
            reserve(world, counsellor, nela, seats, days=days)
    reserve(world, counsellor, nela, seats, days=60)
    for changes, told in (
        ({"starts_on": world.on + dt.timedelta(days=1)}, "schon Plätze eingetragen"),
        ({"ends_on": world.on + dt.timedelta(days=30)}, "Für einen späteren Tag"),
        ({"ends_on": world.on}, "vor seinem ersten Tag"),
        ({"source": " "}, "Wer hat die Plätze genannt"),
        ({"seats": -1}, "nicht negativ"),
        ({"grade": 14}, "zwischen 1 und 13"),
    ):
        with pytest.raises(Refusal, match=told):
            give(world, counsellor, TALBLICK, **{"seats": 2, **changes})
    give(world, counsellor, TALBLICK, seats=5, starts_on=year_end)
    special = "Lindenschule, FSP Lernen"
    with pytest.raises(Refusal, match="nie Ziel eines Vorschlags"):
        give(world, counsellor, special, seats=1)
    with pytest.raises(DatabaseError, match="special or hospital school"), transaction.atomic():
        RegularSeats.objects.create(
            school=School.objects.get(name=special),
            grade=3,
            seats=1,
            starts_on=world.on,
            counted_on=world.on,
            source="x",
        )


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"grade": 4}, "own grade and period"),
        ({"planned_on": dt.date(2000, 1, 1)}, "own grade and period"),
    ],
)
def test_postgresql_keeps_the_promise_past_the_actions(
    world: DemoWorld, counsellor: Seat, change: dict[str, Any], told: str
) -> None:
    nela, milo = (child_called(world, counsellor, name) for name in ("Nela", "Milo"))
    seats = give(world, counsellor, TALBLICK, seats=1)
    plan = reserve(world, counsellor, nela, seats)
    with pytest.raises(DatabaseError, match=told), transaction.atomic():
        Transition.objects.filter(pk=plan.pk).update(**change)
    with pytest.raises(DatabaseError, match="no seat of this count"), transaction.atomic():
        Transition.objects.create(
            placement=milo, planned_on=world.on, grade=3, noted_by=counsellor, seats=seats
        )
    with pytest.raises(DatabaseError, match="more seats are held"), transaction.atomic():
        RegularSeats.objects.filter(pk=seats.pk).update(seats=0)


def test_the_head_gives_the_own_seats_and_no_others(world: DemoWorld) -> None:
    by, head = seat_of(world.counsellor), seat_of(world.school_head)
    with asking(world.counsellor):
        nela = child_called(world, by, "Nela")
        elsewhere = give(world, by, KIRSCHBAUM, seats=1)
    with asking(world.school_head):
        mine = give(world, head, TALBLICK, seats=1)
        with pytest.raises(Refusal, match="entscheidet deren Leitung"):
            give(world, head, KIRSCHBAUM, seats=9)
        with pytest.raises(Refusal, match="entscheidet deren Leitung"):
            reserve(world, head, nela, elsewhere)
        with pytest.raises(DatabaseError), transaction.atomic():
            Transition.objects.create(
                placement=nela, planned_on=world.on, grade=3, noted_by=head, seats=elsewhere
            )
        reserve(world, head, nela, mine)
    client, day = as_(world.school_head), world.on
    shown = client.get(reverse("schooling:progress", args=[nela.child_id])).content.decode()
    assert f"Reserviert: {TALBLICK}, Klasse 3" in shown
    assert client.post(reverse("schooling:release_regular_seat", args=[nela.pk])).status_code == 303
    parts = {"planned_on_tag": day.day, "planned_on_monat": day.month, "planned_on_jahr": day.year}
    url = reverse("schooling:reserve_regular_seat", args=[nela.pk])
    assert client.post(url, {**parts, "seats": elsewhere.pk}).status_code == 422
    assert client.post(url, {**parts, "seats": mine.pk}).status_code == 303
    entered = {
        **{name.replace("planned", "starts"): value for name, value in parts.items()},
        "grade": "3",
        "seats": "4",
        "source": "Schulkonferenz",
    }
    url = reverse("schooling:keep_regular_seats", args=[mine.school_id])
    assert client.post(url, {**entered, "seats": "0"}).status_code == 422
    assert client.post(url, entered).status_code == 303
    with asking(world.school_head):
        assert RegularSeats.objects.get(pk=mine.pk).seats == 4


@pytest.mark.parametrize("who", ["charlie", "administrator", "town_office", "schulamt"])
def test_who_neither_counsels_nor_leads_the_school_gives_and_reserves_nothing(
    world: DemoWorld, who: str
) -> None:
    person, by = getattr(world, who), seat_of(world.counsellor)
    with asking(world.counsellor):
        nela = child_called(world, by, "Nela")
        seats = give(world, by, TALBLICK, seats=1)
    with asking(person):
        with pytest.raises(Refusal, match="trägt die Schule ein"):
            give(world, seat_of(person), TALBLICK, seats=5)
        with pytest.raises(Refusal, match="trägt die Schule ein"):
            reserve(world, seat_of(person), nela, seats)
        assert RegularSeats.objects.filter(pk=seats.pk).update(seats=5) == 0
        knows = who in {"town_office", "schulamt", "administrator"}
        assert (seats.pk in regular.held()) is knows
    for name, pk in (("keep_regular_seats", seats.school_id), ("reserve_regular_seat", nela.pk)):
        assert as_(person).post(reverse(f"schooling:{name}", args=[pk])).status_code == 404
    shown = as_(person).get(reverse("schooling:school", args=[seats.school_id])).content.decode()
    assert ("reserviert oder besetzt" in shown) is (who in {"town_office", "schulamt"})


def test_two_people_reserve_the_last_seat_at_once_and_one_is_told_so(
    own_database: OwnDatabase,
) -> None:
    world = build()
    by = seat_of(world.counsellor)
    with asking(world.counsellor):
        places = [child_called(world, by, name) for name in ("Nela", "Milo")]
        seats = give(world, by, TALBLICK, seats=1)

    def attempt(person: Person, place: Placement) -> str:
        try:
            with asking(person):
                reserve(world, seat_of(person), place, seats)
        except Refusal as refusal:
            return str(refusal)
        finally:
            connections.close_all()
        return "reserved"

    people = (world.counsellor, world.school_head)
    with ThreadPoolExecutor(max_workers=2) as pool:
        answers = sorted(pool.map(attempt, people, places), key=len)
    assert answers[0] == "reserved"
    assert "kein Platz mehr frei" in answers[1]
    held = own_database.owner_sql("select count(*) from schooling_transition where seats_id > 0")
    assert held == [(1,)]
    assert Child.objects.count() == 0, "nobody is asking any more"
