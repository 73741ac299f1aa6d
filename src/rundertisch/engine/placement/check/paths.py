# SPDX-License-Identifier: EUPL-1.2
"""Augmenting paths of `check`: can one more child of a level sit, somebody moving over?

Children are seated in groups, groups of a capped school share its cap. A child without a seat asks
a group for one. A group with a free seat says yes if the cap allows it; else one of its children
must move on, or give way if it belongs to a lower level. If the cap is full, a child of another
group of that school must move on. These questions form the residual graph of a flow; where no path
of questions ends in a yes, the placeable sets (a matroid) allow no better profile.
"""

from collections import deque
from dataclasses import dataclass, field

import numpy as np

from rundertisch.engine.placement.check.network import NOWHERE, Network, Truths

NO_CAP = -1


@dataclass(slots=True)
class Asked:
    """Who has been asked."""

    groups: set[int] = field(default_factory=set)  # for one more seat
    emptied: set[int] = field(default_factory=set)  # groups one of whose children must move
    schools: set[int] = field(default_factory=set)  # for one more newcomer under a full cap

    def add(self, *, other: "Asked") -> None:
        """Remember the other questions as well."""
        self.groups |= other.groups
        self.emptied |= other.emptied
        self.schools |= other.schools


@dataclass(slots=True)
class Search:
    """What one search has asked so far; ``vain`` is what earlier searches asked without a yes.

    No later path can end beyond a question that was asked in vain for the same or a higher level:
    whatever was reached from there had no way out, and no rearrangement enters it.
    """

    vain: Asked = field(default_factory=Asked)
    asked: Asked = field(default_factory=Asked)
    mover: dict[int, int] = field(default_factory=dict)  # group -> child who would move in
    through: dict[int, int] = field(default_factory=dict)  # emptied group -> group the mover takes
    queue: deque[int] = field(default_factory=deque)  # groups to be emptied

    def empty(self, *, group: int, into: int) -> None:
        """Plan to move a child out of the group, because a child moves into ``into``."""
        if group not in self.asked.emptied and group not in self.vain.emptied:
            self.asked.emptied.add(group)
            self.through[group] = into
            self.queue.append(group)


@dataclass(frozen=True, slots=True)
class Path:
    """The end of a successful search: a free seat in a group, or a child who gives way."""

    group: int
    gives_way: int = NOWHERE


class Seating:
    """Who sits where, what is free, and how it could be rearranged along given arcs."""

    def __init__(self, *, network: Network, seat: list[int], keep: Truths | None) -> None:
        """Seat the children; where given, only the arcs to keep may be used."""
        self.level = network.level
        self.seat = list(seat)
        self.fixed = network.locked
        caps = network.caps()
        self.school_of = network.school_of.tolist()
        self.cap_of = [s if s in caps else NO_CAP for s in self.school_of]
        self.groups_of: dict[int, list[int]] = {s: [] for s in caps}
        for g, s in enumerate(self.cap_of):
            if s != NO_CAP:
                self.groups_of[s].append(g)
        self.free = network.free_seats()
        self.spare = caps
        self.sitters: list[set[int]] = [set() for _ in self.free]
        for c, g in enumerate(seat):
            if g != NOWHERE:
                self._take(c, g)
        self._keep_arcs(network, keep)

    def _keep_arcs(self, network: Network, keep: Truths | None) -> None:
        """Sort the groups a child may ask by child."""
        child, group = network.arc_child, network.arc_group
        if keep is not None:
            child, group = child[keep], group[keep]
        self._groups = group.tolist()
        self._first = np.searchsorted(child, np.arange(len(self.level) + 1)).tolist()

    def choices(self, *, child: int) -> list[int]:
        """Return the groups a child may ask for a seat."""
        groups: list[int] = self._groups[self._first[child] : self._first[child + 1]]
        return groups

    def _take(self, child: int, group: int) -> None:
        self.free[group] -= 1
        if self.cap_of[group] != NO_CAP:
            self.spare[self.cap_of[group]] -= 1
        if child not in self.fixed:
            self.sitters[group].add(child)

    def _leave(self, child: int, group: int) -> None:
        self.free[group] += 1
        if self.cap_of[group] != NO_CAP:
            self.spare[self.cap_of[group]] += 1
        self.sitters[group].discard(child)

    def unseat(self, *, child: int) -> None:
        """Take a child's seat away."""
        self._leave(child, self.seat[child])
        self.seat[child] = NOWHERE

    def ask(self, *, child: int, search: Search, level: int) -> Path | None:
        """Look for a seat for the child; children below the level give way."""
        return self.explore(
            starts=[(child, group) for group in self.choices(child=child)],
            search=search,
            level=level,
        )

    def explore(self, *, starts: list[tuple[int, int]], search: Search, level: int) -> Path | None:
        """Follow the questions from children that ask groups until one is answered with yes."""
        for child, group in starts:
            path = self._into(child, group, search)
            if path:
                return path
        while search.queue:
            group = search.queue.popleft()
            for sitter in self.sitters[group]:
                if self.level[sitter] < level:
                    return Path(group, sitter)
                for other in self.choices(child=sitter):
                    path = self._into(sitter, other, search)
                    if path:
                        return path
        return None

    def _into(self, child: int, group: int, search: Search) -> Path | None:
        """Let a child ask a group for a seat."""
        if group in search.asked.groups or group in search.vain.groups:
            return None
        search.asked.groups.add(group)
        search.mover[group] = child
        search.empty(group=group, into=group)
        return self.seat_in(group=group, search=search) if self.free[group] > 0 else None

    def seat_in(self, *, group: int, search: Search) -> Path | None:
        """Use a free seat of a group if the cap allows it, or ask the school's other groups."""
        cap = self.cap_of[group]
        if cap == NO_CAP or self.spare[cap] > 0:
            return Path(group)
        if cap not in search.asked.schools and cap not in search.vain.schools:
            search.asked.schools.add(cap)
            for other in self.groups_of[cap]:
                search.empty(group=other, into=group)
        return None

    def move(self, *, path: Path, search: Search) -> None:
        """Rearrange the children along a path that was found."""
        group = path.group
        if path.gives_way != NOWHERE:
            self.unseat(child=path.gives_way)
            group = search.through[path.group]
        while True:
            child = search.mover[group]
            before = self.seat[child]
            if before != NOWHERE:
                self._leave(child, before)
            self._take(child, group)
            self.seat[child] = group
            if before == NOWHERE:
                return
            group = search.through[before]
