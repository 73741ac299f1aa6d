# SPDX-License-Identifier: EUPL-1.2
"""Where a new group is named: at a school that teaches the grade, or else nearly."""

import random

import pytest

from rundertisch.engine.placement.check import check
from rundertisch.engine.placement.problem import Child, Group, Problem, School
from rundertisch.engine.placement.solve import solve
from tests.engine.placement.strategies import random_options

NINA = Child("nina", 11, lat=51.440, lon=7.330, waiting_days=45, needs_literacy=True)
PRIMARY = School("gs", "Grundschule", lat=51.441, lon=7.331)
COLLEGE = School("bk", "Berufskolleg", lat=51.450, lon=7.340)


def test_a_group_for_grade_11_is_named_at_the_college_not_at_the_nearer_primary_school() -> None:
    groups = (Group("g", "gs", "language", 1, 4, 3), Group("b", "bk", "language", 11, 13, 3))
    problem = Problem(children=(NINA,), schools=(PRIMARY, COLLEGE), groups=groups)
    plan = solve(problem)
    assert str(plan.unplaced[0].smallest_change) == "group;bk;1"
    assert check(problem, plan) == []


def test_where_no_school_teaches_the_grade_the_one_with_the_nearest_grade_is_named() -> None:
    groups = (Group("g", "gs", "language", 1, 4, 3), Group("b", "bk", "language", 5, 7, 3))
    problem = Problem(children=(NINA,), schools=(PRIMARY, COLLEGE), groups=groups)
    assert str(solve(problem).unplaced[0].smallest_change) == "group;bk;1"


@pytest.mark.parametrize("seed", [4166, 5986, 40006])
def test_who_would_move_into_a_new_group_is_counted(seed: int) -> None:
    # in these rounds a child that sits, or one that comes first, could use the new group as well
    problem = random_options(random.Random(seed))  # noqa: S311 - a test, no secret
    assert check(problem, solve(problem)) == []
