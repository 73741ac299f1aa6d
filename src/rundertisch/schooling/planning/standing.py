# SPDX-License-Identifier: EUPL-1.2
"""How a running round stands right now, kept between questions as long as nothing has changed.

To build it all children of the round are read and every move somebody could make is listed: a
fifth of a second for two thousand children. Each web process therefore keeps the newest one, under
the version of all rows it was made from (`arrivals.RoundVersion`); every question asks the database
for that version first, so a standing of yesterday is never used, whoever changed what where.
"""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rundertisch.engine.placement import plan as plans
from rundertisch.engine.placement import problem as problems
from rundertisch.engine.placement.ondemand.standing import Standing, standing_of
from rundertisch.engine.placement.solve.network import minutes_between
from rundertisch.schooling.models import Proposal, ProposedSeat, Round
from rundertisch.schooling.planning.frozen import problem_of
from rundertisch.schooling.queries import arrivals


@dataclass(frozen=True, slots=True)
class _Kept:
    version: arrivals.RoundVersion
    standing: Standing


_kept: list[_Kept] = []  # at most one: a centre has one running round
_building = threading.Lock()  # twenty questions after a change build it once


def standing_now(*, shown: Round, proposal: Proposal) -> Standing | None:
    """Return how the round stands after every decision; None: the seat does not see all of it."""
    version = arrivals.round_version(shown=shown, proposal=proposal)
    if version.lines[0] < proposal.plan["placed"] + proposal.plan["unplaced"]:
        return None
    if (known := _known(version)) is not None:
        return known
    with _building:
        if (known := _known(version)) is not None:
            return known
        standing = _built(shown=shown, proposal=proposal)
        # what was read may be newer than the version: kept only if nobody wrote meanwhile
        if arrivals.round_version(shown=shown, proposal=proposal) == version:
            _kept[:] = [_Kept(version, standing)]
        return standing


def _known(version: arrivals.RoundVersion) -> Standing | None:
    return next((each.standing for each in _kept if each.version == version), None)


def _built(*, shown: Round, proposal: Proposal) -> Standing:
    problem = problem_of(round=shown)
    rows = ProposedSeat.objects.filter(proposal=proposal).exclude(group=None)
    proposed = {
        str(child): (str(group), minutes)
        for child, group, minutes in rows.values_list("child_id", "group_id", "minutes")
    }
    return standing_of(problem=problem, plan=_as_plan(problem=problem, proposed=proposed))


def _as_plan(
    *, problem: problems.Problem, proposed: Mapping[str, tuple[str, int | None]]
) -> plans.Plan:
    """Return where everybody would sit: as a person decided since, or else as proposed.

    Whose proposed school was excluded since has no seat in it until the next computation.
    """
    locked = {lock.child: lock.group for lock in problem.locked}
    schools = {school.id: at for at, school in enumerate(problem.schools)}
    school_of = {group.id: group.school for group in problem.groups}
    barred = {(each.child, each.school) for each in problem.excluded}
    placements = []
    for at, child in enumerate(problem.children):
        group, minutes = proposed.get(child.id, ("", None))
        if locked.get(child.id, group) != group:
            group, minutes = locked[child.id], None
        school = school_of.get(group, "")
        if school and (child.id, school) not in barred:
            if minutes is None:
                minutes = minutes_between(problem, at, schools[school]) or 0
            placements.append(seat_in(child=child.id, group=group, school=school, minutes=minutes))
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
