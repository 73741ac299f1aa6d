# SPDX-License-Identifier: EUPL-1.2
"""How many children more may sit when groups open, at most: rows that hold for all openings.

Let f be how many children of some levels sit in a part. A group that opens brings the fewer, the
more are open already: f is submodular in the openings, as the rank of a matroid is. So with any
openings f is at most f(A) plus what each group that A lacks brings to A by itself (Nemhauser and
Wolsey, in: Annals of Discrete Mathematics 11, 1981). The relaxation does not know that: there a
fifth of a group suffices for the only three children that it would help. Where a newcomer cap holds
for several rows of a school, two groups together may bring more than both alone: no such row there.

Children who find no seat, and all with whom they could exchange, need seats that are full. Of these
children no more sit than there are seats in their reach: a second kind of row, the least cut of the
flow, which holds everywhere. Both kinds are exact for the openings at which they are learned.

Families that stay together sit no better than their children apart, so the rows hold for them too.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from rundertisch.engine.placement.solve.flow import NOWHERE
from rundertisch.engine.placement.solve.network import Flags, Ints
from rundertisch.engine.siting.solve.model import Model

Seated = Callable[[Ints], Ints]  # from groups of each opening to the way of each child, or NOWHERE


@dataclass(frozen=True, slots=True)
class Gain:
    """In a part, ``base`` sit at most of a level and above, and ``more`` for each new group."""

    part: int  # its place among all parts
    level: int  # its place among the levels, the highest first
    base: int
    opened: Ints  # groups of each opening of the model that are not new
    more: Ints  # for each group beyond


class Gains:
    """What is known of a problem's openings; all counts are of a level and all above it."""

    def __init__(
        self, *, model: Model, levels: tuple[int, ...], roots: Ints, seated: Seated
    ) -> None:
        """Take the model in which all sit; ``roots``: the part of each row."""
        self._model, self._seated, self._levels = model, seated, np.arange(len(levels))
        parts = np.unique(roots)
        self.place = np.searchsorted(parts, roots)  # of each row: the place of its part
        self.opens_in = self.place[model.openings.row]
        self._shape = len(parts), len(levels)
        ways = model.ways
        self._child = np.repeat(np.arange(len(ways.start) - 1), np.diff(ways.start))
        self._has_way = np.flatnonzero(np.diff(ways.start) > 0)
        self._part = self.place[ways.row[ways.start[self._has_way]]]
        height = {level: at for at, level in enumerate(levels)}
        every = [height.get(level, len(levels)) for level in model.network.level.tolist()]
        self._level = np.array(every, np.int64)  # of each child: its place among the levels
        everybody = np.ones(len(self._level), np.bool_)
        self.waiting = self._counted(everybody)
        capped = np.flatnonzero(model.places.cap[model.places.school] != NOWHERE)
        school, rows = np.unique(model.places.school[capped], return_counts=True)
        shared = np.isin(model.places.school, school[rows > 1])
        self._complements = np.isin(
            np.arange(len(parts)), self.place[: model.places.seat_rows][shared]
        )
        self.rows: list[Gain] = []
        self._known: set[tuple[int, bytes]] = set()

    def _counted(self, children: Flags) -> Ints:
        counted = np.zeros(self._shape, np.int64)
        here = children[self._has_way]
        np.add.at(counted, (self._part[here], self._level[self._has_way][here]), 1)
        return np.cumsum(counted, axis=1)

    def reached(self, opened: Ints) -> Ints:
        """Return how many sit with these openings, of each part (rows) and level (columns)."""
        return self._counted(self._seated(opened) != NOWHERE)

    def learn(self, opened: Ints) -> bool:
        """Add the rows that are exact where these groups are open; False: they are known."""
        keys = {at: (at, opened[self.opens_in == at].tobytes()) for at in self._all}
        news = {at for at, key in keys.items() if key not in self._known and len(key[1])}
        self._known.update(keys.values())
        if not news:
            return False
        way = self._seated(opened)
        for gain in (*self._alone(opened, way), *self._full(opened, way)):
            if gain.part in news and gain.base < self.waiting[gain.part, gain.level]:
                self.rows.append(gain)
        return True

    def _alone(self, opened: Ints, way: Ints) -> Iterator[Gain]:
        """Yield what each group brings by itself."""
        base, most = self._counted(way != NOWHERE), self._model.openings.most
        more = np.zeros((len(most), self._shape[1]), np.int64)
        lacks = [np.flatnonzero((self.opens_in == at) & (opened < most)) for at in self._all]
        for number in range(max(map(len, lacks), default=0)):  # one opening of each part at once
            tried = [each[number] for each in lacks if number < len(each)]
            other = opened.copy()
            other[tried] += 1
            more[tried] = (self.reached(other) - base)[self.opens_in[tried]]
        for part in np.flatnonzero(~self._complements).tolist():
            for level in self._levels.tolist():
                brings = np.where(self.opens_in == part, more[:, level], 0)
                yield Gain(part, level, int(base[part, level]), opened, brings)

    def _full(self, opened: Ints, way: Ints) -> Iterator[Gain]:
        """Yield the rows of children whose seats are full."""
        places, openings = self._model.places, self._model.openings
        nothing = np.zeros_like(openings.most)
        for level in self._levels.tolist():
            children, full = self._in_reach(opened, way, self._level <= level)
            others = (self.waiting - self._counted(children))[:, level]
            room = np.where(full, places.room, 0)
            seats = np.bincount(self.place, room, self._shape[0]).astype(np.int64)
            for part in self._all:
                here = full[openings.row] & (self.opens_in == part)
                more = np.where(here, openings.seats, 0)
                yield Gain(part, level, int(others[part] + seats[part]), nothing, more)

    def _in_reach(self, opened: Ints, way: Ints, asked: Flags) -> tuple[Flags, Flags]:
        """Return who could exchange with a child without a seat, and the full rows in their way.

        ``asked``: the children who count; others give way. Where the cap of a school is reached,
        it stands in the way, and not the rows of the school.
        """
        ways, places = self._model.ways, self._model.places
        sits = asked & (way != NOWHERE)
        at = np.where(sits, ways.row[way], NOWHERE)  # of each child: the row where it sits
        load = np.bincount(at[sits], minlength=places.seat_rows)
        room = places.room[: places.seat_rows].copy()
        np.add.at(room, self._model.openings.row, self._model.openings.seats * opened)
        cap = places.cap[places.school]
        children, rows, caps = asked & ~sits, np.zeros_like(load, np.bool_), np.zeros(0, np.int64)
        while True:
            count = int(children.sum())
            rows[ways.row[children[self._child]]] = True
            caps = np.unique(cap[rows & (load < room) & (cap != NOWHERE)])
            rows |= np.isin(cap, caps) & (load > 0)
            children = children | (sits & rows[at])
            if int(children.sum()) == count:
                break
        full = np.zeros(len(places.room), np.bool_)
        full[: places.seat_rows] = rows & ~np.isin(cap, caps)
        full[caps] = True
        return children, full

    @property
    def _all(self) -> range:
        return range(self._shape[0])
