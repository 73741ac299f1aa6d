# SPDX-License-Identifier: EUPL-1.2
"""Who gets a seat at all, and then at least minutes: successive shortest paths over groups.

The method (Ahuja, Magnanti, Orlin, Network Flows, 1993, ch. 9.7: successive shortest paths with
potentials; ch. 4.7: Dijkstra with a heap), told for children and seats:

1. Children are seated one by one, the longest waiting level first. Every group has a *price*: the
   minutes that one more seat there would save everybody. A child looks for the group where its
   minutes plus the price are least. If a seat is free there, it sits. This is nearly always so.
2. Otherwise a chain is sought: the child takes a seat, who sat there moves to another group, ...,
   until a seat is free. The chain with the fewest extra minutes is a shortest path, and only
   groups (and schools with a newcomer cap) are its vertices: children sit on the groups. Prices
   keep all lengths at zero or above, so Dijkstra's method finds it and may stop early.
3. If no chain ends at a free seat, the child stays without one, or takes the seat of a child of
   the *same* level when that saves minutes. To that end, leaving a child out costs `BEYOND`
   minutes, more than any chain. Children of higher levels are never left out again: the sets of
   children that can sit together are a transversal matroid (Edmonds and Fulkerson, 1965), where
   the greedy order reaches, level by level, the fewest left out, and the most seated in all.
4. Once a level is done, groups from which no free seat can be reached are closed for good.
5. At the end no chain and no ring of moves saves a minute: the prices prove it.

Everything is a whole number and one thread works in the order given: same input, same answer.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rundertisch.engine.compiled import compiled, inlined

BEYOND = 1 << 52  # minutes; dearer than any chain of moves, small enough to be added up
CLOSED = BEYOND // 2  # a price above says: no free seat can be reached from here
NOBODY, NOWHERE, START = -1, -1, -1
NO_CAP = -1

Ints = NDArray[np.int64]
Numbers = NDArray[np.int32]
Flags = NDArray[np.bool_]


class Network(NamedTuple):
    """Children, their possible ways, and seats. The ways of a child are sorted by cost."""

    start: Ints  # ways of child c: start[c] to start[c + 1]; one longer than children
    group: Numbers  # of each way
    cost: Ints  # of each way, minutes (less what siblings at the school are worth)
    seats: Ints  # of each group
    school: Numbers  # of each group
    cap: Ints  # of each school: most children, or NO_CAP
    level: Numbers  # of each child; higher levels are seated first


class Seated(NamedTuple):
    """Where everyone sits, and the prices that prove it."""

    way: Ints  # of each child: number of the way taken, or NOWHERE
    minutes: int  # cost of all ways taken
    price: Ints  # of one more seat, per group (with the school's cap); CLOSED and above: no use
    cap_price: Ints  # of one more newcomer, per school


class Work(NamedTuple):
    """Everything that a search reads and writes. Node n < groups is a group, else a school."""

    start: Ints
    group: Numbers
    cost: Ints
    owner: Numbers  # child of each way
    level: Numbers
    seats: Ints
    school: Numbers  # of each group
    cap: Ints
    groups_start: Ints  # groups of school s: groups_of[groups_start[s]:groups_start[s + 1]]
    groups_of: Numbers
    way: Ints  # of each child, as in Seated
    slot: Ints  # of each child: its place in occupant
    first_slot: Ints  # of each group
    occupant: Numbers  # the children of group g from first_slot[g] on
    load: Ints  # children in each group
    school_load: Ints
    price: Ints  # of each node
    closed: Flags
    key: Ints  # of each node: length of the shortest chain to it, plus its price
    seen: Numbers  # of each node: number of the search that reached it
    came_from: Numbers
    by_way: Ints  # the way taken into the node, or NOWHERE between a group and its school
    heap: Numbers
    heap_at: Numbers  # of each node: its place in heap, or NOWHERE when it is done
    done: Numbers
    now: Ints  # see the names below


# what stands in Work.now
HEAPED, DONE, SEARCH, BEST, END, LEAVING = range(6)


def least_minutes(
    *,
    start: ArrayLike,
    group: ArrayLike,
    minutes: ArrayLike,
    seats: ArrayLike,
    school: ArrayLike,
    caps: ArrayLike,
    level: ArrayLike | None = None,
) -> Seated:
    """Seat as many children as can sit (highest level first), then at least minutes in all."""
    starts = np.ascontiguousarray(start, np.int64)
    network = Network(
        start=starts,
        group=np.ascontiguousarray(group, np.int32),
        cost=np.array(minutes, np.int64),
        seats=np.ascontiguousarray(seats, np.int64),
        school=np.ascontiguousarray(school, np.int32),
        cap=np.ascontiguousarray(caps, np.int64),
        level=np.zeros(len(starts) - 1, np.int32)
        if level is None
        else np.ascontiguousarray(level, np.int32),
    )
    if not _ways_are_sorted(network.start, network.cost):
        raise ValueError("Die Wege jedes Kindes müssen nach Minuten sortiert sein.")
    return seat_children(network=network)


def seat_children(*, network: Network) -> Seated:
    """Seat the children of a network; see the top of this file."""
    work = prepared(network)
    _seat_all(work, np.argsort(-network.level, kind="stable"))
    taken = work.way[work.way != NOWHERE]
    groups = len(network.seats)
    return Seated(
        way=work.way,
        minutes=int(network.cost[taken].sum()),
        price=work.price[:groups],
        cap_price=work.price[groups:],
    )


def prepared(network: Network) -> Work:
    children, groups, schools = len(network.start) - 1, len(network.seats), len(network.cap)
    nodes = groups + schools
    ways = np.diff(network.start)
    # more seats than children in reach are never used; so memory follows children, not seats
    reach = np.bincount(network.group, minlength=groups)
    first_slot = np.zeros(groups + 1, np.int64)
    np.cumsum(np.minimum(network.seats, reach), out=first_slot[1:])
    by_school = np.argsort(network.school, kind="stable")
    groups_start = np.zeros(schools + 1, np.int64)
    np.cumsum(np.bincount(network.school, minlength=schools), out=groups_start[1:])
    return Work(
        start=network.start,
        group=network.group,
        cost=network.cost,
        owner=np.repeat(np.arange(children, dtype=np.int32), ways),
        level=network.level,
        seats=network.seats,
        school=network.school,
        cap=network.cap,
        groups_start=groups_start,
        groups_of=by_school.astype(np.int32),
        way=np.full(children, NOWHERE, np.int64),
        slot=np.zeros(children, np.int64),
        first_slot=first_slot,
        occupant=np.zeros(int(first_slot[-1]), np.int32),
        load=np.zeros(groups, np.int64),
        school_load=np.zeros(schools, np.int64),
        price=np.zeros(nodes, np.int64),
        closed=np.zeros(nodes, np.bool_),
        key=np.zeros(nodes, np.int64),
        seen=np.zeros(nodes, np.int32),
        came_from=np.zeros(nodes, np.int32),
        by_way=np.zeros(nodes, np.int64),
        heap=np.zeros(nodes, np.int32),
        heap_at=np.zeros(nodes, np.int32),
        done=np.zeros(nodes, np.int32),
        now=np.zeros(6, np.int64),
    )


@compiled
def _ways_are_sorted(start: Ints, cost: Ints) -> bool:
    for child in range(len(start) - 1):
        for way in range(start[child] + 1, start[child + 1]):
            if cost[way] < cost[way - 1]:
                return False
    return True


@compiled
def _seat_all(work: Work, order: Ints) -> None:
    """Steps 1 to 4 for all children in the given order (level by level)."""
    for at in range(len(order)):
        child = order[at]
        if at and work.level[child] != work.level[order[at - 1]]:
            for node in range(len(work.price)):
                work.closed[node] = work.price[node] >= CLOSED
        way = _cheapest_way(work, child)
        if way != NOWHERE and _sits_at_once(work, way):
            sit_down(work, child, way)
        elif way != NOWHERE:
            _search(work, child)
            _settle_prices(work)
            move(work)


@compiled
def _cheapest_way(work: Work, child: int) -> int:
    """Return the way with least minutes plus price, or NOWHERE if none is open."""
    best, least = NOWHERE, BEYOND
    for way in range(work.start[child], work.start[child + 1]):
        if work.cost[way] >= least:
            break  # the ways are sorted, and no price is negative
        node = work.group[way]
        if not work.closed[node] and work.cost[way] + work.price[node] < least:
            best, least = way, work.cost[way] + work.price[node]
    return best


@compiled
def _sits_at_once(work: Work, way: int) -> bool:
    node = work.group[way]
    school = work.school[node]
    return bool(
        work.price[node] == 0
        and work.load[node] < work.seats[node]
        and (work.cap[school] == NO_CAP or work.school_load[school] < work.cap[school])
    )


@compiled
def _search(work: Work, child: int) -> None:
    """Find the best chain (step 2) or exchange (step 3) by Dijkstra's method."""
    now = work.now
    now[HEAPED] = now[DONE] = 0
    now[SEARCH] += 1
    now[BEST], now[END], now[LEAVING] = BEYOND, NOWHERE, NOBODY
    _reach_by_ways_of(work, child, START, 0)
    while now[HEAPED]:
        node = work.heap[0]
        if work.key[node] >= now[BEST]:
            return
        _take_top(work)
        work.done[now[DONE]] = node
        now[DONE] += 1
        length = work.key[node] - work.price[node]
        if node < len(work.seats):
            _look_round_group(work, node, length, work.level[child])
        else:
            _look_round_school(work, node, length)


@compiled
def _look_round_group(work: Work, node: int, length: int, level: int) -> None:
    """One child more comes to this group: into a free seat, or someone leaves."""
    if work.load[node] < work.seats[node]:
        school = work.school[node]
        if work.cap[school] == NO_CAP:
            _offer_end(work, length, node, NOBODY)
        else:
            _reach(work, len(work.seats) + school, length, node, NOWHERE)
    first = work.first_slot[node]
    for slot in range(first, first + work.load[node]):
        child = work.occupant[slot]
        without = length - work.cost[work.way[child]]
        if work.level[child] == level:
            _offer_end(work, without + BEYOND, node, child)
        _reach_by_ways_of(work, child, node, without)


@compiled
def _look_round_school(work: Work, node: int, length: int) -> None:
    """One child more comes to a school with a cap: there is room, or another group loses one."""
    school = node - len(work.seats)
    if work.school_load[school] < work.cap[school]:
        _offer_end(work, length, node, NOBODY)
        return
    for at in range(work.groups_start[school], work.groups_start[school + 1]):
        group = work.groups_of[at]
        if work.load[group] > 0:
            _reach(work, group, length, node, NOWHERE)


@inlined
def _offer_end(work: Work, length: int, node: int, leaving: int) -> None:
    """A chain can end here; keep it if it is the shortest so far."""
    now = work.now
    if length < now[BEST]:
        now[BEST], now[END], now[LEAVING] = length, node, leaving


@inlined
def _reach_by_ways_of(work: Work, child: int, node: int, length: int) -> None:
    """The child moves on from the node (or starts) along each of its ways."""
    best = work.now[BEST]
    for way in range(work.start[child], work.start[child + 1]):
        if length + work.cost[way] >= best:
            break  # the ways are sorted, and no price is negative
        group = work.group[way]
        if group != node:
            _reach(work, group, length + work.cost[way], node, way)


@inlined
def _reach(work: Work, node: int, length: int, came_from: int, way: int) -> None:
    """Note a chain to the node if it is shorter than those known."""
    key = length + work.price[node]
    if key >= work.now[BEST] or work.closed[node]:
        return
    if work.seen[node] != work.now[SEARCH]:
        work.seen[node] = work.now[SEARCH]
        work.heap_at[node] = work.now[HEAPED]
        work.now[HEAPED] += 1
    elif key >= work.key[node]:
        return
    work.key[node] = key
    work.came_from[node] = came_from
    work.by_way[node] = way
    _rise(work, node)


@inlined
def _rise(work: Work, node: int) -> None:
    """Bring a node whose key became smaller up to its place in the heap."""
    at, key = work.heap_at[node], work.key[node]
    while at > 0:
        above = work.heap[(at - 1) >> 1]
        if work.key[above] <= key:
            break
        work.heap[at] = above
        work.heap_at[above] = at
        at = (at - 1) >> 1
    work.heap[at] = node
    work.heap_at[node] = at


@inlined
def _take_top(work: Work) -> None:
    """Remove the node with the least key from the heap."""
    heap, key = work.heap, work.key
    work.now[HEAPED] -= 1
    size = work.now[HEAPED]
    node, at = heap[size], 0
    while True:
        below = 2 * at + 1
        if below >= size:
            break
        if below + 1 < size and key[heap[below + 1]] < key[heap[below]]:
            below += 1
        if key[heap[below]] >= key[node]:
            break
        heap[at] = heap[below]
        work.heap_at[heap[at]] = at
        at = below
    heap[at] = node
    work.heap_at[node] = at


@compiled
def _settle_prices(work: Work) -> None:
    """Raise the prices of all nodes that the chain could have used more cheaply."""
    for at in range(work.now[DONE]):
        node = work.done[at]
        work.price[node] += max(0, work.now[BEST] - work.key[node])


@compiled
def move(work: Work) -> None:
    """Let everybody on the chain move, from its end back to its start."""
    if work.now[LEAVING] != NOBODY:
        stand_up(work, work.now[LEAVING])
    node = work.now[END]
    while node != NOWHERE:
        way = work.by_way[node]
        if way != NOWHERE:
            child = work.owner[way]
            if work.came_from[node] != START:
                stand_up(work, child)
            sit_down(work, child, way)
        node = work.came_from[node]


@compiled
def sit_down(work: Work, child: int, way: int) -> None:
    group = work.group[way]
    work.way[child] = way
    work.slot[child] = work.first_slot[group] + work.load[group]
    work.occupant[work.slot[child]] = child
    work.load[group] += 1
    work.school_load[work.school[group]] += 1


@compiled
def stand_up(work: Work, child: int) -> None:
    group = work.group[work.way[child]]
    work.load[group] -= 1
    work.school_load[work.school[group]] -= 1
    other = work.occupant[work.first_slot[group] + work.load[group]]  # fills the gap
    work.occupant[work.slot[child]] = other
    work.slot[other] = work.slot[child]
    work.way[child] = NOWHERE
