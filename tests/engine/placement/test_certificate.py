# SPDX-License-Identifier: EUPL-1.2
"""A certificate: prices from which check recomputes the bound of the last level by itself."""

import random
from dataclasses import replace
from typing import Any

import pytest

from rundertisch.engine.placement.check import Certified, check, proven_by_prices
from rundertisch.engine.placement.plan import Certificate, Plan
from rundertisch.engine.placement.problem import Child, Group, Parameters, Problem, School
from rundertisch.engine.placement.solve import solve
from rundertisch.engine.placement.solve.prices import prices_of
from tests.engine.placement import brute_force, by_hand
from tests.engine.placement.breaking import planned, table
from tests.engine.placement.strategies import random_district, random_options, random_problem

FREE = Certificate(scale=1, groups={}, schools={}, cells={}, minutes_per_pair=30)


@pytest.fixture
def crowded() -> Problem:
    """Ada and Bea are siblings; Cem takes the nearest seat of west for two minutes less."""
    return Problem(
        children=(
            Child("ada", grade=2, family="Amsel"),
            Child("bea", grade=2, family="Amsel"),
            Child("cem", grade=2),
        ),
        schools=(School("west", form="Grundschule"), School("ost", form="Grundschule")),
        groups=(Group("w", "west", "language", 1, 4, 1), Group("o", "ost", "language", 1, 4, 3)),
        travel=table(
            ada={"west": 5, "ost": 9}, bea={"west": 5, "ost": 9}, cem={"west": 5, "ost": 20}
        ),
        parameters=Parameters(minutes_per_pair=6),
    )


def with_prices(plan: Plan, certificate: Certificate | None) -> Plan:
    return replace(plan, certificate=certificate)


def test_the_right_prices_prove_the_last_level_and_others_leave_a_gap(crowded: Problem) -> None:
    plan = planned(crowded, {"ada": "o", "bea": "o", "cem": "w"})
    assert plan.levels[2].value == 9 + 9 + 5 - 6
    right = Certificate(scale=2, groups={"w": 16}, schools={}, cells={}, minutes_per_pair=6)
    assert check(crowded, with_prices(plan, right)) == []
    assert proven_by_prices(crowded, with_prices(plan, right)) == Certified(bound=17, value=17)
    nothing = replace(FREE, minutes_per_pair=6)
    # everybody nearest, though west has one seat; only siblings together need two
    assert proven_by_prices(crowded, with_prices(plan, nothing)) == Certified(bound=15, value=17)
    assert proven_by_prices(crowded, plan) is None


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"groups": {"w": -1}}, "Zertifikat: Der Preis von w ist -1; er darf nicht negativ sein."),
        ({"groups": {"x": 1}}, "Zertifikat: x gibt es in der Eingabe nicht."),
        (
            {"schools": {"ost": 1}},
            "Zertifikat: Die Schule ost hat einen Preis, aber keine feste Obergrenze.",
        ),
        (
            {"cells": {("zoe", 0): 1}},
            "Zertifikat: Den Zusammenhang zoe, Stufe 0, gibt es so nicht.",
        ),
        ({"scale": 0}, "Zertifikat: Der Maßstab (scale) muss eine ganze Zahl ab 1 sein."),
        ({"minutes_per_pair": 7}, "Zertifikat: minutes_per_pair ist 7, die Regel sagt 6."),
    ],
)
def test_prices_that_prove_nothing_are_refused(
    crowded: Problem, changes: dict[str, Any], sentence: str
) -> None:
    plan = planned(crowded, {"ada": "o", "bea": "o", "cem": "w"})
    free = replace(FREE, minutes_per_pair=6)
    broken = replace(free, **changes)
    assert check(crowded, with_prices(plan, broken)) == [sentence]


def test_with_strict_pairs_the_rate_must_outweigh_all_ways(crowded: Problem) -> None:
    strict = replace(crowded, parameters=Parameters(minutes_per_pair="strict"))
    plan = planned(strict, {"ada": "o", "bea": "o", "cem": "w"})
    weak = replace(FREE, minutes_per_pair=38)
    assert check(strict, with_prices(plan, weak)) == [
        "Zertifikat: minutes_per_pair ist 38; „strict“ braucht mehr als alle Wege."
    ]
    strong = replace(FREE, minutes_per_pair=39, groups={"w": 4})
    assert check(strict, with_prices(plan, strong)) == []
    assert proven_by_prices(strict, with_prices(plan, strong)) == Certified(bound=-16, value=-16)


def test_no_prices_whatever_prove_more_than_is_true() -> None:
    """400 small problems with all options, three draws of prices each: never above the best."""
    tight = 0
    for number in range(400):
        chance = random.Random(number)  # noqa: S311 - reproducible, not secret
        problem = random_problem(chance) if number % 2 else random_options(chance)
        plan = by_hand.plan_of(problem, brute_force.best(problem))
        for _ in range(3):
            found = proven_by_prices(problem, with_prices(plan, _any_prices(chance, problem)))
            assert found is not None
            assert found.bound <= found.value, number
            tight += found.bound == found.value
    assert tight >= 100


def _any_prices(chance: random.Random, problem: Problem) -> Certificate:
    rate = problem.parameters.minutes_per_pair
    names = brute_force.component_names(problem)
    levels = {child.id: brute_force.level(problem, child) for child in problem.children}
    most = chance.choice((0, 5, 40))
    return Certificate(
        scale=1,
        groups={group.id: chance.randint(0, most) for group in problem.groups},
        schools={
            school.id: chance.randint(0, most)
            for school in problem.schools
            if brute_force.hard_cap(school) is not None
        },
        cells={(name, levels[child]): chance.randint(-70, 9) for child, name in names.items()},
        minutes_per_pair=rate if isinstance(rate, int) else 10_000,
    )


def test_the_prices_of_the_solver_prove_most_plans_and_leave_a_gap_where_blocks_must_be_whole() -> (
    None
):
    proven, priced = 0, 0
    for number in range(200):
        problem = random_problem(random.Random(number))  # noqa: S311 - reproducible, not secret
        plan = solve(problem)
        certificate = prices_of(problem=problem, plan=plan)
        assert (certificate is None) == (problem.parameters.minutes_per_pair == "strict")
        if certificate is not None:
            plan = with_prices(plan, certificate)
            assert check(problem, plan) == [], number
            found = proven_by_prices(problem, plan)
            assert found is not None
            priced += 1
            proven += found.bound == found.value
    assert proven >= 0.95 * priced, (proven, priced)


def test_the_prices_of_a_district_prove_nearly_all_of_its_last_level() -> None:
    problem = random_district(random.Random(4), children=90)  # noqa: S311 - not secret
    problem = replace(problem, parameters=Parameters())
    plan = solve(problem)
    plan = with_prices(plan, prices_of(problem=problem, plan=plan))
    assert check(problem, plan) == []
    found = proven_by_prices(problem, plan)
    assert found is not None
    assert found.value - 10 <= found.bound <= found.value
