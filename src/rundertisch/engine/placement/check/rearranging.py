# SPDX-License-Identifier: EUPL-1.2
"""Who could move without a claim, a seat or a soft cap being worse kept.

`Standing` gives prices that no move undercuts. A flow that reaches the same levels uses only tight
moves, those that cost exactly the difference of the prices. So whether some children can give up
their present seats is a question of plain paths through tight moves: from every child that leaves
to a group that misses one. Where the search finds no path, there is none (a cut).
"""

from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

from rundertisch.engine.placement.check.circles import Standing
from rundertisch.engine.placement.check.network import NOWHERE
from rundertisch.engine.placement.check.ways import Ints

Step = tuple[int, int]  # the node reached, and the child who moves (or NOWHERE)
Allowed = Callable[[int, int], bool]  # (child, place of the arc): may the child move there?


MOVING = -2  # has given up its seat and not yet another: it does not come in from outside


class Cluster(NamedTuple):
    """Children and groups of the components that share soft caps."""

    children: list[int]
    groups: set[int]


class State(NamedTuple):
    """How a cluster was before it was rearranged."""

    seat: dict[int, int]
    sitters: dict[int, set[int]]
    filled: dict[int, tuple[int, int]]
    used: dict[int, int]


class Rearranging:
    """Seats that change along tight moves; every level of the `Standing` stays as good."""

    def __init__(self, *, standing: Standing, prices: Ints) -> None:
        network = standing.network
        self.standing = standing
        self.seat: list[int] = standing.seat.tolist()
        at = np.where(standing.seat == NOWHERE, standing.outside, standing.seat)
        price = prices[at] - standing.own  # of being this child, before it chooses
        tight = standing.arc_cost + price[network.arc_child] == prices[network.arc_group]
        self.arcs = np.flatnonzero(tight)
        self.first = np.searchsorted(
            network.arc_child[self.arcs], np.arange(len(self.seat) + 1)
        ).tolist()
        self.group = network.arc_group[self.arcs].tolist()
        self.arcs_list = self.arcs.tolist()
        has_arcs = np.diff(network.arcs_from) > 0
        self.may_leave = ((price == prices[standing.outside]) & has_arcs).tolist()
        self.prices: list[int] = prices.tolist()
        self.sitters: list[set[int]] = [set() for _ in range(standing.groups)]
        for child, group in enumerate(self.seat):
            if group != NOWHERE and child not in network.locked:
                self.sitters[group].add(child)
        self.filled: list[int] = standing.taken.tolist()  # seats used, group by group
        self.inside: list[int] = standing.taken.tolist()  # newcomers passed on to the school
        self.used: list[int] = standing.used.tolist()
        self.free = network.free_seats()
        self.school_of: list[int] = network.school_of.tolist()
        self.groups_of: dict[int, list[int]] = defaultdict(list)
        for g, s in enumerate(self.school_of):
            self.groups_of[s].append(g)
        self.hard, self.soft = network.caps(), network.soft_caps()

    def all_can_move(self, *, leaving: list[int], allowed: Allowed, cluster: Cluster) -> bool:
        """Whether all these children can give up their seats, by moves in this cluster only.

        Afterwards everybody sits as before.
        """
        before = self._state(cluster)
        missing: dict[int, int] = defaultdict(int)
        for child in leaving:
            group = self.seat[child]
            self.sitters[group].discard(child)
            self.seat[child] = MOVING
            missing[group] += 1
        able = all(self._finds(child, missing, allowed, cluster) for child in leaving)
        self._put_back(before)
        return able

    def _state(self, cluster: Cluster) -> State:
        schools = {self.school_of[group] for group in cluster.groups}
        every = {group for school in schools for group in self.groups_of[school]}
        return State(
            seat={child: self.seat[child] for child in cluster.children},
            sitters={group: set(self.sitters[group]) for group in cluster.groups},
            filled={group: (self.filled[group], self.inside[group]) for group in every},
            used={school: self.used[school] for school in schools},
        )

    def _put_back(self, state: State) -> None:
        for child, group in state.seat.items():
            self.seat[child] = group
        for group, sitters in state.sitters.items():
            self.sitters[group] = sitters
        for group, (filled, inside) in state.filled.items():
            self.filled[group], self.inside[group] = filled, inside
        for school, used in state.used.items():
            self.used[school] = used

    def _finds(
        self, child: int, missing: dict[int, int], allowed: Allowed, cluster: Cluster
    ) -> bool:
        """Follow tight moves from the child to a group that misses one, and make them."""
        came: dict[int, tuple[int, int]] = {}  # node -> (node before, child who moves)
        queue: deque[int] = deque()

        def offer(before: int, steps: Iterator[Step]) -> int:
            for node, mover in steps:
                if node not in came:
                    came[node] = before, mover
                    if missing.get(node, 0) > 0:
                        return node
                    queue.append(node)
            return NOWHERE

        start = -2
        found = offer(start, self._of_child(child, allowed, cluster))
        while found == NOWHERE and queue:
            node = queue.popleft()
            found = offer(node, self._from(node, allowed, cluster))
        if found == NOWHERE:
            return False
        missing[found] -= 1
        while found != start:
            before, mover = came[found]
            self._make(before, found, mover)
            found = before
        return True

    def _of_child(self, child: int, allowed: Allowed, cluster: Cluster) -> Iterator[Step]:
        for place in range(self.first[child], self.first[child + 1]):
            group = self.group[place]
            if group in cluster.groups and allowed(child, self.arcs_list[place]):
                yield group, child
        if self.may_leave[child]:
            yield self.standing.outside, child

    def _from(self, node: int, allowed: Allowed, cluster: Cluster) -> Iterator[Step]:
        groups, outside = self.standing.groups, self.standing.outside
        if node < groups:
            yield from self._from_group(node, allowed, cluster)
        elif node < 2 * groups:
            group = node - groups
            if self.filled[group] > 0:
                yield from self._tight(node, group, 0)
            yield from self._tight(node, 2 * groups + self.school_of[group], 0)
        elif node < outside:
            yield from self._from_school(node - 2 * groups, cluster)
        else:
            yield from self._from_outside(allowed, cluster)

    def _from_outside(self, allowed: Allowed, cluster: Cluster) -> Iterator[Step]:
        for child in cluster.children:
            if self.seat[child] == NOWHERE:
                yield from self._coming_in(child, allowed, cluster)
        outside, first = self.standing.outside, 2 * self.standing.groups
        for school in {self.school_of[group] for group in cluster.groups}:
            if self.used[school] > 0:
                yield from self._tight(outside, first + school, -self._overrun(school, 0))

    def _coming_in(self, child: int, allowed: Allowed, cluster: Cluster) -> Iterator[Step]:
        return (
            step
            for step in self._of_child(child, allowed, cluster)
            if step[0] != self.standing.outside
        )

    def _from_group(self, group: int, allowed: Allowed, cluster: Cluster) -> Iterator[Step]:
        if self.filled[group] < self.free[group]:
            yield from self._tight(group, self.standing.groups + group, 0)
        for sitter in self.sitters[group]:
            yield from self._of_child(sitter, allowed, cluster)

    def _from_school(self, school: int, cluster: Cluster) -> Iterator[Step]:
        node, groups = 2 * self.standing.groups + school, self.standing.groups
        for group in self.groups_of[school]:
            # who sits in a group of the school elsewhere stays: no way leads from there back here
            if group in cluster.groups and self.inside[group] > 0:
                yield from self._tight(node, groups + group, 0)
        if school not in self.hard or self.used[school] < self.hard[school]:
            yield from self._tight(node, self.standing.outside, self._overrun(school, 1))

    def _overrun(self, school: int, more: int) -> int:
        """Return what the newcomer who comes (1) or who leaves (0) costs."""
        over = school in self.soft and self.used[school] + more > self.soft[school]
        return self.standing.weights.overrun * over

    def _tight(self, start: int, end: int, cost: int) -> Iterator[Step]:
        if self.prices[start] + cost == self.prices[end]:
            yield end, NOWHERE

    def _make(self, before: int, node: int, mover: int) -> None:
        if mover == NOWHERE:
            self._pass(before, node)
            return
        groups = self.standing.groups
        if 0 <= before < groups:
            self.sitters[before].discard(mover)
        self.seat[mover] = node if node < groups else NOWHERE
        if node < groups:
            self.sitters[node].add(mover)

    def _pass(self, before: int, node: int) -> None:
        """Pass one child more, or less, through a seat, into a school, or into the caps."""
        groups = self.standing.groups
        low, more = (before, 1) if before < node else (node, -1)
        if low < groups:
            self.filled[low] += more
        elif low < 2 * groups:
            self.inside[low - groups] += more
        else:
            self.used[low - 2 * groups] += more
