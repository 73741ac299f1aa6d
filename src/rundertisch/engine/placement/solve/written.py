# SPDX-License-Identifier: EUPL-1.2
"""The choices that a better plan could hold, written out one by one.

By the prices of a linear program a choice that costs more above the cheapest of its unit than the
gap to the best plan cannot be part of a better one. What is left is short enough to be written
out; then a cut may ask anything of a choice, and pricing is a look at a list.
"""

from typing import NamedTuple

import numpy as np

from rundertisch.engine.compiled import compiled
from rundertisch.engine.placement.solve.bounds import (
    MOST_GROUPS,
    NEVER_WHOLE,
    SCALE,
    list_ways,
)
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
from rundertisch.engine.placement.solve.simplex import SLACK, Basis, choice_cost, use

MOST_OPEN = 2048  # beginnings of choices of one unit at a time


class Written(NamedTuple):
    """Choices of all units, in the order of the units."""

    first: Ints  # the choices of unit u: first[u] to first[u + 1]
    unit: Ints  # of each choice
    ways: Ints  # [choice, member]
    allowed: Flags  # of each choice; others are there because the basis holds them
    cost: Ints  # of each choice, in whole minutes
    start: Ints  # what choice c uses: rows[start[c]:start[c + 1]], and how much of each
    rows: Ints
    much: Ints


def written(
    *, model: Model, weights: Weights, basis: Basis, price: Ints, gap: int, most: int
) -> Written | None:
    """Return all choices at most ``gap`` (parts of a minute) above the cheapest of their unit.

    None: there are more than ``most``, or one family has too many.
    """
    chosen = np.full(LARGEST_TEAM, NOWHERE, np.int64)
    unit, ways, fits = _near(model, price, weights, chosen, gap, most)
    if not fits:
        return None
    allowed = np.ones(len(unit), np.bool_)
    held = _held(basis, unit, ways)
    if len(held):
        unit, ways = np.concatenate([unit, held[:, 0]]), np.concatenate([ways, held[:, 1:]])
        order = np.argsort(unit, kind="stable")
        allowed = np.concatenate([allowed, np.zeros(len(held), np.bool_)])[order]
        unit, ways = unit[order], ways[order]
    cost, start, rows, much = _entries(model, unit, ways)
    first = np.searchsorted(unit, np.arange(len(model.unit_start)))
    return Written(first.astype(np.int64), unit, ways, allowed, cost, start, rows, much)


class Begun(NamedTuple):
    """Beginnings of choices of one unit, to be gone on with, the latest first."""

    rest: Ints  # of each: the members still without a place, as a subset
    spent: Ints
    ways: Ints  # [beginning, member]
    many: Ints  # of each member: its ways to the school that is looked at
    listed: Ints  # [member, number]


@compiled
def _near(  # noqa: PLR0917  (numba)
    model: Model, price: Ints, weights: Weights, chosen: Ints, gap: int, most: int
) -> tuple[Ints, Ints, bool]:
    unit_of, ways = np.empty(most, np.int64), np.full((most, LARGEST_TEAM), NOWHERE, np.int64)
    pair = model.pair * SCALE
    if model.pairs_row != NO_ROW:
        pair += price[model.pairs_row]
    weigh_all(model, weights, price, SCALE, NEVER_WHOLE, np.ones(len(model.cost), np.bool_))
    begun = Begun(
        np.zeros(MOST_OPEN, np.int64),
        np.zeros(MOST_OPEN, np.int64),
        np.zeros((MOST_OPEN, LARGEST_TEAM), np.int64),
        np.zeros(LARGEST_TEAM, np.int64),
        np.zeros((LARGEST_TEAM, MOST_GROUPS), np.int64),
    )
    count = 0
    for unit in range(len(model.unit_start) - 1):
        size = model.unit_start[unit + 1] - model.unit_start[unit]
        within = cheapest(model, weights, pair, NEVER_WHOLE, unit, chosen) + gap
        begun.rest[0], begun.spent[0], begun.ways[0] = (1 << size) - 1, 0, NOWHERE
        depth = 1 if size > 1 else _alone(model, weights, unit, within, begun)
        while depth:
            if count == most or depth > MOST_OPEN // 2:
                return unit_of[:count], ways[:count], False
            depth -= 1
            if not begun.rest[depth]:
                unit_of[count], ways[count] = unit, begun.ways[depth]
                count += 1
            else:
                depth = _gone_on(model, weights, pair, unit, within, begun, depth)
    return unit_of[:count].copy(), ways[:count].copy(), True


@compiled
def _alone(model: Model, weights: Weights, unit: int, within: int, begun: Begun) -> int:
    """Write the choices of a single child; return how many."""
    child, count = model.member[model.unit_start[unit]], 0
    if model.cell_row[child] != NO_ROW and within >= 0:
        begun.rest[0], begun.ways[0] = 0, NOWHERE
        count = 1
    for way in range(model.start[child], model.start[child + 1]):
        if weights.reduced[way] <= within and count < MOST_OPEN:
            begun.rest[count], begun.ways[count] = 0, NOWHERE
            begun.ways[count, 0] = way
            count += 1
    return count


@compiled
def _held(basis: Basis, unit_of: Ints, ways: Ints) -> Ints:
    """Return rows (unit, ways) of choices in the basis that are not among those written."""
    units = len(basis.key_value)
    first = np.searchsorted(unit_of, np.arange(units + 1))
    found = np.empty((units + len(basis.unit), LARGEST_TEAM + 1), np.int64)
    count = 0
    for at in range(units + len(basis.unit)):
        unit = at if at < units else basis.unit[at - units]
        if unit == SLACK:
            continue
        held = basis.key_ways[unit] if at < units else basis.ways[at - units]
        missing = True
        for choice in range(first[unit], first[unit + 1]):
            missing = missing and not (ways[choice] == held).all()
        if missing:
            found[count, 0], found[count, 1:] = unit, held
            count += 1
    return found[:count].copy()


@compiled
def _gone_on(  # noqa: PLR0917  (numba)
    model: Model, weights: Weights, pair: int, unit: int, within: int, begun: Begun, last: int
) -> int:
    """Replace the last beginning by all that seat its first free member; return how many wait."""
    last_begun = begun.rest[last], begun.spent[last], begun.ways[last].copy()
    rest, spent, so_far = last_begun
    low, first, depth = rest & -rest, model.unit_start[unit], last
    child = model.member[first + weights.bit[low]]
    if model.cell_row[child] != NO_ROW and spent + weights.best[rest ^ low] <= within:
        begun.rest[depth], begun.ways[depth] = rest ^ low, so_far
        depth += 1
    before = NOWHERE
    for way in range(model.start[child], model.start[child + 1]):
        school = model.school[way]
        if school == before or _is_at(model, so_far, school):
            continue
        before = school
        depth = _at_school(model, weights, pair, unit, within, begun, last_begun, school, depth)
    return depth


@compiled
def _at_school(  # noqa: PLR0917  (numba)
    model: Model,
    weights: Weights,
    pair: int,
    unit: int,
    within: int,
    begun: Begun,
    last: tuple[int, int, Ints],
    school: int,
    depth: int,
) -> int:
    """Go on with every block at this school that holds the first free member."""
    rest, spent, so_far = last
    low, first = rest & -rest, model.unit_start[unit]
    other = rest ^ low
    while True:
        block = other | low
        count = weights.counts[block]
        gained = pair * (count * (count - 1) // 2)
        budget = within - spent - weights.best[rest ^ block] + gained
        if count <= model.room[school] and _least(weights, block, school) <= budget:
            for index in range(list_ways(model, first, block, school, begun.many, begun.listed)):
                if depth < MOST_OPEN:
                    begun.ways[depth] = so_far
                    whole = _fill(weights, block, index, begun, depth)
                    if whole <= budget:
                        begun.rest[depth] = rest ^ block
                        begun.spent[depth] = spent + whole - gained
                        depth += 1
        if other == 0:
            return depth
        other = (other - 1) & (rest ^ low)


@compiled
def _least(weights: Weights, block: int, school: int) -> int:
    """Return what a block costs at least at a school (`cheapest` has written it down)."""
    whole = 0
    for at in range(LARGEST_TEAM):
        if block >> at & 1:
            whole += weights.least[school, at]
    return whole


@compiled
def _is_at(model: Model, ways: Ints, school: int) -> bool:
    """Whether a member sits at this school already: then the larger block is the choice."""
    for at in range(LARGEST_TEAM):
        if ways[at] != NOWHERE and model.school[ways[at]] == school:
            return True
    return False


@compiled
def _fill(weights: Weights, block: int, index: int, begun: Begun, depth: int) -> int:
    """Write one of the listed ways of each member of a block; return what they cost."""
    whole = 0
    for at in range(LARGEST_TEAM):
        if block >> at & 1:
            way = begun.listed[at, index % begun.many[at]]
            index //= begun.many[at]
            begun.ways[depth, at] = way
            whole += weights.reduced[way]
    return whole


@compiled
def _entries(model: Model, unit: Ints, ways: Ints) -> tuple[Ints, Ints, Ints, Ints]:
    """Return cost and uses of each choice."""
    cost, start = np.zeros(len(unit), np.int64), np.zeros(len(unit) + 1, np.int64)
    rows = np.zeros(len(unit) * (3 * LARGEST_TEAM + 1), np.int64)
    much = np.zeros(len(rows), np.int64)
    column, open_ = np.zeros(len(model.right)), np.ones(len(model.cost), np.bool_)
    count = 0
    for choice in range(len(unit)):
        cost[choice] = round(choice_cost(model, ways[choice], unit[choice], open_))
        use(model, ways[choice], unit[choice], 1.0, column)
        for at in range(model.unit_start[unit[choice] + 1] - model.unit_start[unit[choice]]):
            way = ways[choice, at]
            if way != NOWHERE:
                child = model.member[model.unit_start[unit[choice]] + at]
                for row in (model.group_row[way], model.cap_row[way], model.cell_row[child]):
                    count = _entry(column, row, rows, much, count)
        count = _entry(column, model.pairs_row, rows, much, count)
        start[choice + 1] = count
    return cost, start, rows[:count].copy(), much[:count].copy()


@compiled
def _entry(column: np.ndarray, row: int, rows: Ints, much: Ints, count: int) -> int:
    """Write what is used of a row, once."""
    if row == NO_ROW or column[row] == 0.0:
        return count
    rows[count], much[count] = row, round(column[row])
    column[row] = 0.0
    return count + 1
