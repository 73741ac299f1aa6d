# SPDX-License-Identifier: EUPL-1.2
"""Which columns are worth their price: single children, and blocks of siblings at one school."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rundertisch.engine.compiled import compiled
from rundertisch.engine.placement.solve.flow import BEYOND, CLOSED, NOWHERE
from rundertisch.engine.placement.solve.master import Block, Columns, Duals
from rundertisch.engine.placement.solve.network import Ints
from rundertisch.engine.placement.solve.parts import Part, Prices
from rundertisch.engine.placement.solve.seating import seated

NEAR = 2.0  # minutes of reduced cost up to which single ways are taken in from the start

Floats = NDArray[np.float64]


class Tables(NamedTuple):
    """A table: a team at one school, where two or more of them could go.

    The seats of table t are first_seat[t] to first_seat[t + 1], one for each sibling; the ways of
    seat s are way[first_way[s]] to way[first_way[s + 1]].
    """

    first_seat: Ints
    first_way: Ints
    way: Ints


class Pricing:
    """Reduced costs of all ways of a part and of all blocks that its teams can form."""

    def __init__(self, part: Part, prices: Prices, *, least_pairs: int | None) -> None:
        self._part, self._prices = part, prices
        self._cost = prices.of(part.minutes, part.gained).astype(np.float64)
        self._reduced: Floats = self._cost
        self._pair = float(prices.pair)
        self._tracks_pairs = least_pairs is not None
        self._tables = tables_of(part)

    def take_duals(self, duals: Duals) -> None:
        """Price everything anew."""
        self._reduced = self._cost - duals.of_way
        self._pair = float(self._prices.pair)
        if self._tracks_pairs:
            self._reduced = self._reduced - duals.pairs * self._part.gained
            self._pair += duals.pairs

    def first_columns(self, taken: Ints) -> Columns:
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
        return Columns(np.union1d(near, mine), [*self._blocks_of(taken), *self._best_blocks(0.0)])

    def columns_below_zero(self, tiny: float) -> Columns:
        """Return columns that can improve the linear program: ways, and the best of each table."""
        return Columns(np.flatnonzero(self._reduced < -tiny), list(self._best_blocks(-tiny)))

    def columns_up_to(self, gap: float, most: int) -> Columns | None:
        """Return every column whose reduced cost is at most the gap; None: more than ``most``."""
        blocks = []
        worth, _ = _best_worth(self._tables, self._reduced, self._pair)
        for at in np.flatnonzero(worth <= gap).tolist():
            for block in self._blocks_at(at, gap):
                blocks.append(block)
                if len(blocks) > most:
                    return None
        return Columns(np.flatnonzero(self._reduced <= gap), blocks)

    def _blocks_at(self, at: int, gap: float) -> Iterator[Block]:
        seats = range(int(self._tables.first_seat[at]), int(self._tables.first_seat[at + 1]))
        for count in range(2, len(seats) + 1):
            budget = gap + self._pair * count * (count - 1) / 2
            for members in combinations([self._ways_of_seat(seat) for seat in seats], count):
                for ways in self._filled(members, budget, ()):
                    yield self._block(ways)

    def _ways_of_seat(self, seat: int) -> list[int]:
        first, last = self._tables.first_way[seat], self._tables.first_way[seat + 1]
        ways: list[int] = self._tables.way[first:last].tolist()
        return ways

    def _filled(
        self, members: tuple[list[int], ...], budget: float, chosen: tuple[int, ...]
    ) -> Iterator[tuple[int, ...]]:
        """Yield all choices of groups for these siblings within the budget."""
        if not members:
            yield chosen
            return
        others = sum(min(float(self._reduced[way]) for way in ways) for ways in members[1:])
        for way in members[0]:
            left = budget - float(self._reduced[way])
            if others <= left:
                yield from self._filled(members[1:], left, (*chosen, way))

    def _best_blocks(self, below: float) -> Iterator[Block]:
        """Yield for each table the best block, if it is worth less than that."""
        worth, size = _best_worth(self._tables, self._reduced, self._pair)
        for at in np.flatnonzero(worth < below).tolist():
            seats = range(int(self._tables.first_seat[at]), int(self._tables.first_seat[at + 1]))
            best = sorted(
                min((float(self._reduced[way]), way) for way in self._ways_of_seat(seat))
                for seat in seats
            )
            yield self._block(tuple(sorted(way for _, way in best[: size[at]])))

    def _blocks_of(self, taken: Ints) -> Iterator[Block]:
        """Yield the blocks of a plan."""
        for team in self._part.teams:
            by_school: defaultdict[int, list[int]] = defaultdict(list)
            for child in team:
                if taken[child] != NOWHERE:
                    way = int(np.searchsorted(self._part.way, taken[child]))
                    by_school[int(self._part.school[way])].append(way)
            yield from (self._block(tuple(ways)) for ways in by_school.values() if len(ways) > 1)

    def _block(self, ways: tuple[int, ...]) -> Block:
        where = list(ways)
        return Block(
            ways,
            int(self._part.minutes[where].sum()),
            int(self._part.gained[where].sum()) + len(ways) * (len(ways) - 1) // 2,
        )


def tables_of(part: Part) -> Tables:
    """Return the tables of all teams of a part."""
    child_team = np.full(len(part.network.level), -1, np.int64)
    for number, members in enumerate(part.teams):
        child_team[list(members)] = number
    way: Ints = np.flatnonzero(child_team[part.child] >= 0)
    way = way[np.lexsort((way, part.child[way], part.school[way], child_team[part.child[way]]))]
    child, school = part.child[way], part.school[way]
    team = child_team[child]
    new_table = _changes(team, school)
    new_seat = new_table | _changes(child)
    table, seat = np.cumsum(new_table) - 1, np.cumsum(new_seat) - 1
    seats = np.bincount(table[new_seat], minlength=int(table.max(initial=-1)) + 1)
    keep = seats[table] > 1  # one child alone at a school is no block
    way, table, seat = way[keep], table[keep], seat[keep]
    seat_at = np.flatnonzero(_changes(seat)).astype(np.int64)
    table_at = np.flatnonzero(_changes(table[seat_at])).astype(np.int64)
    return Tables(np.append(table_at, len(seat_at)), np.append(seat_at, len(way)), way)


def _changes(*keys: Ints) -> NDArray[np.bool_]:
    """Return where a row differs from the one before (or is the first)."""
    new = np.zeros(len(keys[0]), np.bool_)
    new[:1] = True
    for key in keys:
        new[1:] |= key[1:] != key[:-1]
    return new


@compiled
def _best_worth(tables: Tables, reduced: Floats, pair: float) -> tuple[Floats, Ints]:
    """Return worth and size of the best block of each table: the k least reduced costs."""
    count = len(tables.first_seat) - 1
    worth, size = np.full(count, np.inf), np.zeros(count, np.int64)
    for table in range(count):
        first, last = tables.first_seat[table], tables.first_seat[table + 1]
        least = np.full(last - first, np.inf)
        for seat in range(first, last):
            for at in range(tables.first_way[seat], tables.first_way[seat + 1]):
                least[seat - first] = min(least[seat - first], reduced[tables.way[at]])
        least.sort()
        together = least[0]
        for k in range(2, last - first + 1):
            together += least[k - 1]
            if together - pair * k * (k - 1) / 2 < worth[table]:
                worth[table], size[table] = together - pair * k * (k - 1) / 2, k
    return worth, size
