# SPDX-License-Identifier: EUPL-1.2
"""The linear program over all choices of all units: a simplex method as small as the rows.

Every unit (a family or a single child) has one *key* choice, so only the shared rows need a basis
(generalised upper bounds, Dantzig and Van Slyke 1967; choices are priced when asked for, Dantzig
and Wolfe 1960). A part with 2,000 children and 40 groups has a basis of about 40.

It starts with a plan, so it never searches for a first solution. Rows offer a millionth more than
they do, each another one: that keeps it from standing still. What it says is never a proof;
`bounds` computes in whole numbers what the prices prove.
"""

from typing import NamedTuple

import numpy as np

from rundertisch.engine.compiled import compiled
from rundertisch.engine.placement.solve.choices import (
    LARGEST_TEAM,
    NO_ROW,
    Floats,
    Model,
    Weights,
    cheapest,
    weigh,
    weigh_all,
)
from rundertisch.engine.placement.solve.flow import NOWHERE
from rundertisch.engine.placement.solve.network import Flags, Ints

SLACK = -1  # instead of a unit: the row is not used up
TINY = 1e-7
NEVER = 1e15
CLOSED = 1e7  # minutes; a choice that is not allowed any more leaves at once
MORE = 1e-6  # that a row offers
STEEP = 1e-6  # the least pivot: smaller is rounding, all that is real is 1, 1/2, 1/3, ...
TIE = 1e-12
FRESH = 100  # pivots after which the inverse is computed anew


class Basis(NamedTuple):
    """Row for row which choice (or slack) is basic, and what follows from it."""

    inverse: Floats
    price: Floats  # of each row
    value: Floats  # of each basic choice or slack: how much of it is used
    unit: Ints  # of each basic choice: its unit, or SLACK
    ways: Ints  # [basic choice, member]; in a slack's first place: its row
    key_ways: Ints  # [unit, member]
    key_value: Floats  # of each unit
    right: Floats  # of each row: what it offers, a little more
    step: Floats  # of each basic choice: what the entering choice takes away
    column: Floats  # of the entering choice
    sums: Floats  # of each unit
    chosen: Ints
    now: Ints  # pivots since the inverse was fresh; pivots in all


def basis_of(model: Model, taken: Ints) -> Basis:
    """Return the basis of a plan; ``taken``: the way of each child, or NOWHERE."""
    rows, units = len(model.right), len(model.unit_start) - 1
    ways = np.full((rows, LARGEST_TEAM), NOWHERE, np.int64)
    ways[:, 0] = np.arange(rows)
    extra = MORE * (1.0 + np.arange(rows) * 0.6180339887 % 1.0)
    basis = Basis(
        inverse=np.eye(rows),
        price=np.zeros(rows),
        value=np.zeros(rows),
        unit=np.full(rows, SLACK, np.int64),
        ways=ways,
        key_ways=np.full((units, LARGEST_TEAM), NOWHERE, np.int64),
        key_value=np.ones(units),
        right=model.right.astype(np.float64) + np.where(model.exact, 0.0, extra),
        step=np.zeros(rows),
        column=np.zeros(rows),
        sums=np.zeros(units),
        chosen=np.full(LARGEST_TEAM, NOWHERE, np.int64),
        now=np.zeros(2, np.int64),
    )
    _take_keys(model, basis, taken)
    _fresh_values(model, basis)
    return basis


@compiled
def _take_keys(model: Model, basis: Basis, taken: Ints) -> None:
    for unit in range(len(model.unit_start) - 1):
        first = model.unit_start[unit]
        for at in range(first, model.unit_start[unit + 1]):
            basis.key_ways[unit, at - first] = taken[model.member[at]]


@compiled
def relaxed(  # noqa: PLR0917  (numba)
    model: Model, basis: Basis, weights: Weights, open_: Flags, stop_at: float, most: int
) -> bool:
    """Go on until no choice improves, or until no plan can be better than ``stop_at``.

    Returns whether it stopped early: for that reason, or after ``most`` pivots.
    """
    units = len(model.unit_start) - 1
    gains, order = np.zeros(units), np.zeros(units, np.int64)
    _fresh_prices(model, basis, open_)
    until = basis.now[1] + most
    while basis.now[1] < until and np.isfinite(basis.price[0]):
        basis.now[1] += 1
        if basis.now[0] >= FRESH:
            _fresh_inverse(model, basis, open_)
        slack = _slack_to_enter(model, basis)
        if slack != NO_ROW:
            basis.column[:] = 0.0
            basis.column[slack] = 1.0
            _enter(model, basis, SLACK, slack, basis.price[slack])
            continue
        low = _gains(model, basis, weights, open_, gains)
        order[:] = np.argsort(gains, kind="mergesort")
        if gains[order[0]] >= -TINY:
            return False
        if low > stop_at + 1e-3:
            return True
        for unit in order:
            if gains[unit] >= -TINY:
                break
            _consider(model, basis, weights, open_, int(unit))
    return True


@compiled
def _slack_to_enter(model: Model, basis: Basis) -> int:
    worst, row = -TINY, NO_ROW
    for each in range(len(basis.price)):
        if not model.exact[each] and basis.price[each] < worst:
            worst, row = basis.price[each], each
    return row


@compiled
def _gains(model: Model, basis: Basis, weights: Weights, open_: Flags, gains: Floats) -> float:
    """Write what each unit could gain by its cheapest choice; return the bound of these prices."""
    low = 0.0
    for row in range(len(basis.price)):
        low -= basis.price[row] * model.right[row]
    pair = _pair(model, basis)
    weigh_all(model, weights, basis.price, 1.0, NEVER, open_)
    for unit in range(len(gains)):
        best = cheapest(model, weights, pair, NEVER, unit, basis.chosen)
        gains[unit] = best - _worth(model, basis, basis.key_ways[unit], unit, open_)
        low += best
    return low


@compiled
def _pair(model: Model, basis: Basis) -> float:
    pair = float(model.pair)
    if model.pairs_row != NO_ROW:
        pair += basis.price[model.pairs_row]
    return pair


@compiled
def _consider(model: Model, basis: Basis, weights: Weights, open_: Flags, unit: int) -> None:
    """Let the unit change its choice if that still gains."""
    weigh(model, weights, basis.price, 1.0, NEVER, open_, unit)
    best = cheapest(model, weights, _pair(model, basis), NEVER, unit, basis.chosen)
    gain = best - _worth(model, basis, basis.key_ways[unit], unit, open_)
    if gain < -TINY:
        _difference(model, basis, basis.chosen, unit)
        _enter(model, basis, unit, NO_ROW, gain)


@compiled
def choice_cost(model: Model, ways: Ints, unit: int, open_: Flags) -> float:
    """Return what a choice costs."""
    cost = 0.0
    size = model.unit_start[unit + 1] - model.unit_start[unit]
    for at in range(size):
        if ways[at] != NOWHERE:
            cost += model.cost[ways[at]] + (0.0 if open_[ways[at]] else CLOSED)
    return cost - model.pair * _pairs(model, ways, size)


@compiled
def _pairs(model: Model, ways: Ints, size: int) -> int:
    pairs = 0
    for at in range(size):
        for other in range(at):
            if ways[at] != NOWHERE and ways[other] != NOWHERE:
                pairs += model.school[ways[at]] == model.school[ways[other]]
    return pairs


@compiled
def use(model: Model, ways: Ints, unit: int, by: float, column: Floats) -> None:
    """Add what a choice uses of each row, so many times."""
    first = model.unit_start[unit]
    size = model.unit_start[unit + 1] - first
    for at in range(size):
        way = ways[at]
        if way == NOWHERE:
            continue
        column[model.group_row[way]] += by
        if model.cap_row[way] != NO_ROW:
            column[model.cap_row[way]] += by
        if model.cell_row[model.member[first + at]] != NO_ROW:
            column[model.cell_row[model.member[first + at]]] += by
        if model.pairs_row != NO_ROW:
            column[model.pairs_row] -= by * model.gained[way]
    if model.pairs_row != NO_ROW:
        column[model.pairs_row] -= by * _pairs(model, ways, size)


@compiled
def _worth(model: Model, basis: Basis, ways: Ints, unit: int, open_: Flags) -> float:
    """Return what a choice costs with the prices of what it uses."""
    first = model.unit_start[unit]
    size = model.unit_start[unit + 1] - first
    worth = choice_cost(model, ways, unit, open_)
    for at in range(size):
        way = ways[at]
        if way == NOWHERE:
            continue
        worth += basis.price[model.group_row[way]]
        if model.cap_row[way] != NO_ROW:
            worth += basis.price[model.cap_row[way]]
        if model.cell_row[model.member[first + at]] != NO_ROW:
            worth += basis.price[model.cell_row[model.member[first + at]]]
        if model.pairs_row != NO_ROW:
            worth -= basis.price[model.pairs_row] * model.gained[way]
    if model.pairs_row != NO_ROW:
        worth -= basis.price[model.pairs_row] * _pairs(model, ways, size)
    return worth


@compiled
def _difference(model: Model, basis: Basis, ways: Ints, unit: int) -> None:
    """Write to ``column`` what a choice uses more than the key of its unit."""
    basis.column[:] = 0.0
    use(model, ways, unit, 1.0, basis.column)
    use(model, basis.key_ways[unit], unit, -1.0, basis.column)


@compiled
def set_step(basis: Basis) -> None:
    basis.step[:] = 0.0
    for row in range(len(basis.column)):
        if basis.column[row] != 0.0:
            for at in range(len(basis.step)):
                basis.step[at] += basis.inverse[at, row] * basis.column[row]


@compiled
def _enter(model: Model, basis: Basis, unit: int, slack: int, gain: float) -> None:
    """Use as much of the choice (or slack) in ``column`` as can be; what is used up leaves."""
    set_step(basis)
    much, leaving, key = _ratio(model, basis, unit)
    use_much(basis, unit, much)
    if key != SLACK:
        leaving = heir_of(basis, key)
        if leaving == NOWHERE:  # the unit has no other choice in the basis
            basis.key_ways[unit] = basis.chosen
            basis.key_value[unit] = 1.0
            return
        change_key(basis, key, leaving)
        if key == unit:
            _difference(model, basis, basis.chosen, unit)
        set_step(basis)
    pivot(basis, leaving, gain)
    basis.value[leaving], basis.unit[leaving] = much, unit
    if unit == SLACK:
        basis.ways[leaving, 0] = slack
    else:
        basis.ways[leaving] = basis.chosen


@compiled
def use_much(basis: Basis, unit: int, much: float) -> None:
    """Let all basic values follow when so much enters."""
    for at in range(len(basis.step)):
        basis.value[at] -= much * basis.step[at]
        if basis.unit[at] != SLACK:
            basis.key_value[basis.unit[at]] += much * basis.step[at]
    if unit != SLACK:
        basis.key_value[unit] -= much


@compiled
def _ratio(model: Model, basis: Basis, unit: int) -> tuple[float, int, int]:
    """Return how much can enter, and which basic choice leaves, or the key of which unit."""
    step, sums = basis.step, basis.sums
    _sum_up(basis, unit)
    much, steep, leaving, key = np.inf, 0.0, NOWHERE, SLACK
    if unit != SLACK and sums[unit] > STEEP:
        much, steep, key = max(basis.key_value[unit], 0.0) / sums[unit], sums[unit], unit
    for at in range(len(step)):
        here, left = step[at], basis.value[at]
        if basis.unit[at] == SLACK and model.exact[basis.ways[at, 0]]:
            here, left = abs(here), 0.0
        if _is_tighter(left, here, much, steep):
            much, steep, leaving, key = max(left, 0.0) / here, here, at, SLACK
        other = basis.unit[at]
        if other != SLACK and _is_tighter(basis.key_value[other], sums[other], much, steep):
            much, steep = max(basis.key_value[other], 0.0) / sums[other], sums[other]
            leaving, key = NOWHERE, other
    return much, leaving, key


@compiled
def _sum_up(basis: Basis, unit: int) -> None:
    """Write to ``sums`` what the entering choice takes away from the key of each unit."""
    for at in range(len(basis.step)):
        if basis.unit[at] != SLACK:
            basis.sums[basis.unit[at]] = 0.0
    if unit != SLACK:
        basis.sums[unit] = 1.0
    for at in range(len(basis.step)):
        if basis.unit[at] != SLACK:
            basis.sums[basis.unit[at]] -= basis.step[at]


@compiled
def _is_tighter(left: float, by: float, much: float, steep: float) -> bool:
    """Whether this runs out earlier, or as early and steeper (a better pivot)."""
    if by <= STEEP:
        return False
    most = max(left, 0.0) / by
    return most < much - TIE or (most <= much + TIE and by > steep)


@compiled
def heir_of(basis: Basis, unit: int) -> int:
    """Return the basic choice of a unit that is used most, or NOWHERE."""
    most, heir = -np.inf, NOWHERE
    for at in range(len(basis.unit)):
        if basis.unit[at] == unit and basis.value[at] > most:
            most, heir = basis.value[at], at
    return heir


@compiled
def change_key(basis: Basis, unit: int, heir: int) -> None:
    """Let a basic choice of the unit and its key change places."""
    for row in range(basis.inverse.shape[1]):
        whole = 0.0
        for at in range(len(basis.unit)):
            if basis.unit[at] == unit:
                whole += basis.inverse[at, row]
        basis.inverse[heir, row] = -whole
    for at in range(LARGEST_TEAM):
        kept = basis.key_ways[unit, at]
        basis.key_ways[unit, at] = basis.ways[heir, at]
        basis.ways[heir, at] = kept
    kept_value = basis.key_value[unit]
    basis.key_value[unit], basis.value[heir] = basis.value[heir], kept_value


@compiled
def pivot(basis: Basis, leaving: int, gain: float) -> None:
    inverse, step = basis.inverse, basis.step
    row = inverse[leaving]
    row /= step[leaving]
    for at in range(len(step)):
        if at != leaving and step[at] != 0.0:
            for column in range(len(row)):
                inverse[at, column] -= step[at] * row[column]
    for column in range(len(row)):
        basis.price[column] -= gain * row[column]
    basis.now[0] += 1
    basis.now[1] += 1


@compiled
def _fresh_inverse(model: Model, basis: Basis, open_: Flags) -> None:
    """Compute inverse, prices and values anew from the choices in the basis."""
    rows = len(basis.unit)
    columns = np.zeros((rows, rows))
    for at in range(rows):
        unit = basis.unit[at]
        if unit == SLACK:
            basis.column[:] = 0.0
            basis.column[basis.ways[at, 0]] = 1.0
        else:
            _difference(model, basis, basis.ways[at], unit)
        columns[:, at] = basis.column
    basis.inverse[:] = inverted(columns)
    basis.now[0] = 0
    _fresh_prices(model, basis, open_)
    _fresh_values(model, basis)


@compiled
def _fresh_prices(model: Model, basis: Basis, open_: Flags) -> None:
    """Compute the prices anew; choices that are not allowed any more cost much."""
    basis.price[:] = 0.0
    for at in range(len(basis.unit)):
        unit = basis.unit[at]
        if unit == SLACK:
            continue
        cost = choice_cost(model, basis.ways[at], unit, open_)
        cost -= choice_cost(model, basis.key_ways[unit], unit, open_)
        if cost != 0.0:
            for row in range(len(basis.price)):
                basis.price[row] -= cost * basis.inverse[at, row]


@compiled
def inverted(columns: Floats) -> Floats:
    """Return the inverse of a matrix (Gauss and Jordan, largest pivots)."""
    rows = len(columns)
    whole = np.zeros((rows, 2 * rows))
    whole[:, :rows] = columns
    for row in range(rows):
        whole[row, rows + row] = 1.0
    for at in range(rows):
        best = at + np.argmax(np.abs(whole[at:, at]))
        kept = whole[best].copy()
        whole[best] = whole[at]
        whole[at] = kept
        by = 1.0 / whole[at, at]
        for column in range(2 * rows):
            whole[at, column] *= by
        for row in range(rows):
            by = whole[row, at]
            if row != at and by != 0.0:
                for column in range(at, 2 * rows):
                    whole[row, column] -= by * whole[at, column]
    return whole[:, rows:]


@compiled
def _fresh_values(model: Model, basis: Basis) -> None:
    left = basis.right.copy()
    for unit in range(len(basis.key_value)):
        use(model, basis.key_ways[unit], unit, -1.0, left)
    for at in range(len(left)):
        basis.value[at] = 0.0
        for row in range(len(left)):
            basis.value[at] += basis.inverse[at, row] * left[row]
    basis.key_value[:] = 1.0
    for at in range(len(basis.unit)):
        if basis.unit[at] != SLACK:
            basis.key_value[basis.unit[at]] -= basis.value[at]
