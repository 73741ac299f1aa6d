# SPDX-License-Identifier: EUPL-1.2
"""What an opening brings, and the next best without it, equal what trying everything finds."""

import random
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from benchmarks import instances
from benchmarks.siting import Case, district
from rundertisch.engine.placement.check.network import build_network
from rundertisch.engine.placement.problem import Child, Group, School
from rundertisch.engine.placement.problem import Problem as Placement
from rundertisch.engine.siting.check.instead import sentences_hold
from rundertisch.engine.siting.check.openings import openings_bring
from rundertisch.engine.siting.plan import Plan
from rundertisch.engine.siting.problem import Candidate, Parameters, Problem, opened
from rundertisch.engine.siting.solve import held, solve, whole
from rundertisch.engine.siting.solve.sited import Siting
from tests.engine.siting import brute_force
from tests.engine.siting.strategies import problems, random_problem

CASES = 40


def explains(problem: Problem) -> Plan:
    """Return the plan, each of whose openings brings what trying everything finds."""
    plan = solve(problem)
    best = brute_force.best(problem)
    parts = len(Siting(problem=problem, seed=0, seconds_left=lambda: 60.0).parts)
    counted = replace(
        problem,
        parameters=replace(problem.parameters, cents_per_minute=1, budget_cents=None),
        scenarios=(),
    )
    groups = {each.candidate: each.groups for each in plan.openings}
    closed = {each.group for each in plan.closings}
    after = brute_force.reached(counted, opened(problem=problem, groups=groups, closed=closed))
    for opening in plan.openings:
        others = {name: many for name, many in groups.items() if name != opening.candidate}
        before = brute_force.reached(counted, opened(problem=problem, groups=others, closed=closed))
        left = min(before)
        assert opening.children_more == sum(left) - sum(min(after))
        if left == min(after) or parts == 1:  # else those who leave are of the opening's own part
            assert opening.minutes_saved == before[left] - after[left]
        without = tuple(each for each in problem.candidates if each.id != opening.candidate)
        other = brute_force.best(replace(problem, candidates=without))
        assert opening.next_best is not None
        assert opening.next_best.proven
        assert opening.next_best.children_fewer == other.unplaced - best.unplaced
        assert opening.next_best.cents_more == other.value - best.value
    return plan


def few_seats(chance: random.Random) -> Problem:
    """Draw five children in families of any size, three schools, and a group that each may open."""
    schools = tuple(School(name, form="Grundschule") for name in ("auen", "berg", "tal"))
    children = tuple(
        Child(
            f"c{number}",
            grade=chance.randint(1, 4),
            waiting_days=chance.choice((0, 10)),
            family=chance.choice(("Amsel", "Amsel", "Birke", "")),
        )
        for number in range(5)
    )
    candidates = tuple(
        Candidate(f"k-{each.id}", each.id, "language", 1, 4, chance.randint(1, 4), cents)
        for each in schools
        for cents in [chance.choice((0, 100, 300))]
    )
    return Problem(
        placement=Placement(
            children=children,
            schools=schools,
            groups=(Group("berg-1", "berg", "language", 1, 4, chance.randint(1, 4)),),
            travel={
                (child.id, school.id): chance.choice((5, 10, 20, 40))
                for child in children
                for school in schools
                if chance.random() < 0.9
            },
        ),
        candidates=candidates,
        parameters=Parameters(cents_per_minute=20, whole_families=True),
    )


def test_what_an_opening_brings_equals_trying_everything() -> None:
    met: Counter[str] = Counter()
    for number in range(CASES):
        chance = random.Random(7000 + number)  # noqa: S311 - reproducible, not secret
        plan = explains(random_problem(chance) if number % 2 else few_seats(chance))
        for each in plan.openings:
            assert each.next_best is not None
            met["more children"] += each.children_more > 0
            met["shorter ways"] += each.minutes_saved > 0
            met["worse without"] += each.next_best.cents_more > 0
            met["whole families"] += bool(plan.together)
    assert min(met.values()) >= 5, met


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(problems)
def test_whole_families_of_any_problem_are_explained(problem: Problem) -> None:
    families = replace(problem.parameters, whole_families=True)
    explains(replace(problem, parameters=families))


@pytest.fixture
def town(monkeypatch: pytest.MonkeyPatch) -> Problem:
    monkeypatch.setitem(instances.INSTANCES, "valley", (instances.Size(120, 18),))
    return district(name="valley", case=Case("tight", 0.5, 5_000, whole_families=True))


def test_a_town_is_explained_alike_however_it_is_found(
    town: Problem, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In few steps from the last answer; with the solver in place of branches; each anew."""
    near = solve(town, explain=False)
    assert near.openings
    monkeypatch.setattr(whole, "MOST_BRANCHES", 0)
    assert solve(town, explain=False).openings == near.openings
    monkeypatch.setattr(Siting, "_near_others", lambda *_: None)
    assert solve(town, explain=False).openings == near.openings


def test_what_openings_bring_is_left_out_when_time_is_up(town: Problem) -> None:
    """A first plan is waited for, its explanation is not; the check finds nothing to object to."""
    late = solve(town, seconds=0.0)
    assert late.openings
    assert {(each.children_more, each.minutes_saved) for each in late.openings} == {(None, None)}
    assert all("weil die Zeit um war" in each.reason for each in late.openings)
    assert not list(sentences_hold(problem=town, plan=late))
    assert not list(
        openings_bring(problem=town, plan=late, network=build_network(problem=town.placement))
    )
    some = replace(late.openings[0], minutes_saved=3)
    half = replace(late, openings=(some, *late.openings[1:]))
    assert any("nur zur Hälfte" in line for line in sentences_hold(problem=town, plan=half))


def test_what_came_to_no_end_is_asked_otherwise(
    town: Problem, monkeypatch: pytest.MonkeyPatch
) -> None:
    near = solve(town, explain=False)

    def stuck(*_: object) -> None:
        raise whole.StuckError

    monkeypatch.setattr(held, "relaxed", stuck)
    assert solve(town, explain=False).openings == near.openings
