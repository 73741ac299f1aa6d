# SPDX-License-Identifier: EUPL-1.2
"""Facility location from arrays equals trying every choice, and never promises more."""

import random
from itertools import product

import numpy as np

from rundertisch.engine.siting.solve.relaxation import (
    FINE,
    FREE,
    NEVER,
    Pace,
    Rules,
    Sourcing,
    relaxed,
)
from rundertisch.engine.siting.solve.sourcing import sourced

CASES = 40


def drawn(chance: random.Random) -> Sourcing:
    facilities, customers = chance.randint(1, 4), chance.randint(1, 6)
    return Sourcing(
        demand=np.array([chance.randint(1, 9) for _ in range(customers)]),
        cost=np.array(
            [[chance.randint(0, 40) for _ in range(facilities)] for _ in range(customers)]
        ),
        capacity=np.array([chance.randint(5, 30) for _ in range(facilities)]),
        fixed=np.array([chance.randint(0, 60) for _ in range(facilities)]),
    )


def by_trying(asked: Sourcing) -> int | None:
    """Return the least cost over every assignment of customers to facilities."""
    best = None
    customers, facilities = asked.cost.shape
    for choice in product(range(facilities), repeat=customers):
        load = np.bincount(choice, weights=asked.demand, minlength=facilities)
        if (load <= asked.capacity).all():
            cost = int(asked.cost[np.arange(customers), list(choice)].sum())
            cost += int(asked.fixed[list(set(choice))].sum())
            best = cost if best is None else min(best, cost)
    return best


def test_single_sources_cost_as_little_as_by_trying_all() -> None:
    unsolvable = 0
    for number in range(CASES):
        asked = drawn(random.Random(number))  # noqa: S311 - reproducible, not secret
        best = by_trying(asked)
        found = sourced(sourcing=asked, seconds_left=lambda: float("inf"), seed=0)
        unsolvable += best is None
        assert (None if found is None else found.value) == best, number
        assert found is None or found.proven
    assert 0 < unsolvable < CASES // 2


def test_prices_promise_no_more_than_the_least_cost() -> None:
    """Also where seats are so many that customers may be divided."""
    near = 0
    for number in range(CASES):
        asked = drawn(random.Random(number))  # noqa: S311 - reproducible, not secret
        if (best := by_trying(asked)) is None:
            continue
        rules = Rules(np.full(len(asked.fixed), FREE), 0, len(asked.fixed))
        many = asked._replace(demand=asked.demand * FINE, capacity=asked.capacity * FINE)
        prices = asked.cost.max(axis=1)
        bound, coarse = (
            relaxed(each, prices, rules, NEVER, Pace(200, 1.5)).bound for each in (asked, many)
        )
        assert max(bound, coarse) <= best, number
        near += bound > 0.9 * best
        found = sourced(sourcing=many, seconds_left=lambda: float("inf"), seed=0)
        assert found is not None
        assert found.value == found.bound == best, number
    assert near > CASES // 2


def test_when_time_is_up_a_solution_and_a_bound_are_still_there() -> None:
    asked = drawn(random.Random(3))  # noqa: S311 - reproducible, not secret
    best = by_trying(asked)
    found = sourced(sourcing=asked, seconds_left=lambda: 0.0, seed=0)
    assert best is not None
    assert found is not None
    assert found.bound <= best <= found.value
