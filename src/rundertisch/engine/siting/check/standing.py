# SPDX-License-Identifier: EUPL-1.2
"""Seats with the best profile and then the least minutes, found by circles of moves."""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from rundertisch.engine.placement.check.circles import Standing, saving_circle
from rundertisch.engine.placement.check.network import NOWHERE, Network

SEATS = 2  # claims and seats: soft caps are no question of siting


@dataclass(frozen=True, slots=True)
class Reached:
    """What the best seats come to; locked children sit and count for minutes only elsewhere."""

    seat: list[int]  # group of each child, or NOWHERE
    left: dict[int, int]  # children without a seat per level
    minutes: int  # of children that are not locked


def best_seats(*, network: Network, seat: list[int]) -> Reached:
    """Return the best seats, from these: first the profile, the highest level first, then ways."""
    now = list(seat)
    movers: dict[tuple[int, int], int] | None = None
    while True:
        standing = _weighed(network, now)
        circle = saving_circle(standing.moves(), nodes=standing.outside + 1)
        if not circle:
            return Reached(now, _left(network, now), _minutes(network, now))
        movers = standing.movers()
        for start, end in zip(circle, [*circle[1:], circle[0]], strict=True):
            child = movers.get((start, end))
            if child is not None:
                now[child] = end if end < standing.groups else NOWHERE


def _weighed(network: Network, seat: list[int]) -> Standing:
    """Weigh seats before minutes; what a circle may save in minutes stays below one seat."""
    standing = Standing(network=network, seat=seat, levels=SEATS)
    nodes = standing.outside + 1
    level = np.array(network.level, dtype=np.int64)
    rank = np.searchsorted(np.unique(level), level) + 1
    more_than_ways = nodes * (int(network.arc_minutes.max(initial=0)) + 1)
    cost = network.arc_minutes - more_than_ways * rank[network.arc_child]
    standing.arc_cost = cost
    sits = standing.seat[network.arc_child] == network.arc_group
    standing.own[network.arc_child[sits]] = cost[sits]
    return standing


def _left(network: Network, seat: list[int]) -> dict[int, int]:
    left = Counter(dict.fromkeys(network.level, 0))
    left.update(network.level[child] for child, group in enumerate(seat) if group == NOWHERE)
    return dict(left)


def _minutes(network: Network, seat: list[int]) -> int:
    at = np.array(seat, dtype=np.int64)
    return int(network.arc_minutes[at[network.arc_child] == network.arc_group].sum())
