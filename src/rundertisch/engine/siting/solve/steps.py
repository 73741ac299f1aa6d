# SPDX-License-Identifier: EUPL-1.2
"""A dual simplex for the relaxations of siting: long, without cuts, and one after the other.

As `placement.solve.dual` it goes on from a key choice for every unit and a basis of the shared rows
only. What choices cost at the prices is carried along instead of being added up at each step, and
what leaves is what is farthest below zero by the length of its row, so that steps are few (steepest
edge: Forrest and Goldfarb, Mathematical Programming 57, 1992). Steps are long: while something is
left to mend, units of whom only the key is in the basis turn to another choice as a whole, without
a pivot (bound flipping: Maros, A generalized dual phase-2 simplex algorithm, European Journal of
Operational Research 149, 2003). It proves nothing: `dual.proven` computes in whole numbers what
its prices prove.
"""

from typing import NamedTuple

import numpy as np

from rundertisch.engine.compiled import compiled
from rundertisch.engine.placement.solve.choices import Floats
from rundertisch.engine.placement.solve.dual import FAR, SURE, TINY, Rows, times
from rundertisch.engine.placement.solve.flow import NOWHERE
from rundertisch.engine.placement.solve.network import Flags, Ints
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


class Turns(NamedTuple):
    """Of each unit: when it turns to another choice as prices move on, and to which."""

    when: Floats
    mends: Floats  # what that choice mends more than the key
    choice: Ints  # or NOWHERE
    is_alone: Flags  # nothing of the unit is basic but its key


@compiled
def descended(choices: Written, rows: Rows, basis: Basis, stop_at: float, most: int) -> bool:
    """Pivot until nothing is below zero, or no plan can be better than ``stop_at``.

    Returns whether it came to one of these ends within ``most`` pivots; also when there is no plan
    at all, which the prices then show.
    """
    units = len(basis.key_value)
    reduced, across = np.zeros(len(choices.unit)), np.zeros(len(choices.unit))
    turns = Turns(
        np.zeros(units), np.zeros(units), np.zeros(units, np.int64), np.zeros(units, np.bool_)
    )
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
        _look(choices, basis, reduced, across, turns, leaving, sign)
        ends = _slack_entering(rows, basis, leaving, sign)
        unit, slack, left = _walked(choices, basis, reduced, across, turns, leaving, sign, ends)
        if unit == NOWHERE and slack == NOWHERE:
            by = (stop_at - low + FAR) / max(left, SURE)
            basis.price[:] -= sign * by * basis.inverse[leaving]
            return True
        _exchange(choices, basis, reduced, across, turns, leaving, unit, slack)
    return False


@compiled
def _exchange(  # noqa: PLR0917  (numba)
    choices: Written,
    basis: Basis,
    reduced: Floats,
    across: Floats,
    turns: Turns,
    leaving: int,
    unit: int,
    slack: int,
) -> None:
    """Let what a unit turns to (or the slack of a row) take the place of what leaves."""
    if unit == SLACK:
        basis.column[:] = 0.0
        basis.column[slack] = 1.0
        entering, gain = slack, basis.price[slack]
    else:
        entering = turns.choice[unit]
        _difference(choices, basis, entering)
        gain = reduced[entering] - reduced[basis.key_ways[unit, 0]]
    set_step(basis)
    much = basis.value[leaving] / basis.step[leaving]
    use_much(basis, unit, much)
    basis.unit[leaving] = unit
    by = gain / basis.step[leaving]
    for choice in range(len(reduced)):
        reduced[choice] -= by * across[choice]
    pivot(basis, leaving, gain)
    basis.value[leaving] = much
    basis.ways[leaving, 0] = entering


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
def _look(  # noqa: PLR0917  (numba)
    choices: Written,
    basis: Basis,
    reduced: Floats,
    across: Floats,
    turns: Turns,
    leaving: int,
    sign: float,
) -> None:
    """Write when each unit turns first, and to what."""
    row_of = basis.inverse[leaving]
    turns.is_alone[:] = True
    for at in range(len(basis.unit)):
        if basis.unit[at] != SLACK:
            turns.is_alone[basis.unit[at]] = False
    for unit in range(len(basis.key_value)):
        for choice in range(choices.first[unit], choices.first[unit + 1]):
            whole = 0.0
            for at in range(choices.start[choice], choices.start[choice + 1]):
                whole += row_of[choices.rows[at]] * choices.much[at]
            across[choice] = whole
        _turn(choices, basis, reduced, across, turns, unit, sign, 0.0)


@compiled
def _turn(  # noqa: PLR0917  (numba)
    choices: Written,
    basis: Basis,
    reduced: Floats,
    across: Floats,
    turns: Turns,
    unit: int,
    sign: float,
    since: float,
) -> None:
    """Write when a unit turns next, and to what."""
    key = basis.key_ways[unit, 0]
    least, mends, best = np.inf, 0.0, NOWHERE
    for choice in range(choices.first[unit], choices.first[unit + 1]):
        by_one = sign * (across[choice] - across[key])
        if by_one > STEEP and choice != key:
            when = max((reduced[choice] - reduced[key]) / by_one, since)
            if when < least - TINY or (when < least + TINY and by_one > mends):
                least, mends, best = when, by_one, choice
    turns.when[unit], turns.mends[unit], turns.choice[unit] = least, mends, best


@compiled
def _walked(  # noqa: PLR0917  (numba)
    choices: Written,
    basis: Basis,
    reduced: Floats,
    across: Floats,
    turns: Turns,
    leaving: int,
    sign: float,
    ends: tuple[int, float],
) -> tuple[int, int, float]:
    """Let units turn one after the other until the next would mend more than is left to mend.

    Returns that unit, or the row whose slack mends the rest, or NOWHERE twice; and how much is left
    to mend. A unit with anything else in the basis does not turn as a whole: it is the last.
    """
    row, until = ends
    left = abs(basis.value[leaving])
    turned = False
    basis.column[:] = 0.0
    while True:
        unit = _first_to_turn(turns)
        if row != NOWHERE and until < turns.when[unit] - TINY:
            unit = SLACK
            break
        if turns.choice[unit] == NOWHERE:
            row = unit = NOWHERE
            break
        if not turns.is_alone[unit] or left - turns.mends[unit] <= SURE:
            row = NOWHERE
            break
        _add_uses(choices, basis, basis.key_ways[unit, 0], -1)
        _add_uses(choices, basis, turns.choice[unit], 1)
        left -= turns.mends[unit]
        basis.key_ways[unit, 0] = turns.choice[unit]
        _turn(choices, basis, reduced, across, turns, unit, sign, turns.when[unit])
        turned = True
    if turned:
        set_step(basis)
        use_much(basis, SLACK, 1.0)
    return unit, row, left


@compiled
def _first_to_turn(turns: Turns) -> int:
    first = 0
    for unit in range(1, len(turns.when)):
        if turns.when[unit] < turns.when[first] - TINY or (
            turns.when[unit] < turns.when[first] + TINY and turns.mends[unit] > turns.mends[first]
        ):
            first = unit
    return first


@compiled
def _add_uses(choices: Written, basis: Basis, choice: int, sign: int) -> None:
    for at in range(choices.start[choice], choices.start[choice + 1]):
        basis.column[choices.rows[at]] += sign * choices.much[at]


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
    _add_uses(choices, basis, choice, 1)
    _add_uses(choices, basis, basis.key_ways[choices.unit[choice], 0], -1)


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
