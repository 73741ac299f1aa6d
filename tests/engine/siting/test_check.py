# SPDX-License-Identifier: EUPL-1.2
"""`check` finds every word that is not kept. Each plan here is a good one, broken in one place."""

import random
from collections.abc import Callable
from dataclasses import replace

import pytest

from rundertisch.engine.siting.check import check
from rundertisch.engine.siting.plan import Closing, Plan, Standing
from rundertisch.engine.siting.problem import Problem
from rundertisch.engine.siting.solve import solve
from rundertisch.engine.siting.told import reason_of
from tests.engine.siting.strategies import random_problem


def opening(plan: Plan, **changes: object) -> Plan:
    first, *others = plan.openings
    return replace(plan, openings=(replace(first, **changes), *others))  # type: ignore[arg-type]  # changed fields by name


WHO = {"zoe", "yan"}  # of one family
BROKEN: dict[str, Callable[[Plan], Plan]] = {
    "diesen Kandidaten gibt es nicht": lambda p: opening(p, candidate="nirgends"),
    "steht mehr als einmal": lambda p: replace(p, openings=(*p.openings, p.openings[0])),
    "erlaubt sind 1 bis 2": lambda p: opening(p, groups=3, seats=6, cost_cents=300_00),
    "Plätze stimmen nicht": lambda p: opening(p, seats=5),
    "Cent stimmen nicht": lambda p: opening(p, cost_cents=1),
    "diese Gruppe darf nicht schließen": lambda p: replace(p, closings=(Closing("tal", 1),)),
    "gespart würden 100 Cent": lambda p: replace(p, closings=(Closing("berg-1", 7),)),
    "obwohl whole_families nicht gilt": lambda p: replace(p, together={"zoe": "auen"}),
    "Die Öffnungen kosten": lambda p: replace(p, cost_cents=0),
    "Die Schließungen sparen": lambda p: replace(p, saved_cents=5),
    "der Plan sagt 1.": lambda p: replace(p, value_cents=1, bound_cents=1),
    "liegt über dem Wert": lambda p: replace(p, bound_cents=p.value_cents + 1),
    "genau dann, wenn": lambda p: replace(p, bound_cents=p.value_cents - 1),
    "Die Ebenen ergeben nicht": lambda p: replace(p, unplaced=1),
    "der Plan sagt 5 bei": lambda p: replace(p, today=Standing(5, p.today.minutes)),
    "gibt 2 Kindern mehr einen Platz": lambda p: opening(p, children_more=9),
    "Die kürzesten Wege sind": lambda p: replace(
        p, minutes=69, value_cents=289_00, bound_cents=289_00
    ),
    "blieben ohne Platz": lambda p: replace(
        p, unplaced=1, levels={**p.levels, "0": 1}, levels_bound={**p.levels, "0": 1}
    ),
}


@pytest.mark.parametrize("sentence", BROKEN)
def test_a_broken_word_is_named(valley: Problem, sentence: str) -> None:
    plan = solve(valley, explain=False)
    assert check(valley, plan) == []
    broken = check(valley, BROKEN[sentence](plan))
    assert any(sentence in line for line in broken), broken


@pytest.mark.parametrize(
    ("sentence", "changes"),
    [
        ("Kinder mehr ohne Platz, der Plan sagt 7", {"children_fewer": 7}),
        ("Cent, der Plan sagt 1", {"cents_more": 1}),
        ("in keinem besten Plan ohne sie so", {"candidate": "neu-tal"}),
        ("in keinem besten Plan ohne sie so", {"candidate": "neu-auen"}),
        ("in keinem besten Plan ohne sie so", {"candidate": "nirgends"}),
        ("in keinem besten Plan ohne sie so", {"candidate": ""}),
        ("in keinem besten Plan ohne sie so", {"minutes_more": 3}),
    ],
)
def test_what_would_be_done_without_an_opening_is_found_again(
    valley: Problem, sentence: str, changes: dict[str, object]
) -> None:
    """Without Auen it is Berg alone: 305 instead of 290 €."""
    plan = solve(valley)
    first = plan.openings[0]
    assert (first.candidate, first.next_best and first.next_best.candidate) == (
        "neu-auen",
        "neu-berg",
    )
    assert check(valley, plan) == []
    assert first.next_best is not None
    other = replace(first, next_best=replace(first.next_best, **changes))  # type: ignore[arg-type]  # by name
    if changes.get("candidate") != "nirgends":
        other = reason_of(problem=valley, opening=other)
    broken = check(valley, replace(plan, openings=(other, *plan.openings[1:])))
    assert any(sentence in line for line in broken), broken


def test_the_sentence_of_an_opening_says_what_its_numbers_say(valley: Problem) -> None:
    plan = solve(valley)
    (said,) = check(valley, opening(plan, reason="Das lohnt sich sehr."))
    assert said.startswith("Öffnung neu-auen: Die Begründung („reason“) ist nicht die")


def test_a_plan_that_spends_more_than_the_budget_is_found(valley: Problem) -> None:
    plan = solve(valley, explain=False)
    poor = replace(valley, parameters=replace(valley.parameters, budget_cents=100_00))
    assert "Der Plan kostet 22000 Cent, das Budget ist 10000 Cent." in check(poor, plan)


def test_a_plan_that_opens_more_than_it_needs_is_no_proven_one(valley: Problem) -> None:
    """Tal a second time is worth nothing to anybody, and the plan claims a proof."""
    dear = replace(
        valley,
        candidates=tuple(
            replace(each, fixed_cost_cents=0) if each.id == "neu-tal" else each
            for each in valley.candidates
        ),
    )
    plan = solve(dear, explain=False)
    claims = replace(plan, levels_bound=plan.levels, bound_cents=plan.value_cents)
    assert check(dear, claims) == []
    other = solve(valley, explain=False)
    assert check(dear, other) != []


def test_a_family_apart_is_found(valley: Problem) -> None:
    plan = solve(valley, explain=False)
    rule = replace(valley, parameters=replace(valley.parameters, whole_families=True))
    apart = {seat.child: seat.school for seat in plan.placement.placements}
    seats = tuple(
        replace(seat, school="berg", group="berg-1") if seat.child == "zoe" else seat
        for seat in plan.placement.placements
    )
    assert apart["zoe"] == apart["yan"] == "auen"
    broken = check(rule, replace(plan, placement=replace(plan.placement, placements=seats)))
    assert any("säßen an zwei Schulen" in line for line in broken)


def test_who_is_locked_keeps_the_seat_when_the_check_asks_who_would_sit_today() -> None:
    """One child is locked in a full group: the check moves others there, never this one."""
    for number in (50748, 51008):
        problem = random_problem(random.Random(number))  # noqa: S311 - reproducible, not secret
        assert problem.placement.locked
        assert check(problem, solve(problem, explain=False)) == []


def test_fewer_children_for_who_waits_longer_are_told_in_words(valley: Problem) -> None:
    first = solve(valley, explain=False).openings[0]
    told = reason_of(problem=valley, opening=replace(first, children_more=-1)).reason
    assert "Mit ihr sitzt 1 Kind weniger, dafür, wer länger wartet." in told


def test_the_cap_of_a_school_counts_siblings_in_two_of_its_groups(valley: Problem) -> None:
    """Zoe and Yan would sit in two groups of Berg, which takes one newcomer: today one sits."""
    placement = valley.placement
    two = tuple(
        replace(placement.groups[0], id=f"berg-{grade}", grade_from=grade, grade_to=grade)
        for grade in (2, 3)
    )
    schools = tuple(
        replace(each, newcomer_cap=1) if each.id == "berg" else each for each in placement.schools
    )
    pair = tuple(each for each in placement.children if each.family == "Amsel")
    capped = replace(
        valley,
        placement=replace(
            placement,
            children=pair,
            schools=schools,
            groups=two,
            travel={way: t for way, t in (placement.travel or {}).items() if way[0] in WHO},
        ),
        closables=(),
        parameters=replace(valley.parameters, whole_families=True),
    )
    plan = solve(capped)
    assert plan.today == Standing(1, 25)
    assert check(capped, plan) == []


def test_a_group_that_seats_a_family_waiting_longer_instead_of_another_is_worth_its_price() -> None:
    """Without it as many sit, but who waits longer stays: the check does not call it useless."""
    problem = random_problem(random.Random(50057))  # noqa: S311 - reproducible, not secret
    dear = replace(problem.parameters, whole_families=True, budget_cents=500)
    problem = replace(problem, parameters=dear)
    plan = solve(problem, explain=False)
    assert plan.today.unplaced == plan.unplaced
    assert plan.openings
    assert check(problem, plan) == []
