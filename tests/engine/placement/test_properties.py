# SPDX-License-Identifier: EUPL-1.2
"""What holds for every placement problem: equal to trying everything, and what must not matter."""

import random
from collections.abc import Mapping
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rundertisch.engine.placement.check import check
from rundertisch.engine.placement.plan import Plan
from rundertisch.engine.placement.problem import STRICT, Problem
from rundertisch.engine.placement.solve import solve
from tests.engine.placement import brute_force, by_hand
from tests.engine.placement.strategies import problems, random_district, random_problem

CASES = 1000
often = settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))


def values(problem: Problem, plan: Plan) -> list[object]:
    """Return the values of all levels, and the pairs where "strict" puts them first."""
    found = [dict(v) if isinstance(v := each.value, Mapping) else v for each in plan.levels]
    strict = problem.parameters.minutes_per_pair == STRICT
    return [*found, plan.pairs] if strict else [*found]


def test_solve_equals_trying_everything_in_a_thousand_small_problems() -> None:
    met: dict[str, int] = {}
    for number in range(CASES):
        problem = random_problem(random.Random(number))  # noqa: S311 - reproducible, not secret
        best, plan = brute_force.best(problem), solve(problem)
        profile, worst, ways = plan.levels
        assert profile.value == best.profile, number
        assert worst.value == best.worst, number
        assert ways.value == best.ways_and_pairs, number
        if problem.parameters.minutes_per_pair == STRICT:
            assert plan.pairs == best.pairs, number
        assert plan.proven, number
        assert check(problem, plan) == [], number
        for kind in _kinds(problem, plan):
            met[kind] = met.get(kind, 0) + 1
    assert min(met.get(kind, 0) for kind in EVERY_KIND) >= CASES // 200, met


EVERY_KIND = (
    "locked", "wish", "only", "nearest", "sibling", "makes_room",
    "no_group", "form", "too_far", "full",
    "pairs", "placed siblings", "caps", "literacy", "components", "strict", "estimated", "split",
)  # fmt: skip


def _kinds(problem: Problem, plan: Plan) -> set[str]:
    """Name what a case is about, so that the test can say it met everything."""
    kinds = {str(row.reason_code) for row in (*plan.placements, *plan.unplaced)}
    worst = plan.levels[1].value
    also = {
        "pairs": plan.pairs > 0,
        "placed siblings": any(each.family for each in problem.placed) and plan.pairs > 0,
        "caps": any(school.newcomer_cap is not None for school in problem.schools),
        "literacy": any(child.needs_literacy for child in problem.children),
        "components": isinstance(worst, Mapping) and len(worst) > 1,
        "strict": problem.parameters.minutes_per_pair == STRICT,
        "estimated": problem.travel is None,
        "split": plan.families_partly_placed > 0,
    }
    return kinds | {kind for kind, holds in also.items() if holds}


def test_every_change_named_as_smallest_would_seat_one_more_child() -> None:
    named = 0
    for number in range(CASES, CASES + 300):
        problem = random_problem(random.Random(number))  # noqa: S311 - reproducible, not secret
        for row in solve(problem).unplaced:
            if row.smallest_change is not None:
                child = next(each for each in problem.children if each.id == row.child)
                change = row.smallest_change
                assert by_hand.is_smallest(problem, child, change), (number, str(change))
                named += 1
    assert named >= 100


def test_plans_of_whole_districts_keep_their_word() -> None:
    for number in range(30):
        chance = random.Random(number)  # noqa: S311 - reproducible, not secret
        problem = random_district(chance, children=chance.choice((40, 90, 150)))
        plan = solve(problem)
        assert plan.proven, number
        assert check(problem, plan) == [], number


@often
@given(problem=problems(), chance=st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_no_value(problem: Problem, chance: random.Random) -> None:
    shuffled = replace(
        problem,
        children=tuple(chance.sample(problem.children, k=len(problem.children))),
        schools=tuple(chance.sample(problem.schools, k=len(problem.schools))),
        groups=tuple(chance.sample(problem.groups, k=len(problem.groups))),
    )
    assert values(problem, solve(shuffled)) == values(problem, solve(problem))


@often
@given(problem=problems(), which=st.integers(min_value=0))
def test_one_more_seat_never_leaves_a_child_of_a_high_level_behind(
    problem: Problem, which: int
) -> None:
    place = which % len(problem.groups)
    groups = tuple(
        replace(group, free_seats=group.free_seats + (i == place))
        for i, group in enumerate(problem.groups)
    )
    more = _profile(solve(replace(problem, groups=groups)))
    before = _profile(solve(problem))
    assert more <= before
    assert sum(before) - 1 <= sum(more) <= sum(before)


@often
@given(problem=problems())
def test_without_a_cap_no_more_children_stay_behind(problem: Problem) -> None:
    schools = tuple(replace(school, newcomer_cap=None) for school in problem.schools)
    assert _profile(solve(replace(problem, schools=schools))) <= _profile(solve(problem))


@often
@given(problem=problems())
def test_the_same_question_has_the_same_answer_on_one_and_two_threads(problem: Problem) -> None:
    one = solve(problem, threads=1, seed=3)
    assert solve(problem, threads=1, seed=3) == one
    assert solve(problem, threads=2, seed=3) == one


@often
@given(problem=problems())
def test_without_families_there_are_no_pairs_and_as_many_children_sit(problem: Problem) -> None:
    alone = replace(
        problem, children=tuple(replace(child, family="") for child in problem.children)
    )
    plan = solve(alone)
    assert plan.pairs == 0
    assert plan.families_partly_placed == 0
    assert _profile(plan) == _profile(solve(problem))


def _profile(plan: Plan) -> list[int]:
    """Return the unplaced from the highest level down."""
    value = plan.levels[0].value
    assert isinstance(value, Mapping)
    return [value[key] for key in sorted(value, key=int, reverse=True)]
