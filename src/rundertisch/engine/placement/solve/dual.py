# SPDX-License-Identifier: EUPL-1.2
"""A dual simplex over choices written out: what a cut or a closed choice has broken is mended.

It goes on from the basis of `simplex` (a key choice for every unit, a basis of the shared rows
only) and knows choices by their numbers. It proves nothing: `proven` computes in whole numbers
what its prices prove.
"""

from typing import NamedTuple

import numpy as np

from rundertisch.engine.compiled import compiled
from rundertisch.engine.placement.solve.bounds import NEVER_WHOLE, SCALE
from rundertisch.engine.placement.solve.choices import LARGEST_TEAM, Floats
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

MOST_PIVOTS = 2000
TINY = 1e-7
SURE = 1e-4  # of a child: less is rounding
STEEP = 1e-5  # the least pivot
GO_ON, ENDED, STUCK = 0, 1, 2
FAR = 100.0  # minutes: prices that show that there is no plan are pushed so far


class Rows(NamedTuple):
    """What the choices share: rows of the model, then cuts."""

    right: Ints
    exact: Flags
    cuts: Ints  # [cut, choice]


def basis_over(basis: Basis, choices: Written, rows: Rows) -> Basis | None:
    """Return the basis with its choices by number (in the first place of ``ways``)."""
    count = len(rows.right)
    ways = np.full((count, LARGEST_TEAM), NOWHERE, np.int64)
    keys = np.full((len(basis.key_value), LARGEST_TEAM), NOWHERE, np.int64)
    if not _numbered(basis, choices, ways, keys):
        return None
    over = basis._replace(
        inverse=basis.inverse.copy(),
        price=basis.price.copy(),
        value=np.zeros(count),
        unit=basis.unit.copy(),
        ways=ways,
        key_ways=keys,
        key_value=np.ones(len(keys)),
        right=rows.right.astype(np.float64),
        sums=np.zeros(len(keys)),
    )
    _fill_values(choices, rows, over)
    return over


def extended(*, rows: Rows, basis: Basis) -> Basis:
    """Return the basis with the cuts that it does not have yet, none of them used up."""
    before, count = len(basis.right), len(rows.right)
    if before == count:
        return basis
    cuts = rows.cuts[before - count :]
    inverse = np.zeros((count, count))
    inverse[:before, :before] = basis.inverse
    inverse[before:, before:] = np.eye(count - before)
    ways = np.full((count, LARGEST_TEAM), NOWHERE, np.int64)
    ways[:before] = basis.ways
    ways[before:, 0] = np.arange(before, count)
    basic = basis.unit != SLACK
    used = np.zeros((count - before, before))
    used[:, basic] = cuts[:, basis.ways[basic, 0]]
    used[:, basic] -= cuts[:, basis.key_ways[basis.unit[basic], 0]]
    inverse[before:, :before] = -used @ basis.inverse
    value = rows.right[before:] - cuts[:, basis.key_ways[:, 0]].sum(axis=1) - used @ basis.value
    return basis._replace(
        inverse=inverse,
        price=np.concatenate([basis.price, np.zeros(count - before)]),
        value=np.concatenate([basis.value, value]),
        unit=np.concatenate([basis.unit, np.full(count - before, SLACK)]),
        ways=ways,
        right=rows.right.astype(np.float64),
        step=np.zeros(count),
        column=np.zeros(count),
    )


@compiled
def _numbered(basis: Basis, choices: Written, ways: Ints, keys: Ints) -> bool:
    for unit in range(len(keys)):
        keys[unit, 0] = _number_of(choices, unit, basis.key_ways[unit])
        if keys[unit, 0] == NOWHERE:
            return False
    for at in range(len(ways)):
        if basis.unit[at] == SLACK:
            ways[at, 0] = basis.ways[at, 0]
        else:
            ways[at, 0] = _number_of(choices, basis.unit[at], basis.ways[at])
            if ways[at, 0] == NOWHERE:
                return False
    return True


@compiled
def _number_of(choices: Written, unit: int, ways: Ints) -> int:
    for choice in range(choices.first[unit], choices.first[unit + 1]):
        same = True
        for at in range(LARGEST_TEAM):
            same = same and choices.ways[choice, at] == ways[at]
        if same:
            return choice
    return NOWHERE


@compiled
def _fill_values(choices: Written, rows: Rows, basis: Basis) -> None:
    """Compute the values of all basic choices from what the rows offer."""
    own = len(rows.right) - len(rows.cuts)
    left = basis.right.copy()
    for unit in range(len(basis.key_value)):
        key = basis.key_ways[unit, 0]
        for at in range(choices.start[key], choices.start[key + 1]):
            left[choices.rows[at]] -= choices.much[at]
        for cut in range(len(rows.cuts)):
            left[own + cut] -= rows.cuts[cut, key]
    for at in range(len(left)):
        basis.value[at] = 0.0
        for row in range(len(left)):
            basis.value[at] += basis.inverse[at, row] * left[row]
    basis.key_value[:] = 1.0
    for at in range(len(left)):
        if basis.unit[at] != SLACK:
            basis.key_value[basis.unit[at]] -= basis.value[at]


@compiled
def _fresh(choices: Written, rows: Rows, basis: Basis) -> None:
    """Compute inverse, prices and values anew."""
    count = len(basis.unit)
    columns = np.zeros((count, count))
    for at in range(count):
        if basis.unit[at] == SLACK:
            columns[basis.ways[at, 0], at] = 1.0
        else:
            _difference(choices, rows, basis, basis.ways[at, 0])
            columns[:, at] = basis.column
    basis.inverse[:] = inverted(columns)
    basis.now[0] = 0
    basis.price[:] = 0.0
    for at in range(count):
        if basis.unit[at] != SLACK:
            cost = choices.cost[basis.ways[at, 0]] - choices.cost[basis.key_ways[basis.unit[at], 0]]
            basis.price[:] -= cost * basis.inverse[at]
    _fill_values(choices, rows, basis)


@compiled
def times(choices: Written, rows: Rows, by, found) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    """Write to ``found`` for every choice what it uses of all rows, each times ``by``."""
    own = len(rows.right) - len(rows.cuts)
    for choice in range(len(choices.unit)):
        whole = by[0] * 0
        for at in range(choices.start[choice], choices.start[choice + 1]):
            whole += by[choices.rows[at]] * choices.much[at]
        found[choice] = whole
    for cut in range(len(rows.cuts)):
        if by[own + cut] != 0:
            for choice in range(len(choices.unit)):
                found[choice] += by[own + cut] * rows.cuts[cut, choice]


@compiled
def settled(choices: Written, rows: Rows, basis: Basis, open_: Flags, stop_at: float) -> bool:
    """Pivot until nothing is below zero, or no plan can be better than ``stop_at``.

    Returns whether it came to one of these ends; also when there is no plan at all, which the
    prices then show.
    """
    space = np.zeros(len(choices.unit)), np.zeros(len(choices.unit))
    for _ in range(MOST_PIVOTS):
        if basis.now[0] >= FRESH:
            _fresh(choices, rows, basis)
        end = _pivoted(choices, rows, basis, open_, stop_at, space)
        if end != GO_ON:
            return end == ENDED
    return False


@compiled
def _pivoted(  # noqa: PLR0917  (numba)
    choices: Written,
    rows: Rows,
    basis: Basis,
    open_: Flags,
    stop_at: float,
    space: tuple[Floats, Floats],
) -> int:
    """Mend what is most below zero; say whether to go on."""
    reduced, across = space
    leaving, alone = _leaving(basis, rows, open_)
    if alone != SLACK:
        return GO_ON if _change_alone(choices, rows, basis, open_, alone) else STUCK
    if leaving == NOWHERE:
        return ENDED
    low = _reduced_costs(choices, rows, basis, reduced)
    if not low <= stop_at + SURE:  # also when rounding has won
        return ENDED if np.isfinite(low) else STUCK
    times(choices, rows, basis.inverse[leaving], across)
    sign = -1.0 if basis.value[leaving] < 0.0 else 1.0
    entering, slack, gain = _entering(choices, rows, basis, open_, space, leaving, sign)
    if entering == NOWHERE and slack == NOWHERE:
        by = (stop_at - low + FAR) / max(abs(basis.value[leaving]), SURE)
        basis.price[:] -= sign * by * basis.inverse[leaving]
        return ENDED
    _exchange(choices, rows, basis, leaving, entering, slack, gain)
    return GO_ON


@compiled
def _reduced_costs(choices: Written, rows: Rows, basis: Basis, reduced: Floats) -> float:
    """Write what each choice costs with the prices of what it uses; return the value."""
    times(choices, rows, basis.price, reduced)
    low = 0.0
    for choice in range(len(reduced)):
        reduced[choice] += choices.cost[choice]
    for row in range(len(rows.right)):
        low -= basis.price[row] * rows.right[row]
    for unit in range(len(basis.key_value)):
        low += reduced[basis.key_ways[unit, 0]]
    return low


@compiled
def _exchange(  # noqa: PLR0917  (numba)
    choices: Written,
    rows: Rows,
    basis: Basis,
    leaving: int,
    entering: int,
    slack: int,
    gain: float,
) -> None:
    """Let a choice (or the slack of a row) take the place of what leaves."""
    if entering != NOWHERE:
        _difference(choices, rows, basis, entering)
    else:
        basis.column[:] = 0.0
        basis.column[slack] = 1.0
    set_step(basis)
    much = basis.value[leaving] / basis.step[leaving]
    unit = SLACK if entering == NOWHERE else choices.unit[entering]
    use_much(basis, unit, much)
    basis.unit[leaving] = unit
    pivot(basis, leaving, gain)
    basis.value[leaving] = much
    basis.ways[leaving, 0] = slack if entering == NOWHERE else entering


@compiled
def _leaving(basis: Basis, rows: Rows, open_: Flags) -> tuple[int, int]:
    """Return what is most below zero, or NOWHERE (a key changes places first).

    What must not be used any more counts as below zero. If a key must not be used and its unit
    has nothing else in the basis, the unit is returned instead.
    """
    worst, leaving = -SURE, NOWHERE
    for at in range(len(basis.value)):
        value = basis.value[at]
        if (
            rows.exact[basis.ways[at, 0]]
            if basis.unit[at] == SLACK
            else not open_[basis.ways[at, 0]]
        ):
            value = -abs(value)
        if value < worst:
            worst, leaving = value, at
    key = _key_below(basis, open_, worst)
    if key != SLACK:
        leaving = heir_of(basis, key)
        if leaving == NOWHERE:
            return NOWHERE, key
        change_key(basis, key, leaving)
    return leaving, SLACK


@compiled
def _key_below(basis: Basis, open_: Flags, worst: float) -> int:
    """Return the unit whose key is most below that, or SLACK."""
    key = SLACK
    for unit in range(len(basis.key_value)):
        value = basis.key_value[unit]
        if not open_[basis.key_ways[unit, 0]]:
            value = -abs(value)
        if value < worst:
            worst, key = value, unit
    return key


@compiled
def _change_alone(choices: Written, rows: Rows, basis: Basis, open_: Flags, unit: int) -> bool:
    """Give a unit with no other choice in the basis the cheapest one that is open."""
    reduced = np.zeros(len(choices.unit))
    times(choices, rows, basis.price, reduced)
    least, best = np.inf, NOWHERE
    for choice in range(choices.first[unit], choices.first[unit + 1]):
        if open_[choice] and reduced[choice] + choices.cost[choice] < least:
            least, best = reduced[choice] + choices.cost[choice], choice
    if best == NOWHERE:
        return False
    _difference(choices, rows, basis, best)
    set_step(basis)
    for at in range(len(basis.step)):
        basis.value[at] -= basis.step[at]
        if basis.unit[at] != SLACK:
            basis.key_value[basis.unit[at]] += basis.step[at]
    basis.key_ways[unit, 0] = best
    return True


@compiled
def _entering(  # noqa: PLR0917  (numba)
    choices: Written,
    rows: Rows,
    basis: Basis,
    open_: Flags,
    by: tuple[Floats, Floats],
    leaving: int,
    sign: float,
) -> tuple[int, int, float]:
    """Return the choice or the slack that costs least for each part that it mends, and its gain."""
    reduced, across = by
    least, steep, entering, slack, gain = np.inf, 0.0, NOWHERE, NOWHERE, 0.0
    for choice in range(len(reduced)):
        if not open_[choice]:
            continue
        key = basis.key_ways[choices.unit[choice], 0]
        by_one = sign * (across[choice] - across[key])
        if by_one > STEEP and choice != key:
            more = max(reduced[choice] - reduced[key], 0.0)
            if more / by_one < least - TINY or (more / by_one < least + TINY and by_one > steep):
                least, steep, entering = more / by_one, by_one, choice
                gain = reduced[choice] - reduced[key]
    for row in range(len(basis.price)):
        by_one = sign * basis.inverse[leaving, row]
        if by_one > STEEP and not rows.exact[row]:
            more = max(basis.price[row], 0.0)
            if more / by_one < least - TINY or (more / by_one < least + TINY and by_one > steep):
                least, steep, entering, slack = more / by_one, by_one, NOWHERE, row
                gain = basis.price[row]
    return entering, slack, gain


@compiled
def _difference(choices: Written, rows: Rows, basis: Basis, choice: int) -> None:
    own = len(rows.right) - len(rows.cuts)
    basis.column[:] = 0.0
    key = basis.key_ways[choices.unit[choice], 0]
    for at in range(choices.start[choice], choices.start[choice + 1]):
        basis.column[choices.rows[at]] += choices.much[at]
    for at in range(choices.start[key], choices.start[key + 1]):
        basis.column[choices.rows[at]] -= choices.much[at]
    for cut in range(len(rows.cuts)):
        basis.column[own + cut] += rows.cuts[cut, choice] - rows.cuts[cut, key]


@compiled
def proven(choices: Written, rows: Rows, basis: Basis, open_: Flags) -> int:
    """Return what no plan of these choices can go below, in whole parts of a minute."""
    price, found = np.zeros(len(rows.right), np.int64), np.zeros(len(choices.unit), np.int64)
    low = 0
    for row in range(len(price)):
        price[row] = np.int64(np.rint(basis.price[row] * SCALE))
        if not rows.exact[row]:
            price[row] = max(price[row], 0)
        low -= price[row] * rows.right[row]
    times(choices, rows, price, found)
    for unit in range(len(basis.key_value)):
        best = NEVER_WHOLE
        for choice in range(choices.first[unit], choices.first[unit + 1]):
            if open_[choice]:
                best = min(best, choices.cost[choice] * SCALE + found[choice])
        if best == NEVER_WHOLE:
            return NEVER_WHOLE
        low += best
    return low
