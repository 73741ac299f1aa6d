# SPDX-License-Identifier: EUPL-1.2
"""The linear and integer programs over blocks, in HiGHS."""

import math
from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rundertisch.engine.placement.solve.flow import NO_CAP
from rundertisch.engine.placement.solve.highs import NO_LIMIT, silent_highs
from rundertisch.engine.placement.solve.network import Ints
from rundertisch.engine.placement.solve.parts import Part, Prices

NO_ROW = -1


class Block(NamedTuple):
    """Siblings seated together: places of their ways in the part, with minutes and pairs."""

    ways: tuple[int, ...]
    minutes: int
    pairs: int


class Columns(NamedTuple):
    """Single ways (their places in the part), and blocks."""

    singles: Ints
    blocks: Sequence[Block]

    @property
    def empty(self) -> bool:
        """Whether there is no column."""
        return not len(self.singles) and not self.blocks


class Duals(NamedTuple):
    """What one more unit of each row is worth, by way of the part; ``pairs``: the pairs' row."""

    of_way: NDArray[np.float64]  # child, group, cap and cell together
    pairs: float


class Master:
    """Rows: each child once, seats, caps, the profile of cells not wholly seated, the pairs."""

    def __init__(self, part: Part, prices: Prices, *, least_pairs: int | None, seed: int) -> None:
        self._prices, self._part = prices, part
        self._blocks: dict[tuple[int, ...], int] = {}  # the column of each block
        self._has_single = np.zeros(len(part.way), np.bool_)
        self._width = 0
        self._pairs_row = least_pairs is not None
        self._rows_of_way, lower, upper = _rows(part)
        if least_pairs is not None:
            lower.append(float(least_pairs))
            upper.append(math.inf)
        self._count = len(lower)
        self._highs = silent_highs(seed=seed)
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

    def add(self, columns: Columns) -> None:
        """Add columns that are not there yet."""
        singles = columns.singles[~self._has_single[columns.singles]]
        self._has_single[singles] = True
        rows = self._rows_of_way[singles]
        values = np.ones(rows.shape)
        if self._pairs_row:
            rows = np.column_stack([rows, np.full(len(rows), self._count - 1)])
            values = np.column_stack([values, self._part.gained[singles]])
        kept = (rows >= 0) & (values != 0)
        starts = np.cumsum(kept.sum(axis=1)) - kept.sum(axis=1)
        cost = self._prices.of(self._part.minutes[singles], self._part.gained[singles])
        self._add(cost, starts, rows[kept], values[kept])
        new = {block.ways: block for block in columns.blocks if block.ways not in self._blocks}
        self._add_blocks(list(new.values()))

    def _add_blocks(self, blocks: Sequence[Block]) -> None:
        starts: list[int] = []
        rows: list[int] = []
        values: list[int] = []
        costs: list[int] = []
        for at, block in enumerate(blocks):
            self._blocks[block.ways] = self._width + at
            starts.append(len(rows))
            entries = Counter(self._rows_of_way[list(block.ways)].ravel().tolist())
            entries.pop(NO_ROW, None)
            if self._pairs_row:
                entries[self._count - 1] = block.pairs
            rows.extend(entries.keys())
            values.extend(entries.values())
            costs.append(self._prices.minutes * block.minutes - self._prices.pair * block.pairs)
        self._add(np.array(costs), np.array(starts), np.array(rows), np.array(values))

    def _add(self, cost: Ints, starts: Ints, rows: Ints, values: NDArray[Any]) -> None:
        count = len(cost)
        if count:
            self._highs.addCols(
                count,
                cost.astype(np.float64),
                np.zeros(count),
                np.full(count, math.inf),
                len(rows),
                starts.astype(np.int32),
                rows.astype(np.int32),
                values.astype(np.float64),
            )
            self._width += count

    def solved(self, *, seconds: float) -> bool:
        """Solve the linear program; whether it came to its end in time."""
        return self._run(seconds) == "kOptimal"

    def solved_whole(self, *, seconds: float) -> float | None:
        """Solve with whole blocks; return a bound, or None if these columns hold no solution."""
        # with a row for pairs the rest is no flow any more, so everything has to be whole
        whole = list(range(self._width)) if self._pairs_row else list(self._blocks.values())
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
        padded = np.append(row, 0.0)  # at NO_ROW, which is the last
        return Duals(
            of_way=padded[self._rows_of_way].sum(axis=1),
            pairs=float(row[-1]) if self._pairs_row else 0.0,
        )

    def likely_blocks(self, *, above: float) -> dict[int, int]:
        """Return child -> school for the blocks that the solution uses more than this."""
        chosen: dict[int, int] = {}
        used = self._highs.getSolution().col_value
        for ways, at in self._blocks.items():
            if at < len(used) and used[at] > above:
                for way in ways:
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
        return np.array([at.get(key, NO_ROW) for key in keys.tolist()], np.int64)

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
