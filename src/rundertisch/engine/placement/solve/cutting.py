# SPDX-License-Identifier: EUPL-1.2
"""Cuts: inequalities that hold for every whole plan, and not for one in which families are halved.

The multipliers of a fractional row of the basis, rounded to whole parts, give such an inequality
(Gomory 1958; Chvátal 1973). It is computed in whole numbers from the rows themselves, so it holds
whatever rounding did to the basis. With a handful of them the linear program nearly always has a
whole answer.
"""

import numpy as np

from rundertisch.engine.compiled import compiled
from rundertisch.engine.placement.solve.choices import Floats
from rundertisch.engine.placement.solve.dual import SURE, Rows, times
from rundertisch.engine.placement.solve.flow import NOWHERE
from rundertisch.engine.placement.solve.network import Ints
from rundertisch.engine.placement.solve.simplex import SLACK, Basis
from rundertisch.engine.placement.solve.written import Written

MOST_CUTS = 12  # at a time
MOST_LOOKED_AT = 80
MOST_PARTS = 24  # that a multiplier is counted in
BROKEN = 1e-3  # of a child: how much a cut takes away from the plan at hand
ROUGH = 1e-6


def with_cuts(*, choices: Written, rows: Rows, basis: Basis) -> Rows | None:
    """Return the rows with new cuts that the fractional plan breaks; None: there are none."""
    cuts, right, broken = _cuts(choices, rows, basis)
    if not len(right):
        return None
    deep = broken / np.sqrt((cuts * cuts).sum(axis=1))
    best = np.sort(np.argsort(-deep, kind="stable")[:MOST_CUTS])
    cuts, right = cuts[best], right[best]
    return Rows(
        np.concatenate([rows.right, right]),
        np.concatenate([rows.exact, np.zeros(len(right), np.bool_)]),
        np.concatenate([rows.cuts, cuts]),
    )


@compiled
def _cuts(choices: Written, rows: Rows, basis: Basis) -> tuple[Ints, Ints, Floats]:
    """Return coefficients and right sides of cuts that are broken, each once, and by how much."""
    count, own = 0, len(basis.unit)
    cuts = np.empty((MOST_LOOKED_AT, len(choices.unit)), np.int64)
    right, broken = np.zeros(MOST_LOOKED_AT, np.int64), np.zeros(MOST_LOOKED_AT)
    across, found = np.zeros(own), np.zeros(len(choices.unit), np.int64)
    parts = np.zeros(own, np.int64)
    for at in range(2 * (own + len(basis.key_value))):
        row = at // 2
        value = basis.value[row] if row < own else basis.key_value[row - own]
        if count == MOST_LOOKED_AT or not SURE < value - np.floor(value) < 1.0 - SURE:
            continue
        if row < own:
            across[:] = basis.inverse[row]
        else:
            _across_key(basis, row - own, across)
        if at % 2:  # the row the other way round
            across *= -1.0
        bound = _rounded(choices, rows, basis, across, parts, found)
        broken[count] = _broken_by(basis, found, bound)
        if broken[count] > BROKEN and not _is_there(cuts[:count], right, found, bound):
            cuts[count], right[count] = found, bound
            count += 1
    return cuts[:count].copy(), right[:count].copy(), broken[:count].copy()


@compiled
def _broken_by(basis: Basis, cut: Ints, bound: int) -> float:
    """Return by how much the plan at hand breaks a cut."""
    broken = -float(bound)
    for unit in range(len(basis.key_value)):
        broken += basis.key_value[unit] * cut[basis.key_ways[unit, 0]]
    for at in range(len(basis.unit)):
        if basis.unit[at] != SLACK:
            broken += basis.value[at] * cut[basis.ways[at, 0]]
    return broken


@compiled
def _across_key(basis: Basis, unit: int, across: Floats) -> None:
    """Write the multipliers of the row in which the key of a unit is."""
    across[:] = 0.0
    for at in range(len(basis.unit)):
        if basis.unit[at] == unit:
            across -= basis.inverse[at]


@compiled
def _rounded(  # noqa: PLR0917  (numba)
    choices: Written, rows: Rows, basis: Basis, across: Floats, parts: Ints, found: Ints
) -> int:
    """Write the coefficients of the cut with these multipliers; return its right side.

    Without whole parts that fit nothing is written.
    """
    whole = _in_parts(across, parts)
    found[:] = 0
    if whole == 0:
        return 0
    times(choices, rows, parts, found)
    bound = 0
    for row in range(len(parts)):
        bound += parts[row] * rows.right[row]
    for unit in range(len(basis.key_value)):
        own = -found[basis.key_ways[unit, 0]] % whole  # what the row "one choice each" adds
        bound += own
        for choice in range(choices.first[unit], choices.first[unit + 1]):
            found[choice] = (found[choice] + own) // whole
    return bound // whole


@compiled
def _in_parts(across: Floats, parts: Ints) -> int:
    """Write the multipliers, less whole numbers, in whole parts; return how many make one, or 0."""
    for whole in range(2, MOST_PARTS + 1):
        fits = True
        for row in range(len(across)):
            near = np.rint(across[row] * whole)
            if abs(across[row] * whole - near) > ROUGH:
                fits = False
                break
            parts[row] = np.int64(near) % whole
        if fits:
            return whole
    return 0


@compiled
def _is_there(cuts: Ints, right: Ints, cut: Ints, bound: int) -> bool:
    for at in range(len(cuts)):  # noqa: SIM110  (numba)
        if right[at] == bound and (cuts[at] == cut).all():
            return True
    return False


@compiled
def whole_plan(choices: Written, rows: Rows, basis: Basis) -> Ints:
    """Return the choice of each unit, if every unit has a whole one and the rows allow it."""
    chosen = np.full(len(basis.key_value), NOWHERE, np.int64)
    for unit in range(len(chosen)):
        if basis.key_value[unit] > 1.0 - SURE:
            chosen[unit] = basis.key_ways[unit, 0]
    for at in range(len(basis.unit)):
        if basis.unit[at] != SLACK and basis.value[at] > 1.0 - SURE:
            chosen[basis.unit[at]] = basis.ways[at, 0]
    if (chosen == NOWHERE).any() or not _is_allowed(choices, rows, chosen):
        return chosen[:0]
    return chosen


@compiled
def _is_allowed(choices: Written, rows: Rows, chosen: Ints) -> bool:
    left = rows.right[: len(rows.right) - len(rows.cuts)].copy()
    for choice in chosen:
        for at in range(choices.start[choice], choices.start[choice + 1]):
            left[choices.rows[at]] -= choices.much[at]
    for row in range(len(left)):
        if left[row] < 0 or (rows.exact[row] and left[row] != 0):
            return False
    return True
