# SPDX-License-Identifier: EUPL-1.2
"""A dual simplex for the relaxations of siting: long, without cuts, and one after the other.

As `placement.solve.dual` it goes on from a key choice for every unit and a basis of the shared rows
only. What choices cost at the prices is carried along instead of being added up at each step, and
what leaves is what is farthest below zero by the length of its row, so that steps are few (steepest
edge: Forrest and Goldfarb, Mathematical Programming 57, 1992). It proves nothing: `dual.proven`
computes in whole numbers what its prices prove.
"""

import numpy as np

from rundertisch.engine.compiled import compiled
from rundertisch.engine.placement.solve.choices import Floats
from rundertisch.engine.placement.solve.dual import FAR, SURE, TINY, Rows, times
from rundertisch.engine.placement.solve.flow import NOWHERE
from rundertisch.engine.placement.solve.simplex import (
    FRESH,
    SLACK,
    Basis,
    change_key,
    heir_of,
    inverted,
    pivot,
    set_step,
    use_much,
)
from rundertisch.engine.placement.solve.written import Written

STEEP = 1e-5  # the least pivot


@compiled
def descended(choices: Written, rows: Rows, basis: Basis, stop_at: float, most: int) -> bool:
    """Pivot until nothing is below zero, or no plan can be better than ``stop_at``.

    Returns whether it came to one of these ends within ``most`` pivots; also when there is no plan
    at all, which the prices then show.
    """
    reduced, across = np.zeros(len(choices.unit)), np.zeros(len(choices.unit))
    _price_all(choices, rows, basis, reduced)
    for _ in range(most):
        if basis.now[0] >= FRESH:
            _begin_anew(choices, basis)
            _price_all(choices, rows, basis, reduced)
        leaving = _leaving(rows, basis)
        if leaving == NOWHERE:
            return True
        low = _value(rows, basis, reduced)
        if not low <= stop_at + SURE:
            return bool(np.isfinite(low))
        sign = -1.0 if basis.value[leaving] < 0.0 else 1.0
        entering, slack, gain = _entering(choices, rows, basis, reduced, across, leaving, sign)
        if entering == NOWHERE and slack == NOWHERE:
            by = (stop_at - low + FAR) / max(abs(basis.value[leaving]), SURE)
            basis.price[:] -= sign * by * basis.inverse[leaving]
            return True
        if entering == NOWHERE:
            basis.column[:] = 0.0
            basis.column[slack] = 1.0
        else:
            _difference(choices, basis, entering)
        set_step(basis)
        much = basis.value[leaving] / basis.step[leaving]
        unit = SLACK if entering == NOWHERE else choices.unit[entering]
        use_much(basis, unit, much)
        basis.unit[leaving] = unit
        by = gain / basis.step[leaving]
        for choice in range(len(reduced)):
            reduced[choice] -= by * across[choice]
        pivot(basis, leaving, gain)
        basis.value[leaving] = much
        basis.ways[leaving, 0] = slack if entering == NOWHERE else entering
    return False


@compiled
def _price_all(choices: Written, rows: Rows, basis: Basis, reduced: Floats) -> None:
    """Write what each choice costs with the prices of what it uses."""
    times(choices, rows, basis.price, reduced)
    for choice in range(len(reduced)):
        reduced[choice] += choices.cost[choice]


@compiled
def _value(rows: Rows, basis: Basis, reduced: Floats) -> float:
    low = 0.0
    for row in range(len(rows.right)):
        low -= basis.price[row] * rows.right[row]
    for unit in range(len(basis.key_value)):
        low += reduced[basis.key_ways[unit, 0]]
    return low


@compiled
def _leaving(rows: Rows, basis: Basis) -> int:
    """Return what is farthest below zero, or NOWHERE (a key changes places first)."""
    most, leaving = 0.0, NOWHERE
    for at in range(len(basis.value)):
        value = basis.value[at]
        if basis.unit[at] == SLACK and rows.exact[basis.ways[at, 0]]:
            value = -abs(value)
        if value < -SURE and value * value > most * _length(basis, at):
            most, leaving = value * value / _length(basis, at), at
    return _key_leaving(basis, most, leaving)


@compiled
def _key_leaving(basis: Basis, most: float, leaving: int) -> int:
    """Return the same with keys: a key that is farther below changes places with its heir."""
    key = SLACK
    for unit in range(len(basis.key_value)):
        value = basis.key_value[unit]
        if value >= -SURE:
            continue
        heir = heir_of(basis, unit)
        if heir != NOWHERE and value * value > most * _length(basis, heir):
            most, leaving, key = value * value / _length(basis, heir), heir, unit
    if key != SLACK:
        change_key(basis, key, leaving)
    return leaving


@compiled
def _length(basis: Basis, at: int) -> float:
    whole = 0.0
    for row in range(basis.inverse.shape[1]):
        whole += basis.inverse[at, row] * basis.inverse[at, row]
    return whole + TINY


@compiled
def _entering(  # noqa: PLR0917  (numba)
    choices: Written,
    rows: Rows,
    basis: Basis,
    reduced: Floats,
    across: Floats,
    leaving: int,
    sign: float,
) -> tuple[int, int, float]:
    """Return the choice or the slack that costs least for each part that it mends, and its gain."""
    least, steep, entering, gain = np.inf, 0.0, NOWHERE, 0.0
    row_of = basis.inverse[leaving]
    for unit in range(len(basis.key_value)):
        key = basis.key_ways[unit, 0]
        used, cost = 0.0, reduced[key]
        for at in range(choices.start[key], choices.start[key + 1]):
            used += row_of[choices.rows[at]] * choices.much[at]
        for choice in range(choices.first[unit], choices.first[unit + 1]):
            whole = 0.0
            for at in range(choices.start[choice], choices.start[choice + 1]):
                whole += row_of[choices.rows[at]] * choices.much[at]
            across[choice] = whole
            by_one = sign * (whole - used)
            if by_one > STEEP and choice != key:
                more = max(reduced[choice] - cost, 0.0) / by_one
                if more < least - TINY or (more < least + TINY and by_one > steep):
                    least, steep, entering = more, by_one, choice
                    gain = reduced[choice] - cost
    row, more = _slack_entering(rows, basis, leaving, sign)
    if row != NOWHERE and more < least - TINY:
        return NOWHERE, row, basis.price[row]
    return entering, NOWHERE, gain


@compiled
def _slack_entering(rows: Rows, basis: Basis, leaving: int, sign: float) -> tuple[int, float]:
    """Return the row whose slack costs least for each part that it mends, and how much."""
    least, steep, slack = np.inf, 0.0, NOWHERE
    for row in range(len(basis.price)):
        by_one = sign * basis.inverse[leaving, row]
        if by_one > STEEP and not rows.exact[row]:
            more = max(basis.price[row], 0.0) / by_one
            if more < least - TINY or (more < least + TINY and by_one > steep):
                least, steep, slack = more, by_one, row
    return slack, least


@compiled
def _difference(choices: Written, basis: Basis, choice: int) -> None:
    """Write to ``column`` what a choice uses more than the key of its unit."""
    basis.column[:] = 0.0
    key = basis.key_ways[choices.unit[choice], 0]
    for at in range(choices.start[choice], choices.start[choice + 1]):
        basis.column[choices.rows[at]] += choices.much[at]
    for at in range(choices.start[key], choices.start[key + 1]):
        basis.column[choices.rows[at]] -= choices.much[at]


@compiled
def _begin_anew(choices: Written, basis: Basis) -> None:
    """Compute inverse, prices and values anew."""
    count = len(basis.unit)
    columns, left = np.zeros((count, count)), basis.right.copy()
    for at in range(count):
        if basis.unit[at] == SLACK:
            columns[basis.ways[at, 0], at] = 1.0
        else:
            _difference(choices, basis, basis.ways[at, 0])
            columns[:, at] = basis.column
    basis.inverse[:] = inverted(columns)
    basis.now[0] = 0
    basis.price[:] = 0.0
    for at in range(count):
        if basis.unit[at] != SLACK:
            cost = choices.cost[basis.ways[at, 0]] - choices.cost[basis.key_ways[basis.unit[at], 0]]
            basis.price[:] -= cost * basis.inverse[at]
    for unit in range(len(basis.key_value)):
        key = basis.key_ways[unit, 0]
        for at in range(choices.start[key], choices.start[key + 1]):
            left[choices.rows[at]] -= choices.much[at]
    _fill(basis, left)


@compiled
def _fill(basis: Basis, left: Floats) -> None:
    """Compute the values of all basic choices from what the keys leave."""
    for at in range(len(left)):
        basis.value[at] = 0.0
        for row in range(len(left)):
            basis.value[at] += basis.inverse[at, row] * left[row]
    basis.key_value[:] = 1.0
    for at in range(len(left)):
        if basis.unit[at] != SLACK:
            basis.key_value[basis.unit[at]] -= basis.value[at]
