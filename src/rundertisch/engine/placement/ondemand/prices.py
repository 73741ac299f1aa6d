# SPDX-License-Identifier: EUPL-1.2
"""What a rule costs: level 1 computed again with exactly that one rule dropped.

Rules are there for good reasons; the price says what they are weighed against, not that they are
wrong. Special schools, literacy, grades and a person's decisions have no price: they are no
question of seats.
"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from rundertisch.engine.placement.ondemand.answers import RulePrice
from rundertisch.engine.placement.problem import Problem
from rundertisch.engine.placement.solve.flow import NO_CAP, NOWHERE
from rundertisch.engine.placement.solve.network import UNLOCKED, Network, built
from rundertisch.engine.placement.solve.seating import chosen_ways, seated

NO_LIMIT = 10**6  # minutes; farther than anybody lives
STAGES = ("primary", "sec1", "sec2")


def prices_of(*, problem: Problem) -> tuple[RulePrice, ...]:
    """Return the price of each limit, of each hard cap, and of the choice of forms.

    Only rules that somebody would be seated without are named. With claims the level is computed
    as if no claim had to be kept.
    """
    network = built(problem)
    now, load = _unplaced(network)
    if not sum(now.values()):
        return ()
    found = [*_limits(problem, now), *_caps(problem, network, load, now), *_forms(problem, now)]
    return tuple(price for price in found if price.fewer_unplaced)


def _limits(problem: Problem, now: dict[int, int]) -> Iterator[RulePrice]:
    for stage in STAGES:
        limits = replace(problem.parameters.limits, **{stage: NO_LIMIT})
        without = replace(problem, parameters=replace(problem.parameters, limits=limits))
        yield RulePrice("limit", stage, _fewer(now, _unplaced(built(without))[0]))


def _caps(
    problem: Problem, network: Network, load: list[int], now: dict[int, int]
) -> Iterator[RulePrice]:
    """Only a cap that is used up can have a price."""
    for at, school in enumerate(problem.schools):
        if network.caps[at] != NO_CAP and load[at] >= network.caps[at]:
            caps = network.caps.copy()
            caps[at] = NO_CAP
            after, _ = _unplaced(replace(network, caps=caps))
            yield RulePrice("cap", school.id, _fewer(now, after))


def _forms(problem: Problem, now: dict[int, int]) -> Iterator[RulePrice]:
    if any(child.forms for child in problem.children):
        children = tuple(replace(child, forms=()) for child in problem.children)
        without = replace(problem, children=children)
        yield RulePrice("forms", "", _fewer(now, _unplaced(built(without))[0]))


def _unplaced(network: Network) -> tuple[dict[int, int], list[int]]:
    """Return the unplaced children of each level, and how many sit at each school."""
    ways = chosen_ways(network=network, keep=np.ones(len(network.group), np.bool_))
    taken, _ = seated(network=network, ways=ways)
    left = (taken == NOWHERE) & (network.locked == UNLOCKED)
    levels, counts = np.unique(network.level[left], return_counts=True)
    sits = network.school[network.group[taken[taken != NOWHERE]]]
    load = np.bincount(sits, minlength=len(network.caps)).tolist()
    return dict(zip(levels.tolist(), counts.tolist(), strict=True)), load


def _fewer(now: dict[int, int], after: dict[int, int]) -> dict[str, int]:
    change = {level: now.get(level, 0) - after.get(level, 0) for level in {*now, *after}}
    return {str(level): change[level] for level in sorted(change, reverse=True) if change[level]}
