# SPDX-License-Identifier: EUPL-1.2
"""How seats stand right now, in a running round or without, kept as long as nothing has changed.

To build it all children of the round are read and every move somebody could make is listed: a
tenth of a second for two thousand children. Each web process therefore keeps the newest one, under
the marks of all writes it was made after (`SeatMark`) and the state of all rows it was made from
(`queries.round_state`). Every question brings the marks as they are now: the same ones mean that
nothing was written since. Others make it ask for the state, which tells whether a write changed
anything here; so a standing of yesterday is never used, whoever changed what where. After a change
only the rows that came since are read. Without a round it is the seats that nobody holds today.
"""

import datetime as dt
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from rundertisch.engine.placement import plan as plans
from rundertisch.engine.placement import problem as problems
from rundertisch.engine.placement.ondemand.standing import Standing, standing_of
from rundertisch.engine.placement.solve.network import minutes_between
from rundertisch.schooling.models import Child
from rundertisch.schooling.planning.frozen import Decided, Frozen, frozen_from, problem_from
from rundertisch.schooling.planning.rows import problem_about
from rundertisch.schooling.queries import round_state
from rundertisch.schooling.queries.round_state import Line, Part, RoundState


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read of a round; its parts may be newer than the state it was read for."""

    common: Part[tuple[dt.date, dict[str, Any]]]
    children: Part[Frozen]
    lines: Part[plans.Placement | None]
    decisions: Part[Decided]
    groups: Part[tuple[str, int]]  # how many seats are free now

    def is_of(self, now: RoundState) -> bool:
        """Say whether this is what the state was taken of: nobody wrote while it was read."""
        read = (self.common, self.children, self.lines, self.decisions, self.groups)
        return tuple(part.state for part in read) == now[3:]


@dataclass(frozen=True, slots=True)
class RoundNow:
    """A round that runs, as far as its state tells."""

    pk: int
    computed: bool  # has a proposal
    uncomputed: int = 0  # children who came into it since its newest proposal
    frozen_on: dt.date | None = None
    standing: Standing | None = None  # None: no proposal, or the seat does not see all of it


@dataclass(frozen=True, slots=True)
class _Kept:
    marks: Sequence[UUID]  # read before the rest, which may be newer, never older
    now: RoundState
    read: _Read
    standing: Standing

    def shown(self) -> RoundNow:
        """Return what a question about the round is told."""
        ((frozen_on, _),) = self.read.common.values
        return RoundNow(
            self.now.round,
            computed=True,
            uncomputed=max(0, len(self.standing.problem.children) - self.now.asked),
            frozen_on=frozen_on,
            standing=self.standing,
        )


@dataclass(frozen=True, slots=True)
class FreeNow:
    """The seats that nobody holds on a day, as if no other child asked for one."""

    on: dt.date
    marks: Sequence[UUID]
    waiting: int  # how many children wait on that day
    standing: Standing


UNKNOWN = -1  # minutes of a way that nobody has computed yet

_kept: list[_Kept] = []  # at most one: a centre has one running round
_free: list[FreeNow] = []  # likewise: that of today
_no_round: list[Sequence[UUID]] = []  # the marks under which none was running
_building = threading.Lock()  # twenty questions after a change build it once


def round_now(*, marks: Sequence[UUID]) -> RoundNow | None:
    """Return how the round that runs stands after every decision; None: there is none.

    ``marks``: those the asking seat sees; none where it does not see every row of a round.
    """
    if marks:
        if marks in _no_round:
            return None
        for kept in _kept:
            if kept.marks == marks:
                return kept.shown()
    now = round_state.state_now()
    if now is None:
        _no_round[:] = [marks]
        return None
    if not now.proposal or now.lines.rows < now.asked:
        return RoundNow(now.round, computed=bool(now.proposal))
    return _standing(now, marks).shown()


def free_now(*, on: dt.date, marks: Sequence[UUID]) -> FreeNow:
    """Return the seats that are free without a round; ``marks`` as for `round_now`."""
    with _building:
        if marks and _free and (_free[0].on, _free[0].marks) == (on, marks):
            return _free[0]
        problem = problem_about(children=Child.objects.none(), on=on)
        standing = standing_of(problem=problem, plan=plan_of(placements=()))
        found = FreeNow(on, marks, Child.objects.waiting(on=on).count(), standing)
        _free[:] = [found]
        return found


def _standing(now: RoundState, marks: Sequence[UUID]) -> _Kept:
    with _building:
        known = _kept[0] if _kept else None
        if known is not None and known.now == now:
            kept = replace(known, marks=marks)
        else:
            read = _read(now=now, known=known.read if known else None)
            standing = _built(read=read, known=known.standing if known else None)
            kept = _Kept(marks, now, read, standing)
        if kept.read.is_of(now):
            _kept[:] = [kept]
        return kept


def _read(*, now: RoundState, known: _Read | None) -> _Read:
    """Read a round, of what is known only the rows that came since."""
    common = round_state.common_of(
        now=now, known=known.common if known else None, read=lambda line: (line[0], line[1])
    )
    if known is not None and known.common is not common:
        known = None  # the schools of groups were read from it
    ((_, said),) = common.values
    school_of = {group["id"]: group["school"] for group in said["groups"]}
    return _Read(
        common=common,
        children=round_state.children_of(
            now=now,
            known=known.children if known else None,
            read=lambda row: frozen_from(row=row),
        ),
        lines=round_state.lines_of(
            now=now,
            known=known.lines if known else None,
            read=lambda line: _proposed(line, school_of),
        ),
        decisions=round_state.decisions_of(
            now=now, known=known.decisions if known else None, read=lambda line: Decided(*line)
        ),
        groups=round_state.groups_of(
            now=now,
            known=known.groups if known else None,
            read=lambda line: (str(line[0]), line[1]),
        ),
    )


def _proposed(line: Line, school_of: Mapping[str, str]) -> plans.Placement | None:
    child, group, minutes = line
    if group is None:
        return None
    school = school_of[str(group)]
    minutes = UNKNOWN if minutes is None else minutes
    return seat_in(child=str(child), group=str(group), school=school, minutes=minutes)


def _built(*, read: _Read, known: Standing | None = None) -> Standing:
    ((_, common),) = read.common.values
    problem = problem_from(
        common=common, rows=read.children.values, decisions=read.decisions.values
    )
    problem = replace(problem, groups=_no_more_than(dict(read.groups.values), problem.groups))
    proposed = {seat.child: seat for seat in read.lines.values if seat is not None}
    plan = _as_plan(problem=problem, proposed=proposed)
    return standing_of(problem=problem, plan=plan, known=known)


def _no_more_than(
    free: Mapping[str, int], groups: Sequence[problems.Group]
) -> tuple[problems.Group, ...]:
    """Return the groups of a round with no more seats than are free now: schools correct them."""
    return tuple(
        replace(group, free_seats=min(group.free_seats, free.get(group.id, 0))) for group in groups
    )


def _as_plan(*, problem: problems.Problem, proposed: Mapping[str, plans.Placement]) -> plans.Plan:
    """Return where everybody would sit: as a person decided since, or else as proposed.

    Whose proposed school was excluded since has no seat in it until the next computation.
    """
    locked = {lock.child: lock.group for lock in problem.locked}
    schools = {school.id: at for at, school in enumerate(problem.schools)}
    school_of = {group.id: group.school for group in problem.groups}
    barred = {(each.child, each.school) for each in problem.excluded}
    placements = []
    for at, child in enumerate(problem.children):
        seat, group = proposed.get(child.id), locked.get(child.id)
        if group is not None and (seat is None or seat.group != group):
            seat = seat_in(child=child.id, group=group, school=school_of[group], minutes=UNKNOWN)
        if seat is not None and (seat.child, seat.school) not in barred:
            if seat.minutes == UNKNOWN:
                minutes = minutes_between(problem, at, schools[seat.school]) or 0
                seat = replace(seat, minutes=minutes)
            placements.append(seat)
    return plan_of(placements=placements)


def seat_in(*, child: str, group: str, school: str, minutes: int) -> plans.Placement:
    """Return a seat as a question about it needs one."""
    return plans.Placement(
        child=child,
        group=group,
        school=school,
        minutes=minutes,
        estimate=True,
        reason_code="only",
        reason="",
    )


def plan_of(*, placements: Sequence[plans.Placement]) -> plans.Plan:
    """Return seats as a plan, as far as questions about it need one."""
    return plans.Plan(
        placements=tuple(placements),
        unplaced=(),
        levels=(),
        minutes=0,
        pairs=0,
        families_partly_placed=0,
        draft=True,
        seed=0,
    )
