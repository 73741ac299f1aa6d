# SPDX-License-Identifier: EUPL-1.2
"""Plans of small rounds with any combination of options, beside the slow truth and the check."""

import random
from collections.abc import Mapping

import pytest

from rundertisch.engine.placement.check import check
from rundertisch.engine.placement.plan import Plan
from rundertisch.engine.placement.problem import Problem
from rundertisch.engine.placement.solve import solve
from rundertisch.engine.placement.solve.options import uses_options
from tests.engine.placement import brute_force
from tests.engine.placement.strategies import OPTIONS, random_options, random_problem, with_options

CASES = 40  # of each option alone


def _drawn(number: int, *, only: str = "") -> Problem:
    chance = random.Random(number)  # noqa: S311 - reproducible, not secret
    if not only:
        return random_options(chance)
    return with_options(chance, random_problem(chance), used={only})


def _values(plan: Plan) -> dict[str, Mapping[str, int] | int]:
    """Return the value of each level; of level 2 the shortest that is possible."""
    bound = {"worst_minutes"}
    return {each.name: each.bound if each.name in bound else each.value for each in plan.levels}


def _true_values(problem: Problem) -> dict[str, Mapping[str, int] | int]:
    best = brute_force.best(problem)
    values: dict[str, Mapping[str, int] | int] = {
        "unplaced": best.profile,
        "worst_minutes": best.shortest,
        "ways_and_pairs": best.ways_and_pairs,
    }
    if any(child.claim for child in problem.children):
        values["claims"] = best.claims
    if any(school.soft_cap is not None for school in problem.schools):
        values["soft_caps"] = best.overrun
    return values


@pytest.mark.parametrize("option", OPTIONS)
def test_every_option_alone_reaches_the_best_value_of_every_level(option: str) -> None:
    for number in range(CASES):
        problem = _drawn(number, only=option)
        plan = solve(problem)
        assert plan.proven, number
        assert _values(plan) == _true_values(problem), number


def test_options_together_reach_the_best_value_of_every_level_and_keep_their_word() -> None:
    with_options_used = 0
    for number in range(200, 350):
        problem = _drawn(number)
        plan = solve(problem)
        with_options_used += uses_options(problem)
        assert plan.proven, number
        assert _values(plan) == _true_values(problem), number
        assert check(problem, plan) == [], number
    assert with_options_used >= 110


def test_the_children_whom_claims_cost_a_seat_are_counted() -> None:
    costly = 0
    for number in range(250):
        problem = _drawn(number, only="claims")
        plan = solve(problem)
        if plan.unplaced_without_claims is not None:
            assert plan.unplaced_without_claims == brute_force.profile_without_claims(problem)
            assert plan.fewer_for_claims is not None
            costly += plan.fewer_for_claims > 0
    assert costly >= 3


def test_a_plan_with_options_is_the_same_on_one_and_two_threads() -> None:
    for number in range(40):
        problem = _drawn(number)
        one = solve(problem, threads=1, seed=3)
        assert solve(problem, threads=1, seed=3) == one, number
        assert solve(problem, threads=2, seed=3) == one, number


def test_when_time_is_up_a_plan_is_valid_and_says_what_is_not_proven() -> None:
    unproven = 0
    for number in (*range(60), 161):
        problem = _drawn(number)
        plan = solve(problem, seconds=0.0)
        unproven += not plan.proven
        for level in plan.levels:
            assert level.proven or level.name != "claims"
        assert check(problem, plan) == [], number
    assert unproven >= 1
