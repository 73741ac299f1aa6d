# SPDX-License-Identifier: EUPL-1.2
"""A year of arrivals under several ways to give out seats: what does each do to the waiting?

- ``own_town_first``: each child in its turn, for four weeks in its own town only, then its own town
  first and the whole district after.
- ``district_first_come``: each child in its turn, the nearest free seat of the whole district.
- ``deferred_acceptance``: shown for comparison, never used by the product.
- ``weekly_optimum``: all who wait in a week are weighed together (`solve`); a seat given stays.
- ``with_moves``: the same; and who would be left without a seat gets one if others, whose seats are
  not announced yet, can move for it without losing theirs (`ondemand.arrival`).

Every policy sees the same children, seats and rules, is told nothing of weeks to come, and never
seats a child where `plan placement` would not. Read the differences, not the days: how many seats
there are decides most, and a year that was invented proves nothing about a real one.
"""

from collections.abc import Iterable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np

from rundertisch.engine.placement.ondemand.standing import Standing
from rundertisch.engine.placement.problem import Child, Placed, Problem
from rundertisch.engine.placement.simulate import rules
from rundertisch.engine.placement.simulate.course import (
    POLICIES,
    Course,
    PolicyName,
    Seating,
    Simulation,
    waits_of,
)
from rundertisch.engine.placement.simulate.problem import Year, validate
from rundertisch.engine.placement.solve.network import built


def simulate(
    year: Year,
    *,
    policies: Sequence[PolicyName] = POLICIES,
    pool: Executor | None = None,
) -> Simulation:
    """Return the year under each policy, in the order of ``policies``.

    ``pool``: where the policies run side by side (threads or processes); the answer is the same.
    Raises `ValueError` for a year that is malformed.
    """
    validate(year)
    run = partial(_course, year)
    courses = list(map(run, policies)) if pool is None else list(pool.map(run, policies))
    return Simulation(
        children=len(year.everyone.children),
        weeks=year.weeks,
        courses=tuple(courses),
        never=_never(year),
    )


def _never(year: Year) -> tuple[str, ...]:
    """Return the children that no group could take, however many seats were free."""
    network = built(replace(year.everyone, locked=()))
    locked = {lock.child for lock in year.start.locked}
    ways = np.diff(network.start).tolist()
    children = zip(year.everyone.children, ways, strict=True)
    return tuple(sorted(each.id for each, many in children if not many and each.id not in locked))


@dataclass(slots=True)
class _State:
    """How far the year has come: who waits, who sits where, which seats and caps are left."""

    year: Year
    seats: dict[str, int]
    caps: dict[str, int]  # of schools with a cap
    school: dict[str, str]  # of each group
    waiting: dict[str, Child] = field(default_factory=dict)
    sits: dict[str, tuple[str, int, int]] = field(default_factory=dict)  # group, minutes, week

    @classmethod
    def at_the_start(cls, year: Year) -> "_State":
        return cls(
            year=year,
            seats={group.id: group.free_seats for group in year.start.groups},
            caps={s.id: s.newcomer_cap for s in year.start.schools if s.newcomer_cap is not None},
            school={group.id: group.school for group in year.start.groups},
        )

    def enter(self, week: int) -> None:
        """Let a week begin: seats come, children arrive."""
        for more in self.year.more_seats:
            if more.week == week:
                self.seats[more.group] += more.seats
        for child in self.year.everyone.children:
            if self.year.enters[child.id] == week:
                self.waiting[child.id] = child

    def take(self, child: str, group: str, minutes: int, week: int) -> None:
        """Seat a child, or let it change its seat."""
        if child in self.sits:
            self._count(self.sits[child][0], +1)
        self._count(group, -1)
        self.sits[child] = group, minutes, week
        self.waiting.pop(child, None)

    def _count(self, group: str, seats: int) -> None:
        self.seats[group] += seats
        if self.school[group] in self.caps:
            self.caps[self.school[group]] += seats

    def asked(self, children: Iterable[Child], *, week: int) -> Problem:
        """Return these children as a placement problem of a week; the seats of theirs are free."""
        start = self.year.start
        seats, caps = dict(self.seats), dict(self.caps)
        present = tuple(
            replace(child, waiting_days=self.year.waited(child=child, week=week))
            for child in children
        )
        known = {child.id for child in present}
        for name in known & self.sits.keys():
            group = self.sits[name][0]
            seats[group] += 1
            if self.school[group] in caps:
                caps[self.school[group]] += 1
        return replace(
            start,
            children=present,
            schools=tuple(
                replace(each, newcomer_cap=max(0, caps[each.id])) if each.id in caps else each
                for each in start.schools
            ),
            groups=tuple(replace(group, free_seats=seats[group.id]) for group in start.groups),
            travel=self._travel(present),
            placed=(*start.placed, *self._placed(known)),
            wishes=tuple(wish for child in present for wish in self.year.wishes.get(child.id, ())),
            locked=tuple(
                lock for lock in start.locked if lock.child in known & self.waiting.keys()
            ),
            excluded=tuple(each for each in start.excluded if each.child in known),
        )

    def _travel(self, children: Iterable[Child]) -> dict[tuple[str, str], int] | None:
        if self.year.ways is None:
            return None
        ways = self.year.ways
        return {(c.id, to): way for c in children for to, way in ways.get(c.id, {}).items()}

    def _placed(self, asked: set[str]) -> tuple[Placed, ...]:
        """Return those who sit, are not asked about, and have a family that may matter."""
        return tuple(
            Placed(child.id, child.grade, self.sits[child.id][0], child.family)
            for child in self.year.everyone.children
            if child.family and child.id in self.sits and child.id not in asked
        )


def _course(year: Year, policy: PolicyName) -> Course:
    """Run the year under one policy, week by week."""
    state = _State.at_the_start(year)
    towns = rules.own_towns(problem=year.everyone)
    waits: dict[str, int] = {}
    told: list[Seating] = []
    for week in range(1, year.weeks + 1):
        state.enter(week)
        changed = _decided(state, policy, week, towns)
        for child in year.everyone.children:
            if child.id in changed:
                waits.setdefault(child.id, year.waited(child=child, week=week))
        for child_id in sorted(changed):
            group, minutes, moved = changed[child_id]
            told.append(Seating(week, child_id, group, minutes, waits[child_id], moved))
    still = tuple(
        (child.id, year.waited(child=child, week=year.weeks))
        for child in sorted(state.waiting.values(), key=lambda each: each.id)
    )
    days = [*waits.values(), *(days for _, days in still)]
    return Course(policy, tuple(told), still, waits_of(days=days))


def _decided(
    state: _State, policy: PolicyName, week: int, towns: dict[str, str]
) -> dict[str, tuple[str, int, bool]]:
    """Give out the seats of a week; return group, minutes and whether it is a move, by child."""
    if not state.waiting:
        return {}
    problem = state.asked(state.waiting.values(), week=week)
    found = _seats(state.year, policy, problem, week, towns)
    for child, (group, minutes) in found.items():
        state.take(child, group, minutes, week)
    changed = {child: (*seat, False) for child, seat in found.items()}
    if policy == "with_moves":
        changed |= _moved(state, week)
    return changed


def _seats(
    year: Year, policy: PolicyName, problem: Problem, week: int, towns: dict[str, str]
) -> rules.Seats:
    if policy == "own_town_first":
        patient = frozenset(
            child.id
            for child in problem.children
            if week - year.enters[child.id] < year.own_town_weeks
        )
        return rules.first_come(problem=problem, towns=towns, only_own=patient)
    if policy == "district_first_come":
        return rules.first_come(problem=problem, towns={}, only_own=frozenset())
    if policy == "deferred_acceptance":
        return rules.deferred_acceptance(problem=problem)
    return rules.optimum(problem=problem)


def _moved(state: _State, week: int) -> dict[str, tuple[str, int, bool]]:
    """Seat who is left, the highest level first, where children not announced can make room."""
    year, start = state.year, state.year.start
    changed: dict[str, tuple[str, int, bool]] = {}
    standing: Standing | None = None
    for child in _in_turn(state, week):
        standing = standing or _standing(state, week)
        if standing is None:
            return changed
        seats = rules.moved_for(
            standing=standing,
            child=child,
            minutes=None if year.ways is None else year.ways.get(child.id, {}),
            wished=[wish.school for wish in year.wishes.get(child.id, ())],
            barred=[each.school for each in start.excluded if each.child == child.id],
        )
        for name, (group, minutes) in seats.items():
            since = state.sits[name][2] if name in state.sits else week
            changed[name] = group, minutes, since < week
            state.take(name, group, minutes, since)
        standing = None if seats else standing
    return changed


def _in_turn(state: _State, week: int) -> list[Child]:
    """Return who is left, the highest level first, then by child id."""
    days = state.year.start.parameters.level_days
    left = [
        replace(child, waiting_days=state.year.waited(child=child, week=week))
        for child in state.waiting.values()
    ]
    return sorted(left, key=lambda each: (-each.priority, -(each.waiting_days // days), each.id))


def _standing(state: _State, week: int) -> Standing | None:
    """Return how those stand whose seats are not announced yet; None: there is nobody."""
    decided = {lock.child for lock in state.year.start.locked}
    movable = {
        name: (group, minutes)
        for name, (group, minutes, since) in state.sits.items()
        if week - since <= state.year.moving_weeks and name not in decided
    }
    children = [child for child in state.year.everyone.children if child.id in movable]
    if not children:
        return None
    return rules.standing_with(problem=state.asked(children, week=week), seats=movable)
