# SPDX-License-Identifier: EUPL-1.2
"""A part of level 3 as small arrays, and the cheapest choice of a family at given prices.

A *unit* is a team of siblings or a single child; its *choice* says which way each member takes.
*Rows* are what units share: seats of groups, caps of schools, how many of a cell sit, pairs to
keep. Given a price for each row, every unit can choose for itself; of a team all ways to split
into blocks of siblings at one school are weighed (dynamic programming over subsets).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rundertisch.engine.compiled import compiled, inlined
from rundertisch.engine.placement.solve.flow import NO_CAP, NOWHERE
from rundertisch.engine.placement.solve.network import Flags, Ints, numbered
from rundertisch.engine.placement.solve.parts import Part, Prices

Floats = NDArray[np.float64]

NO_ROW = -1
LARGEST_TEAM = 6  # 3 ** 6 splits; larger families are left to the linear program over blocks


class Model(NamedTuple):
    """A part by local numbers of children, ways, schools and rows."""

    start: Ints  # ways of child c: start[c] to start[c + 1]
    cost: Ints  # of each way, in the prices of the search
    gained: Ints  # of each way: pairs with siblings who already sit there
    school: Ints  # of each way
    group_row: Ints  # of each way
    cap_row: Ints  # of each way, or NO_ROW
    cell_row: Ints  # of each child, or NO_ROW: it must sit
    pairs_row: int  # or NO_ROW
    unit_start: Ints  # members of unit u: member[unit_start[u]:unit_start[u + 1]]
    member: Ints
    room: Ints  # of each school: most children it can take
    right: Ints  # of each row: what it offers
    exact: Flags  # of each row: to be used up exactly
    pair: int  # what a pair of a team is worth


def model_of(*, part: Part, prices: Prices, least_pairs: int | None) -> Model:
    """Return the arrays of a part."""
    network, cells = part.network, part.cells
    who, child = numbered(part.child, size=len(network.level))
    groups, group = numbered(network.group[part.way], size=len(network.seats))
    schools, school = numbered(part.school, size=len(network.caps))
    capped = np.flatnonzero(network.caps[schools] != NO_CAP)
    cap_row = np.full(len(schools), NO_ROW, np.int64)
    cap_row[capped] = len(groups) + np.arange(len(capped))
    rows = len(groups) + len(capped)
    cell = cells.of_child[who]
    partial = np.unique(cell[part.target[cell] < cells.size[cell]])
    cell_row = np.full(len(cells.size), NO_ROW, np.int64)
    cell_row[partial] = rows + np.arange(len(partial))
    rows += len(partial)
    right = [network.seats[groups], network.caps[schools[capped]], part.target[partial]]
    if least_pairs is not None:
        right.append(np.array([-least_pairs]))
    unit_start, member = _units(part, who)
    seats = np.bincount(
        network.school[groups], weights=network.seats[groups], minlength=len(network.caps)
    )[schools].astype(np.int64)
    room = np.where(
        network.caps[schools] == NO_CAP, seats, np.minimum(seats, network.caps[schools])
    )
    start = np.zeros(len(who) + 1, np.int64)
    np.cumsum(np.bincount(child), out=start[1:])
    whole = np.concatenate(right).astype(np.int64)
    exact = np.zeros(len(whole), np.bool_)
    exact[cell_row[partial]] = True
    return Model(
        start=start,
        cost=prices.of(part.minutes, part.gained),
        gained=part.gained,
        school=school.astype(np.int64),
        group_row=group.astype(np.int64),
        cap_row=cap_row[school],
        cell_row=cell_row[cell],
        pairs_row=NO_ROW if least_pairs is None else rows,
        unit_start=unit_start,
        member=member,
        room=room,
        right=whole,
        exact=exact,
        pair=int(prices.pair),
    )


def _units(part: Part, who: Ints) -> tuple[Ints, Ints]:
    """Return the members of all units: the teams, then everybody else."""
    members = np.array([child for team in part.teams for child in team], np.int64)
    teams = np.searchsorted(who, members)
    alone = np.setdiff1d(np.arange(len(who)), teams)
    sizes = np.array([len(team) for team in part.teams] + [1] * len(alone), np.int64)
    return np.concatenate([[0], np.cumsum(sizes)]), np.concatenate([teams, alone])


class Weights(NamedTuple):
    """Space for what one unit weighs (numbers may be whole or not)."""

    reduced: NDArray[np.float64]  # of each way: its cost and the prices of its rows
    least: NDArray[np.float64]  # [school, member of the team]
    by: Ints  # [school, member]: the way that is least
    seen: Ints  # schools in reach
    stamp: Ints  # of each school: when it was seen last; at the end: now
    block: NDArray[np.float64]  # of each subset of members: the best school for them
    block_at: Ints
    best: NDArray[np.float64]  # of each subset: the best split
    first: Ints  # of each subset: the block that holds its first member
    sums: NDArray[np.float64]  # of each subset, at one school
    counts: Ints  # of each subset: its members
    bit: Ints  # of each power of two: which


def weights_of(model: Model, kind: type[np.int64] | type[np.float64]) -> Weights:
    """Return empty space for whole or other numbers."""
    schools, subsets = len(model.room), 1 << LARGEST_TEAM
    return Weights(
        reduced=np.zeros(len(model.cost), kind),
        least=np.zeros((schools, LARGEST_TEAM), kind),
        by=np.full((schools, LARGEST_TEAM), NOWHERE, np.int64),
        seen=np.zeros(schools, np.int64),
        stamp=np.zeros(schools + 1, np.int64),
        block=np.zeros(subsets, kind),
        block_at=np.zeros(subsets, np.int64),
        best=np.zeros(subsets, kind),
        first=np.zeros(subsets, np.int64),
        sums=np.zeros(subsets, kind),
        counts=np.array([each.bit_count() for each in range(subsets)], np.int64),
        bit=np.array([max(each.bit_length() - 1, 0) for each in range(subsets)], np.int64),
    )


@compiled
def weigh(model: Model, weights: Weights, price, scale, never, open_: Flags, unit: int):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201, PLR0917
    """Write the reduced cost of each way of a unit; closed ways cost ``never``."""
    for at in range(model.unit_start[unit], model.unit_start[unit + 1]):
        child = model.member[at]
        first, last = model.start[child], model.start[child + 1]
        _weigh_ways(model, weights.reduced, price, scale, never, open_, child, first, last)


@compiled
def weigh_all(model: Model, weights: Weights, price, scale, never, open_: Flags):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201, PLR0917
    """Write the reduced cost of each way of every unit."""
    for child in range(len(model.start) - 1):
        first, last = model.start[child], model.start[child + 1]
        _weigh_ways(model, weights.reduced, price, scale, never, open_, child, first, last)


@inlined
def _weigh_ways(model: Model, reduced, price, scale, never, open_: Flags, child: int, first, last):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202, PLR0917
    sits = price[0] * 0
    if model.cell_row[child] != NO_ROW:
        sits = price[model.cell_row[child]]
    for way in range(first, last):
        cost = model.cost[way] * scale + price[model.group_row[way]] + sits
        if model.cap_row[way] != NO_ROW:
            cost += price[model.cap_row[way]]
        if model.pairs_row != NO_ROW:
            cost -= price[model.pairs_row] * model.gained[way]
        reduced[way] = cost if open_[way] else never


@compiled
def cheapest(model: Model, weights: Weights, pair, never, unit: int, chosen: Ints):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201, PLR0917
    """Write the cheapest choice of a weighed unit to ``chosen``; return what it costs."""
    first = model.unit_start[unit]
    size = model.unit_start[unit + 1] - first
    if size > 1:
        return _split(model, weights, pair, never, unit, chosen)
    child = model.member[first]
    least, chosen[0] = never, NOWHERE
    if model.cell_row[child] != NO_ROW:
        least = never * 0
    for way in range(model.start[child], model.start[child + 1]):
        if weights.reduced[way] < least:
            least, chosen[0] = weights.reduced[way], way
    return least


@compiled
def _split(model: Model, weights: Weights, pair, never, unit: int, chosen: Ints):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202, PLR0917
    """Find the best split of a team into blocks."""
    size = model.unit_start[unit + 1] - model.unit_start[unit]
    _best_blocks(model, weights, pair, never, unit)
    block_cost, best, split = weights.block, weights.best, weights.first
    for subset in range(1, 1 << size):
        low = subset & -subset
        other = rest = subset ^ low
        best[subset], split[subset] = never, low
        while True:  # every subset that holds the first member
            whole = block_cost[other | low] + best[subset ^ other ^ low]
            if whole < best[subset]:
                best[subset], split[subset] = whole, other | low
            if other == 0:
                break
            other = (other - 1) & rest
    subset = (1 << size) - 1
    while subset:
        block = split[subset]
        school = weights.block_at[block]
        for at in range(size):
            if block >> at & 1:
                chosen[at] = NOWHERE if school == NOWHERE else weights.by[school, at]
        subset ^= block
    return best[(1 << size) - 1]


@inlined
def _best_blocks(model: Model, weights: Weights, pair, never, unit: int) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    """Find for every subset of a team the school where it is cheapest together."""
    first = model.unit_start[unit]
    size = model.unit_start[unit + 1] - first
    weights.best[0] = 0
    for subset in range(1, 1 << size):
        weights.block[subset], weights.block_at[subset] = never, NOWHERE
    weights.stamp[-1] += 1
    count = 0
    for at in range(size):
        child = model.member[first + at]
        if model.cell_row[child] != NO_ROW:
            weights.block[1 << at] = 0
        count = _least_ways(model, weights, never, child, at, count)
    for number in range(count):
        _try_school(weights, weights.seen[number], model.room[weights.seen[number]], pair, size)


@inlined
def _least_ways(model: Model, weights: Weights, never, child: int, at: int, count: int) -> int:  # type: ignore[no-untyped-def]  # noqa: ANN001, PLR0917
    """Note the least way of one member to each school; return how many schools are seen."""
    now = weights.stamp[-1]
    for way in range(model.start[child], model.start[child + 1]):
        school = model.school[way]
        if weights.stamp[school] != now:
            weights.stamp[school] = now
            weights.seen[count] = school
            weights.least[school] = never
            count += 1
        if weights.reduced[way] < weights.least[school, at]:
            weights.least[school, at], weights.by[school, at] = weights.reduced[way], way
    return count


@inlined
def _try_school(weights: Weights, school: int, room: int, pair, size: int) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    """See for which subsets this school is the cheapest together."""
    sums, counts, least = weights.sums, weights.counts, weights.least[school]
    for subset in range(1, 1 << size):
        low = subset & -subset
        whole = sums[subset ^ low] + least[weights.bit[low]]
        count = counts[subset]
        sums[subset] = whole
        if count <= room:
            whole -= pair * (count * (count - 1) // 2)
            if whole < weights.block[subset]:
                weights.block[subset], weights.block_at[subset] = whole, school
