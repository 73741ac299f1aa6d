# SPDX-License-Identifier: EUPL-1.2
"""Solving equals trying everything, whatever may open or close, and the plan keeps its word."""

import random
from dataclasses import replace

from hypothesis import HealthCheck, given, settings

from rundertisch.engine.siting.check import check
from rundertisch.engine.siting.plan import Plan
from rundertisch.engine.siting.problem import Problem
from rundertisch.engine.siting.solve import solve
from tests.engine.siting import brute_force
from tests.engine.siting.strategies import problems, random_problem, with_scenarios

CASES, CASES_OF_SCENARIOS = 90, 40
KINDS = ("opens", "closes", "budget", "families", "left", "more than one group", "instead")


def best_plan(problem: Problem) -> Plan:
    """Return the plan, which no assignment with any openings beats."""
    best, plan = brute_force.best(problem), solve(problem)
    assert tuple(plan.levels.values()) == best.profile
    assert plan.value_cents == plan.bound_cents == best.value
    assert plan.proven
    assert check(problem, plan) == []
    return plan


def opens(plan: Plan) -> set[tuple[str, int]]:
    return {(each.candidate, each.groups) for each in plan.openings} | {
        (each.group, 0) for each in plan.closings
    }


def test_solve_equals_trying_everything() -> None:
    met = dict.fromkeys(KINDS, 0)
    for number in range(CASES):
        problem = random_problem(random.Random(number))  # noqa: S311 - reproducible, not secret
        plan = best_plan(problem)
        met["opens"] += bool(plan.openings)
        met["closes"] += bool(plan.closings)
        met["budget"] += problem.parameters.budget_cents is not None
        met["families"] += bool(plan.together)
        met["left"] += bool(plan.unplaced)
        met["more than one group"] += any(each.groups > 1 for each in plan.openings)
        met["instead"] += any(
            each.next_best is not None and each.next_best.candidate for each in plan.openings
        )
    assert min(met.values()) >= 3, met


def test_with_scenarios_solve_equals_trying_everything() -> None:
    """Also that scenarios decide: often enough other groups open than without them."""
    met = dict.fromkeys(("otherwise", "waits", "budget", "families", "left", "several"), 0)
    for number in range(CASES_OF_SCENARIOS):
        chance = random.Random(1000 + number)  # noqa: S311 - reproducible, not secret
        problem = with_scenarios(chance, random_problem(chance))
        plan, without = best_plan(problem), solve(replace(problem, scenarios=()), explain=False)
        met["otherwise"] += opens(plan) != opens(without)
        met["waits"] += any(each.waiting for each in plan.scenarios)
        met["budget"] += problem.parameters.budget_cents is not None
        met["families"] += bool(plan.together)
        met["left"] += bool(plan.unplaced)
        met["several"] += len(problem.scenarios) > 1
    assert min(met.values()) >= 3, met


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(problems)
def test_any_problem_is_solved_as_by_trying_everything(problem: Problem) -> None:
    best_plan(problem)
