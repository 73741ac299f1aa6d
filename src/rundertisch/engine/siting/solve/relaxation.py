# SPDX-License-Identifier: EUPL-1.2
"""Facility location without the rule that everybody is served exactly once, but for a price.

Every customer offers a price to whoever serves him. Each facility fills its seats with those who
bring most (a knapsack), and as many open as pay, or have to. The prices and what the facilities
lack are a lower bound for every solution. It rises when the price of customers whom nobody serves
rises and of those whom several serve falls (a subgradient; Holmberg, Rönnqvist and Yuan, European
Journal of Operational Research 113, 1999). Everything is a whole number, so the bound is exact.

Where seats are many, a knapsack takes long and a customer is small beside it: there customers may
be divided, which is hardly lower (`FINE`).
"""

from typing import NamedTuple

import numpy as np

from rundertisch.engine.compiled import compiled
from rundertisch.engine.placement.solve.network import Flags, Floats, Ints

FREE, OPEN, SHUT = 0, 1, -1
NEVER = 1 << 50  # costs more than anything
FINE = 500_000  # customers x seats; up to here nobody is divided
GENTLER = 1.5  # steps become shorter by this factor ...
PATIENCE = 20  # ... after so many without a better bound
SHORTEST = 0.01  # step
MEMORY = 0.3  # share of the last direction in the next one
RECENT = 0.05  # share of the last step in how often a facility was open
FAR = 0.01  # where no solution is known, the bound is said to be so far from it
TINY = 1e-9  # size of a customer who needs no seat
CALM = 1e-6  # square of a direction that leads nowhere
HARDLY = 16  # a bound better by 2**-16 of it is hardly better


class Sourcing(NamedTuple):
    """Customers (rows of ``cost``) and facilities (columns); everything in whole numbers."""

    demand: Ints  # of each customer
    cost: Ints  # of all demand of a customer at a facility
    capacity: Ints
    fixed: Ints


class Rules(NamedTuple):
    """What is decided about the facilities, and how many open."""

    state: Ints  # of each facility: FREE, OPEN, SHUT
    least: int
    most: int


class Pace(NamedTuple):
    """How many steps at most, and how long the first one is."""

    steps: int
    length: float


class Relaxed(NamedTuple):
    """What prices prove: nothing costs less than ``bound``."""

    bound: int
    prices: Ints
    lacks: Ints  # of each facility: what its customers bring too little, at least
    often: Floats  # how often each was open lately, 0 to 1


class Room(NamedTuple):
    """Arrays to work in."""

    who: Ints
    gain: Ints
    best: Ints
    kept: Flags


class Filling(NamedTuple):
    """Who is where for now."""

    share: Floats  # of each facility (rows) and customer
    lacks: Ints  # of each facility; NEVER: it stays shut


def room_for(asked: Sourcing) -> Room:
    """Return the arrays that the other functions work in."""
    customers, seats = len(asked.demand), int(asked.capacity.max())
    if customers * seats > FINE:
        seats = 0
    return Room(
        np.zeros(customers, np.int64),
        np.zeros(customers, np.int64),
        np.zeros(seats + 1, np.int64),
        np.zeros((customers, seats + 1), np.bool_),
    )


@compiled
def bringing(asked: Sourcing, prices: Ints, at: int, room: Room) -> int:
    """Write who brings more than he costs at a facility to ``who``; return how many."""
    count = 0
    for customer in range(len(prices)):
        gain = prices[customer] - asked.cost[customer, at]
        if gain > 0 and asked.demand[customer] <= asked.capacity[at]:
            room.who[count], room.gain[count] = customer, gain
            count += 1
    return count


@compiled
def filled(asked: Sourcing, prices: Ints, at: int, room: Room, share: Floats) -> tuple[int, float]:
    """Fill a facility with those who bring most, each by his ``share``.

    Returns what it lacks at least, and what a seat is worth, if customers are divided.
    """
    share[:] = 0.0
    count, seats = bringing(asked, prices, at, room), asked.capacity[at]
    wanted, brought = 0, 0
    for each in range(count):
        wanted += asked.demand[room.who[each]]
        brought += room.gain[each]
    if wanted <= seats:
        for each in range(count):
            share[room.who[each]] = 1.0
        return asked.fixed[at] - brought, 0.0
    if len(room.best) > seats:
        return asked.fixed[at] - packed(asked, seats, count, room, share), 0.0
    ratio = np.empty(count)
    for each in range(count):
        ratio[each] = room.gain[each] / max(asked.demand[room.who[each]], TINY)
    brought = 0
    for each in np.argsort(ratio)[::-1]:
        customer, gain = room.who[each], room.gain[each]
        size = asked.demand[customer]
        if size > seats:
            share[customer] = seats / size
            brought += -(-gain * seats // size)
            return asked.fixed[at] - brought, gain / size
        share[customer] = 1.0
        brought += gain
        seats -= size
    return asked.fixed[at] - brought, 0.0


@compiled
def packed(asked: Sourcing, seats: int, count: int, room: Room, share: Floats) -> int:
    """Return the most that customers of ``who`` bring who have a seat together."""
    best, kept = room.best, room.kept
    best[: seats + 1] = 0
    for each in range(count):
        gain, size = room.gain[each], asked.demand[room.who[each]]
        kept[each, :size] = False
        for taken in range(seats, size - 1, -1):
            other = best[taken - size] + gain
            kept[each, taken] = other > best[taken]
            best[taken] = max(best[taken], other)
    left = seats
    for each in range(count - 1, -1, -1):
        if kept[each, left]:
            share[room.who[each]] = 1.0
            left -= asked.demand[room.who[each]]
    return int(best[seats])


@compiled
def fill_all(asked: Sourcing, prices: Ints, may_open: Flags, room: Room, filling: Filling) -> None:
    """Fill every facility that may open."""
    for at in range(len(may_open)):
        if may_open[at]:
            filling.lacks[at], _ = filled(asked, prices, at, room, filling.share[at])


@compiled
def most_brought(size: Ints, gain: Ints, seats: int) -> Ints:
    """Return what the first so many (rows) bring at most with so many seats (columns)."""
    most = np.zeros((len(size) + 1, seats + 1), np.int64)
    for each in range(len(size)):
        for taken in range(seats + 1):
            most[each + 1, taken] = most[each, taken]
            if taken >= size[each]:
                other = most[each, taken - size[each]] + gain[each]
                most[each + 1, taken] = max(most[each, taken], other)
    return most


def cheapest(lacks: Ints, rules: Rules) -> tuple[int, Flags]:
    """Return what the facilities lack in all that lack least, as the rules demand; and which."""
    chosen = rules.state == OPEN
    opened = int(chosen.sum())
    free = np.flatnonzero(rules.state == FREE)
    free = free[np.argsort(lacks[free], kind="stable")]
    pays = int(np.count_nonzero(lacks[free] < 0))
    more = min(max(pays, rules.least - opened), rules.most - opened)
    if not rules.least - opened <= more <= len(free) or more < 0:
        return NEVER, chosen
    chosen[free[:more]] = True
    return int(lacks[chosen].sum()), chosen


def relaxed(asked: Sourcing, prices: Ints, rules: Rules, enough: int, pace: Pace) -> Relaxed:
    """Raise the bound of the prices at a pace, until it is ``enough``."""
    customers, facilities = asked.cost.shape
    room, length, waited = room_for(asked), pace.length, 0
    filling = Filling(np.zeros((facilities, customers)), np.full(facilities, NEVER))
    often, lacks = np.zeros(facilities), filling.lacks
    best = Relaxed(-NEVER, prices, lacks, often)
    now, direction = prices.astype(np.float64), np.zeros(customers)
    for _ in range(pace.steps):
        whole = np.rint(now).astype(np.int64)
        fill_all(asked, whole, rules.state != SHUT, room, filling)
        lacking, chosen = cheapest(lacks, rules)
        bound = int(whole.sum()) + lacking
        often += RECENT * (chosen - often)
        waited = 0 if bound > best.bound + (abs(best.bound) >> HARDLY) else waited + 1
        if bound > best.bound:
            best = Relaxed(bound, whole, lacks.copy(), often)
        elif waited >= PATIENCE:
            length, waited, now = length / GENTLER, 0, best.prices.astype(np.float64)
        missing = 1.0 - filling.share[chosen].sum(axis=0)
        direction += (1 - MEMORY) * (missing - direction)
        square = float(direction @ direction)
        if best.bound >= enough or length < SHORTEST or not missing.any() or square < CALM:
            break
        goal = enough if enough < NEVER else best.bound + FAR * abs(best.bound)
        now += length * (goal - bound) / square * direction
    return best


def lacking_with(asked: Sourcing, prices: Ints, at: int, room: Room) -> Ints:
    """Return for each customer what a facility lacks, at least, if it has to serve him."""
    seats, size, gain = int(asked.capacity[at]), asked.demand, prices - asked.cost[:, at]
    lacks, worth = filled(asked, prices, at, room, np.zeros(len(prices)))
    if len(room.best) <= seats:
        less = np.floor(worth * size).astype(np.int64) - gain
        return np.where(size <= seats, lacks + np.maximum(0, less), NEVER)
    count = bringing(asked, prices, at, room)
    who, brings = room.who[:count].copy(), room.gain[:count].copy()
    before = most_brought(size[who], brings, seats)  # by the first so many
    behind = most_brought(size[who[::-1]], brings[::-1].copy(), seats)  # by the last so many
    place = np.full(len(prices), count)
    place[who] = np.arange(count)
    lacking = np.full(len(prices), NEVER)
    for each in np.flatnonzero(size <= seats):
        left, here = seats - size[each], place[each]
        others = before[here, left]
        if here < count:
            others = (before[here, : left + 1] + behind[count - here - 1, left::-1]).max()
        lacking[each] = asked.fixed[at] - gain[each] - others
    return lacking
