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
SHUT = 2 * BEYOND  # added to the price of closed groups: dearer than staying without a seat
NOBODY, NOWHERE, START = -1, -1, -1
NO_CAP = -1
LARGEST = 2**31 - 1  # minutes of one way

# columns of Work.node, a row of numbers for each group and then for each school; what the inner
# loop reads stands first, in one line of the cache
PRICE, KEY, SEEN, LOAD, ROOM, CAP_AT, HEAP_AT, CAME_FROM, BY_WAY, BY_CHILD, SLOTS = range(11)
# columns of Work.way, Work.child and Work.occupant
GROUP, COST = range(2)
WAY, SLOT, LEVEL = range(3)
CHILD, PAID, FIRST, AFTER = range(4)
# what stands in Work.now
HEAPED, DONE, SEARCH, BEST, END, LEAVING = range(6)

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
    """Everything that a search reads and writes, in few arrays (each one costs at every call).

    Node n < groups is a group, the others are schools. ``node`` holds

    - PRICE: see above (`BEYOND` twice more: closed, step 4);
    - of the search number SEEN: KEY, the length of the shortest chain to the node plus its price;
      CAME_FROM, the node before; BY_WAY and BY_CHILD, who moves in (NOWHERE between a group and
      its school); HEAP_AT, its place in the heap;
    - LOAD and ROOM: children that sit and can sit; CAP_AT: the node of the group's school if that
      has a cap, else NOWHERE; SLOTS: where the group's children begin in ``occupant``.
    """

    start: Ints  # ways of child c: start[c] to start[c + 1]
    way: Numbers  # rows (GROUP, COST)
    child: Ints  # rows (WAY, SLOT, LEVEL): the way taken, the place in occupant
    node: Ints
    occupant: Ints  # rows (CHILD, PAID, FIRST, AFTER): who sits, the cost, and its other ways
    groups_start: Ints  # groups of school s: groups_of[groups_start[s]:groups_start[s + 1]]
    groups_of: Numbers
    heap: Numbers
    done: Numbers
    now: Ints


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
    work = prepared(network=network)
    _seat_all(work, np.argsort(-network.level, kind="stable"))
    work.node[work.node[:, PRICE] >= SHUT, PRICE] -= SHUT
    way = work.child[:, WAY].copy()
    groups = len(network.seats)
    return Seated(
        way=way,
        minutes=int(network.cost[way[way != NOWHERE]].sum()),
        price=work.node[:groups, PRICE].copy(),
        cap_price=work.node[groups:, PRICE].copy(),
    )


def prepared(*, network: Network, roomy: bool = False) -> Work:
    """Return empty seats; ``roomy`` leaves space to add seats to a group later."""
    children, groups, schools = len(network.start) - 1, len(network.seats), len(network.cap)
    if len(network.cost) and np.abs(network.cost).max() > LARGEST:
        raise ValueError("Die Minuten eines Weges sind zu groß.")
    node = np.zeros((groups + schools, SLOTS + 1), np.int64)
    node[:groups, ROOM], node[groups:, ROOM] = network.seats, network.cap
    capped = network.cap[network.school] != NO_CAP
    node[:groups, CAP_AT] = np.where(capped, groups + network.school, NOWHERE)
    node[groups:, CAP_AT] = NOWHERE
    # more seats than children in reach are never used; so memory follows children, not seats
    slots = np.bincount(network.group, minlength=groups)
    slots = slots if roomy else np.minimum(network.seats, slots)
    node[:groups, SLOTS] = np.cumsum(slots) - slots
    child = np.full((children, 3), NOWHERE, np.int64)
    child[:, LEVEL] = network.level
    groups_start = np.zeros(schools + 1, np.int64)
    np.cumsum(np.bincount(network.school, minlength=schools), out=groups_start[1:])
    return Work(
        start=network.start,
        way=np.column_stack((network.group, network.cost.astype(np.int32))),
        child=child,
        node=node,
        occupant=np.zeros((int(slots.sum()), AFTER + 1), np.int64),
        groups_start=groups_start,
        groups_of=np.argsort(network.school, kind="stable").astype(np.int32),
        heap=np.zeros(groups + schools, np.int32),
        done=np.zeros(groups + schools, np.int32),
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
    start, ways, children, node = work.start, work.way, work.child, work.node
    for at in range(len(order)):
        child = order[at]
        if at and children[child, LEVEL] != children[order[at - 1], LEVEL]:
            for each in range(len(node)):
                if CLOSED <= node[each, PRICE] < SHUT:
                    node[each, PRICE] += SHUT
        way = _cheapest_way(ways[start[child] : start[child + 1]], node)
        if way == NOWHERE:
            continue
        way += start[child]
        if node[ways[way, GROUP], PRICE] == 0 and has_seat(node, ways[way, GROUP]):
            sit_down(work, child, way)
        else:
            _search(work, child)
            _settle_prices(node, work.done, work.now)
            move(work)


@inlined
def _cheapest_way(ways: Numbers, node: Ints) -> int:
    """Return the way with least minutes plus price, or NOWHERE if none is open."""
    best, least = NOWHERE, BEYOND
    for way in range(len(ways)):
        if ways[way, COST] >= least:
            break  # the ways are sorted, and no price is negative
        group = ways[way, GROUP]
        whole = ways[way, COST] + node[group, PRICE]
        if whole < least:
            best, least = way, whole
    return best


@inlined
def has_seat(node: Ints, at: int) -> bool:
    """Whether one child more can sit here without anybody moving."""
    cap_at = node[at, CAP_AT]
    return bool(
        node[at, LOAD] < node[at, ROOM]
        and (cap_at == NOWHERE or node[cap_at, LOAD] < node[cap_at, ROOM])
    )


@compiled
def _search(work: Work, child: int) -> None:
    """Find the best chain (step 2) or exchange (step 3) by Dijkstra's method."""
    node, heap, now, groups = (
        work.node,
        work.heap,
        work.now,
        len(work.node) - len(work.groups_start) + 1,
    )
    now[HEAPED] = now[DONE] = 0
    now[SEARCH] += 1
    now[BEST], now[END], now[LEAVING] = BEYOND, NOWHERE, NOBODY
    starting = np.array([[child, 0, work.start[child], work.start[child + 1]]])
    _go_along(work, starting, START, 0)
    while now[HEAPED]:
        at = heap[0]
        if node[at, KEY] >= now[BEST]:
            return
        _take_top(node, heap, now)
        work.done[now[DONE]] = at
        now[DONE] += 1
        if at < groups:
            _look_round_group(work, at, work.child[child, LEVEL])
        else:
            _look_round_school(work, at, groups)


@compiled
def _look_round_group(work: Work, at: int, level: int) -> None:
    """One child more comes to this group: someone leaves it, or another group of the school."""
    node, now = work.node, work.now
    length = node[at, KEY] - node[at, PRICE]
    if node[at, LOAD] < node[at, ROOM]:  # and the school's cap is reached
        school = node[at, CAP_AT]
        if _reach(node, work.heap, now, school, length):
            node[school, CAME_FROM], node[school, BY_WAY] = at, NOWHERE
    here = work.occupant[node[at, SLOTS] : node[at, SLOTS] + node[at, LOAD]]
    if now[BEST] > CLOSED:  # no free seat has been found yet
        for who in range(len(here)):
            without = length - here[who, PAID] + BEYOND
            if work.child[here[who, CHILD], LEVEL] == level and without < now[BEST]:
                now[BEST], now[END], now[LEAVING] = without, at, here[who, CHILD]
    _go_along(work, here, at, length)


@compiled
def _go_along(work: Work, here: Ints, at: int, length: int) -> None:
    """One of the children here moves on from the node (or starts) along one of its ways."""
    ways, node, heap, now = work.way, work.node, work.heap, work.now
    best = now[BEST]
    for who in range(len(here)):
        without = length - here[who, PAID]
        for way in range(here[who, FIRST], here[who, AFTER]):
            to, whole = ways[way, GROUP], without + ways[way, COST]
            if whole >= best:
                break  # the ways are sorted, and no price is negative
            if whole + node[to, PRICE] < best and _reach(node, heap, now, to, whole):
                node[to, CAME_FROM] = at
                node[to, BY_WAY] = way
                node[to, BY_CHILD] = here[who, CHILD]
                best = now[BEST]


@compiled
def _look_round_school(work: Work, at: int, groups: int) -> None:
    """One child more comes to a school that has reached its cap: another group loses one."""
    node, length = work.node, work.node[at, KEY] - work.node[at, PRICE]
    for each in range(work.groups_start[at - groups], work.groups_start[at - groups + 1]):
        group = work.groups_of[each]
        if node[group, LOAD] > 0 and _reach(node, work.heap, work.now, group, length):
            node[group, CAME_FROM], node[group, BY_WAY] = at, NOWHERE


@inlined
def _reach(node: Ints, heap: Numbers, now: Ints, at: int, length: int) -> bool:
    """Note a chain of this length to the node; whether it is shorter than those known."""
    key = length + node[at, PRICE]
    better = bool(key < now[BEST])
    if better and node[at, PRICE] == 0 and has_seat(node, at):
        now[BEST], now[END], now[LEAVING] = length, at, NOBODY
    elif better and node[at, SEEN] != now[SEARCH]:
        node[at, SEEN] = now[SEARCH]
        node[at, KEY] = key
        node[at, HEAP_AT] = now[HEAPED]
        now[HEAPED] += 1
        _rise(node, heap, at)
    elif better:
        better = bool(key < node[at, KEY])
        if better:
            node[at, KEY] = key
            _rise(node, heap, at)
    return better


@compiled
def _rise(node: Ints, heap: Numbers, this: int) -> None:
    """Bring a node whose key became smaller up to its place in the heap."""
    at, key = node[this, HEAP_AT], node[this, KEY]
    while at > 0:
        above = heap[(at - 1) >> 1]
        if node[above, KEY] <= key:
            break
        heap[at] = above
        node[above, HEAP_AT] = at
        at = (at - 1) >> 1
    heap[at] = this
    node[this, HEAP_AT] = at


@compiled
def _take_top(node: Ints, heap: Numbers, now: Ints) -> None:
    """Remove the node with the least key from the heap."""
    now[HEAPED] -= 1
    size = now[HEAPED]
    last, at = heap[size], 0
    while True:
        below = 2 * at + 1
        if below >= size:
            break
        if below + 1 < size and node[heap[below + 1], KEY] < node[heap[below], KEY]:
            below += 1
        if node[heap[below], KEY] >= node[last, KEY]:
            break
        heap[at] = heap[below]
        node[heap[at], HEAP_AT] = at
        at = below
    heap[at] = last
    node[last, HEAP_AT] = at


@compiled
def _settle_prices(node: Ints, done: Numbers, now: Ints) -> None:
    """Raise the prices of all nodes that the chain could have used more cheaply."""
    for at in range(now[DONE]):
        node[done[at], PRICE] += max(0, now[BEST] - node[done[at], KEY])


@compiled
def move(work: Work) -> None:
    """Let everybody on the chain move, from its end back to its start."""
    node, at = work.node, work.now[END]
    if work.now[LEAVING] != NOBODY:
        stand_up(work, work.now[LEAVING])
    while at != NOWHERE:
        if node[at, BY_WAY] != NOWHERE:
            child = node[at, BY_CHILD]
            if node[at, CAME_FROM] != START:
                stand_up(work, child)
            sit_down(work, child, node[at, BY_WAY])
        at = node[at, CAME_FROM]


@compiled
def sit_down(work: Work, child: int, way: int) -> None:
    """Seat a child who has no seat."""
    node, at = work.node, work.way[way, GROUP]
    slot = node[at, SLOTS] + node[at, LOAD]
    work.child[child, WAY], work.child[child, SLOT] = way, slot
    who = work.occupant[slot]
    who[CHILD], who[PAID] = child, work.way[way, COST]
    who[FIRST], who[AFTER] = work.start[child], work.start[child + 1]
    node[at, LOAD] += 1
    if node[at, CAP_AT] != NOWHERE:
        node[node[at, CAP_AT], LOAD] += 1


@compiled
def stand_up(work: Work, child: int) -> None:
    """Take a child from its seat; the latest of the group fills the gap."""
    node, children = work.node, work.child
    at = work.way[children[child, WAY], GROUP]
    node[at, LOAD] -= 1
    if node[at, CAP_AT] != NOWHERE:
        node[node[at, CAP_AT], LOAD] -= 1
    latest = work.occupant[node[at, SLOTS] + node[at, LOAD]]
    work.occupant[children[child, SLOT]] = latest
    children[latest[CHILD], SLOT] = children[child, SLOT]
    children[child, WAY] = NOWHERE
