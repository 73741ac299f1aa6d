# SPDX-License-Identifier: EUPL-1.2
"""The flow kernel's fast path where no school has a newcomer cap: children bid for seats.

Forward and reverse auction with similar objects and epsilon scaling (Bertsekas and Castañon, The
auction algorithm for the transportation problem, Annals of Operations Research 20, 1989; and A
forward/reverse auction algorithm for asymmetric assignment problems, 1992), one part of the
network after the other, in whole numbers:

1. All costs of a part are multiplied by its number of groups + 2, so that a plan that is nowhere
   off by more than 1 is off by less than one minute in all: it is one with least minutes.
2. Forward: who has no seat bids for the group where minutes plus price are least, as much more as
   the second best choice would cost, and a step. A full group gives up its lowest bid, whose child
   bids again. The price of a full group is its lowest bid. Being left out is a choice as well; it
   costs more than any chain of moves, and the more the higher the level (see `flow`, step 3).
3. Reverse: a group with free seats must have no price. As long as it has one, it lowers it until
   somebody prefers to come, or to nothing.
4. The step shrinks by `FACTOR` from round to round down to 1; prices stay, seats are given anew.
5. At the end every child's choice and every free seat are looked at once more. A part where that
   proof fails is named, and `flow` works it out the long way.
"""

from typing import NamedTuple

import numpy as np

from rundertisch.engine.compiled import compiled, inlined
from rundertisch.engine.placement import flow
from rundertisch.engine.placement.components import roots
from rundertisch.engine.placement.flow import (
    BEYOND,
    NO_CAP,
    NOBODY,
    NOWHERE,
    Flags,
    Ints,
    Network,
    Numbers,
    Seated,
)

FACTOR = 8  # by which the step shrinks
FAR = 1 << 60


class _Parts(NamedTuple):
    """The members of all parts, one part after the other."""

    children: Ints
    child_from: Ints  # children of part p: children[child_from[p]:child_from[p + 1]]
    groups: Ints
    group_from: Ints


class _Work(NamedTuple):
    """Everything that the bidding reads and writes."""

    start: Ints
    group: Numbers
    cost: Numbers
    rank: Ints
    reach: Ints  # ways into group g: way_in[reach[g]:reach[g + 1]]
    way_in: Numbers
    child_in: Numbers  # whose way that is
    cost_in: Numbers  # what it costs
    first: Ints  # seats of group g: first[g] to first[g + 1]
    sits: Numbers  # child on each seat
    bid: Ints  # for each seat
    load: Ints  # children in each group
    price: Ints  # of each group, scaled
    way: Ints  # of each child, or NOWHERE
    place: Numbers  # of each child: the group of that way, or NOWHERE
    paid: Numbers  # of each child: the cost of that way
    seat: Ints  # of each child
    queue: Numbers  # children that bid next
    cheap: Numbers  # groups that look for children
    queued: Flags  # of each group


def seat_children(*, network: Network) -> Seated:
    """Seat the children of a network: by auction where that is proven, else by `flow`.

    Prices of seats from the auction are at most one minute above the exact ones.
    """
    room = np.bincount(network.school, network.seats, len(network.cap))
    capped = (network.cap != NO_CAP) & (network.cap < room)
    root = roots((network.start, network.group), network.school, capped)
    _, part = np.unique(root, return_inverse=True)
    wanted = np.ones(int(part.max(initial=-1)) + 1, np.bool_)
    wanted[part[capped[network.school]]] = False
    way, price, proven = _auctioned(network, part, wanted)
    cap_price = np.zeros(len(network.cap), np.int64)
    if not proven.all():
        _by_chains(network, ~proven[part], (way, price, cap_price))
    return Seated(way, int(network.cost[way[way != NOWHERE]].sum()), price, cap_price)


def _by_chains(network: Network, left: Flags, found: tuple[Ints, Ints, Ints]) -> None:
    """Let `flow` work out the groups that are left, and enter its answer into ``found``."""
    way, price, cap_price = found
    keep = np.flatnonzero(left[network.group])
    owner = np.repeat(np.arange(len(network.start) - 1), np.diff(network.start))[keep]
    who, counts = np.unique(owner, return_counts=True)
    start = np.zeros(len(who) + 1, np.int64)
    np.cumsum(counts, out=start[1:])
    chains = flow.seat_children(
        network=network._replace(
            start=start,
            group=network.group[keep],
            cost=network.cost[keep],
            seats=np.where(left, network.seats, 0),
            level=network.level[who],
        )
    )
    way[who] = NOWHERE
    sits = chains.way != NOWHERE
    way[who[sits]] = keep[chains.way[sits]]
    price[left] = chains.price[left]
    cap_price[network.school[left]] = chains.cap_price[network.school[left]]


def _auctioned(network: Network, part: Ints, wanted: Flags) -> tuple[Ints, Ints, Flags]:
    """Return the way of each child, the price of a seat in each group, and the proven parts."""
    work = _prepared(network)
    of_child = np.full(len(network.start) - 1, NOWHERE, np.int64)
    has_way = np.diff(network.start) > 0
    of_child[has_way] = part[network.group[network.start[:-1][has_way]]]
    parts = _Parts(*_grouped(of_child, len(wanted)), *_grouped(part, len(wanted)))
    dearest = int(network.cost.max(initial=0)) - min(0, int(network.cost.min(initial=0)))
    proven = wanted.copy()
    _hold(work, parts, dearest, proven)
    scale = np.diff(parts.group_from)[part] + 2
    return work.way, _minutes(work.price, scale, scale * (dearest + 1)), proven


def _minutes(price: Ints, scale: Ints, beyond: Ints) -> Ints:
    """Take the scale and the ranks of levels out of prices."""
    minutes = price // scale
    rank = (minutes + beyond // 2) // beyond
    return minutes - rank * beyond + np.minimum(rank, 1) * BEYOND


def _grouped(part: Ints, parts: int) -> tuple[Ints, Ints]:
    """Return the members of all parts one after the other, and where each part begins."""
    order = np.argsort(part, kind="stable")
    order = order[part[order] != NOWHERE]
    begins = np.zeros(parts + 1, np.int64)
    np.cumsum(np.bincount(part[order], minlength=parts), out=begins[1:])
    return order, begins


def _prepared(network: Network) -> _Work:
    children, groups = len(network.start) - 1, len(network.seats)
    reach = np.zeros(groups + 1, np.int64)
    ways_in = np.bincount(network.group, minlength=groups)
    np.cumsum(ways_in, out=reach[1:])
    first = np.zeros(groups + 1, np.int64)
    np.cumsum(np.minimum(network.seats, ways_in), out=first[1:])
    _, rank = np.unique(network.level, return_inverse=True)
    owner = np.repeat(np.arange(children, dtype=np.int32), np.diff(network.start))
    way_in = np.argsort(network.group, kind="stable").astype(np.int32)
    cost = network.cost.astype(np.int32)
    return _Work(
        start=network.start,
        group=network.group,
        cost=cost,
        rank=rank.astype(np.int64) + 1,
        reach=reach,
        way_in=way_in,
        child_in=owner[way_in],
        cost_in=cost[way_in],
        first=first,
        sits=np.zeros(int(first[-1]), np.int32),
        bid=np.zeros(int(first[-1]), np.int64),
        load=np.zeros(groups, np.int64),
        price=np.zeros(groups, np.int64),
        way=np.full(children, NOWHERE, np.int64),
        place=np.full(children, NOWHERE, np.int32),
        paid=np.zeros(children, np.int32),
        seat=np.zeros(children, np.int64),
        queue=np.zeros(children, np.int32),
        cheap=np.zeros(groups, np.int32),
        queued=np.zeros(groups, np.bool_),
    )


@compiled
def _hold(work: _Work, parts: _Parts, dearest: int, proven: Flags) -> None:
    """Hold the auction of every wanted part with shrinking steps (1 and 4), and prove it (5)."""
    for part in range(len(proven)):
        if not proven[part]:
            continue
        here = parts.children[parts.child_from[part] : parts.child_from[part + 1]]
        there = parts.groups[parts.group_from[part] : parts.group_from[part + 1]]
        scale = len(there) + 2
        beyond = scale * scale * (dearest + 1)  # scaled cost of being left out, per rank
        for group in there:
            work.price[group] = 0 if _room(work, group) > 0 else FAR // 2
        step = 0
        for child in here:
            step = max(step, work.rank[child] * beyond)
        while step != 1:
            step = max(1, step // FACTOR)
            for group in there:
                work.load[group] = 0
            work.queue[: len(here)] = here[::-1]
            work.way[here] = NOWHERE
            work.place[here] = NOWHERE
            _forward(work, len(here), scale, beyond, step)
            _reverse(work, there, scale, beyond, step)
        proven[part] = _proves(work, here, there, scale, beyond)


@inlined
def _room(work: _Work, group: int) -> int:
    return work.first[group + 1] - work.first[group]


@compiled
def _forward(work: _Work, waiting: int, scale: int, beyond: int, step: int) -> None:
    """Step 2: bid until nobody waits; the queue holds the children of one part."""
    while waiting > 0:
        waiting -= 1
        child = work.queue[waiting]
        best, second = _best_choice(work, child, scale, beyond)
        if best != NOWHERE:
            outbid = _takes_seat(work, child, best, second - work.cost[best] * scale + step)
            if outbid != NOBODY:
                work.queue[waiting] = outbid
                waiting += 1


@inlined
def _best_choice(work: _Work, child: int, scale: int, beyond: int) -> tuple[int, int]:
    """Return the cheapest way (NOWHERE: rather left out), and what the second choice costs."""
    least, second, best = work.rank[child] * beyond, FAR, NOWHERE
    for way in range(work.start[child], work.start[child + 1]):
        pays = work.cost[way] * scale
        if pays >= second:
            break  # the ways are sorted, and no price is negative
        pays += work.price[work.group[way]]
        if pays < least:
            least, second, best = pays, least, way
        elif pays < second:
            second = pays
    return best, second


@inlined
def _takes_seat(work: _Work, child: int, way: int, bid: int) -> int:
    """Seat the child for its bid; return the child who is outbid, or NOBODY."""
    group, outbid = work.group[way], NOBODY
    first, room = work.first[group], _room(work, group)
    if work.load[group] < room:
        seat = first + work.load[group]
        work.load[group] += 1
    else:
        seat = first
        while work.bid[seat] != work.price[group]:
            seat += 1
        outbid = work.sits[seat]
        work.way[outbid] = work.place[outbid] = NOWHERE
    work.bid[seat] = bid
    work.sits[seat], work.seat[child] = child, seat
    work.way[child], work.place[child], work.paid[child] = way, group, work.cost[way]
    if work.load[group] == room:
        work.price[group] = work.bid[first : first + room].min()
    return outbid


@compiled
def _reverse(work: _Work, groups: Ints, scale: int, beyond: int, step: int) -> None:
    """Step 3: groups with free seats lower their prices until somebody comes, or to nothing."""
    cheap = 0
    for group in groups:
        work.queued[group] = work.load[group] < _room(work, group) and work.price[group] > 0
        if work.queued[group]:
            work.cheap[cheap] = group
            cheap += 1
    while cheap > 0:
        cheap -= 1
        group = work.cheap[cheap]
        work.queued[group] = False
        while work.load[group] < _room(work, group) and work.price[group] > 0:
            best, second, at = _who_gains_most(work, group, scale, beyond)
            if best <= step:
                work.price[group] = 0
                break
            work.price[group] = min(work.price[group], max(0, second - step))
            left = _comes(work, work.child_in[at], group, work.way_in[at])
            if left != NOWHERE and work.price[left] > 0 and not work.queued[left]:
                work.queued[left] = True
                work.cheap[cheap] = left
                cheap += 1


@compiled
def _who_gains_most(work: _Work, group: int, scale: int, beyond: int) -> tuple[int, int, int]:
    """Return the most and second most that a child would pay for a seat here, and its place."""
    place, paid, price, rank = work.place, work.paid, work.price, work.rank
    child_in, cost_in = work.child_in, work.cost_in
    best, second, best_at = -FAR, -FAR, NOWHERE
    for at in range(work.reach[group], work.reach[group + 1]):
        child = child_in[at]
        here = place[child]
        if here == group:
            continue
        worth = rank[child] * beyond - cost_in[at] * scale
        if here != NOWHERE:
            worth = (paid[child] - cost_in[at]) * scale + price[here]
        if worth > best:
            best, second, best_at = worth, best, at
        elif worth > second:
            second = worth
    return best, second, best_at


@inlined
def _comes(work: _Work, child: int, group: int, way: int) -> int:
    """Seat the child in the group; return the group it leaves, or NOWHERE."""
    left = work.place[child]
    if left != NOWHERE:
        work.load[left] -= 1
        last = work.first[left] + work.load[left]
        work.sits[work.seat[child]] = work.sits[last]
        work.seat[work.sits[last]] = work.seat[child]
    seat = work.first[group] + work.load[group]
    work.load[group] += 1
    work.sits[seat], work.seat[child] = child, seat
    work.way[child], work.place[child], work.paid[child] = way, group, work.cost[way]
    return left


@compiled
def _proves(work: _Work, children: Ints, groups: Ints, scale: int, beyond: int) -> bool:
    """Step 5: no child is more than 1 away from its best choice, no free seat has a price."""
    for group in groups:
        if work.load[group] < _room(work, group) and work.price[group] != 0:
            return False
    for child in children:
        least = work.rank[child] * beyond
        taken = work.way[child]
        pays = least
        if taken != NOWHERE:
            pays = work.cost[taken] * scale + work.price[work.group[taken]]
        for way in range(work.start[child], work.start[child + 1]):
            least = min(least, work.cost[way] * scale + work.price[work.group[way]])
        if pays > least + 1:
            return False
    return True
