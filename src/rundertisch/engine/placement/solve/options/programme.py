# SPDX-License-Identifier: EUPL-1.2
"""The rows of a seating as a linear or integer program in HiGHS.

Each way is a column. Rows: each child at most once, seats, hard caps, the overrun of soft caps,
and for each cell (component and level) how many children sit and how many claims are kept. Up to
here the matrix is that of a network; fixing a level at its best value takes a face of an integral
polytope, whose corners are whole. So levels 0 to 2 are linear programs with whole answers; only
siblings (`families`) need columns that have to be whole.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rundertisch.engine.placement.solve.flow import NO_CAP, NOWHERE
from rundertisch.engine.placement.solve.highs import LESS_THAN_ONE, NO_LIMIT, silent_highs
from rundertisch.engine.placement.solve.network import Flags, Ints
from rundertisch.engine.placement.solve.options.terms import Terms

NO_ROW = -1
TINY = 1e-6  # how far a whole number of HiGHS may lie from a whole number
Floats = NDArray[np.float64]


class Late(Exception):  # noqa: N818  (no error: the time that was given is over)
    """Time is up before the program is solved."""


class Entry(NamedTuple):
    """One row: bounds, and columns with their coefficients."""

    lower: float
    upper: float
    columns: Sequence[int]
    values: Sequence[float]


class Programme:
    """A program over some ways; `solved` minimises one cost after the other."""

    def __init__(self, *, terms: Terms, ways: Ints, seed: int) -> None:
        self.terms, self.ways = terms, ways
        self.child = terms.owner[ways]
        self._highs = silent_highs(seed=seed)
        self._lower: list[float] = []
        self._upper: list[float] = []
        network = terms.network
        cell = terms.cells.of_child[self.child]
        school, group = terms.school[ways], network.group[ways].astype(np.int64)
        self.cells = np.unique(cell)
        soft = np.isin(school, np.array(list(terms.soft_left), np.int64))
        self._soft_schools = np.unique(school[soft]).tolist()
        rows = [
            self._rows(self.child, {int(c): 1.0 for c in np.unique(self.child)}),
            self._rows(group, {int(g): float(network.seats[g]) for g in np.unique(group)}),
            self._rows(school, _caps(network.caps, school)),
            self._rows(school, {s: float(terms.soft_left[s]) for s in self._soft_schools}),
        ]
        self._soft_row = {
            s: len(self._lower) - len(self._soft_schools) + at
            for at, s in enumerate(self._soft_schools)
        }
        self._placed_row, placed = self._cell_rows(cell, np.ones(len(ways), np.bool_))
        self._kept_row, kept = self._cell_rows(cell, terms.kept[ways])
        self._add_rows()
        self._add_ways(np.stack([*rows, placed, kept], axis=1))
        self.width = len(ways)
        self._overrun = self._add_overrun()
        self.siblings_from = self.width  # columns from here on say who is together (`families`)

    def _rows(self, keys: Ints, room: dict[int, float]) -> Ints:
        first = len(self._lower)
        self._lower.extend([-math.inf] * len(room))
        self._upper.extend(room.values())
        if not room:
            return np.full(len(keys), NO_ROW, np.int64)
        names = np.array(list(room), np.int64)  # in rising order
        at = np.minimum(np.searchsorted(names, keys), len(names) - 1)
        of_key: Ints = np.where(names[at] == keys, first + at, NO_ROW)
        return of_key

    def _cell_rows(self, cell: Ints, counted: Flags) -> tuple[dict[int, int], Ints]:
        names = np.unique(cell[counted]).tolist()
        first = len(self._lower)
        of_way = self._rows(cell, dict.fromkeys(names, math.inf))
        of_way[~counted] = NO_ROW
        return {name: first + at for at, name in enumerate(names)}, of_way

    def _add_rows(self) -> None:
        count, empty = len(self._lower), np.zeros(0)
        self._highs.addRows(
            count,
            np.array(self._lower),
            np.array(self._upper),
            0,
            np.zeros(count, np.int32),
            empty.astype(np.int32),
            empty,
        )

    def _add_ways(self, rows: Ints) -> None:
        kept = rows >= 0
        starts = np.cumsum(kept.sum(axis=1)) - kept.sum(axis=1)
        count = len(rows)
        self._highs.addCols(
            count,
            np.zeros(count),
            np.zeros(count),
            np.ones(count),
            int(kept.sum()),
            starts.astype(np.int32),
            rows[kept].astype(np.int32),
            np.ones(int(kept.sum())),
        )

    def _add_overrun(self) -> Ints:
        """Add for each soft cap the children beyond it, and the row of their sum."""
        columns = [self.add_column(math.inf) for _ in self._soft_schools]
        for school, column in zip(self._soft_schools, columns, strict=True):
            self._highs.changeCoeff(self._soft_row[school], column, -1.0)
        self._overrun_row = NO_ROW
        if columns:
            self._overrun_row = self.add_row(
                Entry(-math.inf, math.inf, columns, [1.0] * len(columns))
            )
        return np.array(columns, np.int64)

    def add_column(self, upper: float) -> int:
        """Add a column of a program that is not a way; return its number."""
        self._highs.addCol(0.0, 0.0, upper, 0, np.zeros(0, np.int32), np.zeros(0))
        self.width += 1
        return self.width - 1

    def add_row(self, row: Entry) -> int:
        """Add a row; return its number."""
        self._highs.addRow(
            row.lower,
            row.upper,
            len(row.columns),
            np.array(row.columns, np.int32),
            np.array(row.values, np.float64),
        )
        self._lower.append(row.lower)
        return len(self._lower) - 1

    def keep_claims(self, cell: int, least: int) -> None:
        """Keep at least so many claims in a cell."""
        if cell in self._kept_row:
            self._highs.changeRowBounds(self._kept_row[cell], float(least), math.inf)

    def seat(self, cell: int, least: int) -> None:
        """Seat at least so many children of a cell."""
        self._highs.changeRowBounds(self._placed_row[cell], float(least), math.inf)

    def keep_overrun(self, most: int) -> None:
        """Exceed the soft caps by no more than this in all."""
        if self._overrun_row != NO_ROW:
            self._highs.changeRowBounds(self._overrun_row, -math.inf, float(most))

    def only(self, keep: Flags) -> None:
        """Use only these ways (a flag for each way of the program)."""
        count = len(self.ways)
        self._highs.changeColsBounds(
            count, np.arange(count, dtype=np.int32), np.zeros(count), keep.astype(np.float64)
        )

    def settle_siblings(self, lower: Floats, upper: Floats) -> None:
        """Set bounds of the columns that say who is together."""
        columns = np.arange(self.siblings_from, self.width, dtype=np.int32)
        self._highs.changeColsBounds(len(columns), columns, lower, upper)

    def overrun_cost(self) -> Floats:
        """Return the cost that counts the overrun."""
        cost = np.zeros(self.width)
        cost[self._overrun] = 1.0
        return cost

    def placed_cost(self, cells: Sequence[int]) -> Floats:
        """Return the cost that counts the seated children of some cells, below 0."""
        cost = np.zeros(self.width)
        counted = np.isin(self.terms.cells.of_child[self.child], np.array(cells, np.int64))
        cost[: len(self.ways)][counted] = -1.0
        return cost

    def solved(self, cost: Floats, *, seconds: float, whole: bool = False) -> float | None:
        """Minimise; return the value, or None if there is no solution. Raises `Late`.

        ``whole``: who is together is whole. Then what is left is a network again, and so are the
        ways; without siblings the ways are told to be whole.
        """
        every = np.arange(self.width, dtype=np.int32)
        self._highs.changeColsCost(self.width, every, cost)
        kinds = np.zeros(self.width, np.uint8)
        if self.siblings_from < self.width:
            kinds[self.siblings_from :] = whole
        else:
            kinds[: len(self.ways)] = whole
        self._highs.changeColsIntegrality(self.width, every, kinds)
        spent = self._highs.getRunTime()
        self._highs.setOptionValue("time_limit", min(spent + max(seconds, 0.0), NO_LIMIT))
        self._highs.run()
        status = self._highs.getModelStatus().name
        if status == "kInfeasible":
            return None
        if status != "kOptimal":
            raise Late(status)
        return float(self._highs.getInfo().objective_function_value)

    def columns(self) -> Floats:
        """Return the solution."""
        return np.array(self._highs.getSolution().col_value)

    def reduced_costs(self) -> Floats:
        """Return the reduced costs of the linear program."""
        return np.array(self._highs.getSolution().col_dual)

    def is_whole(self) -> bool:
        """Whether the solution uses each way wholly or not at all."""
        used = self.columns()[: len(self.ways)]
        return bool((np.abs(used - np.rint(used)) < TINY).all())

    def has_seats(self, cost: Floats, *, seconds: float) -> bool:
        """Minimise with whole ways; whether there is a solution. Raises `Late`."""
        if self.solved(cost, seconds=seconds) is None:
            return False
        return self.is_whole() or self.solved(cost, seconds=seconds, whole=True) is not None

    def seats_into(self, taken: Ints) -> None:
        """Write where the solution seats the children of the program."""
        taken[np.unique(self.child)] = NOWHERE
        used = self.columns()[: len(self.ways)] > LESS_THAN_ONE / 2
        taken[self.child[used]] = self.ways[used]


def whole_up(value: float) -> int:
    """Return the least whole number that a value known with some error can mean."""
    return math.ceil(value - TINY * max(1.0, abs(value)))


def _caps(caps: Ints, school: Ints) -> dict[int, float]:
    return {int(s): float(caps[s]) for s in np.unique(school) if caps[s] != NO_CAP}
