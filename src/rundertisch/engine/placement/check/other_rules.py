# SPDX-License-Identifier: EUPL-1.2
"""First come, first served, and deferred acceptance, followed a second time, child by child.

A plan.json names what they come to, but not their seats; so `check` seats everybody by itself.
"""

from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np

from rundertisch.engine.placement.check.network import NOWHERE, Network
from rundertisch.engine.placement.check.ways import kilometres
from rundertisch.engine.placement.problem import Child, Placed, stage_of

AS_NEAR_KM = 1e-6  # two schools as near as this: which is nearer, binary digits decide

Seats = dict[int, int]  # child -> group, locked children too


@dataclass(slots=True)
class _Room:
    """Free seats and what hard caps leave, locked children already seated."""

    network: Network
    seats: list[int] = field(init=False)
    caps: dict[int, int] = field(init=False)

    def __post_init__(self) -> None:
        self.seats, self.caps = self.network.free_seats(), self.network.caps()
        for group in self.network.locked.values():
            self.take(group)

    def free(self, group: int) -> bool:
        return self.seats[group] > 0 and self.caps.get(int(self.network.school_of[group]), 1) > 0

    def take(self, group: int) -> None:
        school = int(self.network.school_of[group])
        self.seats[group] -= 1
        if school in self.caps:
            self.caps[school] -= 1


def first_come(*, network: Network) -> Seats | None:
    """Seat the longest waiting first, then by id: least minutes in the own town, then anywhere.

    None where the own town of a child is the town of the nearest school and two are as near.
    """
    homes = _home_towns(network)
    if homes is None:
        return None
    problem, room = network.problem, _Room(network)
    towns = [school.town for school in problem.schools]
    taken = dict(network.locked)
    waiting = (c for c in range(len(problem.children)) if c not in network.locked)
    for child in sorted(waiting, key=lambda c: _by_turn(network, c)):
        free = [g for _, g in _wanted(network, child) if room.free(g)]
        home = homes[child]
        own = (g for g in free if home is not None and towns[network.school_of[g]] == home)
        group = next(own, free[0] if free else NOWHERE)
        if group != NOWHERE:
            room.take(group)
            taken[child] = group
    return taken


def deferred(*, network: Network) -> Seats:
    """Children apply by minutes, then group id; schools keep siblings, then who waited longest."""
    room, sitting = _Room(network), _siblings_at(network)
    wishes = {
        c: list(_wanted(network, c))
        for c in range(len(network.problem.children))
        if c not in network.locked
    }
    asked = dict.fromkeys(wishes, 0)
    kept: dict[int, list[tuple[tuple[object, ...], int, int]]] = defaultdict(list)  # by school
    free = list(wishes)
    while free:
        child = free.pop()
        if asked[child] == len(wishes[child]):
            continue
        minutes, group = wishes[child][asked[child]]
        asked[child] += 1
        school = int(network.school_of[group])
        rank = (not _has_sibling(network, sitting, child, school), *_by_turn(network, child))
        kept[school].append(((*rank[:2], minutes, rank[2]), child, group))
        sent_away = _sent_away(kept[school], group, room, school)
        if sent_away is not None:
            kept[school].remove(sent_away)
            free.append(sent_away[1])
    taken = dict(network.locked)
    taken |= {child: group for rows in kept.values() for _, child, group in rows}
    return taken


def _sent_away(
    rows: list[tuple[tuple[object, ...], int, int]], group: int, room: _Room, school: int
) -> tuple[tuple[object, ...], int, int] | None:
    """Return whom the school sends away: the last of a group that is too full, or of the school."""
    in_group = [row for row in rows if row[2] == group]
    if len(in_group) > room.seats[group]:
        return max(in_group)
    if len(rows) > room.caps.get(school, len(rows)):
        return max(rows)
    return None


def _wanted(network: Network, child: int) -> list[tuple[int, int]]:
    """Return (minutes, group) of every eligible group, by minutes, then group id."""
    arcs = range(network.arcs_from[child], network.arcs_from[child + 1])
    ways = [(int(network.arc_minutes[a]), int(network.arc_group[a])) for a in arcs]
    return sorted(ways, key=lambda way: (way[0], network.problem.groups[way[1]].id))


def _by_turn(network: Network, child: int) -> tuple[int, str]:
    who = network.problem.children[child]
    return -who.waiting_days, who.id


def _siblings_at(network: Network) -> set[tuple[str, str, int]]:
    """Return (family, stage, school) of everybody who sits before a rule is asked."""
    children = network.problem.children
    sitting: list[tuple[Child | Placed, int]] = []
    sitting += ((children[c], group) for c, group in network.locked.items())
    sitting += ((each, network.group_at[each.group]) for each in network.problem.placed)
    return {
        (who.family, stage_of(grade=who.grade), int(network.school_of[group]))
        for who, group in sitting
    }


def _has_sibling(
    network: Network, sitting: set[tuple[str, str, int]], child: int, school: int
) -> bool:
    who = network.problem.children[child]
    return bool(who.family) and (who.family, stage_of(grade=who.grade), school) in sitting


def _home_towns(network: Network) -> list[str | None] | None:
    """Return each child's town: as given, or that of the nearest school; None: not sure of all."""
    problem = network.problem
    towns: list[str | None] = [child.town or None for child in problem.children]
    schools = [each for each in problem.schools if each.lat is not None]
    for c, child in enumerate(problem.children):
        if towns[c] is not None or child.lat is None or not schools:
            continue
        away = kilometres(home=child, schools=schools)
        near = {schools[s].town for s in np.flatnonzero(away <= away.min() + AS_NEAR_KM)}
        if len(near) > 1:
            return None
        towns[c] = near.pop()
    return towns
