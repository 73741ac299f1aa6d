# SPDX-License-Identifier: EUPL-1.2
"""Why a child has no seat, and the smallest single change that would give it one."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from rundertisch.engine.placement.plan import Change, Unplaced, UnplacedReason
from rundertisch.engine.placement.problem import LATEST_GRADE, Exclusion, Group, Wish, stage_of
from rundertisch.engine.placement.sentences import left_out_sentence
from rundertisch.engine.placement.solve.answer import NO_GROUP, Answer
from rundertisch.engine.placement.solve.chains import leads_to_seat, levels_helped, room_of
from rundertisch.engine.placement.solve.flow import LOAD, NO_CAP, NOWHERE, ROOM, Work
from rundertisch.engine.placement.solve.network import (
    UNLOCKED,
    Flags,
    Ints,
    built,
    form_fits,
    is_open,
)
from rundertisch.engine.placement.solve.reach import UNREACHABLE, Reach, Surroundings
from rundertisch.engine.placement.solve.seating import chosen_ways, seated

MOST_TRIED_AGAIN = 5_000  # children; beyond, a new group's seats are counted, not tried
MOST_NEW_SEATS = 6  # that are tried one by one
TRIED = 3  # of the nearest full groups; enough to find one seat where one helps


def unplaced_of(answer: Answer) -> tuple[Unplaced, ...]:
    """Return the children without a seat, in the order of the input."""
    left = np.flatnonzero(answer.group == NO_GROUP)
    if not len(left):
        return ()
    help_ = _Help(answer, left)
    return tuple(help_.told(int(child)) for child in left)


@dataclass(frozen=True)
class _Ways:
    """What stands between one child and some schools."""

    school: Ints  # their places in the input, ascending
    minutes: Ints  # to each of them, or UNREACHABLE
    open: Flags  # assignable for this child
    offers: Flags  # has a group for its grade and kind
    form: Flags
    excluded: Flags


class _Help:
    """Looks for what would help, one unplaced child after the other."""

    def __init__(self, answer: Answer, left: Ints) -> None:
        self._answer, self._left = answer, left
        self._network, self._problem = answer.network, answer.problem
        self._fits = form_fits(answer.problem)
        self._open = is_open(answer.problem)
        self._named = np.array([s.assignable == "named" for s in self._problem.schools], np.bool_)
        self._schools_at = {school.id: at for at, school in enumerate(self._problem.schools)}
        self._wished = self._schools_of(self._problem.wishes)
        self._excluded = self._schools_of(self._problem.excluded)
        self._reach = Reach(problem=self._problem, network=self._network, children=left)
        self._offers: dict[int, Flags] = {}  # by kind of child
        self._offered: dict[tuple[int, tuple[str, ...], tuple[int, ...]], tuple[bool, bool]] = {}
        self._helped: dict[int, list[int]] = {}
        self._strange: dict[int, Ints] = {}  # by grade
        self._around = Surroundings(network=self._network, left=left)

    def _schools_of(self, named: Iterable[Wish | Exclusion]) -> dict[str, list[int]]:
        """Return for each child the places of the schools that it names, or that are ruled out."""
        schools: dict[str, list[int]] = {}
        for each in named:
            schools.setdefault(each.child, []).append(self._schools_at[each.school])
        return schools

    @cached_property
    def _room(self) -> Work:
        return room_of(network=self._network, taken=self._answer.taken)

    def told(self, child: int) -> Unplaced:
        """Return reason and smallest change of one child."""
        code, change = self._judged(child)
        return Unplaced(
            child=self._problem.children[child].id,
            level=int(self._network.level[child]),
            reason_code=code,
            reason=left_out_sentence(
                code=code,
                child=self._problem.children[child],
                limit=int(self._network.limit[child]),
                helped=change is not None,
            ),
            smallest_change=change,
        )

    def _judged(self, child: int) -> tuple[UnplacedReason, Change | None]:
        if self._network.start[child + 1] > self._network.start[child]:
            return "full", self._more_room(child) or self._other_school(child)
        offered, in_a_form = self._is_offered(child)
        if not offered:
            return "no_group", next(self._new_group(child), None)
        return "too_far" if in_a_form else "form", self._other_school(child)

    def _is_offered(self, child: int) -> tuple[bool, bool]:
        """Whether any school, near or far, has a group for the child; and one in its forms."""
        who = self._problem.children[child]
        key = int(self._network.kind[child]), who.forms, tuple(self._wished.get(who.id, ()))
        if key not in self._offered:
            ways = self._ways_of(child, np.arange(len(self._problem.schools)), near=False)
            offered = ways.open & ways.offers
            self._offered[key] = bool(offered.any()), bool((offered & ways.form).any())
        return self._offered[key]

    def _ways_of(self, child: int, schools: Ints, *, near: bool = True) -> _Ways:
        """Return what stands between a child and schools; minutes only if they are ``near``."""
        who = self._problem.children[child]
        kind = int(self._network.kind[child])
        if kind not in self._offers:
            self._offers[kind] = np.zeros(len(self._problem.schools), np.bool_)
            self._offers[kind][self._network.school[self._network.serves[kind]]] = True
        return _Ways(
            school=schools,
            minutes=self._reach.minutes(child, schools) if near else schools,
            open=self._open[schools]
            & (~self._named[schools] | np.isin(schools, self._wished.get(who.id, []))),
            offers=self._offers[kind][schools],
            form=self._fits(np.full(len(schools), child), schools),
            excluded=np.isin(schools, self._excluded.get(who.id, [])),
        )

    def _other_school(self, child: int) -> Change | None:
        """Return a longer way, or another form, that leads to a seat; the nearest school first."""
        limit = int(self._network.limit[child])
        first = self._ways_of(child, self._reach.near(child))
        for schools in self._nearest_first(child, first):
            usable = schools.open & schools.offers & ~schools.excluded & schools.form
            farther = np.flatnonzero(usable & (schools.minutes > limit))
            at = self._first_that_leads(child, schools, farther)
            if at is not None:
                more = int(schools.minutes[at]) - limit
                return Change("limit", self._problem.schools[schools.school[at]].id, more)
        usable = first.open & first.offers & ~first.excluded & ~first.form
        other_form = np.flatnonzero(usable & (first.minutes <= limit) & (first.minutes >= 0))
        at = self._first_that_leads(child, first, other_form)
        if at is None:
            return None
        return Change("form", self._problem.schools[first.school[at]].id, 1)

    def _nearest_first(self, child: int, near: _Ways) -> Iterator[_Ways]:
        yield near
        every = self._reach.all(child)
        if len(every) > len(near.school):
            yield self._ways_of(child, every)

    def _first_that_leads(self, child: int, ways: _Ways, places: Ints) -> int | None:
        """Return the place of the nearest school from which a chain of moves ends at a seat."""
        serves, around = self._network.serves[self._network.kind[child]], self._around
        for at in places[np.argsort(ways.minutes[places], kind="stable")].tolist():
            groups = around.groups_of(int(ways.school[at]))
            if leads_to_seat(self._room, groups[serves[groups]]):
                return int(at)
        return None

    def _more_room(self, child: int) -> Change | None:
        """Return more seats in a near group, or a higher cap of a near school."""
        network, best = self._network, None
        ways = slice(network.start[child], network.start[child + 1])
        groups = network.group[ways].tolist()
        for group in groups[:TRIED]:
            found = self._amount(child, group)
            if found and (best is None or found.amount < best.amount):
                best = found
            if best and best.amount == 1:
                break
        if best is None:
            for group in groups:
                best = best or self._amount(child, group)
        return best

    def _amount(self, child: int, group: int) -> Change | None:
        """Return how many seats (or newcomers more at the school) seat a child of this level."""
        network = self._network
        school = int(network.school[group])
        full = self._room.node[group, LOAD] >= self._room.node[group, ROOM]
        node = group if full else len(network.seats) + school
        if not full and network.caps[school] == NO_CAP:
            return None
        levels = self._levels(node)
        level = int(network.level[child])
        if level not in levels:
            return None
        amount = levels.index(level) + 1
        if full:
            return Change("seat", self._problem.groups[group].id, amount)
        return Change("cap", self._problem.schools[school].id, amount)

    def _levels(self, node: int) -> list[int]:
        if node not in self._helped:
            lowest = int(self._network.level[self._left].min())
            near, waiting = self._around.of(node)
            self._helped[node] = levels_helped(self._room, near, waiting, node, lowest)
        return self._helped[node]

    def _new_group(self, child: int) -> Iterator[Change]:
        """Yield a new group, large enough for those who come first.

        First at schools that teach the child's stage, of those where the nearest grade is taught,
        then the nearest. (A literacy group for grade 11 is not opened at a primary school.)
        """
        limit = int(self._network.limit[child])
        ways = self._ways_of(child, self._reach.near(child))
        near = ways.open & ways.form & ~ways.excluded & (ways.minutes != UNREACHABLE)
        near &= ways.minutes <= limit
        first = self._who_comes_first(child)
        places = np.flatnonzero(near)
        grade = self._problem.children[child].grade
        if grade not in self._strange:
            self._strange[grade] = self._strangeness(grade)
        strange = self._strange[grade][ways.school]
        order = np.lexsort((ways.minutes[places], strange[places]))
        for school in ways.school[places[order]].tolist():
            seats = 1 + sum(self._could_go(other, school) for other in first)
            if self._others_could_move(child):
                seats = self._fewest_seats(child, school)
            if not seats:
                continue
            cap = self._network.caps[school]
            at = len(self._network.seats) + school
            if cap == NO_CAP or self._room.node[at, LOAD] + seats <= cap:
                yield Change("group", self._problem.schools[school].id, seats)

    def _others_could_move(self, child: int) -> bool:
        """Whether anybody whom the new group would serve, too, has a way already.

        Then somebody may move into it and free a seat elsewhere; else the group serves only
        children who have no way at all, and its seats are simply counted.
        """
        if len(self._problem.children) > MOST_TRIED_AGAIN:
            return False
        has_way = np.diff(self._network.start) > 0
        return bool((has_way & (self._network.kind == self._network.kind[child])).any())

    def _fewest_seats(self, child: int, school: int) -> int:
        """Return the fewest seats of a new group that help; 0: none of the amounts tried does."""
        level, now = self._network.level, self._answer.group == NO_GROUP
        same_or_higher = np.unique(level[level >= level[child]])
        for seats in range(1, MOST_NEW_SEATS + 1):
            left = self._left_with_group(child, school, seats)
            fewer = [
                int((left & (level == one)).sum()) - int((now & (level == one)).sum())
                for one in same_or_higher
            ]
            if fewer[0] < 0 and max(fewer[1:], default=0) <= 0:
                return seats
        return 0

    def _left_with_group(self, child: int, school: int, seats: int) -> Flags:
        """Return who has no seat when level 1 is solved again with a new group."""
        who = self._problem.children[child]
        group = Group(
            id=f"{self._problem.schools[school].id}+",
            school=self._problem.schools[school].id,
            kind="literacy" if who.needs_literacy else "language",
            grade_from=who.grade,
            grade_to=who.grade,
            free_seats=seats,
        )
        changed = replace(self._problem, groups=(*self._problem.groups, group))
        network = built(changed)
        every = np.ones(len(network.group), np.bool_)
        taken, _ = seated(network=network, ways=chosen_ways(network=network, keep=every))
        left: Flags = (taken == NOWHERE) & (network.locked == UNLOCKED)
        return left

    def _strangeness(self, grade: int) -> Ints:
        """Return for each school the grades to its nearest group, more if of another stage."""
        strange = np.full(len(self._problem.schools), 2 * LATEST_GRADE, np.int64)
        for at, group in enumerate(self._problem.groups):
            nearest = min(max(grade, group.grade_from), group.grade_to)
            apart = abs(nearest - grade)
            if stage_of(grade=nearest) != stage_of(grade=grade):
                apart += LATEST_GRADE
            school = self._network.school[at]
            strange[school] = min(strange[school], apart)
        return strange

    def _who_comes_first(self, child: int) -> list[int]:
        """Return the unplaced children of higher levels whom the same new group could serve."""
        network = self._network
        same = network.kind[self._left] == network.kind[child]
        higher = network.level[self._left] > network.level[child]
        listed: list[int] = self._left[same & higher].tolist()
        return listed

    def _could_go(self, child: int, school: int) -> bool:
        if self._network.start[child + 1] > self._network.start[child]:
            return True  # perhaps by a chain of moves; then the seat goes to that child
        way = self._ways_of(child, np.array([school]))
        return bool(
            way.open[0]
            and way.form[0]
            and not way.excluded[0]
            and UNREACHABLE < way.minutes[0] <= self._network.limit[child]
        )
