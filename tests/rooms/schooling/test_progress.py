# SPDX-License-Identifier: EUPL-1.2
"""Beside and after the placement: days without results, bridges, and the way to a regular class."""

import datetime as dt
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from rundertisch.accounts.models import Seat
from rundertisch.kernel.errors import Refusal
from rundertisch.schooling import actions, queries
from rundertisch.schooling.models import (
    AdmissionDay,
    BridgeOffer,
    Child,
    Milestone,
    Placement,
    Step,
    Transition,
)
from tests.rooms.schooling import changing
from tests.rooms.schooling.rounding import seat_of
from tests.world import DemoWorld, as_, asking

pytestmark = pytest.mark.database
SINCE = 20


def came(world: DemoWorld, by: Seat, child: Child, *, days_ago: int = 10) -> Placement:
    """Seat Nela at Talblick; ten days ago she was there."""
    place = changing.seated(world, child, since_days=SINCE)
    actions.note_first_day(
        placement=place, came_on=world.on - dt.timedelta(days=days_ago), on=world.on, by=by
    )
    return place


def move_on(world: DemoWorld, by: Seat, place: Placement, *, days_ago: int = 0) -> Placement:
    day = world.on - dt.timedelta(days=days_ago)
    return actions.note_transition(placement=place, done_on=day, grade=4, on=world.on, by=by)


def stages(child: Child, by: Seat, on: dt.date) -> dict[Step, queries.CourseStep]:
    return {stage.step: stage for stage in queries.child_course(child=child, seat=by, on=on).stages}


def test_a_child_in_its_regular_class_frees_the_seat_and_does_not_wait(
    world: DemoWorld, counsellor: Seat
) -> None:
    nela = changing.report(world, counsellor)
    place = came(world, counsellor, nela)
    before = changing.free(place)
    actions.plan_transition(
        placement=place, planned_on=world.on + dt.timedelta(days=30), grade=4, by=counsellor
    )
    assert changing.free(place) == before, "planned is not done"
    moved = move_on(world, counsellor, place)
    assert moved.regular_since == world.on
    assert changing.free(place) == before + 1
    assert nela not in queries.waiting_children(on=world.on)
    with pytest.raises(Refusal, match="in der Regelklasse"):
        move_on(world, counsellor, place)
    actions.close_child(child=nela, left_on=world.on, on=world.on, by=counsellor)
    assert changing.free(place) == before + 1, "the seat was given back once"


def test_a_transition_that_did_not_happen_is_taken_back_if_the_group_has_a_seat(
    world: DemoWorld, counsellor: Seat
) -> None:
    place = came(world, counsellor, changing.report(world, counsellor))
    before = changing.free(place)
    move_on(world, counsellor, place)
    actions.undo_transition(placement=place, by=counsellor)
    place.refresh_from_db()
    assert place.regular_since is None
    assert changing.free(place) == before
    move_on(world, counsellor, place)
    type(place.group).objects.filter(pk=place.group_id).update(free_seats=0)
    with pytest.raises(Refusal, match="kein Platz mehr frei"):
        actions.undo_transition(placement=place, by=counsellor)


def test_nobody_moves_on_before_having_come_or_on_a_day_to_come(
    world: DemoWorld, counsellor: Seat
) -> None:
    nela = changing.report(world, counsellor)
    place = changing.seated(world, nela, since_days=SINCE)
    with pytest.raises(Refusal, match="zuerst den ersten Schultag"):
        move_on(world, counsellor, place)
    actions.note_first_day(placement=place, came_on=world.on, on=world.on, by=counsellor)
    for days_ago, told in ((3, "Der erste Schultag war"), (-1, "liegt noch vor uns")):
        with pytest.raises(Refusal, match=told):
            move_on(world, counsellor, place, days_ago=days_ago)


def test_examination_and_measles_are_days_and_hold_nothing_up(
    world: DemoWorld, counsellor: Seat
) -> None:
    nela = changing.report(world, counsellor)
    columns = {field.name for field in Milestone._meta.concrete_fields}  # noqa: SLF001  (Django's API)
    assert columns == {"id", "child", "kind", "done_on", "noted_by"}
    assert changing.seated(world, nela).signed_on == world.on, "neither examined nor vaccinated"
    given: dict[str, Any] = {"child": nela, "on": world.on, "by": counsellor}
    actions.note_milestone(kind="HEALTH_EXAM", done_on=world.on, **given)
    assert stages(nela, counsellor, world.on)[Step.HEALTH_EXAM].known.on == world.on
    for kind, done_on, told in (
        ("MEASLES", world.on + dt.timedelta(days=1), "liegt noch vor uns"),
        ("FOLLOW_UP", world.on, "zuerst den ersten Schultag"),
        ("SUPPORT_END", world.on, "zuerst den ersten Schultag"),
        ("LUNCH", world.on, "keinen Eintrag"),
    ):
        with pytest.raises(Refusal, match=told):
            actions.note_milestone(kind=kind, done_on=done_on, **given)
    actions.drop_milestone(milestone=nela.milestones.get(), by=counsellor)
    assert not nela.milestones.exists()


def test_a_bridge_does_not_end_the_wait(world: DemoWorld, counsellor: Seat) -> None:
    nela = changing.report(world, counsellor)
    given: dict[str, Any] = {"child": nela, "by": counsellor}
    with pytest.raises(Refusal, match="Welches Angebot"):
        actions.keep_bridge_offer(title=" ", starts_on=world.on, ends_on=None, **given)
    with pytest.raises(Refusal, match="vor seinem ersten Tag"):
        actions.keep_bridge_offer(title="Gruppe", starts_on=world.on, ends_on=world.on, **given)
    week_ago = world.on - dt.timedelta(days=7)
    offer = actions.keep_bridge_offer(
        title="Brückengruppe", starts_on=week_ago, ends_on=None, **given
    )
    assert nela in queries.waiting_children(on=world.on)
    actions.end_bridge_offer(offer=offer, on=world.on, by=counsellor)
    offer.refresh_from_db()
    assert offer.ends_on == world.on


def test_the_page_names_the_next_step_who_does_it_and_by_when(
    world: DemoWorld, counsellor: Seat
) -> None:
    nela = changing.report(world, counsellor)
    course = queries.child_course(child=nela, seat=counsellor, on=world.on)
    assert course.next is not None
    assert course.next.step == Step.INVITATION
    assert course.next.duty is not None
    assert course.next.due is not None
    assert course.next.due > world.on
    late = world.on + dt.timedelta(days=60)
    assert stages(nela, counsellor, late)[Step.INVITATION].overdue
    actions.counsel_child(child=nela, counselled_on=world.on, on=world.on, by=counsellor)
    nela.refresh_from_db()
    now = queries.child_course(child=nela, seat=counsellor, on=world.on)
    assert now.next is not None
    assert now.next.step == Step.WISHES
    place = came(world, counsellor, nela)
    after = queries.child_course(child=nela, seat=counsellor, on=world.on)
    assert after.next is not None
    assert after.next.step == Step.FOLLOW_UP, "nobody goes back to the wishes once a seat is signed"
    end = stages(nela, counsellor, world.on)[Step.SUPPORT_END]
    came_on = world.on - dt.timedelta(days=10)
    assert end.due == queries.months_after(on=came_on, months_ahead=24)
    move_on(world, counsellor, place)
    assert stages(nela, counsellor, world.on)[Step.TRANSITION].known.on == world.on


def test_who_may_not_know_a_step_is_not_told_that_it_is_open(world: DemoWorld) -> None:
    by = seat_of(world.counsellor)
    with asking(world.counsellor):
        nela = changing.report(world, by)
        came(world, by, nela)
    for person, hidden in (
        (world.town_office, {Step.HEARING, Step.WISHES, Step.HEALTH_EXAM}),
        (world.school_head, {Step.HEARING, Step.REPORT, Step.COUNSELLING}),
        (world.schulamt, {Step.HEALTH_EXAM, Step.MEASLES, Step.FOLLOW_UP}),
    ):
        with asking(person):
            seen = set(stages(nela, seat_of(person), world.on))
        assert seen, person.name
        assert not seen & hidden, person.name
    with asking(world.charlie):
        assert (
            queries.child_course(child=nela, seat=seat_of(world.charlie), on=world.on).stages == ()
        )


def test_from_sixteen_on_the_next_day_of_a_vocational_college_is_named(
    world: DemoWorld, counsellor: Seat
) -> None:
    on = dt.date(2026, 9, 1)
    for born_on, expected in (
        (dt.date(2010, 1, 5), [("FFM", dt.date(2026, 11, 1)), ("IFK", dt.date(2027, 8, 1))]),
        (dt.date(2010, 12, 5), [("FFM", dt.date(2027, 2, 1)), ("IFK", dt.date(2027, 8, 1))]),
        (dt.date(2015, 1, 5), []),
    ):
        child = Child(born_on=born_on, grade=9, reported_on=on, pk=0)
        course = queries.child_course(child=child, seat=counsellor, on=on)
        found = [(one.admission.course, one.on) for one in course.admissions]
        assert found == expected, born_on
    assert not any(one.verified for one in AdmissionDay.objects.all())


@pytest.mark.parametrize("who", ["charlie", "administrator", "town_office", "schulamt"])
def test_who_is_neither_school_nor_counselling_sees_and_enters_nothing(
    world: DemoWorld, who: str
) -> None:
    person, by = getattr(world, who), seat_of(world.counsellor)
    with asking(world.counsellor):
        nela = changing.report(world, by)
        place = came(world, by, nela)
        actions.note_milestone(child=nela, kind="MEASLES", done_on=world.on, on=world.on, by=by)
        actions.keep_bridge_offer(
            child=nela, title="Gruppe", starts_on=world.on, ends_on=None, by=by
        )
    with asking(person):
        assert not Milestone.objects.exists()
        assert not BridgeOffer.objects.exists()
        with pytest.raises(Refusal, match="trägt die Schule ein"):
            move_on(world, seat_of(person), place)
        with pytest.raises(DatabaseError), transaction.atomic():
            Transition.objects.create(
                placement=place, planned_on=world.on, grade=4, noted_by=seat_of(person)
            )
    url = reverse("schooling:progress", args=[nela.pk])
    assert as_(person).get(url).status_code == 404
    assert (
        as_(person).post(reverse("schooling:note_transition", args=[place.pk])).status_code == 404
    )


def test_the_school_enters_the_transition_of_its_own_child_on_the_page(world: DemoWorld) -> None:
    by = seat_of(world.counsellor)
    with asking(world.counsellor):
        nela = changing.report(world, by)
        place = came(world, by, nela)
        other = Child.objects.exclude(pk=nela.pk).order_by("pk")[0]
    head, on = as_(world.school_head), world.on
    assert head.get(reverse("schooling:progress", args=[other.pk])).status_code == 404
    told = head.get(reverse("schooling:progress", args=[nela.pk])).content.decode()
    assert "Übergang in die Regelklasse" in told
    assert "Überbrückung eintragen" not in told
    url = reverse("schooling:note_transition", args=[place.pk])
    day = {"done_on_tag": on.day, "done_on_monat": on.month, "done_on_jahr": on.year}
    assert head.post(url, {**day, "done_on_jahr": on.year + 1, "grade": "4"}).status_code == 422
    assert head.post(url, {**day, "grade": "4"}).status_code == 303
    again = head.get(reverse("schooling:progress", args=[nela.pk])).content.decode()
    assert f"seit dem {on:%d.%m.%Y} in der Regelklasse" in again
