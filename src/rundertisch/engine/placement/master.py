# SPDX-License-Identifier: EUPL-1.2
"""The linear and integer programs over blocks, in HiGHS."""

import math
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rundertisch.engine.placement.flow import NO_CAP
from rundertisch.engine.placement.network import Ints
from rundertisch.engine.placement.parts import Part, Prices

LESS_THAN_ONE = 0.99  # all values are whole: a smaller gap is a proof
NO_LIMIT = 1e9  # seconds


class Column(NamedTuple):
    """Children seated together: places of their ways in the part, with minutes and pairs."""

    ways: tuple[int, ...]
    minutes: int
    pairs: int


class Duals(NamedTuple):
    """What one more unit of each row is worth, by way of the part; ``pairs``: the pairs' row."""

    of_way: NDArray[np.float64]  # child, group, cap and cell together
    pairs: float


class Master:
    """Rows: each child once, seats, caps, the profile of cells not wholly seated, the pairs."""

    def __init__(self, part: Part, prices: Prices, *, least_pairs: int | None, seed: int) -> None:
        self._prices, self._part = prices, part
        self._columns: list[Column] = []
        self._known: set[tuple[int, ...]] = set()
        self._pairs_row = least_pairs is not None
        self._rows_of_way, lower, upper = _rows(part)
        if least_pairs is not None:
            lower.append(float(least_pairs))
            upper.append(math.inf)
        self._count = len(lower)
        self._highs = _highs(seed)
        empty = np.zeros(0)
        self._highs.addRows(
            self._count,
            np.array(lower),
            np.array(upper),
            0,
            np.zeros(self._count, np.int32),
            empty.astype(np.int32),
            empty,
        )

    def add(self, columns: Sequence[Column]) -> None:
        """Add columns that are not there yet."""
        new = [column for column in columns if column.ways not in self._known]
        self._known.update(column.ways for column in new)
        starts: list[int] = []
        indices: list[int] = []
        values: list[float] = []
        costs: list[int] = []
        for column in new:
            starts.append(len(indices))
            entries: dict[int, float] = {}
            for way in column.ways:
                for row in self._rows_of_way[way]:
                    if row >= 0:
                        entries[int(row)] = entries.get(int(row), 0.0) + 1.0
            if self._pairs_row and column.pairs:
                entries[self._count - 1] = float(column.pairs)
            indices.extend(entries.keys())
            values.extend(entries.values())
            costs.append(self._prices.minutes * column.minutes - self._prices.pair * column.pairs)
        count = len(new)
        if count:
            self._highs.addCols(
                count,
                np.array(costs, np.float64),
                np.zeros(count),
                np.full(count, math.inf),
                len(indices),
                np.array(starts, np.int32),
                np.array(indices, np.int32),
                np.array(values, np.float64),
            )
            self._columns.extend(new)

    def solved(self, *, seconds: float) -> bool:
        """Solve the linear program; whether it came to its end in time."""
        return self._run(seconds) == "kOptimal"

    def solved_whole(self, *, seconds: float) -> float | None:
        """Solve with whole blocks; return a bound, or None if these columns hold no solution."""
        whole = [
            at for at, column in enumerate(self._columns) if len(column.ways) > 1 or self._pairs_row
        ]
        if whole:
            self._highs.changeColsIntegrality(
                len(whole), np.array(whole, np.int32), np.ones(len(whole), np.uint8)
            )
        status = self._run(seconds)
        if status == "kInfeasible":
            return None
        if status == "kOptimal" and not whole:
            return float(self._highs.getInfo().objective_function_value)
        return float(self._highs.getInfo().mip_dual_bound)

    def _run(self, seconds: float) -> str:
        spent = self._highs.getRunTime()
        self._highs.setOptionValue("time_limit", min(spent + max(seconds, 0.0), NO_LIMIT))
        self._highs.run()
        name: str = self._highs.getModelStatus().name
        return name

    def value(self) -> float:
        """Return the value of the linear program."""
        return float(self._highs.getInfo().objective_function_value)

    def duals(self) -> Duals:
        """Return the duals of the linear program, gathered for each way."""
        row = np.array(self._highs.getSolution().row_dual)
        padded = np.append(row, 0.0)  # row -1: no such row
        return Duals(
            of_way=padded[self._rows_of_way].sum(axis=1),
            pairs=float(row[-1]) if self._pairs_row else 0.0,
        )

    def likely_blocks(self, *, above: float) -> dict[int, int]:
        """Return child -> school for the blocks that the solution uses more than this."""
        chosen: dict[int, int] = {}
        used = self._highs.getSolution().col_value
        for column, share in zip(self._columns, used, strict=False):
            if len(column.ways) > 1 and share > above:
                for way in column.ways:
                    chosen[int(self._part.child[way])] = int(self._part.school[way])
        return chosen


def _rows(part: Part) -> tuple[Ints, list[float], list[float]]:
    """Return for each way its rows (child, group, cap, cell; -1: none), and the rows' ends."""
    lower: list[float] = []
    upper: list[float] = []

    def rows_for(keys: Ints, ends: dict[int, tuple[float, float]]) -> Ints:
        at = {}
        for key in dict.fromkeys(keys.tolist()):
            if key in ends:
                at[key] = len(lower)
                lower.append(ends[key][0])
                upper.append(ends[key][1])
        return np.array([at.get(key, -1) for key in keys.tolist()], np.int64)

    network, cells = part.network, part.cells
    cell = cells.of_child[part.child]
    partial = part.target < cells.size
    group = network.group[part.way].astype(np.int64)
    children = {
        int(c): (0.0 if partial[cells.of_child[c]] else 1.0, 1.0) for c in np.unique(part.child)
    }
    seats = {int(g): (-math.inf, float(network.seats[g])) for g in np.unique(group)}
    caps = {
        int(s): (-math.inf, float(network.caps[s]))
        for s in np.unique(part.school)
        if network.caps[s] != NO_CAP
    }
    counts = {
        int(c): (float(part.target[c]), float(part.target[c]))
        for c in np.unique(cell)
        if partial[c]
    }
    rows = np.stack(
        [
            rows_for(part.child, children),
            rows_for(group, seats),
            rows_for(part.school, caps),
            rows_for(cell, counts),
        ],
        axis=1,
    )
    return rows, lower, upper


def _highs(seed: int) -> Any:  # noqa: ANN401  (highspy has no types)
    """Return a silent solver with one thread, so that the answer is always the same."""
    with _silence():
        import highspy

        highs: Any = highspy.Highs()
        options: dict[str, bool | int | float | str] = {
            "output_flag": False,
            "threads": 1,
            "parallel": "off",
            "random_seed": seed,
            "mip_rel_gap": 0.0,
            "mip_abs_gap": LESS_THAN_ONE,
        }
        for option, value in options.items():
            highs.setOptionValue(option, value)
    return highs


@contextmanager
def _silence() -> Iterator[None]:
    """Keep the solver's banner off stdout, which belongs to the summary."""
    sys.stdout.flush()
    kept, nothing = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nothing)
