# SPDX-License-Identifier: EUPL-1.2
"""Who can sit within a budget: a small programme over the openings alone, and the flow as judge.

The programme knows the openings, the budget, and the rows of `gains`: no set of openings seats
more than they say. What it proposes, the flow kernel evaluates: if that seats as many as the rows
allow, nothing is better; otherwise the rows that are exact there are added, and it is asked again
(Benders, Numerische Mathematik 4, 1962). One level after the other, from the highest down.

When time is up, what is left of the budget goes group by group to where it brings most.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from rundertisch.engine.placement.solve.highs import silent_highs
from rundertisch.engine.placement.solve.network import Ints
from rundertisch.engine.siting.solve.gains import Gains
from rundertisch.engine.siting.solve.tree import SLACK, run

EXACT = 1e-9  # cents are many, so a thousandth of a group would count


@dataclass(frozen=True, slots=True)
class Affordable:
    """Openings within the budget, who sits with them by level, and whether no others are better."""

    opened: Ints
    profile: tuple[int, ...]
    proven: bool


class Budget:
    """A budget for openings; ``most`` groups of each, ``cents`` for each group."""

    def __init__(self, *, gains: Gains, most: Ints, cents: Ints, budget: int, seed: int) -> None:
        """Take what is asked; to open nothing is always within the budget."""
        self._gains, self._most, self._seed = gains, most, seed
        unit = max(1, int(np.gcd.reduce(cents)) if len(cents) else 1)
        self._group = np.repeat(np.arange(len(most)), most)  # the opening of each group
        first = np.cumsum(most) - most
        self._number = np.arange(len(self._group)) - first[self._group]  # among those
        self._cents, self._budget = cents[self._group] // unit, budget // unit
        nothing = np.zeros_like(most)
        self._least, self._largest = gains.reached(nothing), gains.reached(most)
        self._best = self._seats(nothing), nothing
        gains.learn(nothing)

    def solved(self, seconds_left: Callable[[], float]) -> Affordable:
        """Return the best that time suffices for."""
        reached: tuple[int, ...] = ()
        proven = True
        while proven and len(reached) < self._least.shape[1]:
            most = self._most_of(reached, seconds_left)
            proven = most is not None
            reached = (*reached, most or 0)
        if not proven:
            self._spend_the_rest()
        seats, opened = self._best
        profile = np.diff(seats, prepend=0).tolist()
        return Affordable(opened, tuple(profile), proven)

    def _seats(self, opened: Ints) -> tuple[int, ...]:
        """Return how many sit with these openings, of each level and above."""
        return tuple(self._gains.reached(opened).sum(axis=0).tolist())

    def _spend_the_rest(self) -> None:
        """Open what brings most, one group after the other, beside the best that is known."""
        seats, opened = self._best
        price = np.zeros_like(self._most)
        price[self._group] = self._cents
        left = self._budget - int((price * opened).sum())
        promised: dict[int, tuple[float, ...]] = dict.fromkeys(
            np.flatnonzero(self._most).tolist(), (math.inf,)
        )
        asked: dict[int, tuple[int, ...]] = {}  # who sits with one group more, now
        while promised:
            at = max(promised, key=lambda each: (promised[each], -each))
            if price[at] > left or opened[at] >= self._most[at]:
                del promised[at]
            elif at not in asked:  # what it brings has become less, at most
                other = opened.copy()
                other[at] += 1
                asked[at] = self._seats(other)
                promised[at] = tuple(more - now for more, now in zip(asked[at], seats, strict=True))
            elif asked[at] <= seats:
                return
            else:
                opened, seats = opened.copy(), asked[at]
                opened[at] += 1
                left -= int(price[at])
                asked.clear()
                self._best = seats, opened

    def _most_of(self, reached: tuple[int, ...], seconds_left: Callable[[], float]) -> int | None:
        """Return how many of the next level and above sit at most; None: time is up."""
        level = len(reached)
        most = int(self._largest[:, level].sum())
        while not (self._best[0][:level] == reached and self._best[0][level] >= most):
            if seconds_left() <= 0:
                return None
            highs = self._programme(reached)
            if run(highs, seconds_left()) != "kOptimal":
                return None
            info, values = highs.getInfo(), np.array(highs.getSolution().col_value)
            most = min(most, math.floor(SLACK - info.mip_dual_bound))
            opens = np.rint(values[: len(self._group)]).astype(np.int64)
            if int((self._cents * opens).sum()) > self._budget:
                raise ArithmeticError("Der Löser hält das Budget nicht ein.")
            opened = np.bincount(self._group, opens, len(self._most)).astype(np.int64)
            seats = self._seats(opened)
            self._best = max(self._best, (seats, opened), key=lambda each: each[0])
            short = seats[:level] != reached or seats[level] < most
            if short and not self._gains.learn(opened):
                raise ArithmeticError("Der Löser widerspricht sich.")
        return most

    def _programme(self, reached: tuple[int, ...]) -> Any:  # noqa: ANN401  (highspy has no types)
        """Return the programme of one level: groups, then who sits, of each part and level."""
        level, groups, parts = len(reached), len(self._group), len(self._least)
        highs = silent_highs(seed=self._seed)
        for option in ("primal_feasibility_tolerance", "mip_feasibility_tolerance"):
            highs.setOptionValue(option, EXACT)
        fewest, most = (each[:, : level + 1].ravel() for each in (self._least, self._largest))
        lower, upper = np.append(np.zeros(groups), fewest), np.append(np.ones(groups), most)
        highs.addVars(len(upper), lower, upper.astype(np.float64))
        whole = np.arange(groups, dtype=np.int32)
        highs.changeColsIntegrality(groups, whole, np.ones(groups, np.uint8))
        columns = (groups + np.arange(len(most), dtype=np.int32)).reshape(parts, level + 1)
        highs.changeColsCost(parts, columns[:, level].copy(), -np.ones(parts))
        highs.addRow(-np.inf, float(self._budget), groups, whole, self._cents.astype(np.float64))
        highs.addRow(-np.inf, float(self.groups), groups, whole, np.ones(groups))
        for at in np.flatnonzero(self._number).tolist():  # the first group opens first
            highs.addRow(0.0, np.inf, 2, np.array([at - 1, at], np.int32), np.array([1.0, -1.0]))
        for at, seats in enumerate(reached):
            highs.addRow(float(seats), np.inf, parts, columns[:, at].copy(), np.ones(parts))
        for gain in self._gains.rows:
            if gain.level <= level:
                new = self._number >= gain.opened[self._group]
                some = np.flatnonzero(new & (gain.more[self._group] > 0))
                where = np.append(some, columns[gain.part, gain.level]).astype(np.int32)
                amount = np.append(-gain.more[self._group[some]], 1).astype(np.float64)
                highs.addRow(-np.inf, float(gain.base), len(where), where, amount)
        return highs

    @property
    def groups(self) -> int:
        """Return how many groups the budget suffices for at most."""
        spent = np.cumsum(np.sort(self._cents))
        return int(np.searchsorted(spent, self._budget, side="right"))
