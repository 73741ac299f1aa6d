# SPDX-License-Identifier: EUPL-1.2
"""Where one child could sit, and the shortest chain of moves that makes room for it.

Level by level, as a plan is made: first nobody loses a seat (and if somebody must, the one who has
waited least), then no soft cap is exceeded further, then the longest way of the moving children is
least, then minutes, siblings and `move_minutes` weigh together.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from rundertisch.engine.placement.ondemand import routes as ways
from rundertisch.engine.placement.ondemand.routes import FAR, PER_MOVE, Room
from rundertisch.engine.placement.ondemand.standing import NO_GROUP, Standing
from rundertisch.engine.placement.solve.components import ALONE
from rundertisch.engine.placement.solve.flow import NO_CAP
from rundertisch.engine.placement.solve.network import Ints

NOBODY = -1
WITHIN = -1  # a threshold: no way beyond the longest


@dataclass(frozen=True, slots=True)
class Asker:
    """The child in question: where it sits, and where it could."""

    child: int  # NOBODY: it is not among the children of the problem
    home: int  # its group in the plan, or NO_GROUP
    groups: Ints
    may_push_out: bool = True


@dataclass(frozen=True, slots=True)
class Option:
    """A group, and who would move where for it; a group of NO_GROUP means no seat."""

    at: int  # place in `Asker.groups`
    moves: tuple[tuple[int, int], ...]


def options_of(standing: Standing, asker: Asker) -> dict[int, Option]:
    """Return the option for each place in ``asker.groups``; a place without one is missing."""
    return _Question(standing, asker).answered()


class _Question:
    """One child's question; rooms and moves without that child."""

    def __init__(self, standing: Standing, asker: Asker) -> None:
        self._standing, self._asker = standing, asker
        components = np.unique(standing.component_of_group[asker.groups])
        if asker.home != NO_GROUP:
            components = np.union1d(components, [standing.component_of_group[asker.home]])
        first = standing.first_entry
        parts = [standing.entries[first[c] : first[c + 1]] for c in components if c != ALONE]
        none = standing.entries[:0]
        self._entries = parts[0] if len(parts) == 1 else np.concatenate([none, *parts])
        self._components = set(components.tolist())
        self._nobody_out = np.full(len(standing.seats), FAR, np.int64)

    def answered(self) -> dict[int, Option]:
        """Ask for a free seat first, then without soft caps, then who would be left out."""
        found: dict[int, Option] = {}
        room = self._room(self._standing.soft_room)
        self._find(found, room, self._nobody_out)
        if (self._standing.soft_room != self._standing.room).any():
            room = self._room(self._standing.room)
            self._find(found, room, self._nobody_out)
        if self._asker.may_push_out and len(found) < len(self._asker.groups):
            self._pushed_out(found, room)
        return found

    def _room(self, left: Ints) -> Room:
        seats, left = self._standing.seats, left.copy()
        school = self._standing.network.school.astype(np.int64)
        free = seats > 0
        home = self._asker.home
        if home != NO_GROUP:
            free[home] = True
            if left[school[home]] != NO_CAP:
                left[school[home]] += 1
        return Room(free, school, left == 0)

    def _open(self, found: dict[int, Option]) -> list[int]:
        return [at for at in range(len(self._asker.groups)) if at not in found]

    def _find(self, found: dict[int, Option], room: Room, out: Ints) -> None:
        """Add what chains can reach: within the longest ways, then with the least beyond."""
        places = self._open(found)
        self._add(found, room, out, places, WITHIN)
        places = self._open(found)
        if not places or not len(self._entries):
            return
        longest = ways.least_longest(room, self._entries, out, self._asker.child)
        needed = ways.arriving_at(room, longest, self._asker.groups[places])
        for threshold in sorted(set(needed[needed < FAR].tolist())):
            here = [at for at, need in zip(places, needed, strict=True) if need == threshold]
            self._add(found, room, out, here, threshold)

    def _add(
        self, found: dict[int, Option], room: Room, out: Ints, places: list[int], threshold: int
    ) -> None:
        if not places:
            return
        routes = ways.cheapest(
            room=room,
            entries=self._entries,
            out=out,
            child=self._asker.child,
            threshold=threshold,
        )
        reached = ways.lengths(room, routes, self._asker.groups[places])
        for at, length in zip(places, reached.tolist(), strict=True):
            group = int(self._asker.groups[at])
            if length < FAR and (way := ways.chain(room=room, routes=routes, group=group)):
                moves, end = way
                leaving = self._leaving(end) if end != ways.NO_MOVE else ()
                found[at] = Option(at, (*moves, *leaving))

    # somebody would be left out

    def _pushed_out(self, found: dict[int, Option], room: Room) -> None:
        """Leave out the child who has waited least; let another have the seat that gets free."""
        places = self._open(found)
        level, self._leavers = self._lowest_who_may_leave()
        lowest = ways.lowest_level(room, self._entries, self._asker.child, level)
        needed = ways.arriving_at(room, lowest, self._asker.groups[places])
        entering = self._entering(room)
        for each in sorted(set(needed[needed < FAR].tolist())):
            here = [at for at, need in zip(places, needed, strict=True) if need == each]
            out = self._nobody_out.copy()
            for group, (cost, _, its) in self._leavers.items():
                if its == each:
                    out[group] = cost
            there = {at: Option(at, ()) for at in range(len(self._asker.groups)) if at not in here}
            self._find(there, room, out)
            for at in here:
                if at in there:
                    found[at] = Option(at, (*there[at].moves, *entering))

    def _leaving(self, group: int) -> tuple[tuple[int, int]]:
        return ((self._leavers[group][1], NO_GROUP),)

    def _lowest_who_may_leave(self) -> tuple[Ints, dict[int, tuple[int, int, int]]]:
        """Return of each group the lowest level, and (cost, child, level) of who would leave."""
        standing, found = self._standing, {}
        level = np.full(len(standing.seats), FAR, np.int64)
        for group, who in standing.leavers.items():
            if int(standing.component_of_group[group]) not in self._components:
                continue
            for each, cost, child in who:
                if child != self._asker.child:
                    found[group] = cost, child, each
                    level[group] = each
                    break
        return level, found

    def _entering(self, room: Room) -> tuple[tuple[int, int], ...]:
        """Return the moves that give the seat of the child in question to one without a seat."""
        standing, asker = self._standing, self._asker
        if asker.home == NO_GROUP:
            return ()
        waiting = list(self._waiting())
        groups = np.unique(np.concatenate([np.empty(0, np.int64), *map(self._groups_of, waiting)]))
        found: dict[int, Option] = {}
        other = _Question(standing, Asker(asker.child, asker.home, groups, may_push_out=False))
        other._find(found, room, self._nobody_out)
        chains = {int(groups[at]): option.moves for at, option in found.items()}
        ready = [
            (child, group)
            for child in waiting
            for group in self._groups_of(child).tolist()
            if group in chains
        ]
        if not ready:
            return ()
        level = standing.network.level
        highest = max(level[child] for child, _ in ready)
        moves = [(one, *chains[one[1]]) for one in ready if level[one[0]] == highest]
        return min(moves, key=self._price)

    def _groups_of(self, child: int) -> Ints:
        network = self._standing.network
        first, after = network.start[child], network.start[child + 1]
        groups: Ints = network.group[first:after].astype(np.int64)
        return groups

    def _price(self, moves: tuple[tuple[int, int], ...]) -> tuple[int, int, int]:
        """Return the longest way beyond, the number of such ways, and the cost of moves."""
        standing = self._standing
        beyond, many, whole = 0, 0, 0
        for child, group in moves:
            way, now = standing.way(child, group), standing.way(child, int(standing.group[child]))
            if way is None:
                continue
            counted = int(standing.counted[way])
            if counted > standing.ceiling[standing.component[child]]:
                beyond, many = max(beyond, counted), many + 1
            before = int(standing.cost[now]) if now is not None else 0
            whole += int(standing.step[way]) - before + standing.problem.parameters.move_minutes
        return beyond, many, whole * PER_MOVE + len(moves)

    def _waiting(self) -> Iterator[int]:
        """Give the children without a seat near the free one, the highest level first."""
        standing = self._standing
        none = np.flatnonzero(standing.group == NO_GROUP)
        near = [c for c in none.tolist() if int(standing.component[c]) in self._components]
        yield from sorted(near, key=lambda c: (-int(standing.network.level[c]), c))
