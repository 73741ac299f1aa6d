# SPDX-License-Identifier: EUPL-1.2
"""Two ways to level 3 reach the same value, and the number of threads changes nothing."""

import pytest

from benchmarks import instances
from rundertisch.engine.placement.check import check
from rundertisch.engine.placement.plan import Plan
from rundertisch.engine.placement.problem import Problem
from rundertisch.engine.placement.solve import blocks, branching, solve
from tests.engine.placement.test_solve import invented


@pytest.fixture(scope="module")
def district() -> Problem:
    """Five parts, three of them with siblings whom the linear program halves."""
    return instances.instance(name="district-450")


@pytest.fixture(scope="module")
def plan(district: Problem) -> Plan:
    """Solve it once."""
    return solve(district)


def test_a_whole_district_is_proven_and_keeps_its_word(district: Problem, plan: Plan) -> None:
    assert plan.proven
    assert plan.levels[2].value == plan.levels[2].bound == 7838
    assert check(district, plan) == []


def test_the_plan_is_the_same_for_every_number_of_threads(district: Problem, plan: Plan) -> None:
    for threads in (2, 5):
        assert repr(solve(district, threads=threads).placements) == repr(plan.placements)


def test_the_program_over_blocks_alone_reaches_the_same_value(
    monkeypatch: pytest.MonkeyPatch, district: Problem, plan: Plan
) -> None:
    monkeypatch.setattr(blocks, "fits", lambda **_: False)

    alone = solve(district)

    assert alone.proven
    assert alone.levels[2] == plan.levels[2]


def test_cuts_make_every_family_whole_without_a_branch(
    monkeypatch: pytest.MonkeyPatch, district: Problem, plan: Plan
) -> None:
    monkeypatch.setattr(branching, "MOST_BRANCHES", 1)
    monkeypatch.setattr(branching, "MOST_STEPS", 0)
    monkeypatch.setattr(blocks.Search, "_by_blocks", None)

    assert solve(district).levels[2] == plan.levels[2]


@pytest.mark.parametrize(("rounds", "branches"), [(0, 200), (1, 200), (4, 2)])
def test_branches_close_the_gap_that_cuts_leave_and_the_program_over_blocks_what_branches_leave(
    monkeypatch: pytest.MonkeyPatch, district: Problem, plan: Plan, rounds: int, branches: int
) -> None:
    monkeypatch.setattr(branching, "MOST_ROUNDS", rounds)
    monkeypatch.setattr(branching, "MOST_BRANCHES", branches)

    assert solve(district).levels[2] == plan.levels[2]


def test_small_tight_districts_come_to_the_same_value_either_way(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    problems = [invented(seed) for seed in range(200, 320)]
    plans = [solve(problem) for problem in problems]
    monkeypatch.setattr(blocks, "fits", lambda **_: False)

    for problem, plan in zip(problems, plans, strict=True):
        assert solve(problem).levels[2] == plan.levels[2]
