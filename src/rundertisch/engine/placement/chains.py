# SPDX-License-Identifier: EUPL-1.2
"""Chains of moves to a free seat, and who would profit from one more seat (minutes aside)."""

import numpy as np

from rundertisch.engine.compiled import compiled
from rundertisch.engine.placement import flow
from rundertisch.engine.placement.flow import (
    END,
    LEAVING,
    NO_CAP,
    NOBODY,
    NOWHERE,
    SEARCH,
    START,
    Work,
    move,
    sit_down,
    stand_up,
)
from rundertisch.engine.placement.network import Ints, Network


def room_of(*, network: Network, taken: Ints) -> Work:
    """Return the seats as they are taken, with space to add seats to any group."""
    roomy = flow.prepared(
        flow.Network(
            start=network.start,
            group=network.group,
            cost=network.minutes,
            seats=np.full(len(network.seats), len(network.group), np.int64),
            school=network.school,
            cap=network.caps.copy(),
            level=network.level,
        )
    )
    work = roomy._replace(seats=network.seats.copy())
    _seat_as(work, taken, np.flatnonzero(taken != NOWHERE))
    return work


def levels_helped(work: Work, waiting: Ints, node: int, lowest: int) -> list[int]:
    """Return the levels of the children who get seats added one by one to a node, in order.

    ``node``: a group, or groups + school for the cap of a school. ``waiting``: unplaced children,
    the highest level first; it ends with the first child of a level up to ``lowest``, or when an
    added seat helps nobody.
    """
    before = work.way.copy()
    room = (work.seats, node) if node < len(work.seats) else (work.cap, node - len(work.seats))
    kept = room[0][room[1]]
    levels: list[int] = []
    while not levels or levels[-1] > lowest:
        room[0][room[1]] += 1
        child = _first_to_reach(work, waiting)
        if child == NOBODY:
            break
        move(work)
        levels.append(int(work.level[child]))
    room[0][room[1]] = kept
    changed = np.flatnonzero(before != work.way)
    _clear(work, changed)
    _seat_as(work, before, changed[before[changed] != NOWHERE])
    return levels


def leads_to_seat(work: Work, groups: Ints) -> bool:
    """Whether one child more at one of these groups could be seated by a chain of moves."""
    return bool(_leads(work, groups))


@compiled
def _seat_as(work: Work, taken: Ints, who: Ints) -> None:
    for child in who:
        sit_down(work, child, taken[child])


@compiled
def _clear(work: Work, who: Ints) -> None:
    for child in who:
        if work.way[child] != NOWHERE:
            stand_up(work, child)


@compiled
def _first_to_reach(work: Work, waiting: Ints) -> int:
    """Return the first waiting child with a chain to a free seat (ready to `move`), or NOBODY.

    What one child has reached in vain, no other needs to look at.
    """
    work.now[SEARCH] += 1
    for child in waiting:
        if work.way[child] == NOWHERE:
            queued = 0
            for way in range(work.start[child], work.start[child + 1]):
                queued = _visit(work, work.group[way], START, way, queued)
            if _explored(work, queued):
                return int(child)
    return NOBODY


@compiled
def _leads(work: Work, groups: Ints) -> bool:
    work.now[SEARCH] += 1
    queued = 0
    for group in groups:
        queued = _visit(work, group, START, NOWHERE, queued)
    return _explored(work, queued)


@compiled
def _explored(work: Work, queued: int) -> bool:
    """Go on from the queued nodes, nearest first; whether a free seat was found."""
    at = 0
    while at < queued:
        node = work.heap[at]
        at += 1
        if _has_room(work, node):
            work.now[END], work.now[LEAVING] = node, NOBODY
            return True
        queued = _go_on(work, node, queued)
    return False


@compiled
def _has_room(work: Work, node: int) -> bool:
    if node >= len(work.seats):
        school = node - len(work.seats)
        return bool(work.school_load[school] < work.cap[school])
    return bool(work.load[node] < work.seats[node] and work.cap[work.school[node]] == NO_CAP)


@compiled
def _go_on(work: Work, node: int, queued: int) -> int:
    if node >= len(work.seats):
        school = node - len(work.seats)
        for at in range(work.groups_start[school], work.groups_start[school + 1]):
            if work.load[work.groups_of[at]] > 0:
                queued = _visit(work, work.groups_of[at], node, NOWHERE, queued)
        return queued
    if work.load[node] < work.seats[node]:
        queued = _visit(work, len(work.seats) + work.school[node], node, NOWHERE, queued)
    first = work.first_slot[node]
    for slot in range(first, first + work.load[node]):
        child = work.occupant[slot]
        for way in range(work.start[child], work.start[child + 1]):
            queued = _visit(work, work.group[way], node, way, queued)
    return queued


@compiled
def _visit(work: Work, node: int, came_from: int, way: int, queued: int) -> int:
    if work.seen[node] == work.now[SEARCH]:
        return queued
    work.seen[node] = work.now[SEARCH]
    work.came_from[node] = came_from
    work.by_way[node] = way
    work.heap[queued] = node
    return queued + 1
