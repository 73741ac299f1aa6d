# SPDX-License-Identifier: EUPL-1.2
"""From the words of a problem to arrays: who may go where, in how many minutes.

All eligible ways within the limit are built; looking at the nearest schools only would leave
children without a seat who could have one.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rundertisch.engine import geo
from rundertisch.engine.compiled import compiled
from rundertisch.engine.placement.problem import (
    FIRST_GRADE,
    LATEST_GRADE,
    LATEST_PRIMARY,
    LATEST_SEC1,
    PRIORITY_LEVELS,
    Problem,
    is_special,
    stage_of,
)
from rundertisch.engine.placement.solve.flow import NO_CAP

Ints = NDArray[np.int64]
Numbers = NDArray[np.int32]
Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]

UNLOCKED = -1
NO_FAMILY = -1
STAGES = ("primary", "sec1", "sec2")  # a stage is its place here
_KINDS = 2 * (LATEST_GRADE + 1)  # a kind of child: grade and literacy, what a group asks for


@dataclass(frozen=True, slots=True)
class Network:
    """A problem as arrays; children, groups and schools by their place in the input.

    The ways of child ``c`` are ``start[c]`` to ``start[c + 1]``, sorted by minutes, then by school
    and group in input order. Locked children have none; their seats are taken off ``seats`` and
    ``caps``.
    """

    start: Ints
    group: Numbers  # of each way
    minutes: Ints  # of each way
    seats: Ints  # of each group
    school: Numbers  # of each group
    caps: Ints  # of each school: children it still may take (hard caps), or NO_CAP
    level: Numbers  # of each child
    stage: Numbers  # of each child: 0 primary, 1 sec1, 2 sec2
    kind: Ints  # of each child: 2 * grade + literacy
    limit: Ints  # of each child, minutes
    locked: Ints  # of each child: the group a person decided on, or UNLOCKED
    locked_minutes: Ints  # of each child
    serves: Flags  # [kind of child, group]: grade and literacy fit
    family: Ints  # of each child: a number, or NO_FAMILY
    sitting: Ints  # rows (family, stage, school) of their siblings who already sit


def built(problem: Problem) -> Network:
    """Return the network of a problem that `validate` has found well-formed."""
    groups_at = {group.id: at for at, group in enumerate(problem.groups)}
    schools_at = {school.id: at for at, school in enumerate(problem.schools)}
    school = np.array([schools_at[group.school] for group in problem.groups], np.int32)
    grade = np.array([child.grade for child in problem.children], np.int64)
    literacy = np.array([child.needs_literacy for child in problem.children], np.int64)
    stage = ((grade > LATEST_PRIMARY).astype(np.int32) + (grade > LATEST_SEC1)).astype(np.int32)
    limits = problem.parameters.limits
    limit = np.array([limits.primary, limits.sec1, limits.sec2], np.int64)[stage]
    waited = np.array([child.waiting_days for child in problem.children], np.int64)
    priority = np.array([child.priority for child in problem.children], np.int64)
    locked = np.full(len(problem.children), UNLOCKED, np.int64)
    children_at = {child.id: at for at, child in enumerate(problem.children)}
    for lock in problem.locked:
        locked[children_at[lock.child]] = groups_at[lock.group]
    serves = _serves(problem)
    kind = 2 * grade + literacy
    pairs = _allowed(problem, _near(problem, school, serves, (kind, limit, locked)))
    start, group, minutes = _ways(problem, pairs, school, serves, kind)
    seats, caps = _room(problem, school, locked)
    family, sitting = families_of(problem, school)
    return Network(
        start=start,
        group=group,
        minutes=minutes,
        seats=seats,
        school=school,
        caps=caps,
        level=_levels(priority, waited // problem.parameters.level_days),
        stage=stage,
        kind=kind,
        limit=limit,
        locked=locked,
        locked_minutes=_locked_minutes(problem, school, locked),
        serves=serves,
        family=family,
        sitting=sitting,
    )


def families_of(problem: Problem, school: Numbers) -> tuple[Ints, Ints]:
    """Return the family of each child, and family, stage and school of who already sits.

    ``school``: of each group.
    """
    groups_at = {group.id: at for at, group in enumerate(problem.groups)}
    sits_at = school[[groups_at[each.group] for each in problem.placed]]
    numbers: dict[str, int] = {"": NO_FAMILY}
    family = [numbers.setdefault(child.family, len(numbers)) for child in problem.children]
    sitting = [
        (numbers[each.family], STAGES.index(stage_of(grade=each.grade)), school)
        for each, school in zip(problem.placed, sits_at.tolist(), strict=True)
        if each.family and each.family in numbers
    ]
    return np.array(family, np.int64), np.array(sitting, np.int64).reshape(-1, 3)


def _levels(priority: Ints, waited: Ints) -> Numbers:
    """Return the level of each child: hardship first, then the waiting."""
    return (priority * PRIORITY_LEVELS + waited).astype(np.int32)


def pace_of(problem: Problem) -> geo.Pace:
    """Return the speeds in force as the geometry reads them."""
    speeds = problem.parameters.speeds
    return geo.Pace(*(float(getattr(speeds, name)) for name in geo.Pace._fields))


def is_open(problem: Problem) -> Flags:
    """Return for each school whether a plan may choose it at all (perhaps only when named)."""
    return np.array(
        [s.assignable != "no" and not is_special(form=s.form) for s in problem.schools], np.bool_
    )


def _serves(problem: Problem) -> Flags:
    serves = np.zeros((_KINDS, len(problem.groups)), np.bool_)
    for at, group in enumerate(problem.groups):
        for grade in range(max(group.grade_from, FIRST_GRADE), group.grade_to + 1):
            serves[2 * grade + (group.kind == "literacy"), at] = True
    return serves


def points(things: object) -> Floats:
    """Return rows (lat, lon) of children or schools; nan where unknown."""
    rows = [(t.lat, t.lon) for t in things]  # type: ignore[attr-defined]  # children or schools
    return np.array(rows, np.float64).reshape(-1, 2)


def _near(
    problem: Problem, school: Numbers, serves: Flags, asked: tuple[Ints, Ints, Ints]
) -> geo.Pairs:
    """Return (child, school, minutes) within the limit; schools that can never serve are out."""
    kind, limit, locked = asked
    offered = np.zeros((_KINDS, len(problem.schools)), np.bool_)
    for at in range(len(school)):
        offered[:, school[at]] |= serves[:, at]
    offered &= is_open(problem)
    if problem.travel is None:
        free = np.flatnonzero(locked == UNLOCKED)
        pairs = geo.pairs_within(
            homes=points(problem.children)[free],
            targets=points(problem.schools),
            limits=limit[free],
            pace=pace_of(problem),
            kinds=kind[free],
            serves=offered,
        )
        pairs = pairs._replace(home=free[pairs.home])
    else:
        pairs = _travelled(problem)
        fits = (pairs.minutes <= limit[pairs.home]) & (locked[pairs.home] == UNLOCKED)
        pairs = _chosen(pairs, fits & offered[kind[pairs.home], pairs.target])
    return _with_claims(problem, pairs, offered, asked)


def _with_claims(
    problem: Problem, pairs: geo.Pairs, offered: Flags, asked: tuple[Ints, Ints, Ints]
) -> geo.Pairs:
    """Add the ways to claim schools beyond the limit: the law does not ask how far they are."""
    kind, limit, locked = asked
    schools_at = {school.id: at for at, school in enumerate(problem.schools)}
    more = []
    for at, child in enumerate(problem.children):
        if child.claim and locked[at] == UNLOCKED:
            target = schools_at[child.claim]
            minutes = minutes_between(problem, at, target) if offered[kind[at], target] else None
            if minutes is not None and minutes > limit[at]:
                more.append((at, target, minutes))
    if not more:
        return pairs
    added = np.array(more, np.int64).T
    whole = geo.Pairs(*(np.concatenate(both) for both in zip(pairs, added, strict=True)))
    return _chosen(whole, np.lexsort((whole.target, whole.home)))


def _travelled(problem: Problem) -> geo.Pairs:
    travel = problem.travel or {}
    children_at = {child.id: at for at, child in enumerate(problem.children)}
    schools_at = {school.id: at for at, school in enumerate(problem.schools)}
    home = np.fromiter((children_at[child] for child, _ in travel), np.int64, len(travel))
    target = np.fromiter((schools_at[school] for _, school in travel), np.int64, len(travel))
    minutes = np.fromiter(travel.values(), np.int64, len(travel))
    return _chosen(geo.Pairs(home, target, minutes), np.lexsort((target, home)))


def _chosen(pairs: geo.Pairs, which: Flags | Ints) -> geo.Pairs:
    return geo.Pairs(*(each[which] for each in pairs))


def _allowed(problem: Problem, pairs: geo.Pairs) -> geo.Pairs:
    """Drop pairs that form, a school only for who names it, or a person's decision rules out."""
    named = np.array([school.assignable == "named" for school in problem.schools], np.bool_)
    wished = _is_among(problem, pairs, [(wish.child, wish.school) for wish in problem.wishes])
    excluded = _is_among(problem, pairs, [(each.child, each.school) for each in problem.excluded])
    fits = form_fits(problem)
    keep = (~named[pairs.target] | wished) & ~excluded & fits(pairs.home, pairs.target)
    return _chosen(pairs, keep)


class form_fits:  # noqa: N801  (called like a function, with a table behind it)
    """Whether the form of a school is among those allowed for a child."""

    def __init__(self, problem: Problem) -> None:
        forms = {form: at for at, form in enumerate(dict.fromkeys(s.form for s in problem.schools))}
        wanted = {
            each: at for at, each in enumerate(dict.fromkeys(c.forms for c in problem.children))
        }
        self._form = np.array([forms[school.form] for school in problem.schools], np.int64)
        self._wanted = np.array([wanted[child.forms] for child in problem.children], np.int64)
        self._fits = np.array(
            [[not each or form in each for form in forms] for each in wanted], np.bool_
        ).reshape(len(wanted), len(forms))

    def __call__(self, child: Ints, school: Ints) -> Flags:
        fits: Flags = self._fits[self._wanted[child], self._form[school]]
        return fits


def _is_among(problem: Problem, pairs: geo.Pairs, listed: list[tuple[str, str]]) -> Flags:
    if not listed:
        return np.zeros(len(pairs.home), np.bool_)
    children_at = {child.id: at for at, child in enumerate(problem.children)}
    schools_at = {school.id: at for at, school in enumerate(problem.schools)}
    many = len(problem.schools)
    numbers = [children_at[child] * many + schools_at[school] for child, school in listed]
    return np.isin(pairs.home * many + pairs.target, np.array(numbers, np.int64))


def _ways(
    problem: Problem, pairs: geo.Pairs, school: Numbers, serves: Flags, kind: Ints
) -> tuple[Ints, Numbers, Ints]:
    """Return start, group and minutes of the ways: each near school times its fitting groups."""
    schools = len(problem.schools)
    groups_of = np.argsort(school, kind="stable").astype(np.int32)
    groups_start = np.zeros(schools + 1, np.int64)
    np.cumsum(np.bincount(school, minlength=schools), out=groups_start[1:])
    first = np.searchsorted(pairs.home, np.arange(len(problem.children) + 1)).astype(np.int64)
    return _spread((first, pairs.target, pairs.minutes), (groups_start, groups_of), serves, kind)


@compiled
def _spread(
    pairs: tuple[Ints, Ints, Ints], of_school: tuple[Ints, Numbers], serves: Flags, kind: Ints
) -> tuple[Ints, Numbers, Ints]:
    first, target, minutes = pairs
    groups_start, groups_of = of_school
    start = np.zeros(len(first), np.int64)
    for filling in range(2):  # count, then fill
        if not filling:
            group, cost = np.empty(0, np.int32), np.empty(0, np.int64)
        else:
            group, cost = np.empty(start[-1], np.int32), np.empty(start[-1], np.int64)
        count = 0
        for child in range(len(first) - 1):
            order = np.argsort(minutes[first[child] : first[child + 1]], kind="mergesort")
            for pair in order + first[child]:
                for at in range(groups_start[target[pair]], groups_start[target[pair] + 1]):
                    if serves[kind[child], groups_of[at]]:
                        if filling:
                            group[count], cost[count] = groups_of[at], minutes[pair]
                        count += 1
            start[child + 1] = count
    return start, group, cost


def _room(problem: Problem, school: Numbers, locked: Ints) -> tuple[Ints, Ints]:
    """Return free seats and caps that are left after the locked children."""
    seats = np.array([group.free_seats for group in problem.groups], np.int64)
    caps = np.array(
        [NO_CAP if s.hard_cap is None else s.hard_cap for s in problem.schools], np.int64
    )
    for group in locked[locked != UNLOCKED]:
        seats[group] -= 1
        if caps[school[group]] != NO_CAP:
            caps[school[group]] -= 1
    return seats, caps


def _locked_minutes(problem: Problem, school: Numbers, locked: Ints) -> Ints:
    minutes = np.zeros(len(problem.children), np.int64)
    for at in np.flatnonzero(locked != UNLOCKED):
        # `validate` has refused locks without known minutes
        minutes[at] = minutes_between(problem, int(at), int(school[locked[at]])) or 0
    return minutes


def minutes_between(problem: Problem, child: int, school: int) -> int | None:
    """Return the minutes of one child to one school; None: unreachable."""
    home, target = problem.children[child], problem.schools[school]
    if problem.travel is not None:
        return problem.travel.get((home.id, target.id))
    if home.lat is None or home.lon is None or target.lat is None or target.lon is None:
        return None
    return geo.estimated_minutes(
        lat=home.lat, lon=home.lon, to_lat=target.lat, to_lon=target.lon, pace=pace_of(problem)
    )


def numbered(values: Numbers | Ints, *, size: int) -> tuple[Ints, Ints]:
    """Return the values that occur, ascending, and for each value its place among them.

    What `numpy.unique` tells, but for whole numbers from 0 to ``size`` - 1 without sorting.
    """
    occurs = np.zeros(size, np.bool_)
    occurs[values] = True
    return np.flatnonzero(occurs), (np.cumsum(occurs) - 1)[values]
