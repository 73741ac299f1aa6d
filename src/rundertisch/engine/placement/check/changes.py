# SPDX-License-Identifier: EUPL-1.2
"""The smallest change named for a child without a seat would really seat one more child."""

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from rundertisch.engine.placement.check.network import (
    NOWHERE,
    Network,
    grade_and_kind_fit,
    limit_of,
    never_target,
)
from rundertisch.engine.placement.check.paths import NO_CAP, Asked, Search, Seating
from rundertisch.engine.placement.check.ways import UNREACHABLE, minutes_between
from rundertisch.engine.placement.plan import Change, Plan, Unplaced
from rundertisch.engine.placement.problem import School


class _Helped:
    """What the unplaced children of one level have asked in vain, and what would help them."""

    def __init__(
        self, *, network: Network, seating: Seating, level: int, waiting: list[int]
    ) -> None:
        self.network = network
        self.seating = seating
        self.level = level
        self.asked = Asked()
        for child in waiting:
            search = Search(vain=self.asked)
            if not seating.ask(child=child, search=search, level=level):
                self.asked.add(other=search.asked)

    def by_seat(self, *, group: int) -> bool:
        """Whether one more seat in the group would seat one more child of the level."""
        if group not in self.asked.groups or self.seating.free[group] > 0:
            return False
        cap = self.seating.cap_of[group]
        return cap == NO_CAP or self.seating.spare[cap] > 0 or self._beyond_cap(group)

    def by_cap(self, *, school: int) -> bool:
        """Whether one more newcomer at the school would seat one more child of the level."""
        return school in self.asked.schools

    def by_arc(self, *, child: int, groups: list[int]) -> bool:
        """Whether the child would find a seat if it might sit in one of the groups."""
        search = Search(vain=self.asked)
        starts = [(child, group) for group in groups]
        return self.seating.explore(starts=starts, search=search, level=self.level) is not None

    def by_group(self, *, school: int) -> bool:
        """Whether the school's cap leaves room for a child in a new group."""
        if school not in self.seating.spare:
            return True
        others = self.seating.groups_of[school]
        return self.seating.spare[school] > 0 or bool(others and self._beyond_cap(others[0]))

    def _beyond_cap(self, group: int) -> bool:
        """Whether a newcomer of the same school can move elsewhere or give way."""
        search = Search(vain=self.asked)
        self.seating.seat_in(group=group, search=search)
        return self.seating.explore(starts=[], search=search, level=self.level) is not None


def smallest_changes(*, network: Network, plan: Plan, seat: list[int]) -> Iterator[str]:
    """Every named change helps; a full group without a cap always has one to name."""
    seating = Seating(network=network, seat=seat, longest=None)
    waiting: dict[int, list[int]] = defaultdict(list)
    for child, group in enumerate(seat):
        if group == NOWHERE:
            waiting[network.level[child]].append(child)
    rows: dict[int, list[Unplaced]] = defaultdict(list)
    for row in plan.unplaced:
        rows[network.level[network.child_at[row.child]]].append(row)
    for level, children in waiting.items():
        helped = _Helped(network=network, seating=seating, level=level, waiting=children)
        for row in rows[level]:
            yield from _change(network, helped, row)


def _change(network: Network, helped: _Helped, row: Unplaced) -> Iterator[str]:
    child = network.child_at[row.child]
    if row.smallest_change is None:
        choices = helped.seating.choices(child=child)
        if any(helped.seating.cap_of[group] == NO_CAP for group in choices):
            yield f"Kind {row.child}: Ein Platz mehr würde helfen; der Plan nennt keine Änderung."
    elif not _works(network, helped, child, row.smallest_change):
        yield (
            f"Kind {row.child}: Die Änderung {row.smallest_change} gäbe keinem Kind der Stufe "
            f"{row.level} mehr einen Platz."
        )


def _works(network: Network, helped: _Helped, child: int, change: Change) -> bool:
    if change.kind == "limit":
        return _longer_way_works(network, helped, child, change)
    if change.amount != 1:
        return False
    if change.kind == "seat":
        group = network.group_at.get(change.id, NOWHERE)
        return group != NOWHERE and helped.by_seat(group=group)
    school = network.school_at.get(change.id, NOWHERE)
    if school == NOWHERE:
        return False
    if change.kind == "cap":
        return helped.by_cap(school=school)
    return _school_change_works(network, helped, child, school, change)


def _longer_way_works(network: Network, helped: _Helped, child: int, change: Change) -> bool:
    """The amount is exactly what is missing on the way of this child to the school."""
    school = network.school_at.get(change.id, NOWHERE)
    if school == NOWHERE or not _open(network, child, school, any_form=False):
        return False
    limit = limit_of(problem=network.problem, child=network.problem.children[child])
    if change.amount <= 0 or _way(network, child, school) != limit + change.amount:
        return False
    return helped.by_arc(child=child, groups=_fitting(network, child, school))


def _school_change_works(
    network: Network, helped: _Helped, child: int, school: int, change: Change
) -> bool:
    """Allow the form for the child, or open a group for it: the way must be short enough."""
    opens = change.kind == "group"
    limit = limit_of(problem=network.problem, child=network.problem.children[child])
    if not 0 <= _way(network, child, school) <= limit:
        return False
    if not _open(network, child, school, any_form=not opens):
        return False
    if opens:
        return helped.by_group(school=school)
    return helped.by_arc(child=child, groups=_fitting(network, child, school))


def _open(network: Network, child: int, school: int, *, any_form: bool) -> bool:
    """Whether the school may be chosen for the child but for the way and the groups."""
    this: School = network.problem.schools[school]
    forms = network.problem.children[child].forms
    if never_target(school=this) or (child, school) in network.excluded:
        return False
    if this.assignable == "named" and (child, school) not in network.wished:
        return False
    return any_form or not forms or this.form in forms


def _fitting(network: Network, child: int, school: int) -> list[int]:
    groups = np.flatnonzero(network.school_of == school).tolist()
    this = network.problem.children[child]
    return [g for g in groups if grade_and_kind_fit(child=this, group=network.problem.groups[g])]


def _way(network: Network, child: int, school: int) -> int:
    pair = np.array([child], dtype=np.int64), np.array([school], dtype=np.int64)
    way = minutes_between(problem=network.problem, child=pair[0], school=pair[1])
    return int(way[0]) if int(way[0]) != UNREACHABLE else UNREACHABLE
