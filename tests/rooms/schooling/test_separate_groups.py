# SPDX-License-Identifier: EUPL-1.2
"""Separate groups are limited in time and shown, stays too; caps stand with their decision."""

import datetime as dt
import re
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from rundertisch.accounts.models import Seat
from rundertisch.kernel.errors import Refusal
from rundertisch.schooling import actions
from rundertisch.schooling.models import Group, GroupKind, Placement, School
from rundertisch.schooling.queries import groups
from tests.rooms.schooling import changing
from tests.rooms.schooling.rounding import seat_of
from tests.world import DemoWorld, Person, as_, asking

pytestmark = pytest.mark.database
TALBLICK = "Grundschule Talblick"


def group_of(name: str, kind: GroupKind = GroupKind.LANGUAGE) -> Group:
    return Group.objects.filter(school__name=name, kind=kind).order_by("pk")[0]


def limit(world: DemoWorld, person: Person, group: Group, **changes: object) -> Group:
    """Let somebody enter that a group is approved for half a year."""
    given: dict[str, Any] = {
        "approved_until": world.on + dt.timedelta(days=180),
        "approval_ref": "Schulamt, Schreiben vom 3. 2.",
        "review_on": world.on + dt.timedelta(days=90),
    }
    with asking(person):
        return actions.limit_group(group=group, by=seat_of(person), **{**given, **changes})


def page(person: Person, name: str = "separate_groups") -> str:
    content = as_(person).get(reverse(f"schooling:{name}")).content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", content))


def test_a_group_whose_approval_has_ended_is_a_task_and_closes_nothing(world: DemoWorld) -> None:
    by = seat_of(world.counsellor)
    with asking(world.counsellor):
        known = groups.overdue_groups(on=world.on)
        place = changing.seated(world, changing.report(world, by))
    assert known == 1, "the demo has one"
    ended = limit(
        world,
        world.schulamt,
        place.group,
        approved_until=world.on - dt.timedelta(days=1),
        review_on=None,
    )
    for person in (world.counsellor, world.schulamt):
        assert "2 getrennte Gruppen sind zu überprüfen" in page_of_start(person), person.name
        assert "2 getrennte Gruppen brauchen jetzt eine Entscheidung" in page(person)
    for person in (world.town_office, world.centre_head):
        assert "zu überprüfen" not in page_of_start(person), "it is not theirs to decide"
        assert "Genehmigung abgelaufen" in page(person)
    with asking(world.counsellor):
        line = next(
            one
            for one in groups.separate_groups(on=world.on, leads=False).lines
            if one.group == ended
        )
        assert (line.state, line.children.value) == ("Genehmigung abgelaufen", 1)
        place.refresh_from_db()
    assert place.ends_on is None, "nothing closes by itself"
    limit(world, world.counsellor, ended)
    assert "Eine getrennte Gruppe ist zu überprüfen" in page_of_start(world.counsellor)


def page_of_start(person: Person) -> str:
    return re.sub(r"\s+", " ", as_(person).get(reverse("start")).content.decode())


def test_what_does_not_fit_is_refused_with_a_sentence(world: DemoWorld) -> None:
    group = group_of(TALBLICK)
    late = world.on + dt.timedelta(days=200)
    for changes, told in (
        ({"approval_ref": " "}, "Wer hat die Gruppe genehmigt"),
        ({"review_on": late}, "bevor die Genehmigung"),
    ):
        with pytest.raises(Refusal, match=told):
            limit(world, world.counsellor, group, **changes)
    with pytest.raises(DatabaseError), asking(world.counsellor), transaction.atomic():
        Group.objects.filter(pk=group.pk).update(approved_until=late, approval_ref="")
    with asking(world.counsellor):
        Group.objects.filter(pk=group.pk).update(integrated=True)
    with pytest.raises(Refusal, match="nur getrennte Gruppen"):
        limit(world, world.counsellor, group)
    secondary = group_of("Gymnasium Am Höhenweg")
    with pytest.raises(Refusal, match="zuständige Schulaufsicht"):
        limit(world, world.schulamt, secondary)
    assert limit(world, world.bezirksregierung, secondary).approved_until is not None
    url = reverse("schooling:limit_group", args=[secondary.pk])
    assert as_(world.counsellor).post(url, {"review_on_tag": "31"}).status_code == 422
    assert as_(world.counsellor).post(url, {}).status_code == 303
    with asking(world.counsellor):
        assert Group.objects.get(pk=secondary.pk).approved_until is None


@pytest.mark.parametrize("who", ["charlie", "school_head", "town_office", "administrator"])
def test_who_does_not_decide_about_groups_limits_none(world: DemoWorld, who: str) -> None:
    person, group = getattr(world, who), group_of(TALBLICK)
    with pytest.raises(Refusal, match="zuständige Schulaufsicht"):
        limit(world, person, group)
    assert as_(person).get(reverse("schooling:group_limit", args=[group.pk])).status_code == 404
    known = as_(person).get(reverse("schooling:separate_groups")).status_code
    assert known == (404 if who == "charlie" else 200)


def test_the_head_reads_of_the_own_groups_only(world: DemoWorld) -> None:
    told = page(world.school_head)
    assert TALBLICK in told
    assert "Grundschule Sonnenhang" not in told
    assert "Grundschule Sonnenhang" in page(world.counsellor)


def came_months_ago(world: DemoWorld, by: Seat, place: Placement, *, months: int) -> None:
    """Let a child have come so many months and a day ago."""
    day = world.on - dt.timedelta(days=31 * months)
    actions.note_first_day(placement=place, came_on=day, on=world.on, by=by)


def test_a_stay_beyond_the_districts_time_is_shown_by_kind_of_group(world: DemoWorld) -> None:
    by = seat_of(world.counsellor)
    with asking(world.counsellor):
        nela = changing.seated(world, changing.report(world, by), since_days=800)
        milo = changing.report(world, by, first_name="Milo", family_name="Berg")
        place = changing.seated(world, milo, since_days=500)
        came_months_ago(world, by, nela, months=25)
        came_months_ago(world, by, place, months=13)
        view = groups.separate_groups(on=world.on, leads=False)
        assert [stay.placement.child_id for stay in view.stays] == [nela.child_id]
        Group.objects.filter(pk=group_of(TALBLICK, GroupKind.LITERACY).pk).delete()
        Group.objects.filter(pk=place.group_id).update(kind=GroupKind.LITERACY)
        view = groups.separate_groups(on=world.on, leads=False)
        assert {stay.placement.child_id for stay in view.stays} == {nela.child_id, milo.pk}
        assert all(not stay.limit.verified for stay in view.stays)
    told = page(world.counsellor)
    assert "Erstalphabetisierung: 12 Monate nach: erster Schultag" in told
    assert "Milo Berg" in told
    assert "nicht geprüft" in told
    for person in (world.other_town, world.centre_head):
        assert "Milo Berg" not in page(person), person.name


def test_every_cap_stands_with_its_decision_and_how_full_it_is(world: DemoWorld) -> None:
    by = seat_of(world.counsellor)
    with asking(world.counsellor):
        changing.seated(world, changing.report(world, by))
        school = School.objects.get(name=TALBLICK)
        rules: dict[str, Any] = {
            "school": school,
            "assignable": school.assignable,
            "assignable_reason": school.assignable_reason,
            "newcomer_cap": 1,
            "cap_ref": "Rat 7/2026",
            "rules_verified_on": None,
            "on": world.on,
            "by": by,
        }
        with pytest.raises(Refusal, match="nicht in der Zukunft"):
            actions.keep_school_rules(**rules, cap_decided_on=world.on + dt.timedelta(days=1))
        actions.keep_school_rules(**rules, cap_decided_on=world.on - dt.timedelta(days=9))
        full = {one.school.name: one for one in groups.caps(on=world.on, exact=True)}
        assert (full[TALBLICK].state, full[TALBLICK].soft) == ("voll", False)
        assert full["Gymnasium Am Höhenweg"].state == "frei"
        School.objects.filter(pk=school.pk).update(cap_ref="")
    told = page(world.counsellor, "caps")
    assert "1 (voll)" in told
    assert "ohne Beschluss: weich" in told
    assert "Ratsbeschluss (erfunden) Nr. 12/2025" in told
    assert "unter 5" in page(world.centre_head, "caps")
    assert "nicht bekannt" in page(world.town_office, "caps")
    assert as_(world.charlie).get(reverse("schooling:caps")).status_code == 404


def test_the_head_finds_the_page_where_heads_look(world: DemoWorld) -> None:
    door = f'href="{reverse("schooling:separate_groups")}"'
    with asking(world.school_head):
        own = School.objects.get(name=TALBLICK)
    for page_of in (reverse("schooling:my_children"), reverse("schooling:school", args=[own.pk])):
        assert door in as_(world.school_head).get(page_of).content.decode(), page_of
