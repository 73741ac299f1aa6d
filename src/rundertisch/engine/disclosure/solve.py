# SPDX-License-Identifier: EUPL-1.2
"""Round counts of people; arrays inside, because tables of a Land have millions of cells."""

from datetime import date

import numpy as np

from rundertisch.engine.disclosure.plan import UNDER, Plan
from rundertisch.engine.disclosure.problem import BASE, FEWEST, Counts, Problem
from rundertisch.engine.figures import Figure, Nearness

_BLOCK = 1 << 16  # cells rounded at a time, so that they stay in the processor's cache


def solve(problem: Problem) -> Plan:
    """Return the table as its reader may see it."""
    shown = _exact if problem.openable else round_counts
    return Plan(
        cells=shown(problem.counts),
        totals=tuple(
            # from true values: the sum of rounded cells would drift
            (axes, shown(np.asarray(problem.counts.sum(axis=axes, dtype=np.int64))))
            for axes in problem.totals
        ),
        openable=problem.openable,
    )


def _exact(counts: Counts) -> Counts:
    return counts.astype(np.int64)


def round_counts(counts: Counts) -> Counts:
    """Return 0 for 0, `UNDER` for 1 to 4, else the nearest multiple of 5 (no integer is a tie)."""
    flat = np.ascontiguousarray(counts, dtype=np.int64).reshape(-1)
    out = np.empty_like(flat)
    small = np.empty(min(_BLOCK, max(flat.size, 1)), dtype=np.bool_)
    for start in range(0, flat.size, _BLOCK):
        true, shown = flat[start : start + _BLOCK], out[start : start + _BLOCK]
        few = small[: true.size]
        np.add(true, BASE // 2, out=shown)
        np.floor_divide(shown, BASE, out=shown)
        np.multiply(shown, BASE, out=shown)
        np.less(true, FEWEST, out=few)
        np.logical_and(few, true, out=few)
        np.copyto(shown, UNDER, where=few)
    return out.reshape(counts.shape)


def people(
    count: int, *, openable: bool, unit: str = "", as_of: date | None = None, source: str = ""
) -> Figure:
    """Return one number of people as its reader may see it."""
    plan = solve(Problem(counts=np.asarray([count], dtype=np.int64), openable=openable))
    return plan.figure(int(plan.cells[0]), unit=unit, as_of=as_of, source=source)


def share(
    part: int, whole: int, *, openable: bool, as_of: date | None = None, source: str = ""
) -> Figure:
    """Return a share in percent; withheld where nobody is counted.

    For a reader who may not open the people it is withheld as well where the whole is below 5, or
    the part or its rest is 1 to 4, and else rounded to 5 percentage points: an exact percentage
    beside a rounded whole gives both counts away.
    """
    if whole <= 0:
        return Figure(None, "%", as_of, source)
    percent = 100 * part / whole
    if openable:
        return Figure(round(percent), "%", as_of, source)
    if whole < FEWEST or 0 < part < FEWEST or 0 < whole - part < FEWEST:
        return Figure(None, "%", as_of, source)
    nearness = Nearness.ABOUT if part else Nearness.EXACT  # 0 stays 0
    return Figure(_nearest(percent), "%", as_of, source, nearness=nearness)


def measured(
    value: float | None,
    of: int,
    *,
    openable: bool,
    unit: str = "",
    as_of: date | None = None,
    source: str = "",
) -> Figure:
    """Return what was measured on people (a median, a longest wait) as its reader may see it.

    For a reader who may not open them: withheld below 5 people, else rounded to 5 (units, not
    people), for a longest wait is the wait of one child.
    """
    if value is None or of <= 0 or (not openable and of < FEWEST):
        return Figure(None, unit, as_of, source)
    if openable:
        return Figure(round(value), unit, as_of, source)
    return Figure(_nearest(value), unit, as_of, source, nearness=Nearness.ABOUT)


def _nearest(value: float) -> int:
    return BASE * int((value + BASE / 2) // BASE)
