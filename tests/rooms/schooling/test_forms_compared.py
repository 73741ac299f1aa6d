# SPDX-License-Identifier: EUPL-1.2
"""How long it took to a regular class by form: who still waits counts, and few are never shown."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from rundertisch.accounts.models import Seat
from rundertisch.schooling import actions
from rundertisch.schooling.models import Group, Placement
from rundertisch.schooling.queries import comparison
from rundertisch.schooling.queries.comparison import FormLine
from tests.rooms.schooling import changing
from tests.rooms.schooling.rounding import seat_of
from tests.world import DemoWorld, as_, asking

pytestmark = pytest.mark.database
CAME = 100  # days ago


def begun(world: DemoWorld, by: Seat, number: int) -> Placement:
    """Let a child have come to the reception class of Talblick a hundred days ago."""
    days = actions.Days(reported_on=world.on - dt.timedelta(days=CAME + 20))
    child = changing.report(world, by, first_name=f"Kind {number}", days=days)
    place = changing.seated(world, child, since_days=CAME)
    came_on = world.on - dt.timedelta(days=CAME)
    actions.note_first_day(placement=place, came_on=came_on, on=world.on, by=by)
    return place


def moved(world: DemoWorld, by: Seat, place: Placement, *, after: int) -> None:
    """Let a child have come to its regular class so many days after its first day."""
    day = world.on - dt.timedelta(days=CAME - after)
    actions.note_transition(placement=place, done_on=day, grade=4, on=world.on, by=by)


def line(world: DemoWorld, *, form: str, since: str, leads: bool = False) -> FormLine:
    view = comparison.comparison(on=world.on, leads=leads)
    return next(one for one in view.lines if (one.form.key, one.since.key) == (form, since))


def six(world: DemoWorld, by: Seat) -> list[Placement]:
    """Six children; four moved on after 30, 40, 50 and 60 days, two still wait."""
    places = [begun(world, by, number) for number in range(6)]
    for place, after in zip(places, (30, 40, 50, 60), strict=False):
        moved(world, by, place, after=after)
    return places


def test_who_still_waits_counts_and_a_child_that_left_only_until_then(
    world: DemoWorld, counsellor: Seat
) -> None:
    places = [begun(world, counsellor, number) for number in range(4)]
    few = line(world, form="SEPARATE", since="FIRST_DAY")
    assert (few.enough, few.said, few.median.value) == (False, "zu wenige Kinder", None)
    places += [begun(world, counsellor, number) for number in (4, 5)]
    for place, after in zip(places, (30, 40), strict=False):
        moved(world, counsellor, place, after=after)
    waiting = line(world, form="SEPARATE", since="FIRST_DAY")
    assert (waiting.children.value, waiting.arrived.value) == (6, 2)
    assert waiting.said == "noch nicht erreicht", "four of six still wait, and are not left out"
    for place, after in zip(places[2:], (50, 60), strict=False):
        moved(world, counsellor, place, after=after)
    seen = line(world, form="SEPARATE", since="FIRST_DAY")
    assert seen.median.value == 50, "three of six after fifty days"
    assert seen.low.value is not None
    assert seen.interval.endswith("bis offen")
    from_waiting = line(world, form="SEPARATE", since="WAITING")
    assert from_waiting.median.value == 70
    left = world.on - dt.timedelta(days=CAME - 35)
    actions.close_child(child=places[5].child, left_on=left, on=world.on, by=counsellor)
    after_leaving = line(world, form="SEPARATE", since="FIRST_DAY")
    assert after_leaving.children.value == 6
    # at risk at 40 days are four: 5/6 * 3/4 = 5/8; at 50 days: 5/8 * 2/3 = 5/12
    assert after_leaving.median.value == 50


def test_in_regular_classes_from_the_first_day_it_takes_no_day(
    world: DemoWorld, counsellor: Seat
) -> None:
    places = [begun(world, counsellor, number) for number in range(5)]
    Group.objects.filter(pk=places[0].group_id).update(integrated=True)
    assert line(world, form="SEPARATE", since="FIRST_DAY").children.value == 0
    assert line(world, form="INTEGRATED", since="FIRST_DAY").median.value == 0
    assert line(world, form="INTEGRATED", since="WAITING").median.value == 20


def test_the_leadership_reads_rounded_days_and_never_of_a_few(world: DemoWorld) -> None:
    by = seat_of(world.counsellor)
    with asking(world.counsellor):
        places = six(world, by)
    with asking(world.centre_head):
        led = line(world, form="SEPARATE", since="FIRST_DAY", leads=True)
        assert led.said == "rund 50\N{NO-BREAK SPACE}Tage"
        assert not line(world, form="SEPARATE", since="FIRST_DAY").enough, "through no other door"
    url = reverse("schooling:forms_compared")
    told = re.sub(r"\s+", " ", as_(world.centre_head).get(url).content.decode())
    assert "Das ist kein Versuch" in told
    assert "Kinder ohne jeden Platz fehlen" in told, "who waits longest has begun nowhere"
    assert "kam die Hälfte in rund 50" in told
    with asking(world.counsellor):
        for place in places[:2]:
            type(place).objects.filter(pk=place.pk).delete()
    with asking(world.centre_head):
        few = line(world, form="SEPARATE", since="FIRST_DAY", leads=True)
        assert (few.children.value, few.said) == (0, "zu wenige Kinder"), "not even how many"
    told = as_(world.centre_head).get(url).content.decode()
    assert "Noch zu wenige Kinder" in told
    assert as_(world.town_office).get(url).status_code == 200


@pytest.mark.parametrize("who", ["charlie", "auditor", "former", "school_head"])
def test_nobody_else_compares(world: DemoWorld, who: str) -> None:
    assert as_(getattr(world, who)).get(reverse("schooling:forms_compared")).status_code == 404
