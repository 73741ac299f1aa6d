# SPDX-License-Identifier: EUPL-1.2
"""Which columns are worth their price: single children, and blocks of siblings at one school."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from rundertisch.engine.placement.flow import BEYOND, CLOSED, NOWHERE
from rundertisch.engine.placement.master import Column, Duals
from rundertisch.engine.placement.network import Ints
from rundertisch.engine.placement.parts import Part, Prices
from rundertisch.engine.placement.seating import seated

NEAR = 10.0  # minutes of reduced cost up to which single ways are taken in from the start


class Pricing:
    """Reduced costs of all ways of a part and of all blocks that its teams can form."""

    def __init__(self, part: Part, prices: Prices, *, least_pairs: int | None) -> None:
        self._part, self._prices = part, prices
        self._cost = prices.of(part.minutes, part.gained).astype(np.float64)
        self._reduced: NDArray[np.float64] = self._cost
        self._pair = float(prices.pair)
        self._tracks_pairs = least_pairs is not None
        # for each team and school: the ways of each of its children there
        self._tables: list[list[list[int]]] = []
        for team in part.teams:
            by_school: defaultdict[int, list[list[int]]] = defaultdict(list)
            for child in team:
                first, last = np.searchsorted(part.child, (child, child + 1))
                mine: defaultdict[int, list[int]] = defaultdict(list)
                for way in range(first, last):
                    mine[int(part.school[way])].append(way)
                for school, ways in mine.items():
                    by_school[school].append(ways)
            self._tables.extend(each for each in by_school.values() if len(each) > 1)

    def take_duals(self, duals: Duals) -> None:
        """Price everything anew."""
        self._reduced = self._cost - duals.of_way
        self._pair = float(self._prices.pair)
        if self._tracks_pairs:
            self._reduced = self._reduced - duals.pairs * self._part.gained
            self._pair += duals.pairs

    def first_columns(self, taken: Ints) -> list[Column]:
        """Return columns to begin with: the plan at hand, and what the flow finds near."""
        part = self._part
        _, price = seated(network=part.network, ways=part.ways(self._prices))
        price = np.where(price >= CLOSED, price - BEYOND, price)
        full = self._cost + price[part.network.group[part.way]]
        edges = np.flatnonzero(np.diff(part.child, prepend=-1))
        least = np.minimum.reduceat(full, edges)
        self._reduced = full - np.repeat(least, np.diff(np.append(edges, len(full))))
        near = np.flatnonzero(self._reduced <= NEAR * self._prices.minutes)
        mine = np.flatnonzero(np.isin(part.way, taken[part.who]))
        singles = [self._single(int(way)) for way in np.union1d(near, mine)]
        return [*singles, *self._blocks_of(taken), *self._best_blocks(0.0)]

    def columns_below_zero(self, tiny: float) -> Iterator[Column]:
        """Yield columns that can improve the linear program: the best of each child and block."""
        below = np.flatnonzero(self._reduced < -tiny)
        for way in below:
            yield self._single(int(way))
        yield from self._best_blocks(-tiny)

    def columns_up_to(self, gap: float) -> Iterator[Column]:
        """Yield every column whose reduced cost is at most the gap."""
        for way in np.flatnonzero(self._reduced <= gap):
            yield self._single(int(way))
        for table in self._tables:
            for count in range(2, len(table) + 1):
                budget = gap + self._pair * count * (count - 1) / 2
                for members in combinations(table, count):
                    yield from self._filled(members, budget, ())

    def _filled(
        self, members: tuple[list[int], ...], budget: float, chosen: tuple[int, ...]
    ) -> Iterator[Column]:
        """Yield all choices of groups for these siblings within the budget."""
        if not members:
            yield self._block(chosen)
            return
        others = sum(self._least(ways) for ways in members[1:])
        for way in members[0]:
            if self._reduced[way] + others <= budget:
                left = budget - float(self._reduced[way])
                yield from self._filled(members[1:], left, (*chosen, way))

    def _least(self, ways: list[int]) -> float:
        return min(float(self._reduced[way]) for way in ways)

    def _best_blocks(self, below: float) -> Iterator[Column]:
        """Yield for each team and school the best block, if it is worth less than that."""
        for table in self._tables:
            best = sorted(min((float(self._reduced[way]), way) for way in ways) for ways in table)
            sums = np.cumsum([cost for cost, _ in best])
            worth = [
                sums[count - 1] - self._pair * count * (count - 1) / 2
                for count in range(2, len(best) + 1)
            ]
            at = int(np.argmin(worth))
            if worth[at] < below:
                yield self._block(tuple(sorted(way for _, way in best[: at + 2])))

    def _blocks_of(self, taken: Ints) -> Iterator[Column]:
        """Yield the blocks of a plan."""
        for team in self._part.teams:
            by_school: defaultdict[int, list[int]] = defaultdict(list)
            for child in team:
                if taken[child] != NOWHERE:
                    way = int(np.searchsorted(self._part.way, taken[child]))
                    by_school[int(self._part.school[way])].append(way)
            yield from (self._block(tuple(ways)) for ways in by_school.values() if len(ways) > 1)

    def _single(self, way: int) -> Column:
        return Column((way,), int(self._part.minutes[way]), int(self._part.gained[way]))

    def _block(self, ways: tuple[int, ...]) -> Column:
        together = len(ways) * (len(ways) - 1) // 2
        where = list(ways)
        return Column(
            ways,
            int(self._part.minutes[where].sum()),
            int(self._part.gained[where].sum()) + together,
        )
