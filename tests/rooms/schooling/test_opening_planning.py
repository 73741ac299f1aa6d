# SPDX-License-Identifier: EUPL-1.2
"""From the rows to the engine and back: what a class would bring, and for whom."""

import datetime as dt

import pytest

from rundertisch.kernel.errors import Refusal
from rundertisch.places import queries as places
from rundertisch.schooling import actions, planning, queries
from rundertisch.schooling.models import ExpectedStage, Group, OpeningProposal, Placement, School
from rundertisch.schooling.queries import opening_answers as kept
from rundertisch.schooling.queries import openings
from tests.rooms.schooling import changing, rounding
from tests.rooms.schooling.rounding import seat_of
from tests.world import DemoWorld, asking, hear

pytestmark = pytest.mark.database


def ask(world: DemoWorld, whom: str, **question: bool | int) -> kept.OpeningAnswer:
    """Let Renate ask, and return the answer as it is kept."""
    by = seat_of(world.counsellor)
    with asking(world.counsellor):
        made = planning.propose_openings(
            question=kept.OpeningQuestion(whom=whom, **question),  # type: ignore[arg-type]  # as the test gives it
            on=world.on,
            by=by,
        )
        return kept.answer_from(OpeningProposal.objects.get(pk=made.pk).answer)


def seated_far_away(world: DemoWorld) -> Group:
    """Let the Schulamt have signed a place in Breckerfeld for Nela, who lives in Hasperbach."""
    with asking(world.counsellor):
        nela = changing.report(world, seat_of(world.counsellor))
        far = Group.objects.get(school__name="Grundschule Hansewiese", kind="LANGUAGE")
        place = Placement.objects.create(child=nela, group=far, starts_on=world.on)
        hear(nela, by=world.counsellor)
    with asking(world.schulamt):
        Placement.objects.filter(pk=place.pk).update(
            signed_on=world.on, signed_by_id=world.schulamt.seat_id
        )
    return far


def test_every_waiting_child_that_could_sit_sits_and_no_special_school_is_named(
    world: DemoWorld,
) -> None:
    before = list(Group.objects.order_by("pk").values_list("pk", "free_seats"))
    found = ask(world, kept.Whom.WAITING)
    with asking(world.counsellor):
        assert found.children == queries.queues(on=world.on).children
        possible = {one.school.pk: one for one in openings.candidates(on=world.on).schools}
    assert found.proven
    assert found.groups > 0
    assert found.without < found.before
    assert found.euros == found.groups * found.group_euros
    for one in found.openings:
        assert one.school in possible
        assert one.groups <= possible[one.school].numbers.most_groups
        assert one.instead is None or one.instead.school in {0, *possible}
    assert sum(town.children for town in found.towns) == found.children
    assert sum(town.groups for town in found.towns) == found.groups
    assert list(Group.objects.order_by("pk").values_list("pk", "free_seats")) == before
    schools = School.objects.filter(pk__in=[one.school for one in found.openings])
    assert not any(openings.never_a_candidate(school=each) for each in schools)


def test_with_no_money_nothing_opens_and_a_school_that_said_no_is_not_named(
    world: DemoWorld,
) -> None:
    nothing = ask(world, kept.Whom.WAITING, budget_euros=0)
    assert nothing.openings == ()
    assert nothing.without == nothing.before
    some = ask(world, kept.Whom.WAITING, budget_euros=42_000)
    assert some.euros <= 42_000
    assert nothing.without >= some.without
    (named,) = {one.school for one in some.openings}
    with asking(world.counsellor):
        actions.keep_opening_rule(
            school=School.objects.get(pk=named),
            numbers=actions.OwnNumbers(ruled_out=True),
            reason="Kein Raum",
            on=world.on,
            by=seat_of(world.counsellor),
        )
    after = ask(world, kept.Whom.WAITING, budget_euros=42_000)
    assert named not in {one.school for one in after.openings}


def test_nela_in_a_far_reception_class_would_sit_nearer_and_still_has_no_regular_seat(
    world: DemoWorld,
) -> None:
    far = seated_far_away(world)
    with asking(world.counsellor):
        waiting = queries.queues(on=world.on)
    alone = ask(world, kept.Whom.WAITING)
    assert alone.children == waiting.children
    assert alone.apart is None
    both = ask(world, kept.Whom.APART, may_close=True)
    assert both.children == waiting.children + 1
    assert both.apart is not None
    assert both.apart.children == 1
    assert both.apart.minutes_then < both.apart.minutes_now
    assert both.apart.nearer == 1
    assert [(one.stage, one.waiting, one.free, one.missing) for one in both.apart.regular] == [
        ("primary", 1, 0, 1)
    ]
    assert {one.group for one in both.closings} <= {far.pk}


def test_a_group_opens_for_children_who_are_expected_and_for_nobody_else_without_them(
    world: DemoWorld,
) -> None:
    with pytest.raises(Refusal, match="niemand als erwartet eingetragen"):
        ask(world, kept.Whom.WAITING, expected=True)
    plain = ask(world, kept.Whom.WAITING)
    with asking(world.counsellor):
        wetter = actions.Expectation(
            town=places.town(key="05954032"),
            stage=ExpectedStage.SEC1,
            week=world.on - dt.timedelta(days=world.on.weekday()),
            children=60,
            source="Anfrage der Stadt (erfunden)",
        )
        actions.expect_arrivals(expected=[wetter], on=world.on, by=seat_of(world.counsellor))
    found = ask(world, kept.Whom.WAITING, expected=True)
    assert plain.expected is None
    assert found.expected is not None
    assert found.expected.children == 60
    assert found.groups > plain.groups
    assert found.without == plain.without, "who waits now comes first"


def test_the_round_is_asked_with_its_frozen_children(world: DemoWorld) -> None:
    with pytest.raises(Refusal, match="läuft keine Runde"):
        ask(world, kept.Whom.ROUND)
    shown, proposal = rounding.opened(world)
    found = ask(world, kept.Whom.ROUND, whole_families=True)
    assert found.children == proposal.plan["placed"] + proposal.plan["unplaced"]
    with asking(world.counsellor):
        kept_one = OpeningProposal.objects.get()
        assert kept_one.round_id == shown.pk
        thought = planning.play_openings(
            proposal=kept_one, on=world.on, by=seat_of(world.counsellor)
        )
    assert thought.plan["placed"] >= proposal.plan["placed"]


@pytest.mark.parametrize("who", ["schulamt", "centre_head", "charlie"])
def test_nobody_but_counselling_asks(world: DemoWorld, who: str) -> None:
    person = getattr(world, who)
    with asking(person), pytest.raises(Refusal):
        planning.propose_openings(
            question=kept.OpeningQuestion(whom=kept.Whom.WAITING),
            on=world.on,
            by=seat_of(person),
        )
