# SPDX-License-Identifier: EUPL-1.2
"""The smallest change named for a child without a seat would really seat one more of its level.

One more seat, newcomer or group goes to the highest level that can reach it, so the change helps
this level only if no higher one reaches it. A larger amount is only right where a higher level does
reach it; and in a round of a district's size it is tried: it must work with the amount named and
must not work with one less.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import chain

import numpy as np

from rundertisch.engine.placement.check.network import (
    NOWHERE,
    Network,
    build_network,
    grade_and_kind_fit,
    limit_of,
    never_target,
)
from rundertisch.engine.placement.check.paths import NO_CAP, Asked, Search, Seating
from rundertisch.engine.placement.check.profile import left_over
from rundertisch.engine.placement.check.ways import minutes_between, pair_minutes
from rundertisch.engine.placement.plan import Change, Plan, Unplaced
from rundertisch.engine.placement.problem import Child, Group, GroupKind, Problem

NOBODY = -1  # a level below all: nobody gives way
TRIED_CHILDREN = 5_000  # trying takes seconds for a district, but hours for a Land


class _Waiting:
    """The children without a seat, and what those of each level and above have asked in vain."""

    def __init__(self, *, network: Network, seat: list[int]) -> None:
        self.network = network
        self.seat = seat
        self.seating = Seating(network=network, seat=seat, keep=None)
        self.by_level: dict[int, list[int]] = defaultdict(list)
        for child, group in enumerate(seat):
            if group == NOWHERE:
                self.by_level[network.level[child]].append(child)
        self.asked: dict[int, Asked] = {}  # falling levels
        so_far = Asked()
        for level in sorted(self.by_level, reverse=True):
            for child in self.by_level[level]:
                search = Search(vain=so_far)
                if not self.seating.ask(child=child, search=search, level=level):
                    so_far.add(other=search.asked)
            self.asked[level] = Asked(set(so_far.groups), set(so_far.emptied), set(so_far.schools))
        self.tried = cache(self._tried)
        self.fitting_newcomers = cache(self._fitting_newcomers)

    def first_helped(self, *, change: Change, child: Child) -> int | None:
        """Return the highest level in which one unit of the change seats one more child."""
        for level, asked in self.asked.items():
            search = Search(vain=asked)
            if self._reached(change, child, level, search):
                return level
        return None

    def _reached(self, change: Change, child: Child, level: int, search: Search) -> bool:
        network, seating = self.network, self.seating
        if change.kind == "cap":
            return network.school_at[change.id] in search.vain.schools
        if change.kind == "seat":
            group = network.group_at[change.id]
            return group in search.vain.groups and self._beyond(group, level, search)
        school = network.school_at[change.id]
        newcomers = self.fitting_newcomers(school, child.grade, child.needs_literacy)
        if not any(self._asks(newcomer, level, search) for newcomer in newcomers):
            return False
        if seating.spare.get(school, 1) > 0:
            return True
        siblings = seating.groups_of[school]
        return bool(siblings) and self._beyond(siblings[0], level, search)

    def _asks(self, child: int, level: int, search: Search) -> bool:
        """Whether this child looks for a seat, or would have to move for one who does."""
        if self.seat[child] == NOWHERE:
            return self.network.level[child] >= level
        return self.seat[child] in search.vain.emptied

    def _beyond(self, group: int, level: int, search: Search) -> bool:
        """Whether a seat in the group could be used: the cap allows it, or somebody moves."""
        if self.seating.seat_in(group=group, search=search):
            return True
        return self.seating.explore(starts=[], search=search, level=level) is not None

    def finds_seat(self, *, child: int, groups: list[int]) -> bool:
        """Whether the child would sit if it were also eligible in the groups."""
        level = self.network.level[child]
        search = Search(vain=self.asked[level])
        starts = [(child, group) for group in groups]
        return self.seating.explore(starts=starts, search=search, level=level) is not None

    def _fitting_newcomers(self, school: int, grade: int, needs_literacy: bool) -> list[int]:  # noqa: FBT001 - cached by position
        """Return the children who could sit in a new group of the grade at the school."""
        found = [
            c
            for c, child in enumerate(self.network.problem.children)
            if child.grade == grade
            and child.needs_literacy == needs_literacy
            and c not in self.network.locked
            and may_choose(network=self.network, child=c, school=school, any_form=False)
        ]
        child = np.array(found, dtype=np.int64)
        ways = minutes_between(
            problem=self.network.problem, child=child, school=np.full_like(child, school)
        )
        return [c for c, way in zip(found, ways.tolist(), strict=True) if self._near(c, way)]

    def _near(self, child: int, way: int) -> bool:
        problem = self.network.problem
        return 0 <= way <= limit_of(problem=problem, child=problem.children[child])

    def _tried(self, change: Change, grade: int, needs_literacy: bool, level: int) -> int:  # noqa: FBT001 - cached by position
        """Return how many children of the level stay without a seat after the change."""
        problem = changed(self.network.problem, change, grade, needs_literacy=needs_literacy)
        if change.kind == "group":
            network = build_network(problem=problem)
        else:
            network = replace(self.network, problem=problem)
        seating = Seating(network=network, seat=self.seat, keep=None)
        asking = [c for each in self.by_level if each >= level for c in self.by_level[each]]
        staying = left_over(network=network, seating=seating, asking=asking)
        return sum(network.level[child] == level for child in staying)


def changed(problem: Problem, change: Change, grade: int, *, needs_literacy: bool) -> Problem:
    """Give the group seats, the school newcomers, or the school a group for the grade."""
    if change.kind == "seat":
        groups = (
            replace(each, free_seats=each.free_seats + change.amount)
            if each.id == change.id
            else each
            for each in problem.groups
        )
        return replace(problem, groups=tuple(groups))
    if change.kind == "cap":
        schools = (
            replace(each, newcomer_cap=each.newcomer_cap + change.amount)
            if each.id == change.id and each.newcomer_cap is not None
            else each
            for each in problem.schools
        )
        return replace(problem, schools=tuple(schools))
    kind: GroupKind = "literacy" if needs_literacy else "language"
    opened = Group(f"{change} neu", change.id, kind, grade, grade, change.amount)
    return replace(problem, groups=(*problem.groups, opened))


def smallest_changes(*, network: Network, plan: Plan, seat: list[int]) -> Iterator[str]:
    """Every named change helps; for an eligible group without a cap there always is one."""
    if not plan.unplaced:
        return
    waiting = _Waiting(network=network, seat=seat)
    for row in plan.unplaced:
        child = network.child_at[row.child]
        if row.smallest_change is None:
            choices = waiting.seating.choices(child=child)
            if any(waiting.seating.cap_of[group] == NO_CAP for group in choices):
                yield (
                    f"Kind {row.child}: Weitere Plätze würden helfen; der Plan nennt keine "
                    "Änderung."
                )
            elif (change := _left_unsaid(waiting, row)) is not None:
                yield (
                    f"Kind {row.child}: Die Änderung {change} würde helfen; der Plan nennt keine "
                    "Änderung."
                )
        elif not _helps(waiting, row, row.smallest_change):
            yield not_smallest(row=row)


def _left_unsaid(waiting: _Waiting, row: Unplaced) -> Change | None:
    """Return a change that would help a child for whom the plan names none; None: none found.

    Stricter than what a named change must do: by a longer way or another form nobody gives way.
    """
    network, child = waiting.network, waiting.network.child_at[row.child]
    if len(network.problem.children) > TRIED_CHILDREN:
        return None
    changes = (
        _new_groups(network, child)
        if row.reason_code == "no_group"
        else chain(_newcomers(waiting, child), _other_schools(waiting, child))
    )
    return next((each for each in changes if _helps(waiting, row, each)), None)


def _new_groups(network: Network, child: int) -> Iterator[Change]:
    """Yield a seat in a new group of each school without a cap that is near enough."""
    limit = limit_of(problem=network.problem, child=network.problem.children[child])
    for school, each in enumerate(network.problem.schools):
        if each.newcomer_cap is None and may_choose(
            network=network, child=child, school=school, any_form=False
        ):
            (way,) = pair_minutes(problem=network.problem, child=child, schools=[school])
            if 0 <= way <= limit:
                yield Change("group", each.id, 1)


def _newcomers(waiting: _Waiting, child: int) -> Iterator[Change]:
    """Yield a newcomer more at each school where only the cap keeps the child from a free seat."""
    seating = waiting.seating
    for group in seating.choices(child=child):
        if seating.cap_of[group] != NO_CAP and seating.free[group] > 0:
            yield Change("cap", waiting.network.problem.schools[seating.cap_of[group]].id, 1)


def _other_schools(waiting: _Waiting, child: int) -> Iterator[Change]:
    """Yield a longer way or another form from which moves of others lead to a free seat."""
    network, this = waiting.network, waiting.network.problem.children[child]
    limit = limit_of(problem=network.problem, child=this)
    for school, each in enumerate(network.problem.schools):
        if not may_choose(network=network, child=child, school=school, any_form=True):
            continue
        (way,) = pair_minutes(problem=network.problem, child=child, schools=[school])
        other_form = bool(this.forms) and each.form not in this.forms
        if (way > limit) != other_form and way >= 0:
            starts = [(child, group) for group in _fitting(network, child, {school})]
            if waiting.seating.explore(starts=starts, search=Search(), level=NOBODY):
                yield (
                    Change("form", each.id, 1)
                    if other_form
                    else Change("limit", each.id, way - limit)
                )


def not_smallest(*, row: Unplaced) -> str:
    """Say that the named change is not the smallest that helps."""
    return (
        f"Kind {row.child}: Die Änderung {row.smallest_change} ist nicht die kleinste, die "
        f"einem Kind der Stufe {row.level} mehr einen Platz gibt."
    )


def _helps(waiting: _Waiting, row: Unplaced, change: Change) -> bool:
    network = waiting.network
    known = network.group_at if change.kind == "seat" else network.school_at
    if change.id not in known or change.amount < 1:
        return False
    child = network.child_at[row.child]
    if change.kind == "limit":
        return _longer_way_helps(waiting, child, change)
    if change.kind == "form":
        return change.amount == 1 and _form_helps(waiting, child, change)
    return _more_room_helps(waiting, child, change)


def _more_room_helps(waiting: _Waiting, child: int, change: Change) -> bool:
    """So many seats, newcomers or seats in a new group are needed: higher levels come first."""
    network, level = waiting.network, waiting.network.level[child]
    special = change.kind == "group" and never_target(
        school=network.problem.schools[network.school_at[change.id]]
    )
    this = network.problem.children[child]
    first = None if special else waiting.first_helped(change=change, child=this)
    if first is None or change.amount == 1:
        return first == level
    if first <= level or len(network.problem.children) > TRIED_CHILDREN:
        return first > level
    before = len(waiting.by_level[level])
    less = replace(change, amount=change.amount - 1)
    key = this.grade, this.needs_literacy, level
    return waiting.tried(change, *key) < before <= waiting.tried(less, *key)


def _longer_way_helps(waiting: _Waiting, child: int, change: Change) -> bool:
    """The amount is exactly what this child's way to the school is too long."""
    network = waiting.network
    school = network.school_at[change.id]
    limit = limit_of(problem=network.problem, child=network.problem.children[child])
    if not may_choose(network=network, child=child, school=school, any_form=False):
        return False
    if pair_minutes(problem=network.problem, child=child, schools=[school]) != [
        limit + change.amount
    ]:
        return False
    return waiting.finds_seat(child=child, groups=_fitting(network, child, {school}))


def _form_helps(waiting: _Waiting, child: int, change: Change) -> bool:
    """Allowing the form of the school, wherever there is one, seats the child."""
    network = waiting.network
    form = network.problem.schools[network.school_at[change.id]].form
    schools = [
        s
        for s, school in enumerate(network.problem.schools)
        if school.form == form and may_choose(network=network, child=child, school=s, any_form=True)
    ]
    limit = limit_of(problem=network.problem, child=network.problem.children[child])
    ways = pair_minutes(problem=network.problem, child=child, schools=schools)
    near = {s for s, way in zip(schools, ways, strict=True) if 0 <= way <= limit}
    return waiting.finds_seat(child=child, groups=_fitting(network, child, near))


def may_choose(*, network: Network, child: int, school: int, any_form: bool) -> bool:
    """Whether the school may be chosen for the child but for the way and the groups."""
    this = network.problem.schools[school]
    forms = network.problem.children[child].forms
    if never_target(school=this) or (child, school) in network.excluded:
        return False
    if this.assignable == "named" and (child, school) not in network.wished:
        return False
    return any_form or not forms or this.form in forms


def _fitting(network: Network, child: int, schools: set[int]) -> list[int]:
    this, groups = network.problem.children[child], network.problem.groups
    at = np.flatnonzero(np.isin(network.school_of, np.array(sorted(schools), dtype=np.int64)))
    return [g for g in at.tolist() if grade_and_kind_fit(child=this, group=groups[g])]
