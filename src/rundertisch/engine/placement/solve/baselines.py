# SPDX-License-Identifier: EUPL-1.2
"""What other rules would have reached on the same input, for comparison only.

First come, first served: the longest waiting first, then by child id; each takes the free seat
with least minutes in its own town, otherwise in the district. Deferred acceptance (Gale and
Shapley, 1962): children apply to groups by minutes, then group id; a school keeps those who have
a sibling of their stage there, then the longest waiting, the nearest, then by child id.
"""

from bisect import insort
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np

from rundertisch.engine import geo
from rundertisch.engine.placement.plan import Baseline
from rundertisch.engine.placement.solve.answer import NO_GROUP, Answer
from rundertisch.engine.placement.solve.flow import NO_CAP, NOWHERE
from rundertisch.engine.placement.solve.network import Ints, points
from rundertisch.engine.placement.solve.siblings import Siblings

_Key = tuple[bool, int, int, str, int, int]  # no sibling, -waited, minutes, id, child, way
_Name = Literal["first_come_first_served", "deferred_acceptance"]


def baselines_of(*, answer: Answer, siblings: Siblings) -> tuple[Baseline, ...]:
    """Return both comparisons; locked children keep their seats in both."""
    lists = _Lists(answer, siblings)
    return (
        _told("first_come_first_served", answer, _first_come(lists)),
        _told("deferred_acceptance", answer, _Deferred(lists).seats()),
    )


@dataclass(slots=True)
class _Lists:
    """The ways of each child by minutes and then group id, and what is free."""

    answer: Answer
    siblings: Siblings

    def wanted(self) -> list[list[int]]:
        """Return the ways of each child in the order it asks for them."""
        network = self.answer.network
        ids = [group.id for group in self.answer.problem.groups]
        rank = np.empty(len(ids), np.int64)
        rank[sorted(range(len(ids)), key=ids.__getitem__)] = np.arange(len(ids))
        owner = np.repeat(np.arange(len(network.start) - 1), np.diff(network.start))
        order = np.lexsort((rank[network.group], network.minutes, owner)).tolist()
        start = network.start.tolist()
        return [order[first:last] for first, last in pairwise(start)]

    def queue(self) -> list[int]:
        """Return the children, the longest waiting first, then by id."""
        children = self.answer.problem.children
        return sorted(
            range(len(children)), key=lambda at: (-children[at].waiting_days, children[at].id)
        )


def _first_come(lists: _Lists) -> Ints:
    answer = lists.answer
    network = answer.network
    group, school = network.group.tolist(), network.school.tolist()
    seats, caps = network.seats.tolist(), network.caps.tolist()
    home, town = _home_towns(answer), [each.town for each in answer.problem.schools]
    wanted = lists.wanted()
    taken = np.full(len(wanted), NOWHERE, np.int64)
    for child in lists.queue():
        free = [way for way in wanted[child] if seats[group[way]] and caps[school[group[way]]] != 0]
        if free:
            near = (way for way in free if town[school[group[way]]] == home[child])
            way = next(near, free[0])
            taken[child] = way
            seats[group[way]] -= 1
            if caps[school[group[way]]] != NO_CAP:
                caps[school[group[way]]] -= 1
    return taken


def _home_towns(answer: Answer) -> list[str | None]:
    """Return the town of each child: as given, or that of the nearest school (ties by id)."""
    problem = answer.problem
    towns: list[str | None] = [child.town or None for child in problem.children]
    schools = [
        school
        for school in sorted(problem.schools, key=lambda school: school.id)
        if school.lat is not None
    ]
    unknown = [
        at for at, child in enumerate(problem.children) if not child.town and child.lat is not None
    ]
    if not schools:
        return towns
    homes = points([problem.children[at] for at in unknown])
    for at, school in zip(
        unknown, geo.nearest(homes=homes, targets=points(schools)).tolist(), strict=True
    ):
        towns[at] = schools[school].town
    return towns


class _Deferred:
    """Children apply, schools keep the first of their order, the others apply again."""

    def __init__(self, lists: _Lists) -> None:
        self._lists, self._network = lists, lists.answer.network
        self._children, self._seated = lists.answer.problem.children, lists.siblings.seated
        self._caps: list[int] = self._network.caps.tolist()
        self._seats: list[int] = self._network.seats.tolist()
        self._school: list[int] = self._network.school.tolist()
        self._kept: list[list[_Key]] = [[] for _ in self._school]
        self._count = Counter[int]()
        self._groups: dict[int, list[int]] = {}
        for group, school in enumerate(self._school):
            self._groups.setdefault(school, []).append(group)

    def seats(self) -> Ints:
        """Return the way that each child ends with."""
        network = self._network
        group, minutes = network.group.tolist(), network.minutes.tolist()
        asks = [iter(ways) for ways in self._lists.wanted()]
        free = list(range(len(asks) - 1, -1, -1))
        while free:
            child = free.pop()
            way = next(asks[child], None)
            if way is not None:
                insort(self._kept[group[way]], self._key(child, way, minutes[way]))
                self._count[self._school[group[way]]] += 1
                free.extend(self._sent_away(group[way]))
        taken = np.full(len(asks), NOWHERE, np.int64)
        for keys in self._kept:
            for *_, child, way in keys:
                taken[child] = way
        return taken

    def _key(self, child: int, way: int, minutes: int) -> _Key:
        who = self._children[child]
        there = self._seated.get(child)
        stranger = there is None or not there[self._school[self._network.group[way]]]
        return (stranger, -who.waiting_days, minutes, who.id, child, way)

    def _sent_away(self, group: int) -> Iterator[int]:
        """Yield the child that the group, or its school's cap, has no room for."""
        school = self._school[group]
        cap = self._caps[school]
        if len(self._kept[group]) > self._seats[group]:
            full = group
        elif cap != NO_CAP and self._count[school] > cap:
            full = max(
                (at for at in self._groups[school] if self._kept[at]),
                key=lambda at: self._kept[at][-1],
            )
        else:
            return
        self._count[school] -= 1
        yield self._kept[full].pop()[-2]


def _told(name: _Name, answer: Answer, taken: Ints) -> Baseline:
    other = Answer(answer.problem, answer.network, taken)
    seated = np.flatnonzero(other.group != NO_GROUP).tolist()
    children, groups = answer.problem.children, answer.problem.groups
    return Baseline(
        name=name,
        placed=len(seated),
        unplaced=len(children) - len(seated),
        minutes=int(other.minutes.sum()),
        pairs=other.pairs,
        seats={children[at].id: groups[other.group[at]].id for at in seated},
    )
