# SPDX-License-Identifier: EUPL-1.2
"""A lower bound for rows and columns from HiGHS, part by part, and a solution to judge.

Parts share no row. The bound of each is rounded up to whole units: all cents are whole.
"""

import importlib
import math
import os
import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from rundertisch.engine.siting.check.programme import NO_LIMIT, Formulation, Row

SLACK, ERROR = 1e-6, 1e-9  # by which a bound may be wrong, at least and by its size
GAP = 0.99  # of a unit: all values are whole units, so a smaller gap is a proof


@dataclass(frozen=True, slots=True)
class Bounded:
    """No solution costs less than ``bound``; ``solution``: the best found, if one was."""

    bound: int
    solution: tuple[int, ...] | None


def lowest(
    *,
    formulation: Formulation,
    cents: Sequence[int],
    rows: Sequence[Row],
    seconds_left: Callable[[], float],
) -> Bounded | None:
    """Minimise the cents of the columns over these rows; None: nothing keeps them all."""
    solution: list[int] | None = [0] * len(cents)
    bound = 0
    for columns, mine in _parts(len(cents), rows):
        answer = _solved(formulation, cents, columns, mine, seconds_left())
        if answer is None:
            return None
        bound += answer.bound
        if answer.solution is None or solution is None:
            solution = None
            continue
        for at, value in zip(columns, answer.solution, strict=True):
            solution[at] = value
    return Bounded(bound, None if solution is None else tuple(solution))


def parts_of(columns: int, rows: Sequence[Row]) -> list[int]:
    """Return for each column the first one that it hangs together with."""
    root = list(range(columns))

    def top(at: int) -> int:
        while root[at] != at:
            root[at] = root[root[at]]
            at = root[at]
        return at

    for row in rows:
        first, *others = (top(at) for at in row.columns) if row.columns else (0,)
        for other in others:
            one, two = sorted((top(first), top(other)))
            root[two] = one
    return [top(at) for at in range(columns)]


def _parts(columns: int, rows: Sequence[Row]) -> list[tuple[list[int], list[Row]]]:
    """Return which columns and rows hang together."""
    root = parts_of(columns, rows)
    members: dict[int, list[int]] = defaultdict(list)
    for at, name in enumerate(root):
        members[name].append(at)
    of: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        if row.columns:
            of[root[next(iter(row.columns))]].append(row)
    return [(each, of[name]) for name, each in members.items()]


def _solved(
    formulation: Formulation,
    cents: Sequence[int],
    columns: list[int],
    rows: list[Row],
    seconds: float,
) -> Bounded | None:
    prices = [cents[at] for at in columns]
    if not rows:  # nothing binds these columns: each is best at one of its ends
        best = [formulation.most[at] if cents[at] < 0 else 0 for at in columns]
        return Bounded(sum(p * v for p, v in zip(prices, best, strict=True)), tuple(best))
    unit = max(1, math.gcd(*prices))
    highs = _passed(formulation, [price // unit for price in prices], columns, rows)
    highs.setOptionValue("time_limit", max(0.1, min(seconds, float(NO_LIMIT))))
    highs.run()
    if highs.getModelStatus().name in {"kInfeasible", "kUnboundedOrInfeasible"}:
        return None
    info = highs.getInfo()
    whole = any(formulation.whole[at] for at in columns)
    low = info.mip_dual_bound if whole else info.objective_function_value
    found = math.isfinite(info.objective_function_value)
    if not math.isfinite(low) or (not whole and highs.getModelStatus().name != "kOptimal"):
        low = sum(min(0, p) * formulation.most[at] for p, at in zip(prices, columns, strict=True))
        low /= unit
    values = np.rint(np.array(highs.getSolution().col_value)).astype(np.int64).tolist()
    bound = unit * math.ceil(low - max(SLACK, ERROR * abs(low)))
    return Bounded(bound, tuple(values) if found else None)


def _passed(
    formulation: Formulation, prices: list[int], columns: list[int], rows: list[Row]
) -> Any:  # noqa: ANN401  (highspy has no types)
    place = {at: number for number, at in enumerate(columns)}
    start = np.cumsum([0, *(len(row.columns) for row in rows)])
    highspy = importlib.import_module("highspy")
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(columns), len(rows)
    lp.col_cost_ = np.array(prices, np.float64)
    lp.col_lower_ = np.zeros(len(columns))
    lp.col_upper_ = np.array([formulation.most[at] for at in columns], np.float64)
    lp.row_lower_ = np.array([_ends(row.low) for row in rows])
    lp.row_upper_ = np.array([_ends(row.high) for row in rows])
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = start.astype(np.int32)
    lp.a_matrix_.index_ = np.array([place[at] for row in rows for at in row.columns], np.int32)
    lp.a_matrix_.value_ = np.array([by for row in rows for by in row.columns.values()], np.float64)
    highs = _silent(highspy)
    highs.passModel(lp)
    whole = np.array([formulation.whole[at] for at in columns])
    numbers = np.flatnonzero(whole).astype(np.int32)
    if len(numbers):
        highs.changeColsIntegrality(len(numbers), numbers, np.ones(len(numbers), np.uint8))
    return highs


def _ends(value: int) -> float:
    return math.copysign(math.inf, value) if abs(value) >= NO_LIMIT else float(value)


def _silent(highspy: Any) -> Any:  # noqa: ANN401  (highspy has no types)
    """Return HiGHS with one thread and without its banner: stdout belongs to the answer."""
    sys.stdout.flush()
    kept, nothing = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    try:
        highs = highspy.Highs()
        for option, value in {
            "output_flag": False,
            "threads": 1,
            "parallel": "off",
            "mip_rel_gap": 0.0,
            "mip_abs_gap": GAP,
        }.items():
            highs.setOptionValue(option, value)
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nothing)
    return highs
