# SPDX-License-Identifier: EUPL-1.2
"""Chains of moves to a free seat, and who would profit from one more seat (minutes aside)."""

import numpy as np

from rundertisch.engine.compiled import compiled
from rundertisch.engine.placement.solve import flow
from rundertisch.engine.placement.solve.flow import (
    BY_CHILD,
    BY_WAY,
    CAME_FROM,
    CAP_AT,
    CHILD,
    END,
    GROUP,
    LEAVING,
    LEVEL,
    LOAD,
    NOBODY,
    NOWHERE,
    ROOM,
    SEARCH,
    SEEN,
    SLOTS,
    START,
    WAY,
    Work,
    has_seat,
    move,
    sit_down,
    stand_up,
)
from rundertisch.engine.placement.solve.network import Ints, Network


def room_of(*, network: Network, taken: Ints) -> Work:
    """Return the seats as they are taken, with space to add seats to any group."""
    work = flow.prepared(
        network=flow.Network(
            start=network.start,
            group=network.group,
            cost=network.minutes,
            seats=network.seats,
            school=network.school,
            cap=network.caps,
            level=network.level,
        ),
        roomy=True,
    )
    who = np.flatnonzero(taken != NOWHERE)
    _seat_as(work, who, taken[who])
    return work


def levels_helped(work: Work, near: Ints, waiting: Ints, node: int, lowest: int) -> list[int]:
    """Return the levels of the children who get seats added one by one to a node, in order.

    ``node``: a group, or groups + school for the cap of a school. ``near``: the children of its
    component. ``waiting``: those of them without a seat, the highest level first; it ends with the
    first child of a level up to ``lowest``, or when an added seat helps nobody.
    """
    before, kept = work.child[near, WAY], work.node[node, ROOM]
    levels: list[int] = []
    while not levels or levels[-1] > lowest:
        work.node[node, ROOM] += 1
        child = _first_to_reach(work, waiting)
        if child == NOBODY:
            break
        move(work)
        levels.append(int(work.child[child, LEVEL]))
    work.node[node, ROOM] = kept
    changed = before != work.child[near, WAY]
    who, way = near[changed], before[changed]
    _clear(work, who)
    _seat_as(work, who[way != NOWHERE], way[way != NOWHERE])
    return levels


def leads_to_seat(work: Work, groups: Ints) -> bool:
    """Whether one child more at one of these groups could be seated by a chain of moves."""
    return bool(_leads(work, groups))


@compiled
def _seat_as(work: Work, who: Ints, way: Ints) -> None:
    for at in range(len(who)):
        sit_down(work, who[at], way[at])


@compiled
def _clear(work: Work, who: Ints) -> None:
    for child in who:
        if work.child[child, WAY] != NOWHERE:
            stand_up(work, child)


@compiled
def _first_to_reach(work: Work, waiting: Ints) -> int:
    """Return the first waiting child with a chain to a free seat (ready to `move`), or NOBODY.

    What one child has reached in vain, no other needs to look at.
    """
    work.now[SEARCH] += 1
    for child in waiting:
        if work.child[child, WAY] == NOWHERE and _explored(work, _along(work, child, START, 0)):
            return int(child)
    return NOBODY


@compiled
def _leads(work: Work, groups: Ints) -> bool:
    work.now[SEARCH] += 1
    queued = 0
    for group in groups:
        queued += _visit(work, group, START, queued)
    return _explored(work, queued)


@compiled
def _explored(work: Work, queued: int) -> bool:
    """Go on from the queued nodes, nearest first; whether a free seat was found."""
    at = 0
    while at < queued:
        node = work.heap[at]
        at += 1
        if has_seat(work.node, node):
            work.now[END], work.now[LEAVING] = node, NOBODY
            return True
        queued = _go_on(work, node, queued)
    return False


@compiled
def _go_on(work: Work, node: int, queued: int) -> int:
    """Queue what can be reached from a node in one move; return the length of the queue."""
    groups = len(work.node) - len(work.groups_start) + 1
    if node >= groups:
        school = node - groups
        for at in range(work.groups_start[school], work.groups_start[school + 1]):
            if work.node[work.groups_of[at], LOAD] > 0:
                queued += _visit(work, work.groups_of[at], node, queued)
        return queued
    if work.node[node, LOAD] < work.node[node, ROOM]:
        queued += _visit(work, work.node[node, CAP_AT], node, queued)
    first = work.node[node, SLOTS]
    for slot in range(first, first + work.node[node, LOAD]):
        queued = _along(work, work.occupant[slot, CHILD], node, queued)
    return queued


@compiled
def _along(work: Work, child: int, came_from: int, queued: int) -> int:
    """Queue the groups that a child can move to; return the length of the queue."""
    for way in range(work.start[child], work.start[child + 1]):
        group = work.way[way, GROUP]
        if _visit(work, group, came_from, queued):
            work.node[group, BY_WAY], work.node[group, BY_CHILD] = way, child
            queued += 1
    return queued


@compiled
def _visit(work: Work, node: int, came_from: int, queued: int) -> int:
    """Queue a node that has not been seen; return 1 if it was queued, else 0."""
    if work.node[node, SEEN] == work.now[SEARCH]:
        return 0
    work.node[node, SEEN] = work.now[SEARCH]
    work.node[node, CAME_FROM], work.node[node, BY_WAY] = came_from, NOWHERE
    work.heap[queued] = node
    return 1
