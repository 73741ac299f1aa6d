# SPDX-License-Identifier: EUPL-1.2
"""What prices prove, in whole numbers: a bound for every plan, and who is near the cheapest choice.

For any prices (not below zero where a row need not be used up) the cheapest choices of all units,
less what the rows offer at these prices, cost no more than any plan (Lagrange; Geoffrion 1974).
"""

import numpy as np

from rundertisch.engine.compiled import compiled
from rundertisch.engine.placement.solve.choices import (
    LARGEST_TEAM,
    NO_ROW,
    Model,
    Weights,
    cheapest,
    weigh_all,
)
from rundertisch.engine.placement.solve.flow import NOWHERE
from rundertisch.engine.placement.solve.network import Flags, Ints

NEVER_WHOLE = 1 << 57
MOST_GROUPS = 12  # of a school that one child could go to; `branching.fits` refuses more
SCALE = 5040  # prices are multiples of 1/2, 1/3, ...: whole numbers of this part of a minute


@compiled
def bound_of(model: Model, price: Ints, weights: Weights, open_: Flags, chosen: Ints) -> int:
    """Return what no plan can go below, in whole parts of a minute, for prices in such parts."""
    pair = model.pair * SCALE
    if model.pairs_row != NO_ROW:
        pair += price[model.pairs_row]
    low = 0
    for row in range(len(price)):
        low -= price[row] * model.right[row]
    weigh_all(model, weights, price, SCALE, NEVER_WHOLE, open_)
    for unit in range(len(model.unit_start) - 1):
        best = cheapest(model, weights, pair, NEVER_WHOLE, unit, chosen)
        if best >= NEVER_WHOLE // 2:
            return NEVER_WHOLE
        low += best
    return low


@compiled
def near_choices(  # noqa: PLR0917  (numba)
    model: Model, price: Ints, weights: Weights, chosen: Ints, gap: int, most: int
) -> tuple[Flags, Ints]:
    """Return which ways, and which blocks, are in a choice at most ``gap`` above the cheapest."""
    open_ = np.ones(len(model.cost), np.bool_)
    single = np.zeros(len(model.cost), np.bool_)
    blocks = np.full((most, LARGEST_TEAM), NOWHERE, np.int64)
    pair = model.pair * SCALE
    if model.pairs_row != NO_ROW:
        pair += price[model.pairs_row]
    weigh_all(model, weights, price, SCALE, NEVER_WHOLE, open_)
    count = 0
    for unit in range(len(model.unit_start) - 1):
        least = cheapest(model, weights, pair, NEVER_WHOLE, unit, chosen)
        first = model.unit_start[unit]
        size = model.unit_start[unit + 1] - first
        for at in range(size):
            others = weights.best[((1 << size) - 1) ^ (1 << at)] if size > 1 else 0
            child = model.member[first + at]
            for way in range(model.start[child], model.start[child + 1]):
                single[way] = weights.reduced[way] + others <= least + gap
        for subset in range(1, 1 << size):
            if weights.counts[subset] > 1:
                left = least + gap - weights.best[((1 << size) - 1) ^ subset]
                left += pair * (weights.counts[subset] * (weights.counts[subset] - 1) // 2)
                count = _near_blocks(model, weights, unit, subset, left, blocks, count)
    return single, blocks[:count]


@compiled
def _near_blocks(  # noqa: PLR0917  (numba)
    model: Model, weights: Weights, unit: int, subset: int, left: int, blocks: Ints, count: int
) -> int:
    """Write all ways to seat these siblings at one school that cost no more than ``left``."""
    first = model.unit_start[unit]
    child = model.member[first + weights.bit[subset & -subset]]
    row = np.full(LARGEST_TEAM, NOWHERE, np.int64)
    many = np.zeros(LARGEST_TEAM, np.int64)
    ways = np.zeros((LARGEST_TEAM, MOST_GROUPS), np.int64)
    before = NOWHERE
    for way in range(model.start[child], model.start[child + 1]):
        school = model.school[way]
        if school == before or weights.counts[subset] > model.room[school]:
            continue
        before = school
        for index in range(_list_ways(model, first, subset, school, many, ways)):
            rest, whole = index, 0
            for at in range(LARGEST_TEAM):
                row[at] = NOWHERE
                if subset >> at & 1:
                    row[at] = ways[at, rest % many[at]]
                    rest //= many[at]
                    whole += weights.reduced[row[at]]
            if whole <= left and count < len(blocks):
                blocks[count] = row
                count += 1
    return count


@compiled
def _list_ways(  # noqa: PLR0917  (numba)
    model: Model, first: int, subset: int, school: int, many: Ints, ways: Ints
) -> int:
    """List the ways of these siblings to a school; return how many they have together."""
    together = 1
    for at in range(LARGEST_TEAM):
        if not subset >> at & 1:
            continue
        many[at] = 0
        child = model.member[first + at]
        for way in range(model.start[child], model.start[child + 1]):
            if model.school[way] == school and many[at] < MOST_GROUPS:
                ways[at, many[at]] = way
                many[at] += 1
        together *= many[at]
    return together
