# SPDX-License-Identifier: EUPL-1.2
"""Levels 0, 1 and 1b at once (claims, nobody left behind, soft caps): no circle of moves helps.

The plan is read as a flow: children to groups, groups to schools, schools to one node outside,
where children without a seat come from. A plan is best in all three levels, in their order, exactly
when no circle of moves in the residual graph improves the first level that it changes (Klein's
condition with costs in lexicographic order); Bellman and Ford look for one.

Weights that only keep the order of the waiting levels are enough, and keep the numbers small: the
sets of claims that can be kept together form a matroid, and so do the sets of children that can sit
while most claims are kept (a face of a flow); there the order alone decides what is best, and a
circle passes the node outside at most once.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from rundertisch.engine.placement.check.network import NOWHERE, Network
from rundertisch.engine.placement.check.ways import Ints

LOOK_EVERY = 16  # steps; looking for a circle costs about as much as one step
LARGEST_SUM = 2**62  # what a sum of costs along a path must stay below


class Moves(NamedTuple):
    """Steps of the residual graph."""

    start: Ints
    end: Ints
    cost: Ints


@dataclass(frozen=True, slots=True)
class Weights:
    """What the levels cost in one number: claims outrank seats, seats outrank soft caps."""

    claim: int
    seat: int
    overrun: int


class Standing:
    """A plan as a flow. Nodes: groups, groups behind their seats, schools, and outside."""

    def __init__(self, *, network: Network, seat: list[int], levels: int) -> None:
        """Weigh the first so many of: claims, seats, soft caps."""
        self.network = network
        self.seat = np.array(seat, dtype=np.int64)
        self.groups, self.schools = len(network.problem.groups), len(network.problem.schools)
        self.outside = 2 * self.groups + self.schools
        self.taken = np.bincount(self.seat[self.seat != NOWHERE], minlength=self.groups)
        self.used = np.zeros(self.schools, dtype=np.int64)
        np.add.at(self.used, network.school_of, self.taken)
        self.weights = self._weights(levels)
        self.arc_cost = -(
            self.weights.claim * network.keeps * _rank(network) + self.weights.seat * _rank(network)
        )
        self.own = np.zeros(len(seat), dtype=np.int64)  # cost of the present seat
        sits = self.seat[network.arc_child] == network.arc_group
        self.own[network.arc_child[sits]] = self.arc_cost[sits]

    def _weights(self, levels: int) -> Weights:
        nodes, ranks = self.outside + 1, len(set(self.network.level)) + 1
        seat = 2 * nodes + 1  # more than the overrun of a circle changes
        claim = seat * (ranks + 2)  # more than one child in and one child out
        if nodes * ranks * claim > LARGEST_SUM:
            raise OverflowError(nodes)
        return Weights(claim=claim, seat=seat * (levels > 1), overrun=int(levels > 2))  # noqa: PLR2004 - claims, seats, soft caps

    def moves(self) -> Moves:
        """Return the residual graph, of parallel steps the cheapest."""
        parts = [*self._child_moves(), *self.seat_moves()]
        return cheapest(
            Moves(*(np.concatenate(column) for column in zip(*parts, strict=True))),
            nodes=self.outside + 1,
        )

    def _child_moves(self) -> list[Moves]:
        child, group = self.network.arc_child, self.network.arc_group
        at = np.where(self.seat == NOWHERE, self.outside, self.seat)
        other = self.seat[child] != group
        step = self.arc_cost[other] - self.own[child[other]]
        seated = np.unique(child[self.seat[child] != NOWHERE])
        outside = np.full(len(seated), self.outside)
        return [
            Moves(at[child[other]], group[other], step),
            Moves(at[seated], outside, -self.own[seated]),
        ]

    def movers(self) -> dict[tuple[int, int], int]:
        """Return which child makes each step of children, of parallel ones the cheapest."""
        child, group = self.network.arc_child, self.network.arc_group
        at = np.where(self.seat == NOWHERE, self.outside, self.seat)
        steps = [
            (int(self.arc_cost[arc] - self.own[c]), int(at[c]), g, c)
            for arc, (c, g) in enumerate(zip(child.tolist(), group.tolist(), strict=True))
            if self.seat[c] != g
        ]
        steps += [
            (-int(self.own[c]), int(self.seat[c]), self.outside, c)
            for c in np.unique(child[self.seat[child] != NOWHERE]).tolist()
        ]
        return {(start, end): c for _, start, end, c in sorted(steps, reverse=True)}

    def seat_moves(self) -> list[Moves]:
        """Return the steps from a group through its seats and its school's cap, and back."""
        every, school = np.arange(self.groups), np.arange(self.schools)
        through, cap = self.groups + every, 2 * self.groups + self.network.school_of
        free = np.array(self.network.free_seats(), dtype=np.int64) - self.taken
        place, outside = 2 * self.groups + school, np.full(self.schools, self.outside)
        nothing = np.zeros(self.groups, dtype=np.int64)
        steps = (
            (every, through, nothing, free > 0),
            (through, every, nothing, self.taken > 0),
            (through, cap, nothing, nothing == 0),
            (cap, through, nothing, self.taken > 0),
            (place, outside, self.entering(), self.hard_room() > 0),
            (outside, place, -self.leaving(), self.used > 0),
        )
        return [Moves(start[ok], end[ok], cost[ok]) for start, end, cost, ok in steps]

    def hard_room(self) -> Ints:
        """Return how many more newcomers the hard cap of every school allows."""
        caps, unlimited = self.network.caps(), len(self.seat) + 1
        most = [caps.get(s, int(self.used[s]) + unlimited) for s in range(self.schools)]
        return np.array(most, dtype=np.int64) - self.used

    def entering(self) -> Ints:
        """Return what one more newcomer adds to the overrun, per school."""
        return self.weights.overrun * (self.used >= self._soft())

    def leaving(self) -> Ints:
        """Return what one newcomer less takes off the overrun, per school."""
        return self.weights.overrun * (self.used > self._soft())

    def _soft(self) -> Ints:
        soft, unlimited = self.network.soft_caps(), 2 * len(self.seat) + 2
        return np.array([soft.get(s, unlimited) for s in range(self.schools)], dtype=np.int64)


LEVELS = ("claims", "unplaced", "soft_caps")
_BETTER = {
    "claims": "hielte mehr Ansprüche, oder die von Kindern, die länger warten",
    "unplaced": "gäbe mehr Kindern einen Platz, oder denen, die länger warten",
    "soft_caps": "überschritte die weichen Obergrenzen weniger",
}


def first_not_best(*, network: Network, seat: list[int]) -> str | None:
    """Return the first of the levels 0, 1 and 1b in which some circle of moves is better."""
    for levels, name in enumerate(LEVELS, start=1):
        standing = Standing(network=network, seat=seat, levels=levels)
        if distances(standing.moves(), nodes=standing.outside + 1) is None:
            return name
    return None


def not_best(*, level: str) -> str:
    """Say that a level claims a proof and is not best."""
    return (
        f"Ebene {level}: Als bewiesen bezeichnet, aber ein Ringtausch {_BETTER[level]}, ohne dass "
        "eine höhere Ebene verliert."
    )


def _rank(network: Network) -> Ints:
    """Return for every arc the place of its child's level among the levels, from 1."""
    levels = np.array(network.level, dtype=np.int64)
    place = np.searchsorted(np.unique(levels), levels) + 1
    found: Ints = place[network.arc_child]
    return found


def cheapest(moves: Moves, *, nodes: int) -> Moves:
    """Keep one of parallel steps."""
    key = moves.start * nodes + moves.end
    order = np.lexsort((moves.cost, key))
    first = order[np.diff(key[order], prepend=-1) > 0]
    return Moves(moves.start[first], moves.end[first], moves.cost[first])


def distances(moves: Moves, *, nodes: int) -> Ints | None:
    """Return prices that no step undercuts, None where a circle saves."""
    reached, came_from = _bellman_and_ford(moves, nodes)
    return reached if came_from is None else None


def saving_circle(moves: Moves, *, nodes: int) -> list[int]:
    """Return the nodes of a circle that saves, in order; none if there is none."""
    _, came_from = _bellman_and_ford(moves, nodes)
    if came_from is None:
        return []
    node = int(np.flatnonzero(came_from[_far_back(came_from)] != _far_back(came_from))[0])
    for _ in range(nodes):  # now surely on the circle
        node = int(came_from[node])
    circle = [node]
    while int(came_from[circle[-1]]) != node:
        circle.append(int(came_from[circle[-1]]))
    return circle[::-1]


def _bellman_and_ford(moves: Moves, nodes: int) -> tuple[Ints, Ints | None]:
    """Return distances, and where a circle saves also whence each node was reached."""
    reached = np.zeros(nodes, dtype=np.int64)
    came_from = np.arange(nodes)
    step = 0
    while True:
        offered = reached[moves.start] + moves.cost
        better = offered < reached[moves.end]
        if not better.any():
            return reached, None
        end, offer = moves.end[better], offered[better]
        np.minimum.at(reached, end, offer)
        taken = offer == reached[end]
        came_from[end[taken]] = moves.start[better][taken]
        if step % LOOK_EVERY == 0 and _runs_in_circles(came_from):
            return reached, came_from
        step += 1


def _runs_in_circles(came_from: Ints) -> bool:
    """Whether going back from some node never ends; such a circle always saves."""
    back = _far_back(came_from)
    return bool((came_from[back] != back).any())


def _far_back(came_from: Ints) -> Ints:
    """Return the node reached from each by going back more steps than there are nodes."""
    back = came_from
    for _ in range(len(came_from).bit_length()):
        back = back[back]
    return back
