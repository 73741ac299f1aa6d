# SPDX-License-Identifier: EUPL-1.2
"""What prices prove, in whole numbers: a bound for every plan.

For any prices (not below zero where a row need not be used up) the cheapest choices of all units,
less what the rows offer at these prices, cost no more than any plan (Lagrange; Geoffrion 1974).
"""

from rundertisch.engine.compiled import compiled
from rundertisch.engine.placement.solve.choices import (
    LARGEST_TEAM,
    NO_ROW,
    Model,
    Weights,
    cheapest,
    weigh_all,
)
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
def list_ways(  # noqa: PLR0917  (numba)
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
