# SPDX-License-Identifier: EUPL-1.2
"""What other rules would have reached on the same input, for comparison only.

First come, first served: the longest waiting first, then by child id; each takes the free seat
with least minutes in its own town, otherwise in the district. Deferred acceptance (Gale and
Shapley, 1962): children apply to groups by minutes, then group id; a school keeps those who have
a sibling of their stage there, then the longest waiting, the nearest, then by child id.
"""

from typing import Literal, NamedTuple

import numpy as np

from rundertisch.engine import geo
from rundertisch.engine.compiled import compiled
from rundertisch.engine.placement.plan import Baseline
from rundertisch.engine.placement.solve.answer import NO_GROUP, Answer
from rundertisch.engine.placement.solve.flow import NO_CAP, NOWHERE
from rundertisch.engine.placement.solve.network import Flags, Ints, Numbers, points
from rundertisch.engine.placement.solve.siblings import Siblings, pairs_gained

_Name = Literal["first_come_first_served", "deferred_acceptance"]


def baselines_of(*, answer: Answer, siblings: Siblings) -> tuple[Baseline, ...]:
    """Return both comparisons; locked children keep their seats in both."""
    lists = _lists(answer, siblings)
    return (
        _told("first_come_first_served", answer, _first_come(lists, *_towns(answer))),
        _told("deferred_acceptance", answer, _deferred(lists, _nobody_kept(lists))),
    )


class _Lists(NamedTuple):
    """What both comparisons read."""

    start: Ints
    wanted: Ints  # the ways of each child by minutes, then group id
    group: Numbers
    minutes: Ints
    school: Numbers
    seats: Ints
    caps: Ints
    queue: Ints  # children, the longest waiting first, then by id
    place: Ints  # of each child in the order of ids
    waited: Ints  # of each child
    sibling: Flags  # of each way: one of the stage already sits at the school


def _lists(answer: Answer, siblings: Siblings) -> _Lists:
    network, problem = answer.network, answer.problem
    place = _places([child.id for child in problem.children])
    waited = np.array([child.waiting_days for child in problem.children], np.int64)
    rank = _places([group.id for group in problem.groups])
    return _Lists(
        start=network.start,
        wanted=_wanted(network.start, network.minutes, rank[network.group]),
        group=network.group,
        minutes=network.minutes,
        school=network.school,
        seats=network.seats,
        caps=network.caps,
        queue=np.lexsort((place, -waited)),
        place=place,
        waited=waited,
        sibling=pairs_gained(network=network, siblings=siblings) > 0,
    )


def _places(ids: list[str]) -> Ints:
    """Return the place of each in the order of ids."""
    places = np.empty(len(ids), np.int64)
    places[sorted(range(len(ids)), key=ids.__getitem__)] = np.arange(len(ids))
    return places


@compiled
def _wanted(start: Ints, minutes: Ints, rank: Ints) -> Ints:
    """Return the ways of each child in the order it asks for them; minutes ascend already."""
    wanted = np.arange(len(minutes))
    for child in range(len(start) - 1):
        for way in range(start[child] + 1, start[child + 1]):
            at = way
            while (
                at > start[child]
                and minutes[wanted[at - 1]] == minutes[way]
                and rank[wanted[at - 1]] > rank[way]
            ):
                wanted[at] = wanted[at - 1]
                at -= 1
            wanted[at] = way
    return wanted


@compiled
def _first_come(lists: _Lists, home: Ints, town: Ints) -> Ints:
    """Return the way that each child gets; ``home`` and ``town``: of children and schools."""
    seats, caps = lists.seats.copy(), lists.caps.copy()
    taken = np.full(len(home), NOWHERE, np.int64)
    for child in lists.queue:
        for at in range(lists.start[child], lists.start[child + 1]):
            way = lists.wanted[at]
            school = lists.school[lists.group[way]]
            if not seats[lists.group[way]] or not caps[school]:
                continue
            if town[school] == home[child]:
                taken[child] = way
                break
            if taken[child] == NOWHERE:
                taken[child] = way
        if taken[child] != NOWHERE:
            group = lists.group[taken[child]]
            seats[group] -= 1
            if caps[lists.school[group]] != NO_CAP:
                caps[lists.school[group]] -= 1
    return taken


def _towns(answer: Answer) -> tuple[Ints, Ints]:
    """Return the towns of children and schools as numbers; unknown ones are no town."""
    numbers: dict[str, int] = {}
    town = [numbers.setdefault(each.town, len(numbers)) for each in answer.problem.schools]
    home = [NOWHERE if each is None else numbers.get(each, NOWHERE) for each in _home_towns(answer)]
    return np.array(home, np.int64), np.array(town, np.int64)


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


class _Kept(NamedTuple):
    """Whom the groups keep for now."""

    first: Ints  # rows of group g: first[g] to first[g + 1], one more than it has seats
    rows: Ints  # (child, way), the dearest to the school first
    filled: Ints  # of each group: how many rows
    at_school: Ints  # of each school
    groups_start: Ints  # groups of school s: groups_of[groups_start[s]:groups_start[s + 1]]
    groups_of: Ints


def _nobody_kept(lists: _Lists) -> _Kept:
    groups, schools = len(lists.seats), len(lists.caps)
    first = np.zeros(groups + 1, np.int64)
    applicants = np.bincount(lists.group, minlength=groups)
    np.cumsum(np.minimum(lists.seats, applicants) + 1, out=first[1:])
    groups_of = np.argsort(lists.school, kind="stable")
    return _Kept(
        first=first,
        rows=np.zeros((int(first[-1]), 2), np.int64),
        filled=np.zeros(groups, np.int64),
        at_school=np.zeros(schools, np.int64),
        groups_start=np.searchsorted(lists.school[groups_of], np.arange(schools + 1)),
        groups_of=groups_of,
    )


@compiled
def _deferred(lists: _Lists, kept: _Kept) -> Ints:
    """Children apply, schools keep the first of their order, the others apply again."""
    asked = lists.start[:-1].copy()
    free = np.arange(len(asked))[::-1].copy()
    waiting = len(free)
    while waiting:
        waiting -= 1
        child = free[waiting]
        if asked[child] < lists.start[child + 1]:
            way = lists.wanted[asked[child]]
            asked[child] += 1
            _keep(lists, kept, child, way)
            full = _too_full(lists, kept, lists.group[way])
            if full != NOWHERE:
                kept.filled[full] -= 1
                kept.at_school[lists.school[full]] -= 1
                free[waiting] = kept.rows[kept.first[full] + kept.filled[full], 0]
                waiting += 1
    taken = np.full(len(asked), NOWHERE, np.int64)
    for group in range(len(kept.filled)):
        for at in range(kept.first[group], kept.first[group] + kept.filled[group]):
            taken[kept.rows[at, 0]] = kept.rows[at, 1]
    return taken


@compiled
def _keep(lists: _Lists, kept: _Kept, child: int, way: int) -> None:
    """Insert an applicant in the order of the school."""
    group = lists.group[way]
    row = np.array([child, way])
    at = kept.first[group] + kept.filled[group]
    while at > kept.first[group] and _comes_before(lists, row, kept.rows[at - 1]):
        kept.rows[at] = kept.rows[at - 1]
        at -= 1
    kept.rows[at] = row
    kept.filled[group] += 1
    kept.at_school[lists.school[group]] += 1


@compiled
def _too_full(lists: _Lists, kept: _Kept, group: int) -> int:
    """Return the group that sends a child away (perhaps for the cap of the school), or NOWHERE."""
    school = lists.school[group]
    if kept.filled[group] > lists.seats[group]:
        return int(group)
    if lists.caps[school] == NO_CAP or kept.at_school[school] <= lists.caps[school]:
        return NOWHERE
    full, latest = NOWHERE, kept.rows[0]
    for at in range(kept.groups_start[school], kept.groups_start[school + 1]):
        each = kept.groups_of[at]
        row = kept.rows[kept.first[each] + max(kept.filled[each] - 1, 0)]
        if kept.filled[each] and (full == NOWHERE or _comes_before(lists, latest, row)):
            full, latest = each, row
    return int(full)


@compiled
def _comes_before(lists: _Lists, one: Ints, other: Ints) -> bool:
    """Whether a school takes one (child, way) before another: siblings, waiting, minutes, id."""
    (a, to_a), (b, to_b) = (one[0], one[1]), (other[0], other[1])
    if lists.sibling[to_a] != lists.sibling[to_b]:
        return bool(lists.sibling[to_a])
    if lists.waited[a] != lists.waited[b]:
        return bool(lists.waited[a] > lists.waited[b])
    if lists.minutes[to_a] != lists.minutes[to_b]:
        return bool(lists.minutes[to_a] < lists.minutes[to_b])
    return bool(lists.place[a] < lists.place[b])


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
