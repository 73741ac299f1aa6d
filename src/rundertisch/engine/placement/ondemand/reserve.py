# SPDX-License-Identifier: EUPL-1.2
"""What a seat may be worth to children who are expected but not there yet: a shadow price.

A seat given today may be the only near one for a child of next month. Where a district wishes it,
the arrival decision adds to the minutes of a seat the *price* that it has in a matching of the
children expected in the coming weeks with the seats that are left: the minutes that one more seat
there would save all of them together (a dual price; at most what they lose if it is gone). A child
that would find none at all counts `WITHOUT_SEAT` minutes. The flow part of the planner
(`solve.flow`) finds matching and prices.

The idea is that of Ahani, Gölz, Procaccia, Teytelboym and Trapp, "Dynamic Placement in Refugee
Resettlement" (EC 2021; Operations Research 2024; in use as Annie Moore): assign whoever arrives at
the cost corrected by the dual prices of a matching with future arrivals. There futures are drawn at
random and their prices averaged; here there is one future, the expected numbers of a table that a
person has entered. So the price is as good as the table, says nothing about chance, and is off
unless somebody turns it on. It seats nobody, moves nobody, and never leaves a child without a seat
that one is free for: it only changes the order of the seats.

Expected children have a place and a grade and nothing else. No forecast by origin comes in here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from rundertisch.engine.placement.ondemand.answers import Alternative
from rundertisch.engine.placement.ondemand.standing import Standing
from rundertisch.engine.placement.problem import Child
from rundertisch.engine.placement.solve import flow
from rundertisch.engine.placement.solve.network import Network, built

WITHOUT_SEAT = 120  # minutes; dearer than any way within the limits


@dataclass(frozen=True, slots=True)
class Expected:
    """So many children of a grade, expected around a place."""

    lat: float
    lon: float
    grade: int
    children: int


@dataclass(frozen=True, slots=True)
class Reserve:
    """Prices of seats for expected children, in minutes, by group id; a missing one is 0."""

    prices: Mapping[str, int]
    expected: int  # children
    short: int  # of them would find no seat in what is left now

    def price(self, seat: Alternative) -> int:
        """Return the price of the seat that would be gone: the last one of a chain of moves."""
        groups = [move.to_group for move in seat.moves if move.to_group]
        return self.prices.get(groups[-1] if groups else seat.group, 0)


def reserve_for(
    *, standing: Standing, expected: Sequence[Expected], without_seat: int = WITHOUT_SEAT
) -> Reserve:
    """Return the prices of the seats that a standing leaves, for children who are expected."""
    children = [
        Child(id=f"{row}-{number}", grade=each.grade, lat=each.lat, lon=each.lon)
        for row, each in enumerate(expected)
        for number in range(each.children)
    ]
    if not children:
        return Reserve({}, expected=0, short=0)
    problem = replace(
        standing.problem,
        children=tuple(children),
        travel=None,
        placed=(),
        wishes=(),
        locked=(),
        excluded=(),
    )
    network = built(problem)
    nowhere = len(network.seats)
    asked = _with_nowhere(network, standing, without_seat)
    found = flow.seat_children(network=asked)
    short = int((asked.group[found.way] == nowhere).sum())
    prices = {
        group.id: int(price)
        for group, price in zip(problem.groups, found.price[:nowhere].tolist(), strict=True)
        if 0 < price <= without_seat
    }
    return Reserve(prices, expected=len(children), short=short)


def _with_nowhere(network: Network, standing: Standing, without_seat: int) -> flow.Network:
    """Return the ways to the seats that are left, and for every child the way to no seat."""
    children, groups = len(network.start) - 1, len(network.seats)
    start = network.start + np.arange(children + 1)
    group = np.insert(network.group.astype(np.int64), network.start[1:], groups)
    cost = np.insert(network.minutes, network.start[1:], without_seat)
    child = np.repeat(np.arange(children), np.diff(start))
    order = np.lexsort((cost, child))
    return flow.Network(
        start=start.astype(np.int64),
        group=group[order].astype(np.int32),
        cost=cost[order],
        seats=np.append(np.maximum(standing.seats, 0), children),
        school=np.append(network.school, len(network.caps)).astype(np.int32),
        cap=np.append(standing.room, flow.NO_CAP),
        level=np.zeros(children, np.int32),
    )
