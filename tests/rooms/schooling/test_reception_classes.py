# SPDX-License-Identifier: EUPL-1.2
"""A child in a reception class has a place and still waits: it is counted everywhere, by days."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from rundertisch.accounts.models import Seat
from rundertisch.kernel.errors import Refusal
from rundertisch.schooling import actions, queries
from rundertisch.schooling.models import Child, Group, Placement
from tests.rooms.schooling import changing
from tests.world import DemoWorld, as_, asking

pytestmark = pytest.mark.database
REGULAR = queries.waiting.REGULAR


def in_group(world: DemoWorld, child: Child, *, days: int = 12) -> Placement:
    """Seat a child in the reception class of Talblick, where it came so many days ago."""
    return changing.seated(world, child, since_days=days)


def text(answer: object) -> str:
    content: bytes = answer.content  # type: ignore[attr-defined]  # Django's test answer
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", content.decode()))


def test_nela_in_the_reception_class_waits_since_her_first_day_there(
    world: DemoWorld, counsellor: Seat
) -> None:
    nela = changing.report(world, counsellor)
    before = queries.queues(on=world.on)
    assert before.regular.children == 0
    assert before.regular_sentence == ""
    place = in_group(world, nela)
    counted = queries.queues(on=world.on)
    assert counted.children == before.children - 1, "she has a place"
    assert (counted.regular.children, counted.regular.longest_days) == (1, 12)
    came_on = world.on - dt.timedelta(days=9)
    actions.note_first_day(placement=place, came_on=came_on, on=world.on, by=counsellor)
    (line,) = queries.waiting_lines(on=world.on, queue=REGULAR.key)
    assert (line.child, line.days, line.since) == (nela, 9, came_on)
    assert line.queue == REGULAR
    assert queries.queues(on=world.on, place="05954036").regular.children == 0
    shown = queries.situation(on=world.on, leads=False)
    assert (shown.regular.children.value, shown.regular.longest.value) == (1, 9)
    by_town = {waits.key: waits.children.value for waits in shown.regular_by_town}
    assert by_town["05954008"] == 1
    assert sum(value or 0 for value in by_town.values()) == 1
    actions.note_transition(placement=place, done_on=world.on, grade=4, on=world.on, by=counsellor)
    assert queries.queues(on=world.on).regular.children == 0
    assert queries.situation(on=world.on, leads=False).regular.children.value == 0


def test_in_a_group_inside_regular_classes_nobody_waits_for_one(
    world: DemoWorld, counsellor: Seat
) -> None:
    place = in_group(world, changing.report(world, counsellor))
    group = place.group
    with pytest.raises(Refusal, match="keine Gruppe in Regelklassen"):
        actions.keep_group(
            school=group.school,
            kind="REGULAR",
            grade_from=3,
            grade_to=4,
            free_seats=1,
            integrated=True,
            on=world.on,
            by=counsellor,
        )
    beside = actions.keep_group(
        school=group.school,
        kind=group.kind,
        grade_from=group.grade_from,
        grade_to=group.grade_to,
        free_seats=2,
        integrated=True,
        on=world.on,
        by=counsellor,
    )
    assert beside.pk != group.pk, "a school may have both forms for the same grades"
    assert str(beside).endswith(", integriert")
    Group.objects.filter(pk=beside.pk).delete()
    Group.objects.filter(pk=group.pk).update(integrated=True)
    assert queries.queues(on=world.on).regular.children == 0
    assert queries.situation(on=world.on, leads=False).regular.children.value == 0
    actions.note_first_day(placement=place, came_on=world.on, on=world.on, by=counsellor)
    with pytest.raises(Refusal, match="sitzt schon in einer Regelklasse"):
        actions.plan_transition(placement=place, planned_on=world.on, grade=4, by=counsellor)


def test_every_page_that_counts_waiting_says_the_third_number(world: DemoWorld) -> None:
    with asking(world.counsellor):
        counsellor = Seat.objects.get(pk=world.counsellor.seat_id)
        in_group(world, changing.report(world, counsellor))
    said = "Ein Kind wartet in einer Lerngruppe auf eine Regelklasse, am längsten 12"
    for page in ("waiting_list", "figures", "no_child_left_behind"):
        assert said in text(as_(world.counsellor).get(reverse(f"schooling:{page}"))), page
    start = text(as_(world.counsellor).get(reverse("start")))
    assert "1 Kind wartet in einer Lerngruppe auf eine Regelklasse" in start
    led = text(as_(world.centre_head).get(reverse("schooling:no_child_left_behind")))
    assert "Unter 5 Kinder warten in Lerngruppen auf eine Regelklasse." in led
    listed = as_(world.counsellor).get(reverse("schooling:waiting_list"), {"schlange": REGULAR.key})
    assert "in der Lerngruppe, ohne Regelklasse" in text(listed)
    taken = as_(world.centre_head).get(reverse("schooling:export_figures")).content.decode()
    assert "In einer Lerngruppe, noch ohne Regelklasse;unter 5" in taken


@pytest.mark.parametrize("who", ["charlie", "other_town", "administrator", "auditor"])
def test_who_may_not_see_nela_does_not_count_her(world: DemoWorld, who: str) -> None:
    with asking(world.counsellor):
        counsellor = Seat.objects.get(pk=world.counsellor.seat_id)
        in_group(world, changing.report(world, counsellor))
    with asking(getattr(world, who)):
        assert queries.queues(on=world.on).regular.children == 0
        assert queries.situation(on=world.on, leads=False).regular.children.value == 0
    leads = who == "administrator"
    with asking(getattr(world, who)):
        led = queries.situation(on=world.on, leads=True).regular.children
    assert led.value == (5 if leads else 0), "protected: under five"
