# SPDX-License-Identifier: EUPL-1.2
"""What is overdue, who sees it, who sets the limits, and that a placed child really came."""

import datetime as dt
import re
from importlib import import_module

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.urls import reverse

from rundertisch.accounts.models import Seat
from rundertisch.engine.figures import Nearness
from rundertisch.kernel.errors import Refusal
from rundertisch.places import queries as places
from rundertisch.schooling import actions, queries
from rundertisch.schooling.models import AlarmKind, AlarmLimit, FirstDay, Placement, ProposedSeat
from tests.world import DemoWorld, Person, as_, asking

pytestmark = pytest.mark.database

TEN, FIFTY = 10, 50


def seat(world: DemoWorld, *, days: int, school: str = "") -> Placement:
    """Holger of the Schulamt signs a proposed place that began that many days ago."""
    with asking(world.schulamt):
        lines = ProposedSeat.objects.filter(group__isnull=False).order_by("pk")
        lines = lines.filter(group__school__form="Grundschule", child__placements=None)
        line = lines.filter(group__school__name__contains=school).select_related("group")[0]
        assert line.group is not None
        return Placement.objects.create(
            child_id=line.child_id,
            group=line.group,
            starts_on=world.on - dt.timedelta(days=days),
            signed_on=world.on - dt.timedelta(days=days),
            signed_by_id=world.schulamt.seat_id,
        )


def alarm(kind: AlarmKind, *, world: DemoWorld, who: Person, leads: bool = False) -> queries.Alarm:
    with asking(who):
        found = queries.alarms(on=world.on, leads=leads)
    return next(one for one in found if one.kind == kind)


def at_seat(person: Person) -> Seat:
    return Seat.objects.get(pk=person.seat_id)


def long_ago(world: DemoWorld) -> int:
    return (world.on - places.school_days_ago(on=world.on, days=TEN)).days


def test_ten_school_days_are_counted_without_weekends_and_holidays(world: DemoWorld) -> None:
    monday = dt.date(2026, 11, 23)  # no holiday in the four weeks before
    assert places.school_days_ago(on=monday, days=1) == dt.date(2026, 11, 20)
    assert places.school_days_ago(on=monday, days=TEN) == dt.date(2026, 11, 9)
    twenty = places.school_days_ago(on=monday, days=20)
    assert (
        sum(
            places.is_school_day(on=twenty + dt.timedelta(days=day))
            for day in range((monday - twenty).days)
        )
        == 20
    )
    with pytest.raises(Refusal, match="Schulkalender"):
        places.school_days_ago(on=dt.date(1999, 1, 4), days=1)


def test_a_seat_is_overdue_after_ten_school_days_and_quiet_once_the_child_came(
    world: DemoWorld,
) -> None:
    with asking(world.counsellor):
        days = long_ago(world)
    fresh, overdue = seat(world, days=days - 1), seat(world, days=days)
    lines = alarm(AlarmKind.NOT_COME, world=world, who=world.counsellor).lines
    assert [line.placement for line in lines] == [overdue]
    assert fresh not in [line.placement for line in lines]
    with asking(world.counsellor):
        actions.note_first_day(
            placement=overdue, came_on=world.on, on=world.on, by=at_seat(world.counsellor)
        )
    assert alarm(AlarmKind.NOT_COME, world=world, who=world.counsellor).quiet


def test_the_day_a_child_came_lies_between_the_start_of_the_seat_and_today(
    world: DemoWorld,
) -> None:
    placed = seat(world, days=3)
    with asking(world.counsellor):
        by = at_seat(world.counsellor)
        for came_on, told in (
            (world.on + dt.timedelta(days=1), "noch vor uns"),
            (world.on - dt.timedelta(days=4), "beginnt erst am"),
        ):
            with pytest.raises(Refusal, match=told):
                actions.note_first_day(placement=placed, came_on=came_on, on=world.on, by=by)
        actions.note_first_day(placement=placed, came_on=world.on, on=world.on, by=by)
        with pytest.raises(Refusal, match="schon eingetragen"):
            actions.note_first_day(placement=placed, came_on=world.on, on=world.on, by=by)


@pytest.mark.parametrize("who", ["schulamt", "town_office", "administrator", "charlie"])
def test_who_did_not_see_the_child_at_school_notes_nothing(world: DemoWorld, who: str) -> None:
    placed = seat(world, days=3)
    with asking(getattr(world, who)), pytest.raises(Refusal, match="trägt die Schule ein"):
        actions.note_first_day(
            placement=placed, came_on=world.on, on=world.on, by=at_seat(getattr(world, who))
        )
    url = reverse("schooling:first_day", kwargs={"pk": placed.pk})
    assert as_(getattr(world, who)).get(url).status_code == 404


def test_a_school_notes_the_first_day_of_its_own_child_only(world: DemoWorld) -> None:
    own = seat(world, days=3, school="Talblick")
    with asking(world.schulamt):
        other = ProposedSeat.objects.filter(group__school__form="Grundschule").exclude(
            group__school__name__contains="Talblick"
        )
        assert other.exists()
    head = as_(world.school_head)
    url = reverse("schooling:note_first_day", kwargs={"pk": own.pk})
    day = {
        "came_on_tag": world.on.day,
        "came_on_monat": world.on.month,
        "came_on_jahr": world.on.year,
    }
    assert head.get(reverse("schooling:first_day", kwargs={"pk": own.pk})).status_code == 200
    assert head.post(url, day).status_code == 303
    with asking(world.counsellor):
        assert FirstDay.objects.get(placement=own).came_on == world.on
    assert head.post(url, day).status_code == 422


def test_long_waits_and_missing_counselling_follow_the_limits(world: DemoWorld) -> None:
    with asking(world.counsellor):
        listed = queries.waiting_lines(on=world.on)
    for kind, days, wanted in (
        (AlarmKind.WAITING, 42, {one.child.pk for one in listed if one.days > 42}),
        (AlarmKind.WAITING, 20, {one.child.pk for one in listed if one.days > 20}),
        (
            AlarmKind.UNCOUNSELLED,
            14,
            {
                one.child.pk
                for one in listed
                if not one.counselled and (world.on - one.child.reported_on).days > 14
            },
        ),
    ):
        with asking(world.counsellor):
            actions.set_alarm_limit(
                kind=kind,
                days=days,
                source="Dienstbesprechung",
                on=world.on,
                by=at_seat(world.counsellor),
            )
        seen = alarm(kind, world=world, who=world.counsellor)
        named = {line.child.pk for line in seen.lines}
        assert named <= wanted, (kind, days)
        assert len(named) == min(len(wanted), FIFTY)
        assert seen.children.value == len(wanted)
        assert "Dienstbesprechung" in seen.limit.source


def test_a_limit_nobody_decided_says_so(world: DemoWorld, counsellor: Seat) -> None:
    AlarmLimit.objects.all().delete()
    for one in queries.alarms(on=world.on, leads=False):
        assert not one.limit.verified
        assert "von niemandem beschlossen" in one.limit.source


def test_the_leadership_reads_protected_counts_and_no_name(world: DemoWorld) -> None:
    exact = alarm(AlarmKind.WAITING, world=world, who=world.counsellor)
    assert exact.lines
    seen = alarm(AlarmKind.WAITING, world=world, who=world.centre_head, leads=True)
    assert seen.lines == ()
    assert seen.children.nearness is not Nearness.EXACT
    page = as_(world.centre_head).get(reverse("schooling:alarms")).content.decode()
    for line in exact.lines:
        assert str(line.child) not in page


def test_a_school_over_its_cap_is_named_with_a_protected_count_for_the_authority(
    world: DemoWorld,
) -> None:
    placed = [seat(world, days=3, school="Talblick")]
    school = placed[0].group.school
    with asking(world.counsellor):
        actions.set_cap(
            school=school, newcomer_cap=0, cap_ref="Rat 12.11.2026", by=at_seat(world.counsellor)
        )
        [exact] = queries.schools_over_cap(on=world.on, exact=True)
    assert (exact.school, exact.children.value) == (school, 1)
    with asking(world.schulamt):
        [seen] = queries.schools_over_cap(on=world.on, exact=False)
    assert seen.children.nearness is Nearness.UNDER
    for person in (world.charlie, world.auditor, world.town_office, world.school_head):
        with asking(person):
            assert queries.schools_over_cap(on=world.on, exact=False) == ()


@pytest.mark.parametrize("who", ["schulamt", "town_office", "school_head", "charlie"])
def test_limits_are_set_by_the_centre(world: DemoWorld, who: str) -> None:
    url = reverse("schooling:set_alarm_limit")
    assert as_(getattr(world, who)).post(url, {}).status_code == 404


def test_the_head_of_the_centre_changes_a_limit_on_the_page(world: DemoWorld) -> None:
    client = as_(world.centre_head)
    url = reverse("schooling:set_alarm_limit")
    good = {"kind": "WAITING", "days": "28", "source": "Dienstbesprechung vom 12.11."}
    assert client.post(url, good).status_code == 303
    page = re.sub(r"\s+", " ", client.get(reverse("schooling:alarms")).content.decode())
    assert "Wartet länger als 28 Tage auf einen Platz" in page
    assert "Dienstbesprechung vom 12.11." in page
    assert client.post(url, {**good, "days": "0"}).status_code == 422
    assert client.post(url, {**good, "source": ""}).status_code == 422


def test_nobody_opens_a_seat_that_is_not_there(world: DemoWorld) -> None:
    url = reverse("schooling:first_day", kwargs={"pk": 999_999})
    assert as_(world.counsellor).get(url).status_code == 404
    with asking(world.counsellor), pytest.raises(ObjectDoesNotExist):
        Placement.objects.get(pk=999_999)


def test_a_page_names_the_fifty_longest_overdue_and_counts_the_rest(
    world: DemoWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = alarm(AlarmKind.UNCOUNSELLED, world=world, who=world.counsellor)
    assert len(whole.lines) > 3
    assert whole.more.value == 0
    monkeypatch.setattr(import_module("rundertisch.schooling.queries.alarms"), "MOST_LINES", 3)
    seen = alarm(AlarmKind.UNCOUNSELLED, world=world, who=world.counsellor)
    assert seen.lines == whole.lines[:3]
    assert [line.days for line in seen.lines] == sorted(
        (w.days for w in whole.lines), reverse=True
    )[:3]
    assert (seen.children, seen.more.value) == (whole.children, len(whole.lines) - 3)
    page = as_(world.counsellor).get(reverse("schooling:alarms")).content.decode()
    assert f"{len(whole.lines) - 3}" in page


def test_the_first_page_leads_whoever_can_ask_to_a_child_nobody_has_seen(world: DemoWorld) -> None:
    for person in (world.counsellor, world.school_head):
        assert "noch nicht gekommen" not in as_(person).get("/").content.decode()
    with asking(world.counsellor):
        days = long_ago(world)
    placed = seat(world, days=days, school="Talblick")
    for person in (world.counsellor, world.school_head):
        page = as_(person).get("/").content.decode()
        assert "1 Kind mit Platz, noch nicht gekommen" in page, person.task
    listed = as_(world.counsellor).get(reverse("schooling:alarms")).content.decode()
    for name in ("first_day", "absence"):
        assert reverse(f"schooling:{name}", kwargs={"pk": placed.pk}) in listed
    own = as_(world.school_head).get(reverse("schooling:alarms")).content.decode()
    assert reverse("schooling:first_day", kwargs={"pk": placed.pk}) in own
    assert reverse("schooling:absence", kwargs={"pk": placed.pk}) not in own
