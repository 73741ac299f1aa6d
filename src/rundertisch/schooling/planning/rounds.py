# SPDX-License-Identifier: EUPL-1.2
"""Open a round, propose, ask „what if“, and compute a sealed round again."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from rundertisch.accounts.models import Seat
from rundertisch.engine.placement import problem as problems
from rundertisch.engine.placement.solve import solve
from rundertisch.kernel.errors import Refusal
from rundertisch.schooling import actions
from rundertisch.schooling.models import Decision, GroupKind, Proposal, Round, School
from rundertisch.schooling.planning.frozen import common_of, problem_of, rows_of
from rundertisch.schooling.planning.lines import THOUGHT, fingerprint, lines, summary, versions
from rundertisch.schooling.planning.rows import KINDS, problem_on
from rundertisch.schooling.queries import openings

SECONDS = 20.0  # a page waits for the answer; a plan cut short says so (not proven)


def open_round(*, on: dt.date, by: Seat) -> Round:
    """Freeze who waits, which seats are free, and the rules of that day."""
    actions.demand_counselling(by=by)
    problem = problem_on(on=on)
    _askable_or_refused(problem=problem)
    return actions.keep_round(
        on=on,
        by=by,
        common=common_of(problem=problem),
        rows=rows_of(problem=problem),
        versions=versions(),
    )


def _askable_or_refused(*, problem: problems.Problem) -> None:
    if not problem.children:
        raise Refusal("Kein Kind wartet auf einen Schulplatz: Es gibt nichts vorzuschlagen.")
    if not problem.groups:
        raise Refusal(
            "Keine Schule hat eine Lerngruppe eingetragen. Bitte zuerst bei den Schulen Gruppen "
            "und freie Plätze eintragen; ohne sie kann kein Platz vorgeschlagen werden."
        )


def propose_places(*, on: dt.date, by: Seat) -> Proposal:
    """Compute a proposal for every waiting child, outside of a round. Nobody is seated by it."""
    actions.demand_counselling(by=by)
    problem = problem_on(on=on)
    _askable_or_refused(problem=problem)
    return _kept(problem=problem, on=on, by=by)


def propose_round(*, round: Round, on: dt.date, by: Seat) -> Proposal:  # noqa: A002 - the field's word
    """Compute a proposal from the frozen input and every decision since."""
    actions.demand_counselling(by=by)
    actions.open_or_refused(round=round)
    problem = problem_of(round=round)
    if not problem.children:
        raise Refusal("Jeder Platz dieser Runde ist unterschrieben: Es gibt nichts vorzuschlagen.")
    return _kept(problem=problem, on=on, by=by, round=round)


def what_if(
    *,
    round: Round,  # noqa: A002 - the field's word
    on: dt.date,
    by: Seat,
    opened_groups: Sequence[Mapping[str, Any]] = (),
    limits: Mapping[str, int] | None = None,
    seats: Mapping[Any, int] | None = None,
) -> Proposal:
    """Ask what a new group, a longer way or more seats would change. Never adoptable."""
    actions.demand_counselling(by=by)
    question = {
        "opened_groups": [dict(one) for one in opened_groups],
        "limits": dict(limits or {}),
        "seats": {str(group): more for group, more in (seats or {}).items()},
    }
    if not any(question.values()):
        raise Refusal("Bitte sagen, was anders sein soll: eine Gruppe, mehr Plätze, ein Weg.")
    for one in opened_groups:
        grades_or_refused(opened=one, on=on)
    problem = changed(problem=problem_of(round=round), question=question)
    if not problem.children:
        raise Refusal("Jeder Platz dieser Runde ist unterschrieben: Es gibt nichts zu fragen.")
    return _kept(problem=problem, on=on, by=by, round=round, question=question)


def grades_or_refused(*, opened: Mapping[str, Any], on: dt.date) -> School:
    """Return the school of a group that is only thought of, if it has such grades."""
    school = School.objects.get(pk=opened["school"])
    low, high = int(opened["grade_from"]), int(opened["grade_to"])
    told = openings.other_grades(school=school, low=low, high=high, on=on)
    if told:
        raise Refusal(told, field="grade_to")
    return school


def changed(*, problem: problems.Problem, question: Mapping[str, Any]) -> problems.Problem:
    """Return the problem as if the groups were opened, the seats there, the limits others."""
    groups = [
        replace(group, free_seats=group.free_seats + int(question["seats"].get(group.id, 0)))
        for group in problem.groups
    ]
    for at, one in enumerate(question["opened_groups"], start=1):
        kind = str(one["kind"])
        groups.append(
            problems.Group(
                id=f"{THOUGHT}{at}",
                school=str(one["school"]),
                kind=KINDS[GroupKind(kind)],
                grade_from=int(one["grade_from"]),
                grade_to=int(one["grade_to"]),
                free_seats=int(one["seats"]),
            )
        )
    limits = replace(problem.parameters.limits, **question["limits"])
    return replace(
        problem, groups=tuple(groups), parameters=replace(problem.parameters, limits=limits)
    )


def _kept(
    *,
    problem: problems.Problem,
    on: dt.date,
    by: Seat,
    round: Round | None = None,  # noqa: A002 - the field's word
    question: Mapping[str, Any] | None = None,
) -> Proposal:
    try:
        plan = solve(problem, seconds=SECONDS)
    except ValueError as malformed:
        raise Refusal(f"So lässt sich nicht rechnen: {malformed}") from malformed
    latest = Decision.objects.filter(round=round).order_by("-pk").first() if round else None
    return actions.keep_proposal(
        on=on,
        by=by,
        parameters=asdict(problem.parameters),
        input_sha256=fingerprint(problem=problem),
        plan=summary(plan=plan),
        lines=lines(problem=problem, plan=plan),
        round=round,
        after_decision=latest.pk if latest else 0,
        what_if=question,
    )
