# SPDX-License-Identifier: EUPL-1.2
"""Every family whole: each unit takes one of its choices, at the least cost that rows allow.

The simplex method of placement's last level is as small as the rows, and its cuts make nearly every
answer whole (`placement.solve.dual`, `cutting`). Here its units are blocks of siting. All costs are
whole, and every bound is computed in whole numbers from the prices, so it holds whatever rounding
did to them.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from rundertisch.engine.placement.solve.bounds import SCALE
from rundertisch.engine.placement.solve.choices import LARGEST_TEAM
from rundertisch.engine.placement.solve.cutting import whole_plan, with_cuts
from rundertisch.engine.placement.solve.dual import (
    SURE,
    Rows,
    basis_over,
    extended,
    proven,
    settled,
    times,
)
from rundertisch.engine.placement.solve.flow import NOWHERE
from rundertisch.engine.placement.solve.highs import silent_highs
from rundertisch.engine.placement.solve.network import Flags, Ints
from rundertisch.engine.placement.solve.simplex import SLACK, Basis
from rundertisch.engine.placement.solve.written import Written
from rundertisch.engine.siting.solve.steps import descended
from rundertisch.engine.siting.solve.tree import NO_SOLUTION, SOLVED, run

FIRST_GAP, MORE = 4, 3  # above the relaxation, in units of cost; the next is so many times larger
MOST_BRANCHES = 120  # then fewer choices are looked at, or HiGHS is asked
FEWER = 0.9  # of the choices: more are hardly fewer
MOST_PIVOTS = 20_000  # of a relaxation
FAR = 1000.0  # times the most that is asked for: prices that prove "none" prove it for others too
MOST_ROUNDS = 6  # of cuts, before it branches
MOST_STEPS = 60  # of a dive
DIVES = 40  # at every so many branches, and at the first
HALF = 0.5
ROUNDING = 0.25  # of a unit of cost: what prices lose at most when they become whole


class StuckError(ArithmeticError):
    """Rounding has won, or there are too many branches: somebody else has to be asked."""


class Relaxed(NamedTuple):
    """An answer of the relaxation, from which others can be found in a few steps.

    ``low``: no plan is below, in parts of a unit of cost (`SCALE` make one). It is ``units`` less
    the prices of what rows offer, and so it also bounds plans in which they offer other numbers.
    """

    basis: Basis  # with choices by their number
    low: int
    prices: Ints
    units: int
    kept: bool  # whether there is an answer of the cost that was asked for

    def bound(self, right: Ints) -> int:
        """Return what no plan is below if rows offer this."""
        return self.units - int(self.prices @ right)


def begun(choices: Written, rows: Rows) -> Basis:
    """Return a basis in which every unit takes its cheapest choice, whatever the rows offer."""
    count, units = len(rows.right), len(choices.first) - 1
    ways = np.full((count, LARGEST_TEAM), NOWHERE, np.int64)
    ways[:, 0] = np.arange(count)
    cheap = np.lexsort((choices.cost, choices.unit))[choices.first[:-1]]
    keys = np.full((units, LARGEST_TEAM), NOWHERE, np.int64)
    keys[:, 0] = cheap
    return Basis(
        inverse=np.eye(count),
        price=np.zeros(count),
        value=np.zeros(count),
        unit=np.full(count, SLACK, np.int64),
        ways=ways,
        key_ways=keys,
        key_value=np.ones(units),
        right=rows.right.astype(np.float64),
        step=np.zeros(count),
        column=np.zeros(count),
        sums=np.zeros(units),
        chosen=np.full(LARGEST_TEAM, NOWHERE, np.int64),
        now=np.zeros(2, np.int64),
    )


def relaxed(choices: Written, rows: Rows, near: Basis, most: int) -> Relaxed:
    """Solve the relaxation from a basis; `kept`: there is a solution of at most this cost."""
    basis = basis_over(near, choices, rows)
    if basis is None:
        raise StuckError
    basis = Basis._make(each.copy() for each in basis)
    ended = descended(choices, rows, basis, FAR * float(most), MOST_PIVOTS)
    low = int(proven(choices, rows, basis, choices.allowed))
    prices = _whole_prices(rows, basis)
    kept = low <= most * SCALE
    if kept and not (ended and _keeps_rows(rows, basis)):
        raise StuckError
    return Relaxed(basis, low, prices, low + int(prices @ rows.right), kept)


def _whole_prices(rows: Rows, basis: Basis) -> Ints:
    price = np.rint(basis.price * SCALE).astype(np.int64)
    prices: Ints = np.where(rows.exact, price, np.maximum(price, 0))
    return prices


def _keeps_rows(rows: Rows, basis: Basis) -> bool:
    slack = basis.unit == SLACK
    exact = np.abs(basis.value[slack & rows.exact[np.where(slack, basis.ways[:, 0], 0)]])
    below = min(basis.value.min(initial=0.0), basis.key_value.min(initial=0.0))
    return bool(below >= -2 * SURE and exact.max(initial=0.0) <= 2 * SURE)


def _beyond(choices: Written, rows: Rows, found: Relaxed) -> Ints:
    """Return how many parts more each choice costs, at the prices, than the cheapest of its unit.

    A plan with it costs at least so much more than the relaxation.
    """
    spent = np.zeros(len(choices.unit), np.int64)
    times(choices, rows, found.prices, spent)
    spent += choices.cost * SCALE
    least_spent = np.minimum.reduceat(spent, choices.first[:-1])
    beyond: Ints = spent - least_spent[choices.unit]
    return beyond


def _narrowed(choices: Written, found: Relaxed, allowed: Flags) -> Written:
    """Return the choices that are allowed, and those of the basis."""
    there = allowed.copy()
    there[found.basis.key_ways[:, 0]] = True
    there[found.basis.ways[found.basis.unit != SLACK, 0]] = True
    kept = np.flatnonzero(there)
    count = np.diff(choices.start)[kept]
    start = np.zeros(len(kept) + 1, np.int64)
    np.cumsum(count, out=start[1:])
    at = np.repeat(choices.start[kept] - start[:-1], count) + np.arange(start[-1])
    first = np.searchsorted(choices.unit[kept], np.arange(len(choices.first)))
    return Written(
        first.astype(np.int64),
        choices.unit[kept],
        choices.ways[kept],
        allowed[kept],
        choices.cost[kept],
        start,
        choices.rows[at],
        choices.much[at],
    )


def least(
    choices: Written,
    rows: Rows,
    found: Relaxed,
    most: int,
    seconds_left: Callable[[], float],
) -> Ints | None:
    """Return the choices (one of each unit) that cost least, proven; None: none cost ``most``.

    First only choices are looked at that cost hardly more than the relaxation; a plan with any
    other is at least so much dearer. `StuckError`: it came to no end.
    """
    gap, beyond = FIRST_GAP * SCALE, _beyond(choices, rows, found)
    while True:
        outside = -(-(found.low + gap + 1) // SCALE)  # what a plan with any other choice costs
        if gap >= beyond.max(initial=0):
            outside = most + 1  # there is no other
        best = _least_within((choices, rows, found, beyond), min(outside, most), seconds_left)
        if best is not None or outside > most:
            return best
        gap *= MORE


def _least_within(
    asked: tuple[Written, Rows, Relaxed, Ints], most: int, seconds_left: Callable[[], float]
) -> Ints | None:
    """Return the same; what is found and not proven leaves fewer choices for what may be better."""
    choices, rows, found, beyond = asked
    best: Ints | None = None
    looked_at = len(choices.unit) + 1
    while True:
        few = _narrowed(choices, found, beyond <= most * SCALE - found.low)
        uncut = rows._replace(cuts=np.zeros((0, len(few.unit)), np.int64))
        basis = basis_over(found.basis, few, uncut)
        if basis is None:
            raise StuckError
        search = _Search(few, uncut, most, seconds_left)
        try:
            search.run(basis)
            chosen, ended = search.best, True
        except StuckError:
            chosen, ended = search.best, False
            if chosen is None or len(few.unit) >= FEWER * looked_at:
                left = most if chosen is None else search.value - 1
                better = _by_branch_and_bound(few, uncut, left, seconds_left())
                chosen, ended = chosen if better is None else better, True
        looked_at = len(few.unit)
        if chosen is not None:
            best, most = few.ways[chosen, 0], int(few.cost[chosen].sum()) - 1
        if ended or most * SCALE < found.low:
            return best


def _by_branch_and_bound(choices: Written, rows: Rows, most: int, seconds: float) -> Ints | None:
    """Return the same from HiGHS, for what has too many branches; None: none cost ``most``."""
    import highspy

    units, size = len(choices.first) - 1, len(choices.unit)
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = size, len(rows.right) + units
    lp.col_cost_ = choices.cost.astype(np.float64)
    lp.col_lower_, lp.col_upper_ = np.zeros(size), choices.allowed.astype(np.float64)
    lp.row_lower_ = np.concatenate([np.where(rows.exact, rows.right, -np.inf), np.ones(units)])
    lp.row_upper_ = np.concatenate([rows.right, np.ones(units)]).astype(np.float64)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = (choices.start + np.arange(size + 1)).astype(np.int32)
    lp.a_matrix_.index_ = np.insert(
        choices.rows, choices.start[:-1], len(rows.right) + choices.unit
    ).astype(np.int32)
    lp.a_matrix_.value_ = np.insert(choices.much, choices.start[:-1], 1).astype(np.float64)
    highs = silent_highs(seed=0)
    highs.passModel(lp)
    columns = np.arange(size, dtype=np.int32)
    highs.changeColsIntegrality(size, columns, np.ones(size, np.uint8))
    status = run(highs, seconds)
    if status in NO_SOLUTION:
        return None
    if status not in SOLVED:
        raise StuckError
    best = np.flatnonzero(np.array(highs.getSolution().col_value) > HALF)
    return best if int(choices.cost[best].sum()) <= most else None


@dataclass(slots=True)
class _Search:
    """A tree over the choices of units, each node from the basis of the one above."""

    choices: Written
    rows: Rows
    value: int  # what is found has to cost less, or as much at first
    seconds_left: Callable[[], float]
    best: Ints | None = field(init=False, default=None)
    _floor: int = field(init=False, default=-1)
    _of_family: Flags = field(init=False)  # of each choice

    def __post_init__(self) -> None:
        """See whose choices are those of a family: it uses several seats of some row."""
        count = np.diff(self.choices.start)
        several = np.repeat(self.choices.unit, count)[self.choices.much > 1]
        self._of_family = np.isin(self.choices.unit, several)

    def run(self, basis: Basis) -> None:
        """Find the best, if there is one."""
        self.value += 1
        nodes = [(basis, self.choices.allowed)]
        for number in range(MOST_BRANCHES):
            if not nodes or (self.best is not None and self.value <= self._floor):
                return
            if self.seconds_left() <= 0:
                raise StuckError
            node = nodes.pop()
            ended = self._solved(*node)
            if not number:
                node, ended = self._with_cuts(node[0], ended=ended)
            if ended:
                continue
            if number % DIVES == 0:
                self._dive(*node)
            nodes += self._divided(*node)
        raise StuckError

    def _with_cuts(self, basis: Basis, *, ended: bool) -> tuple[tuple[Basis, Flags], bool]:
        open_ = self.choices.allowed
        for _ in range(MOST_ROUNDS):
            if ended:
                break
            more = with_cuts(choices=self.choices, rows=self.rows, basis=basis)
            if more is None:
                break
            self.rows = more
            basis = extended(rows=more, basis=basis)
            ended = self._solved(basis, open_)
        low = proven(self.choices, self.rows, basis, open_)
        self._floor = -(-int(low) // SCALE)
        return (basis, open_), ended

    def _solved(self, basis: Basis, open_: Flags) -> bool:
        """Solve the relaxation of a node; return whether nothing better is left in it."""
        stop = self.value - 1 + ROUNDING
        ended = settled(self.choices, self.rows, basis, open_, stop)
        low = -(-int(proven(self.choices, self.rows, basis, open_)) // SCALE)
        if low >= self.value:
            return True
        if not ended:
            raise StuckError
        chosen = whole_plan(self.choices, self.rows, basis)
        if not len(chosen):
            return False
        value = int(self.choices.cost[chosen].sum())
        if value < self.value:
            self.best, self.value = chosen, value
        return True

    def _dive(self, basis: Basis, open_: Flags) -> None:
        """Look for a plan: who is whole stays, the others are sent where most of them is."""
        basis, open_ = Basis._make(each.copy() for each in basis), open_.copy()
        for _ in range(MOST_STEPS):
            choice = self._leading(basis)
            if choice == NOWHERE:
                return
            whole = basis.key_ways[basis.key_value > 1.0 - SURE, 0]
            used = basis.ways[(basis.unit != SLACK) & (basis.value > 1.0 - SURE), 0]
            stays = np.concatenate([whole, used])
            stays = np.append(stays[self._of_family[stays]], choice)
            kept = open_[stays]
            decided = np.zeros(len(basis.key_value), np.bool_)
            decided[self.choices.unit[stays]] = True
            open_ &= ~decided[self.choices.unit]
            open_[stays] = kept
            if self._solved(basis, open_):
                return

    def _leading(self, basis: Basis) -> int:
        """Return the choice of a divided unit that is used most, or NOWHERE."""
        divided = (basis.unit != SLACK) & (basis.value > SURE) & (basis.value < 1.0 - SURE)
        at = np.flatnonzero(divided)
        if not len(at):
            return NOWHERE
        best = at[np.argmax(basis.value[at])]
        unit = basis.unit[best]
        if basis.value[best] < basis.key_value[unit] < 1.0 - SURE:
            return int(basis.key_ways[unit, 0])
        return int(basis.ways[best, 0])

    def _divided(self, basis: Basis, open_: Flags) -> list[tuple[Basis, Flags]]:
        """Return the node without a choice, and the node where its unit has no other."""
        choice = self._leading(basis)
        if choice == NOWHERE:
            raise StuckError
        unit = self.choices.unit[choice]
        without, alone = open_.copy(), open_.copy()
        without[choice] = False
        alone[self.choices.first[unit] : self.choices.first[unit + 1]] = False
        alone[choice] = True
        return [(Basis._make(each.copy() for each in basis), without), (basis, alone)]
