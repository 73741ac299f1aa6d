# SPDX-License-Identifier: EUPL-1.2
"""Seats with the best profile and then the least minutes, found by circles of moves."""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from rundertisch.engine.placement.check.circles import Standing, saving_circle
from rundertisch.engine.placement.check.network import NOWHERE, Network
from rundertisch.engine.placement.check.ways import pair_minutes

SEATS = 2  # claims and seats: soft caps are no question of siting


@dataclass(frozen=True, slots=True)
class Reached:
    """What the best seats come to; locked children sit and count for minutes only elsewhere."""

    seat: list[int]  # group of each child, or NOWHERE
    left: dict[int, int]  # children without a seat per level
    minutes: int  # of children that are not locked


def best_seats(*, network: Network, seat: list[int], ways: bool = True) -> Reached:
    """Return the best seats, from these: first the profile, the highest level first, then ways.

    ``ways``: False stops at the profile.
    """
    now = list(seat)
    while True:
        standing = _weighed(network, now, ways=ways)
        circle = saving_circle(standing.moves(), nodes=standing.outside + 1)
        if not circle:
            return Reached(now, _left(network, now), _minutes(network, now))
        steps = zip(circle, [*circle[1:], circle[0]], strict=True)
        for child, end in [(_mover(standing, *step), step[1]) for step in steps]:
            if child != NOWHERE:
                now[child] = end if end < standing.groups else NOWHERE


def _mover(standing: Standing, start: int, end: int) -> int:
    """Return the child that makes a step of the circle most cheaply; NOWHERE: it is no child's."""
    network = standing.network
    if end == standing.outside:
        if start >= standing.groups:
            return NOWHERE
        moves = np.unique(network.arc_child)  # who is locked has no way, and stays
        sits = moves[standing.seat[moves] == start]
        return int(sits[np.argmax(standing.own[sits])])
    if end >= standing.groups or (start >= standing.groups and start != standing.outside):
        return NOWHERE
    at = NOWHERE if start == standing.outside else start
    arcs = np.flatnonzero((network.arc_group == end) & (standing.seat[network.arc_child] == at))
    if not len(arcs):
        return NOWHERE
    children = network.arc_child[arcs]
    cost = standing.arc_cost[arcs] - standing.own[children]
    return int(children[np.argmin(cost)])


def _weighed(network: Network, seat: list[int], *, ways: bool) -> Standing:
    """Weigh seats before minutes; what a circle may save in minutes stays below one seat."""
    standing = Standing(network=network, seat=seat, levels=SEATS)
    nodes = standing.outside + 1
    level = np.array(network.level, dtype=np.int64)
    rank = np.searchsorted(np.unique(level), level) + 1
    more_than_ways = nodes * (int(network.arc_minutes.max(initial=0)) + 1)
    cost = ways * network.arc_minutes - more_than_ways * rank[network.arc_child]
    standing.arc_cost = cost
    sits = standing.seat[network.arc_child] == network.arc_group
    standing.own[network.arc_child[sits]] = cost[sits]
    return standing


def locked_minutes(network: Network) -> int:
    """Return the minutes of children whose seat is decided."""
    return sum(
        pair_minutes(problem=network.problem, child=child, schools=[int(network.school_of[group])])[
            0
        ]
        for child, group in network.locked.items()
    )


def _left(network: Network, seat: list[int]) -> dict[int, int]:
    left = Counter(dict.fromkeys(network.level, 0))
    left.update(network.level[child] for child, group in enumerate(seat) if group == NOWHERE)
    return dict(left)


def _minutes(network: Network, seat: list[int]) -> int:
    at = np.array(seat, dtype=np.int64)
    return int(network.arc_minutes[at[network.arc_child] == network.arc_group].sum())
