# SPDX-License-Identifier: EUPL-1.2
"""Shortest chains of moves from every group at once, searched backwards from where they may end.

A chain answers "one child more comes to this group": either a seat is free there, or somebody who
sits there moves to another group, and so on. It goes no further than the first free seat; where
none can be reached, it ends with a child who stays without one. Only groups, and schools whose cap
is reached, are vertices (as in `flow`).

Bellman's method (1958) over the moves. Lengths may be below zero (somebody's way gets shorter), but
rings of moves are not: a plan that is proven best leaves no ring that saves anything within its
longest ways, and a way beyond those counts `ABOVE`. Should a ring be there all the same (a plan cut
short), `settled` says so and gains count as nothing.
"""

from typing import NamedTuple

import numpy as np

from rundertisch.engine.compiled import compiled, inlined
from rundertisch.engine.placement.solve.network import Flags, Ints

FAR = 1 << 62
ABOVE = 1 << 52  # a way beyond the longest of its component
PER_MOVE = 1 << 12  # minutes come first, then the fewest moves
STAYS_OUT, NO_MOVE = -2, -1
# columns of an entry: one move that one child could make
FROM, TO, COST, CHILD, LONG, BEYOND = range(6)


class Room(NamedTuple):
    """Where one child more can sit, once the child in question is out of its seat."""

    seat: Flags  # of each group: a seat is free
    school: Ints  # of each group
    full: Flags  # of each school: its cap is reached


class Routes(NamedTuple):
    """For each group the length of the shortest chain, and the way along it."""

    leaving: Ints  # of each group: if somebody leaves it
    by: Ints  # of each group: the move (place in `moves`), STAYS_OUT, or NO_MOVE
    school: Ints  # of each school: if somebody leaves one of its groups
    out_of: Ints  # of each school: that group
    moves: Ints  # rows of entries


@inlined
def _arriving(room: Room, leaving: Ints, by_school: Ints, at: int) -> int:
    """Return the length of the shortest chain if one child more comes to this group."""
    if not room.seat[at]:
        return int(leaving[at])
    if not room.full[room.school[at]]:
        return 0
    return int(min(leaving[at], by_school[room.school[at]]))


@compiled
def _best_moves(entries: Ints, child: int, threshold: int) -> Ints:
    """Return the best move from group to group; entries are sorted by (from, to, cost)."""
    kept = np.zeros(len(entries), np.int64)
    count = 0
    for at in range(len(entries)):
        if entries[at, CHILD] == child:
            continue
        if entries[at, BEYOND] and entries[at, LONG] > threshold:
            continue
        if count:
            before = kept[count - 1]
            same = entries[before, FROM] == entries[at, FROM]
            if same and entries[before, TO] == entries[at, TO]:
                continue
        kept[count] = at
        count += 1
    return entries[kept[:count]]


@compiled
def _settled(room: Room, moves: Ints, out: Ints) -> tuple[Routes, bool]:
    """Return the shortest chains; ``out``: of each group, the cost of leaving a child out."""
    groups, schools = len(room.seat), len(room.full)
    leaving, by = out.copy(), np.full(groups, NO_MOVE)
    school, out_of = np.full(schools, FAR), np.full(schools, NO_MOVE)
    for at in range(groups):
        if leaving[at] < FAR:
            by[at] = STAYS_OUT
            if leaving[at] < school[room.school[at]]:
                school[room.school[at]], out_of[room.school[at]] = leaving[at], at
    changed, rounds = True, 0
    while changed and rounds <= groups + schools + 1:
        changed = False
        rounds += 1
        for at in range(len(moves)):
            rest = _arriving(room, leaving, school, moves[at, TO])
            whole = rest + moves[at, COST]
            group = moves[at, FROM]
            if rest < FAR and whole < leaving[group]:
                leaving[group], by[group] = whole, at
                changed = True
                its = room.school[group]
                if whole < school[its]:
                    school[its], out_of[its] = whole, group
    return Routes(leaving, by, school, out_of, moves), not changed


def cheapest(*, room: Room, entries: Ints, out: Ints, child: int, threshold: int) -> Routes:
    """Return the shortest chains on which nobody's way beyond is longer than the threshold."""
    moves = _best_moves(entries, child, threshold)
    routes, settled = _settled(room, moves, out)
    if not settled:
        moves[:, COST] = np.maximum(moves[:, COST], 1)
        routes, _ = _settled(room, moves, np.where(out < FAR, np.maximum(out, 0), FAR))
    return routes


@compiled
def lengths(room: Room, routes: Routes, groups: Ints) -> Ints:
    """Return the length of the chain from each of these groups, or FAR."""
    found = np.empty(len(groups), np.int64)
    for at in range(len(groups)):
        found[at] = _arriving(room, routes.leaving, routes.school, groups[at])
    return found


@compiled
def least_longest(room: Room, entries: Ints, out: Ints, child: int) -> tuple[Ints, Ints]:
    """Return for each group (and school) the least longest way beyond, of all its chains."""
    leaving, school = np.full(len(room.seat), FAR), np.full(len(room.full), FAR)
    for at in range(len(leaving)):
        if out[at] < FAR:
            leaving[at] = school[room.school[at]] = 0
    changed = True
    while changed:
        changed = False
        for at in range(len(entries)):
            if entries[at, CHILD] == child:
                continue
            rest = _arriving(room, leaving, school, entries[at, TO])
            whole = max(rest, entries[at, LONG]) if entries[at, BEYOND] else rest
            group = entries[at, FROM]
            if whole < leaving[group]:
                leaving[group] = whole
                school[room.school[group]] = min(school[room.school[group]], whole)
                changed = True
    return leaving, school


@compiled
def lowest_level(room: Room, entries: Ints, child: int, level: Ints) -> tuple[Ints, Ints]:
    """Return for each group (and school) the lowest level of a child who could make room.

    ``level``: of each group, the lowest level of those who sit there and may move, else FAR.
    """
    leaving, school = level.copy(), np.full(len(room.full), FAR)
    for at in range(len(leaving)):
        school[room.school[at]] = min(school[room.school[at]], leaving[at])
    changed = True
    while changed:
        changed = False
        for at in range(len(entries)):
            group, to = entries[at, FROM], entries[at, TO]
            if entries[at, CHILD] == child:
                continue
            rest = leaving[to]
            if room.seat[to]:
                rest = min(rest, school[room.school[to]])
            if rest < leaving[group]:
                leaving[group] = rest
                school[room.school[group]] = min(school[room.school[group]], rest)
                changed = True
    return leaving, school


@compiled
def arriving_at(room: Room, found: tuple[Ints, Ints], groups: Ints) -> Ints:
    """Return what `least_longest` or `lowest_level` say if one child more comes to each group."""
    answer = np.empty(len(groups), np.int64)
    for at in range(len(groups)):
        answer[at] = _arriving(room, found[0], found[1], groups[at])
    return answer


def chain(*, room: Room, routes: Routes, group: int) -> tuple[list[tuple[int, int]], int] | None:
    """Return the moves (child, to group) from a group on, and the group where one stays out.

    The second is `NO_MOVE` if the chain ends at a free seat. None: there is no chain.
    """
    moves: list[tuple[int, int]] = []
    at = group
    while not (room.seat[at] and not room.full[room.school[at]]):
        if room.seat[at] and routes.school[room.school[at]] < routes.leaving[at]:
            at = int(routes.out_of[room.school[at]])
        by = int(routes.by[at])
        if by == STAYS_OUT:
            return moves, at
        if by == NO_MOVE or len(moves) > len(room.seat):
            return None
        at = int(routes.moves[by, TO])
        moves.append((int(routes.moves[by, CHILD]), at))
    return moves, NO_MOVE
