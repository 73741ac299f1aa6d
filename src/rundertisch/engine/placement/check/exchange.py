# SPDX-License-Identifier: EUPL-1.2
"""Level 3 as far as it can be tried without a solver: no exchange makes the ways shorter.

Children without a sibling in question may swap seats in circles, move to free seats, or change with
a child of the same level that has none: a circle that saves minutes (Bellman and Ford) would refute
a proof. Siblings are tried one move at a time. A plan that passes is not proven best by this; a
plan that claims a proof and does not pass is refused.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator

import numpy as np

from rundertisch.engine.placement.check.network import NOWHERE, Network
from rundertisch.engine.placement.check.ways import Ints
from rundertisch.engine.placement.problem import Child, Placed, Stage, stage_of

LOOK_EVERY = 16  # steps; looking for a circle costs about as much as one step


class Exchange:
    """A plan's seats, and the arcs that keep the longest way of every component."""

    def __init__(
        self, *, network: Network, seat: list[int], component: list[int], worst: dict[int, int]
    ) -> None:
        self.network = network
        self.seat = np.array(seat, dtype=np.int64)
        longest = np.array([worst.get(name, -1) for name in component], dtype=np.int64)
        keep = network.arc_minutes <= longest[network.arc_child]
        self.child = network.arc_child[keep]
        self.group = network.arc_group[keep]
        self.minutes = network.arc_minutes[keep]
        self.way = np.zeros(len(seat), dtype=np.int64)  # of the present seat
        sits = self.seat[self.child] == self.group
        self.way[self.child[sits]] = self.minutes[sits]
        self.movable = np.array([name != NOWHERE for name in component], dtype=np.bool_)
        groups, schools = network.problem.groups, network.problem.schools
        self.taken = np.bincount(self.seat[self.seat != NOWHERE], minlength=len(groups))
        self.free = np.array([each.free_seats for each in groups], dtype=np.int64) - self.taken
        at_school = np.bincount(
            network.school_of, weights=self.taken, minlength=len(schools)
        ).astype(np.int64)
        caps = network.caps()
        unlimited = len(seat) + 1  # more than all children
        self.room = np.array(
            [caps.get(s, unlimited) - used for s, used in enumerate(at_school.tolist())],
            dtype=np.int64,
        )
        self.family = _families(network)


def _families(network: Network) -> list[tuple[str, Stage] | None]:
    """Return family and stage of every child that could sit together with somebody."""
    problem = network.problem
    size: Counter[tuple[str, Stage]] = Counter()
    members: tuple[Child | Placed, ...] = (*problem.children, *problem.placed)
    for each in members:
        size[each.family, stage_of(grade=each.grade)] += 1
    keys = [(each.family, stage_of(grade=each.grade)) for each in problem.children]
    return [key if key[0] and size[key] > 1 else None for key in keys]


def no_saving_circle(*, exchange: Exchange) -> Iterator[str]:
    """No circle of moves among children without siblings saves minutes."""
    start, end, cost, nodes = _moves(exchange)
    if not len(cost):
        return
    key = start * nodes + end
    order = np.lexsort((cost, key))
    cheapest = order[np.unique(key[order], return_index=True)[1]]
    start, end, cost = start[cheapest], end[cheapest], cost[cheapest]
    if _saves(start, end, cost, nodes):
        yield (
            "Ebene ways_and_pairs: Als bewiesen bezeichnet, aber ein Ringtausch von Kindern ohne "
            "Geschwister spart Minuten."
        )


def _saves(start: Ints, end: Ints, cost: Ints, nodes: int) -> bool:
    """Whether the graph has a circle of negative cost (Bellman and Ford, all arcs at once)."""
    reached = np.zeros(nodes, dtype=np.int64)
    came_from = np.arange(nodes)
    for step in range(nodes + 1):
        before = reached.copy()
        offered = before[start] + cost
        np.minimum.at(reached, end, offered)
        taken = (offered == reached[end]) & (offered < before[end])
        if not taken.any():
            return False
        came_from[end[taken]] = start[taken]
        if step % LOOK_EVERY == 0 and _runs_in_circles(came_from):
            return True
    return True  # more steps than nodes: no path is so long


def _runs_in_circles(came_from: Ints) -> bool:
    """Whether going back from some node never ends; such a circle always has negative cost."""
    back = came_from
    for _ in range(len(came_from).bit_length()):
        back = back[back]
    return bool((came_from[back] != back).any())


def _moves(exchange: Exchange) -> tuple[Ints, Ints, Ints, int]:
    """Return the residual graph: moves of single children, free seats, caps, and the unplaced."""
    groups = len(exchange.free)
    schools = len(exchange.room)
    outside = 2 * groups + schools  # beyond this node any number of children may sit
    parts = [*_child_moves(exchange, outside + 1), *_seat_moves(exchange, outside)]
    start, end, cost = (np.concatenate(column) for column in zip(*parts, strict=True))
    return start, end, cost, outside + 1 + len(set(exchange.network.level))


def _child_moves(exchange: Exchange, unplaced: int) -> Iterator[tuple[Ints, Ints, Ints]]:
    alone = np.array([key is None for key in exchange.family], dtype=np.bool_) & exchange.movable
    order = {level: unplaced + i for i, level in enumerate(sorted(set(exchange.network.level)))}
    level = np.array([order[each] for each in exchange.network.level], dtype=np.int64)
    at = np.where(exchange.seat == NOWHERE, level, exchange.seat)
    arcs = alone[exchange.child] & (exchange.seat[exchange.child] != exchange.group)
    child = exchange.child[arcs]
    yield at[child], exchange.group[arcs], exchange.minutes[arcs] - exchange.way[child]
    seated = np.flatnonzero(alone & (exchange.seat != NOWHERE))
    yield at[seated], level[seated], -exchange.way[seated]


def _seat_moves(exchange: Exchange, outside: int) -> Iterator[tuple[Ints, Ints, Ints]]:
    """Give the steps from a group through its seats and its school's cap, and back."""
    groups, schools = len(exchange.free), len(exchange.room)
    every = np.arange(groups)
    through, cap = groups + every, 2 * groups + exchange.network.school_of
    school = np.arange(schools)
    used = np.bincount(exchange.network.school_of, weights=exchange.taken, minlength=schools) > 0
    steps = (
        (every, through, exchange.free > 0),
        (through, every, exchange.taken > 0),
        (through, cap, np.ones(groups, dtype=np.bool_)),
        (cap, through, exchange.taken > 0),
        (2 * groups + school, np.full(schools, outside), exchange.room > 0),
        (np.full(schools, outside), 2 * groups + school, used),
    )
    for start, end, possible in steps:
        yield start[possible], end[possible], np.zeros(int(possible.sum()), dtype=np.int64)


def no_better_single_move(*, exchange: Exchange) -> Iterator[str]:
    """No sibling gains by moving alone to a free seat."""
    mates = _mates(exchange)
    network = exchange.network
    rate = network.problem.parameters.minutes_per_pair
    free, room, school_of = exchange.free, exchange.room, network.school_of
    siblings = np.array([key is not None for key in exchange.family], dtype=np.bool_)
    open_arcs = siblings[exchange.child] & (free[exchange.group] > 0)
    open_arcs &= exchange.seat[exchange.child] != NOWHERE
    here = school_of[exchange.seat[exchange.child]]
    there = school_of[exchange.group]
    open_arcs &= (room[there] > 0) | (here == there)
    for arc in np.flatnonzero(open_arcs).tolist():
        child = int(exchange.child[arc])
        family, s, t = exchange.family[child], int(here[arc]), int(there[arc])
        if family is None or exchange.seat[child] == exchange.group[arc]:
            continue
        longer = int(exchange.minutes[arc] - exchange.way[child])
        more = 0 if s == t else mates[family][t] - (mates[family][s] - 1)
        better = longer < rate * more if isinstance(rate, int) else (-more, longer) < (0, 0)
        if better:
            yield (
                f"Ebene ways_and_pairs: Als bewiesen bezeichnet, aber Kind "
                f"{network.problem.children[child].id} säße besser in der Gruppe "
                f"{network.problem.groups[int(exchange.group[arc])].id}; dort ist Platz."
            )
            return


def _mates(exchange: Exchange) -> dict[tuple[str, Stage], Counter[int]]:
    """Count who sits where, per family and stage."""
    network = exchange.network
    found: dict[tuple[str, Stage], Counter[int]] = defaultdict(Counter)
    for child, key in enumerate(exchange.family):
        if key is not None and exchange.seat[child] != NOWHERE:
            found[key][int(network.school_of[exchange.seat[child]])] += 1
    for each in network.problem.placed:
        school = int(network.school_of[network.group_at[each.group]])
        found[each.family, stage_of(grade=each.grade)][school] += 1
    return found
