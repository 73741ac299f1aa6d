# SPDX-License-Identifier: EUPL-1.2
"""From waiting children and free seats to a proposal that people read and decide about.

The engine sees numbers only: no name, no address, no language. A child whose home is protected or
not found yet is computed from the middle of its town.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from statistics import fmean

from rundertisch.accounts.models import Seat
from rundertisch.engine.placement import plan as plans
from rundertisch.engine.placement import problem as problems
from rundertisch.engine.placement.solve import solve
from rundertisch.kernel.errors import Refusal
from rundertisch.schooling import actions, queries
from rundertisch.schooling.models import (
    Assignable,
    Child,
    Group,
    GroupKind,
    Placement,
    Proposal,
    School,
    Wish,
)

ASSIGNABLE: Mapping[str, problems.Assignable] = {
    Assignable.YES: "yes",
    Assignable.NAMED: "named",
    Assignable.NO: "no",
}
KINDS: Mapping[str, problems.GroupKind] = {
    GroupKind.LITERACY: "literacy",
    GroupKind.LANGUAGE: "language",
    GroupKind.REGULAR: "regular",
}
SECONDS = 20.0  # a page waits for the answer; a plan cut short says so (not proven)

Point = tuple[float, float]


def propose_places(*, on: dt.date, by: Seat) -> Proposal:
    """Compute a proposal for every waiting child and keep it. Nobody is seated by it."""
    actions.demand_counselling(by=by)
    problem = problem_on(on=on)
    if not problem.children:
        raise Refusal("Kein Kind wartet auf einen Schulplatz: Es gibt nichts vorzuschlagen.")
    if not problem.groups:
        raise Refusal(
            "Keine Schule hat eine Lerngruppe eingetragen. Bitte zuerst bei den Schulen Gruppen "
            "und freie Plätze eintragen; ohne sie kann kein Platz vorgeschlagen werden."
        )
    plan = solve(problem, seconds=SECONDS)
    return actions.keep_proposal(
        on=on,
        by=by,
        parameters=_parameters(problem=problem),
        input_sha256=_fingerprint(problem=problem),
        plan=_summary(plan=plan),
        lines=_lines(problem=problem, plan=plan),
    )


def problem_on(*, on: dt.date) -> problems.Problem:
    """Return what the engine is asked on that day, in a fixed order."""
    schools = tuple(School.objects.select_related("town").order_by("number"))
    groups = tuple(Group.objects.order_by("school__number", "grade_from", "kind", "pk"))
    children = tuple(
        queries.waiting_children(on=on).select_related("family").prefetch_related("allowed_forms")
    )
    middles = _middles(schools=schools)
    return problems.Problem(
        children=tuple(_child(child=child, on=on, middles=middles) for child in children),
        schools=tuple(_school(school=school) for school in schools),
        groups=tuple(_group(group=group) for group in groups),
        placed=_placed(on=on),
        wishes=_wishes(children=children),
    )


def _child(*, child: Child, on: dt.date, middles: Mapping[int, Point]) -> problems.Child:
    lat, lon = child.lat, child.lon
    if lat is None or lon is None:
        lat, lon = middles.get(child.home_town_id) or middles[0]
    return problems.Child(
        id=str(child.pk),
        grade=child.grade,
        lat=lat,
        lon=lon,
        waiting_days=child.waiting_days(on=on),
        needs_literacy=child.needs_literacy,
        family=str(child.family_id or ""),
        forms=tuple(sorted(allowed.form for allowed in child.allowed_forms.all())),
        town=child.home_town.name,
    )


def _school(*, school: School) -> problems.School:
    return problems.School(
        id=str(school.pk),
        form=school.form,
        name=school.name,
        town=school.town.name,
        lat=school.lat,
        lon=school.lon,
        newcomer_cap=school.newcomer_cap,
        assignable=ASSIGNABLE[school.assignable],
    )


def _group(*, group: Group) -> problems.Group:
    return problems.Group(
        id=str(group.pk),
        school=str(group.school_id),
        kind=KINDS[group.kind],
        grade_from=group.grade_from,
        grade_to=group.grade_to,
        free_seats=group.free_seats,
        regular_seats=group.regular_seats,
    )


def _placed(*, on: dt.date) -> tuple[problems.Placed, ...]:
    rows = Placement.objects.signed(on=on).select_related("child").order_by("pk")
    return tuple(
        problems.Placed(
            id=str(row.child_id),
            grade=row.child.grade,
            group=str(row.group_id),
            family=str(row.child.family_id or ""),
        )
        for row in rows
    )


def _wishes(*, children: Iterable[Child]) -> tuple[problems.Wish, ...]:
    rows = Wish.objects.filter(child__in=[child.pk for child in children]).order_by(
        "child_id", "rank"
    )
    return tuple(
        problems.Wish(child=str(row.child_id), school=str(row.school_id), rank=row.rank)
        for row in rows
    )


def _middles(*, schools: Iterable[School]) -> dict[int, Point]:
    """Return the middle of each town's schools; 0 stands for the whole district."""
    points: dict[int, list[Point]] = {}
    for school in schools:
        if school.lat is not None and school.lon is not None:
            points.setdefault(school.town_id, []).append((school.lat, school.lon))
            points.setdefault(0, []).append((school.lat, school.lon))
    if not points:
        raise Refusal(
            "Keine Schule hat Koordinaten; Wege lassen sich nicht schätzen. Bitte die Schulen mit "
            "Breite und Länge einlesen."
        )
    return {
        town: (fmean(lat for lat, _ in known), fmean(lon for _, lon in known))
        for town, known in points.items()
    }


def _parameters(*, problem: problems.Problem) -> dict[str, object]:
    return asdict(problem.parameters)


def _fingerprint(*, problem: problems.Problem) -> str:
    text = json.dumps(asdict(problem), sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _total(value: Mapping[str, int] | int) -> int:
    return value if isinstance(value, int) else sum(value.values())


def _summary(*, plan: plans.Plan) -> dict[str, object]:
    """Return counts only: the kept plan names no child, the lines do and are guarded."""
    return {
        "placed": len(plan.placements),
        "unplaced": len(plan.unplaced),
        "minutes": plan.minutes,
        "pairs": plan.pairs,
        "families_partly_placed": plan.families_partly_placed,
        "draft": plan.draft,
        "proven": plan.proven,
        "seed": plan.seed,
        "levels": [{"name": level.name, "proven": level.proven} for level in plan.levels],
        "baselines": [
            {
                "name": base.name,
                "placed": base.placed,
                "unplaced": base.unplaced,
                "minutes": base.minutes,
                "pairs": base.pairs,
            }
            for base in plan.baselines
        ],
    }


def _lines(*, problem: problems.Problem, plan: plans.Plan) -> tuple[actions.Line, ...]:
    first_come: Mapping[str, str] = next(
        (base.seats for base in plan.baselines if base.name == "first_come_first_served"), {}
    )
    days = {child.id: child.waiting_days for child in problem.children}
    level_days = problem.parameters.level_days
    placed = tuple(
        actions.Line(
            child_id=int(seat.child),
            group_id=int(seat.group),
            minutes=seat.minutes,
            estimate=seat.estimate,
            reason_code=seat.reason_code,
            reason=seat.reason,
            level=days[seat.child] // level_days,
            waiting_days=days[seat.child],
            smallest_change="",
            first_come_group_id=_number(first_come.get(seat.child)),
        )
        for seat in plan.placements
    )
    unplaced = tuple(
        actions.Line(
            child_id=int(left.child),
            group_id=None,
            minutes=None,
            estimate=True,
            reason_code=left.reason_code,
            reason=left.reason,
            level=left.level,
            waiting_days=days[left.child],
            smallest_change=str(left.smallest_change or ""),
            first_come_group_id=_number(first_come.get(left.child)),
        )
        for left in plan.unplaced
    )
    return placed + unplaced


def _number(text: str | None) -> int | None:
    return int(text) if text else None
