# SPDX-License-Identifier: EUPL-1.2
"""Seat some of the children along some of their ways: the flow kernel on parts of a network."""

from dataclasses import dataclass

import numpy as np

from rundertisch.engine.placement.solve import flow
from rundertisch.engine.placement.solve.flow import NOWHERE
from rundertisch.engine.placement.solve.network import Flags, Ints, Network, Numbers, numbered


@dataclass(frozen=True, slots=True)
class Ways:
    """Some ways of the network, with what each costs, child by child and sorted by cost."""

    child: Ints
    way: Ints  # number in the network
    cost: Ints


def chosen_ways(*, network: Network, keep: Flags, cost: Ints | None = None) -> Ways:
    """Return the kept ways; without ``cost`` they cost their minutes."""
    way = np.flatnonzero(keep)
    child = np.repeat(np.arange(len(network.start) - 1), np.diff(network.start))[way]
    if cost is None:
        return Ways(child, way, network.minutes[way])
    order = np.lexsort((cost[way], child))
    return Ways(child[order], way[order], cost[way[order]])


def seated(*, network: Network, ways: Ways, level: Numbers | None = None) -> tuple[Ints, Ints]:
    """Seat the children that have ways: most of the highest level first, then at least cost.

    Returns for each child of the network the way taken (or `NOWHERE`), and the price of one more
    seat in each group, cap included.
    """
    children = len(network.start) - 1
    counts = np.bincount(ways.child, minlength=children)
    who = np.flatnonzero(counts)
    groups, group = numbered(network.group[ways.way], size=len(network.seats))
    schools, school = numbered(network.school[groups], size=len(network.caps))
    start = np.zeros(len(who) + 1, np.int64)
    np.cumsum(counts[who], out=start[1:])
    level = network.level if level is None else level
    found = flow.seat_children(
        network=flow.Network(
            start=start,
            group=group.astype(np.int32),
            cost=ways.cost,
            seats=network.seats[groups],
            school=school.astype(np.int32),
            cap=network.caps[schools],
            level=level[who],
        )
    )
    taken = np.full(children, NOWHERE, np.int64)
    sits = found.way != NOWHERE
    taken[who[sits]] = ways.way[found.way[sits]]
    price = np.zeros(len(network.seats), np.int64)
    price[groups] = found.price
    return taken, price
