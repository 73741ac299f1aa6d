# SPDX-License-Identifier: EUPL-1.2
"""A part of a siting problem as a mixed-integer programme for HiGHS.

Columns: how many units take each choice, how many groups open. Rows: every unit of a block chooses
once (at most once, if it may leave); the seats of a row reach for those who sit there; the profile
of level 1; the budget. Two kinds of rows more hold for whole groups only; they bring the bound of
the relaxation near to the value (Aardal, Pochet and Wolsey, Mathematics of Operations Research 20,
1995, on capacitated facility location):

- *Together*: what opens has to offer enough seats for all who must sit, beyond the room that is
  there anyway; and so many groups, as no group offers more seats than the largest (`shortage`).
- *Strong*: units sit in a row beyond its room only if something opens there. There are many, and
  few matter: only those that the relaxation would break are handed over. With a budget, the same
  holds for the rows of `gains`.

Given the openings, the seats of families, and with scenarios those of the children who wait now,
the rest is a flow, whose corner solutions are whole numbers. So only those have to be whole
columns (`tree` finds them), and everything is verified in whole numbers afterwards.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from rundertisch.engine.placement.solve.highs import NO_LIMIT, silent_highs
from rundertisch.engine.placement.solve.network import Flags, Floats, Ints
from rundertisch.engine.siting.solve.gains import Gains
from rundertisch.engine.siting.solve.model import NOW, Model
from rundertisch.engine.siting.solve.parts import Part
from rundertisch.engine.siting.solve.shortage import Shortage
from rundertisch.engine.siting.solve.tightened import Tightening
from rundertisch.engine.siting.solve.tree import SLACK, SOLVED, Finish, Solution, Tree, run

WHOLE = 1e-4  # farther from a whole number is not whole


@dataclass(frozen=True, slots=True)
class Found:
    """A solution of a part, and what is proven of it."""

    taken: Ints  # units, of each choice of the part
    opened: Ints  # groups, of each opening of the part
    value: int  # of what was minimised
    bound: int  # no solution is below; at most ``value``

    @property
    def proven(self) -> bool:
        """Whether no solution is better."""
        return self.bound >= self.value


@dataclass(frozen=True, slots=True)
class Demands:
    """What a solution has to keep, beside seats."""

    needed: tuple[int, ...] = ()  # children that sit, at least, of each level row of the model
    exactly: bool = False  # so many and no more
    budget: int | None = None  # most cents of the openings (weighed)
    opened: Ints | None = None  # so many groups of each opening of the part, and no other
    barred: int = -1  # this opening of the part stays shut
    gains: Gains | None = None  # rows that hold for all openings


# with so many groups of each opening, for so many cents at most (None: any): whether the question
# was answered, and how many units take each choice of the part in the cheapest answer, if any
Whole = Callable[[Ints, int | None], tuple[bool, Ints | None]]


@dataclass(frozen=True, slots=True)
class _Entries:
    """Some coefficients of a matrix."""

    row: Ints
    column: Ints
    value: Floats


class Programme:
    """The programme of one part; ask it several questions."""

    def __init__(self, *, model: Model, part: Part, seed: int, waits: bool = True) -> None:
        """Take the part; ``waits``: for a first solution, even when time is up."""
        self._model, self._part, self._seed, self.waits = model, part, seed, waits
        choices = model.choices
        self._choices, self._openings = len(part.choices), len(part.openings)
        count = np.diff(choices.start)[part.choices]
        at = np.repeat(choices.start[part.choices] - _before(count), count) + np.arange(count.sum())
        self._column = np.repeat(np.arange(self._choices), count)
        self._used, self._amount = choices.row[at], choices.amount[at]
        self._size = model.blocks.size[choices.block[part.choices]]

    @property
    def cents(self) -> Ints:
        """Return the weighed cents of each column."""
        model, part = self._model, self._part
        return np.concatenate(
            [model.choices.cents[part.choices], model.openings.cents[part.openings]]
        )

    @property
    def minutes(self) -> Ints:
        """Return for each column the minutes of children who wait now."""
        choices, part = self._model.choices, self._part
        now = self._model.blocks.scenario[choices.block[part.choices]] == NOW
        spent = np.where(now, choices.minutes[part.choices], 0)
        return np.concatenate([spent, np.zeros(self._openings, np.int64)])

    @property
    def ways_cost(self) -> bool:
        """Whether minutes cost anything."""
        return bool(self._model.choices.cents.any())

    def seats_at(self, level: int) -> Ints:
        """Return for each column the children it seats of a level row (by its number)."""
        row = self._model.capacity_rows + level
        seats = np.zeros(self._choices + self._openings, np.int64)
        here = self._used == row
        seats[self._column[here]] = self._amount[here]
        return seats

    def hoped(self, demands: Demands) -> tuple[int, ...]:
        """Return how many of each level sit at most, the highest first, if families may be parted.

        One relaxation, to which a row is added for each level.
        """
        columns = np.arange(self._choices + self._openings, dtype=np.int32)
        highs = self.passed(np.zeros(len(columns), np.int64), demands)
        reached: list[int] = []
        for level in range(len(self._model.levels)):
            seats = self.seats_at(level)
            highs.changeColsCost(len(columns), columns, -seats.astype(np.float64))
            if run(highs, NO_LIMIT) not in SOLVED:
                raise ArithmeticError("Der Löser widerspricht sich.")
            reached.append(math.floor(-highs.getInfo().objective_function_value + SLACK))
            here = np.flatnonzero(seats)
            amount = seats[here].astype(np.float64)
            highs.addRow(reached[-1], np.inf, len(here), here.astype(np.int32), amount)
        return tuple(reached)

    def solved(
        self,
        *,
        cost: Ints,
        demands: Demands,
        seconds_left: Callable[[], float],
        start: Ints | None = None,
        whole: Whole | None = None,
    ) -> Found | None:
        """Minimise a cost of the columns; None: there is no solution.

        ``start``: groups of each opening that are tried first. ``whole``: makes families whole.

        When time is up, the best solution so far is returned; a first one is waited for, or
        `TimeoutError` raised.
        """
        if not len(cost) and (self.rows(demands)[1] > 0).any():
            return None  # nothing to choose from, and somebody has to
        unit = max(1, int(np.gcd.reduce(cost)) if len(cost) else 1)
        highs = self.passed(cost // unit, demands)
        least, most = (ends[self._choices :].astype(float) for ends in self._bounds(demands))
        if self._openings and not self._strengthen(highs, demands.gains, seconds_left):
            return None
        best = Tree(
            highs=highs,
            whole=self.whole,
            openings=self._openings,
            seed=self._seed,
            seconds_left=seconds_left,
            waits=self.waits,
            finish=None if whole is None else self._finish(cost, unit, whole),
        ).solved(least, most, None if start is None else start.astype(np.float64))
        if best.values is None:
            if best.bound < math.inf:
                raise TimeoutError("Keine Lösung in dieser Zeit.")
            return None
        values = best.values
        if np.abs(values - np.rint(values)).max(initial=0.0) > WHOLE:
            values = self._settled(highs, np.flatnonzero(self.whole), values)
        solution = np.rint(values).astype(np.int64)
        if np.abs(values - solution).max(initial=0.0) > WHOLE or not self._keeps(solution, demands):
            raise ArithmeticError("Der Löser hat keine ganzzahlige Lösung gefunden.")
        value = int((cost * solution).sum())
        bound = min(value, unit * int(best.bound))
        return Found(solution[: self._choices], solution[self._choices :], value, bound)

    def _finish(self, cost: Ints, unit: int, whole: Whole) -> Finish:
        def finish(groups: Floats, limit: float) -> Solution | None:
            opened = groups.astype(np.int64)
            spent = int((cost[self._choices :] * opened).sum())
            most = None if math.isinf(limit) else math.floor(limit * unit) - spent
            answered, taken = whole(opened, most)
            if not answered:
                return None
            if taken is None:
                return Solution(None, math.inf, math.inf)
            value = (int((cost[: self._choices] * taken).sum()) + spent) // unit
            return Solution(np.concatenate([taken, opened]).astype(np.float64), value, value)

        return finish

    def _settled(self, highs: Any, whole: Ints, values: Floats) -> Floats:  # noqa: ANN401  (highspy)
        """Fix the whole columns and solve the flow that is left, down to a corner."""
        fixed = np.rint(values[whole])
        columns = whole.astype(np.int32)
        highs.changeColsBounds(len(columns), columns, fixed, fixed)
        highs.changeColsIntegrality(len(columns), columns, np.zeros(len(columns), np.uint8))
        if run(highs, NO_LIMIT) not in SOLVED:
            raise ArithmeticError("Der Löser widerspricht sich.")
        return np.array(highs.getSolution().col_value)

    @cached_property
    def whole(self) -> Flags:
        """Return which columns have to be whole: openings, families, seats shared by scenarios."""
        blocks, part = self._model.blocks, self._part
        block = self._model.choices.block[part.choices]
        is_family = blocks.children > 1
        shared = (blocks.scenario[block] == NOW) & (self._model.copies > 1)
        return np.concatenate([is_family[block] | shared, np.ones(self._openings, np.bool_)])

    def passed(self, cost: Ints, demands: Demands) -> Any:  # noqa: ANN401  (highspy has no types)
        """Return the solver with the relaxation in it, strong rows left out."""
        import highspy

        entries, lower, upper = self.rows(demands)
        order = np.lexsort((entries.row, entries.column))
        columns = self._choices + self._openings
        start = np.zeros(columns + 1, np.int64)
        np.cumsum(np.bincount(entries.column, minlength=columns), out=start[1:])
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = columns, len(lower)
        lp.col_cost_ = cost.astype(np.float64)
        least, most = self._bounds(demands)
        lp.col_lower_, lp.col_upper_ = least.astype(np.float64), most.astype(np.float64)
        lp.row_lower_, lp.row_upper_ = lower, upper
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        lp.a_matrix_.start_ = start.astype(np.int32)
        lp.a_matrix_.index_ = entries.row[order].astype(np.int32)
        lp.a_matrix_.value_ = entries.value[order]
        highs = silent_highs(seed=self._seed)
        highs.passModel(lp)
        return highs

    def _strengthen(
        self,
        highs: Any,  # noqa: ANN401  (highspy)
        gains: Gains | None,
        seconds_left: Callable[[], float],
    ) -> bool:
        """Add the rows that the relaxation breaks, until it breaks none; False: no way."""
        tightening = None
        if gains is not None:
            tightening = Tightening(gains=gains, model=self._model, part=self._part)
        while run(highs, NO_LIMIT) in SOLVED:
            solution = np.array(highs.getSolution().col_value)
            broken = self._add_strong(highs, solution)
            for row in tightening.broken(solution) if tightening is not None else ():
                column = row.column.astype(np.int32)
                highs.addRow(-np.inf, row.upper, len(column), column, row.amount)
                broken = True
            if not broken or seconds_left() <= 0:
                return True
        return False

    def _add_strong(self, highs: Any, solution: Floats) -> bool:  # noqa: ANN401  (highspy)
        """Add the strong rows that a solution breaks; return whether there are any."""
        entries, _, upper = self._strong
        there = np.bincount(
            entries.row, entries.value * solution[entries.column], minlength=len(upper)
        )
        broken = np.flatnonzero(there > upper + WHOLE)
        if not len(broken):
            return False
        by_row = np.argsort(entries.row, kind="stable")
        first = np.searchsorted(entries.row[by_row], np.arange(len(upper) + 1))
        count = np.diff(first)[broken]
        start = _before(count)
        at = by_row[np.repeat(first[broken] - start, count) + np.arange(count.sum())]
        highs.addRows(
            len(broken),
            np.full(len(broken), -np.inf),
            upper[broken],
            len(at),
            start.astype(np.int32),
            entries.column[at].astype(np.int32),
            entries.value[at],
        )
        return True

    def _bounds(self, demands: Demands) -> tuple[Ints, Ints]:
        most = self._model.openings.most[self._part.openings].copy()
        least = np.zeros_like(most)
        if demands.opened is not None:
            least = most = demands.opened
        elif demands.barred >= 0:
            most[demands.barred] = 0
        return (
            np.concatenate([np.zeros(self._choices, np.int64), least]),
            np.concatenate([self._size, most]),
        )

    def rows(self, demands: Demands) -> tuple[_Entries, Floats, Floats]:
        """Return all rows but the strong ones: their coefficients and their ends."""
        return _joined(
            [
                self._choosing(),
                self._seats(),
                self._profile(demands),
                self._spent(demands),
                self._together(demands),
            ]
        )

    def _choosing(self) -> tuple[_Entries, Floats, Floats]:
        blocks, part = self._model.blocks, self._part
        size = blocks.size[part.blocks].astype(np.float64)
        row = np.searchsorted(part.blocks, self._model.choices.block[part.choices])
        least = np.where(blocks.may_leave[part.blocks], 0.0, size)
        return _Entries(row, np.arange(self._choices), np.ones(self._choices)), least, size

    @cached_property
    def _capacity(self) -> tuple[Ints, Ints, Ints, Ints]:
        """Return the rows of seats and caps that occur, their room, and where openings count."""
        model, part = self._model, self._part
        height = len(model.places.room)
        copies = height * np.repeat(np.arange(model.copies), self._openings)
        opening_row = np.tile(model.openings.row[part.openings], model.copies) + copies
        is_seat = self._used < model.capacity_rows
        rows = np.unique(np.concatenate([self._used[is_seat], opening_row]))
        return rows, model.places.room[rows % height], np.searchsorted(rows, opening_row), is_seat

    def _seats(self) -> tuple[_Entries, Floats, Floats]:
        rows, room, opening_row, is_seat = self._capacity
        opening = np.tile(np.arange(self._openings), self._model.copies)
        seats = self._model.openings.seats[self._part.openings][opening]
        entries = _Entries(
            np.concatenate([np.searchsorted(rows, self._used[is_seat]), opening_row]),
            np.concatenate([self._column[is_seat], self._choices + opening]),
            np.concatenate([self._amount[is_seat], -seats]).astype(np.float64),
        )
        return entries, np.full(len(rows), -np.inf), room.astype(np.float64)

    def _profile(self, demands: Demands) -> tuple[_Entries, Floats, Floats]:
        level = self._used - self._model.capacity_rows
        here = (level >= 0) & (level < len(demands.needed))
        needed = np.array(demands.needed, np.float64)
        most = needed if demands.exactly else np.full(len(needed), np.inf)
        amount = self._amount[here].astype(np.float64)
        return _Entries(level[here], self._column[here], amount), needed, most

    def _spent(self, demands: Demands) -> tuple[_Entries, Floats, Floats]:
        if demands.budget is None:
            return _nothing()
        column = self._choices + np.arange(self._openings)
        cents = self._model.openings.cents[self._part.openings]
        unit = max(1, int(np.gcd.reduce(cents)) if len(cents) else 1)
        most = np.array([float(demands.budget // unit)])
        entries = _Entries(np.zeros(len(column), np.int64), column, (cents / unit).astype(float))
        return entries, np.array([-np.inf]), most

    def _together(self, demands: Demands) -> tuple[_Entries, Floats, Floats]:
        """Return two rows for each shortage: seats that are missing, and groups that takes."""
        seats = self._model.openings.seats[self._part.openings]
        row, column, amount = [], [], []
        ends: list[int] = []
        for missing, here in self._shortage.missing(demands.needed):
            if missing > 0 and len(here):
                row.append(len(ends) + np.repeat((0, 1), len(here)))
                column.append(np.tile(self._choices + here, 2))
                amount.append(np.concatenate([seats[here], np.ones(len(here))]))
                ends += [missing, math.ceil(missing / max(1, int(seats[here].max())))]
        if not ends:
            return _nothing()
        entries = _Entries(np.concatenate(row), np.concatenate(column), np.concatenate(amount))
        return entries, np.array(ends, np.float64), np.full(len(ends), np.inf)

    @cached_property
    def _shortage(self) -> Shortage:
        return Shortage(model=self._model, part=self._part)

    @cached_property
    def _strong(self) -> tuple[_Entries, Floats, Floats]:
        rows, room, opening_row, is_seat = self._capacity
        seat = np.flatnonzero(
            is_seat & (self._used % len(self._model.places.room) < self._model.places.seat_rows)
        )
        row = np.searchsorted(rows, self._used[seat])
        asked = self._size[self._column[seat]] * self._amount[seat]
        beyond = asked - np.minimum(asked, room[row])
        seat, row, asked, beyond = (each[beyond > 0] for each in (seat, row, asked, beyond))
        opening = np.tile(np.arange(self._openings), self._model.copies)
        by_row = np.argsort(opening_row, kind="stable")
        first = np.searchsorted(opening_row[by_row], row)
        count = np.searchsorted(opening_row[by_row], row, side="right") - first
        of = np.repeat(np.arange(len(row)), count)
        at = by_row[np.repeat(first - _before(count), count) + np.arange(count.sum())]
        seats = self._model.openings.seats[self._part.openings][opening[at]]
        entries = _Entries(
            np.concatenate([np.arange(len(row)), of]),
            np.concatenate([self._column[seat], self._choices + opening[at]]),
            np.concatenate([self._amount[seat], -np.minimum(beyond[of], seats)]).astype(np.float64),
        )
        return entries, np.full(len(row), -np.inf), (asked - beyond).astype(np.float64)

    def _keeps(self, solution: Ints, demands: Demands) -> bool:
        """Verify a solution in whole numbers."""
        entries, lower, upper = self.rows(demands)
        done = np.zeros(len(lower), np.int64)
        whole = np.rint(entries.value).astype(np.int64)
        np.add.at(done, entries.row, whole * solution[entries.column])
        least, most = self._bounds(demands)
        inside = (least <= solution).all() and (solution <= most).all()
        return bool(inside and (done >= lower).all() and (done <= upper).all())


def _joined(kinds: list[tuple[_Entries, Floats, Floats]]) -> tuple[_Entries, Floats, Floats]:
    """Return several kinds of rows, one after the other."""
    first = _before(np.array([len(lower) for _, lower, _ in kinds]))
    row = [each.row + at for (each, _, _), at in zip(kinds, first, strict=True)]
    return (
        _Entries(
            np.concatenate(row),
            np.concatenate([each.column for each, _, _ in kinds]),
            np.concatenate([each.value for each, _, _ in kinds]),
        ),
        np.concatenate([lower for _, lower, _ in kinds]),
        np.concatenate([upper for _, _, upper in kinds]),
    )


def _before(counts: Ints) -> Ints:
    """Return how much comes before each."""
    before: Ints = np.cumsum(counts) - counts
    return before


def _nothing() -> tuple[_Entries, Floats, Floats]:
    none = np.zeros(0, np.int64)
    return _Entries(none, none, np.zeros(0)), np.zeros(0), np.zeros(0)
