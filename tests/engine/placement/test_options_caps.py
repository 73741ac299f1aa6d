# SPDX-License-Identifier: EUPL-1.2
"""Soft caps, worked by hand and as a property: exceeded as little as can be, nobody left behind."""

import random
from dataclasses import replace

from rundertisch.engine.placement.check import check
from rundertisch.engine.placement.plan import Plan
from rundertisch.engine.placement.problem import Child, Group, Lock, Problem, School
from rundertisch.engine.placement.solve import solve
from tests.engine.placement.strategies import random_problem, with_options

# Three children, all nearest to Auen (10 minutes; cap 1, three seats). Berg is 40 minutes for Ada
# and Bo and has one seat; Cem reaches only Auen.
THREE = Problem(
    children=(
        Child("ada", grade=2, waiting_days=21),
        Child("bo", grade=2, waiting_days=14),
        Child("cem", grade=2, waiting_days=7),
    ),
    schools=(
        School("auen", form="Grundschule", newcomer_cap=1, cap_soft=True),
        School("berg", form="Grundschule"),
    ),
    groups=(
        Group("auen-1", "auen", "language", 1, 4, 3),
        Group("berg-1", "berg", "language", 1, 4, 1),
    ),
    travel={
        ("ada", "auen"): 10,
        ("bo", "auen"): 10,
        ("cem", "auen"): 10,
        ("ada", "berg"): 40,
        ("bo", "berg"): 41,
    },
)


def _level(plan: Plan, name: str) -> object:
    return next(each for each in plan.levels if each.name == name).value


def _seats(plan: Plan) -> dict[str, str]:
    return {each.child: each.school for each in plan.placements}


def test_a_soft_cap_is_exceeded_for_who_would_be_left_behind_and_for_nobody_else() -> None:
    # All three can sit only if two are at Auen: overrun 1. Ada goes to Berg (40, Bo would need 41).
    plan = solve(THREE)
    assert _seats(plan) == {"ada": "berg", "bo": "auen", "cem": "auen"}
    assert _level(plan, "soft_caps") == 1
    assert _level(plan, "worst_minutes") == {"ada": 40}
    assert plan.proven
    assert check(THREE, plan) == []


def test_the_same_cap_with_a_decision_behind_it_leaves_a_child_behind() -> None:
    hard = replace(THREE, schools=(replace(THREE.schools[0], cap_soft=False), THREE.schools[1]))
    plan = solve(hard)
    assert len(plan.unplaced) == 1
    assert [each.name for each in plan.levels] == ["unplaced", "worst_minutes", "ways_and_pairs"]


def test_locked_children_count_for_a_soft_cap_and_may_exceed_it() -> None:
    locked = replace(
        THREE,
        children=THREE.children[:2],
        locked=(Lock("ada", "auen-1", "Gespräch"), Lock("bo", "auen-1", "Gespräch")),
        travel={key: value for key, value in (THREE.travel or {}).items() if key[0] != "cem"},
    )
    plan = solve(locked)
    assert _level(plan, "soft_caps") == 1
    assert check(locked, plan) == []


def test_where_parts_share_a_soft_cap_the_longest_waiting_part_has_the_shorter_worst_way() -> None:
    # Ida (primary) and Jan (sec1) both have 10 minutes to Auen, 30 to another school; Auen's soft
    # cap leaves room for one without overrun. No seat connects them: Jan has waited longer.
    problem = Problem(
        children=(
            Child("ida", grade=2, waiting_days=7),
            Child("jan", grade=6, waiting_days=30),
        ),
        schools=(
            School("auen", form="Gesamtschule", newcomer_cap=1, cap_soft=True),
            School("berg", form="Grundschule"),
            School("tal", form="Gesamtschule"),
        ),
        groups=(
            Group("auen-1", "auen", "language", 1, 4, 1),
            Group("auen-2", "auen", "language", 5, 10, 1),
            Group("berg-1", "berg", "language", 1, 4, 1),
            Group("tal-1", "tal", "language", 5, 10, 1),
        ),
        travel={
            ("ida", "auen"): 10,
            ("ida", "berg"): 30,
            ("jan", "auen"): 10,
            ("jan", "tal"): 30,
        },
    )
    plan = solve(problem)
    assert _level(plan, "soft_caps") == 0
    assert _level(plan, "worst_minutes") == {"ida": 30, "jan": 10}
    assert check(problem, plan) == []


def test_a_soft_cap_never_leaves_a_child_behind() -> None:
    exceeded = 0
    for number in range(120):
        chance = random.Random(number)  # noqa: S311 - reproducible, not secret
        problem = with_options(chance, random_problem(chance), used={"soft_caps"})
        without = tuple(
            replace(school, newcomer_cap=None) if school.cap_soft else school
            for school in problem.schools
        )
        capped, free = solve(problem), solve(replace(problem, schools=without))
        assert _level(capped, "unplaced") == _level(free, "unplaced"), number
        exceeded += any(e.name == "soft_caps" and e.value for e in capped.levels)
    assert exceeded >= 10
