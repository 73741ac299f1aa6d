# SPDX-License-Identifier: EUPL-1.2
"""From rows to a question for the engine, and from its plan to a proposal that seats nobody."""

import dataclasses
import json

import pytest

from rundertisch.accounts.models import Seat
from rundertisch.engine.placement import solve as engine
from rundertisch.engine.placement.check import check
from rundertisch.kernel.errors import Refusal
from rundertisch.schooling import actions, planning, queries
from rundertisch.schooling.models import (
    Child,
    Group,
    Placement,
    Proposal,
    ProposedSeat,
    School,
    Wish,
)
from tests.world import DemoWorld, asking

pytestmark = pytest.mark.database


def test_every_waiting_child_gets_a_seat_or_a_named_reason(
    world: DemoWorld, counsellor: Seat
) -> None:
    waiting = set(queries.waiting_children(on=world.on).values_list("pk", flat=True))
    proposal = planning.propose_places(on=world.on, by=counsellor)
    lines = ProposedSeat.objects.filter(proposal=proposal)
    assert {line.child_id for line in lines} == waiting
    assert all(line.reason for line in lines)
    hamlet = [line for line in lines if line.child.street == "Musterweg"]
    assert len(hamlet) == 57
    for line in lines:
        assert "Gruppe 1" not in line.reason
        assert "würde helfen" not in line.reason
        assert line.reason.endswith(".")
        assert (line.group_id is None) == (line.minutes is None)
        assert line.estimate


def test_the_plan_behind_a_proposal_keeps_its_word(world: DemoWorld, counsellor: Seat) -> None:
    problem = planning.problem_on(on=world.on)
    plan = engine.solve(problem)
    assert check(problem, plan) == []
    assert plan.proven


def test_no_child_is_proposed_for_a_special_hospital_or_unnamed_private_school(
    world: DemoWorld, counsellor: Seat
) -> None:
    proposal = planning.propose_places(on=world.on, by=counsellor)
    seated = ProposedSeat.objects.filter(proposal=proposal).exclude(group=None)
    never = School.objects.filter(assignable="NO").values_list("name", flat=True)
    assert "Klinikschule an der Ennepe" in never
    assert Group.objects.filter(school__assignable="NO", free_seats__gt=0).exists()
    assert not seated.filter(group__school__assignable="NO").exists()
    named = seated.filter(group__school__assignable="NAMED")
    for line in named.select_related("group"):
        assert Wish.objects.filter(child=line.child_id, school=line.group.school_id).exists()
    assert named.exists()


def test_the_same_day_gives_the_same_proposal(world: DemoWorld, counsellor: Seat) -> None:
    def run() -> tuple[str, list[tuple[int, int | None, str]]]:
        proposal = planning.propose_places(on=world.on, by=counsellor)
        lines = ProposedSeat.objects.filter(proposal=proposal).order_by("child_id")
        seats = [(line.child_id, line.group_id, line.reason) for line in lines]
        return proposal.input_sha256, seats

    assert run() == run()


def test_a_proposal_changes_nothing_about_any_child(world: DemoWorld, counsellor: Seat) -> None:
    before = list(Child.objects.order_by("pk").values())
    planning.propose_places(on=world.on, by=counsellor)
    assert list(Child.objects.order_by("pk").values()) == before
    assert not Placement.objects.exists()


@pytest.mark.parametrize("who", ["schulamt", "town_office", "administrator", "charlie"])
def test_only_counselling_lets_the_engine_run(world: DemoWorld, who: str) -> None:
    person = getattr(world, who)
    with asking(person):
        seat = Seat.objects.get(pk=person.seat_id)
        with pytest.raises(Refusal, match="Seiteneinsteigerberatung"):
            planning.propose_places(on=world.on, by=seat)


def test_the_engine_learns_no_name_no_address_and_no_language(
    world: DemoWorld, counsellor: Seat
) -> None:
    problem = planning.problem_on(on=world.on)
    known = {field.name for field in dataclasses.fields(problem.children[0])}
    assert known == {
        "id",
        "priority",
        "claim_school",
        "claim_waived",
        "address_protected",
        "grade",
        "lat",
        "lon",
        "waiting_days",
        "needs_literacy",
        "family",
        "forms",
        "town",
    }
    text = repr(problem.children)
    for child in Child.objects.exclude(family_name=""):
        assert child.family_name not in text
        assert not child.street or child.street not in text


def test_the_kept_plan_counts_and_names_no_child(world: DemoWorld, counsellor: Seat) -> None:
    proposal = planning.propose_places(on=world.on, by=counsellor)
    assert set(proposal.plan) == {
        "placed",
        "unplaced",
        "minutes",
        "pairs",
        "families_partly_placed",
        "draft",
        "proven",
        "fewer_placed",
        "versions",
        "seed",
        "levels",
        "baselines",
    }
    assert proposal.plan["draft"] is True
    assert "D-0" not in json.dumps([proposal.plan, proposal.parameters])


def test_a_protected_home_is_computed_from_the_middle_of_its_town(
    world: DemoWorld, counsellor: Seat
) -> None:
    hidden = Child.objects.get(address_protected=True)
    problem = planning.problem_on(on=world.on)
    asked = next(child for child in problem.children if child.id == str(hidden.pk))
    schools = [
        (school.lat, school.lon)
        for school in School.objects.filter(town=hidden.home_town)
        if school.lat is not None and school.lon is not None
    ]
    assert asked.lat == pytest.approx(sum(lat for lat, _ in schools) / len(schools))
    assert asked.lon == pytest.approx(sum(lon for _, lon in schools) / len(schools))


def test_a_seated_sibling_is_known_and_not_planned_again(
    world: DemoWorld, counsellor: Seat
) -> None:
    child = Child.objects.get(reference="D-001")
    group = Group.objects.get(school__name="Grundschule Talblick", kind="LANGUAGE")
    placement = Placement.objects.create(child=child, group=group, starts_on=world.on)
    with asking(world.schulamt):
        Placement.objects.filter(pk=placement.pk).update(
            signed_on=world.on, signed_by_id=world.schulamt.seat_id
        )
    problem = planning.problem_on(on=world.on)
    assert str(child.pk) not in {one.id for one in problem.children}
    assert [(one.id, one.group, one.family) for one in problem.placed] == [
        (str(child.pk), str(group.pk), str(child.family_id))
    ]


def test_without_a_waiting_child_there_is_nothing_to_propose(
    world: DemoWorld, counsellor: Seat
) -> None:
    for child in Child.objects.all():
        actions.close_child(child=child, left_on=world.on, on=world.on, by=counsellor)
    before = Proposal.objects.count()
    with pytest.raises(Refusal, match="nichts vorzuschlagen"):
        planning.propose_places(on=world.on, by=counsellor)
    assert Proposal.objects.count() == before


def test_without_groups_the_sentence_says_what_to_enter(world: DemoWorld, counsellor: Seat) -> None:
    ProposedSeat.objects.all().delete()
    Group.objects.all().delete()
    with pytest.raises(Refusal, match="Gruppen und freie Plätze eintragen"):
        planning.propose_places(on=world.on, by=counsellor)
