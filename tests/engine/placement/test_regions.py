# SPDX-License-Identifier: EUPL-1.2
"""Solved region by region, or as a whole: the plan is the same, whatever the number of threads."""

import random

import pytest

from benchmarks import instances
from rundertisch.engine.placement.problem import Problem
from rundertisch.engine.placement.solve import reach, regions, solve
from rundertisch.engine.placement.solve.network import built
from rundertisch.engine.placement.solve.siblings import siblings_of
from tests.engine.placement.strategies import random_problem

CASES = 150


def number_of_regions(problem: Problem) -> int:
    network = built(problem)
    return len(regions.regions_of(network=network, siblings=siblings_of(network=network)))


def make_regions_small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every region be as small as can be, and help be looked for near a child first."""
    monkeypatch.setattr(regions, "LARGE", 0)
    monkeypatch.setattr(regions, "CHILDREN", 1)
    monkeypatch.setattr(reach, "FEW", 0)


def test_small_problems_have_the_same_plan_in_regions(monkeypatch: pytest.MonkeyPatch) -> None:
    problems = [random_problem(random.Random(number)) for number in range(CASES)]  # noqa: S311 - no secret
    whole = [solve(problem) for problem in problems]

    make_regions_small(monkeypatch)

    assert sum(number_of_regions(problem) > 1 for problem in problems) >= CASES // 50
    for number, problem in enumerate(problems):
        assert solve(problem) == whole[number], number


def test_districts_that_lie_apart_have_the_same_plan_in_regions_and_with_threads(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sizes = instances.many_districts(districts=4, children=240, schools=24, seed=4)
    monkeypatch.setitem(instances.INSTANCES, "four districts", sizes)
    problem = instances.instance(name="four districts")
    whole = solve(problem)

    make_regions_small(monkeypatch)

    assert number_of_regions(problem) >= len(sizes)
    assert solve(problem) == solve(problem, threads=3) == whole
