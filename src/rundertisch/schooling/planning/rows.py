# SPDX-License-Identifier: EUPL-1.2
"""From the rows of the database to what the engine is asked.

The engine sees numbers only: no name, no address, no language. A child whose home is protected or
not found yet is computed from the middle of its town.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from statistics import fmean

from rundertisch.engine.placement import problem as problems
from rundertisch.kernel.errors import Refusal
from rundertisch.schooling import queries
from rundertisch.schooling.models import (
    Assignable,
    Child,
    ChildQuerySet,
    Group,
    GroupKind,
    Placement,
    Policy,
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
NUMBERS = {
    "level_days",
    "minutes_per_pair",
    "worst_slack_minutes",
    "minutes_per_site",
    "sibling_measure",
    "move_minutes",
}

Point = tuple[float, float]
DISTRICT = ""  # no town has this name


def problem_on(*, on: dt.date) -> problems.Problem:
    """Return what the engine is asked on that day, in a fixed order."""
    return problem_about(children=queries.waiting_children(on=on), on=on)


def problem_about(*, children: ChildQuerySet, on: dt.date) -> problems.Problem:
    """Return the same with these children only: nobody else asks for a seat."""
    schools = tuple(School.objects.select_related("town").order_by("number"))
    groups = tuple(Group.objects.order_by("school__number", "grade_from", "kind", "pk"))
    asked = tuple(children.select_related("family", "home_town").prefetch_related("allowed_forms"))
    known = tuple(_school(school=school) for school in schools)
    middles = middles_of(schools=known)
    return problems.Problem(
        children=tuple(
            _child(
                child=child,
                on=on,
                middles=middles,
                forms=(allowed.form for allowed in child.allowed_forms.all()),
            )
            for child in asked
        ),
        schools=known,
        groups=tuple(_group(group=group) for group in groups),
        placed=_placed(on=on),
        wishes=_wishes(children=asked),
        parameters=parameters_of(policy=queries.policy_in_force(on=on)),
    )


def parameters_of(*, policy: Policy | None) -> problems.Parameters:
    """Return the rules that a district entered; without any the engine's own, as a draft."""
    if policy is None:
        return problems.Parameters()
    said = {key: value for key, value in policy.parameters.items() if key in NUMBERS}
    limits = policy.parameters.get("limits", {})
    wishes = policy.parameters.get("minutes_per_wish", (0, 0, 0))
    return problems.Parameters(
        **said,
        minutes_per_wish=(int(wishes[0]), int(wishes[1]), int(wishes[2])),
        limits=problems.Limits(**limits),
        policy=problems.Policy(
            adopted_by=policy.adopted_by,
            adopted_on=policy.adopted_on.isoformat() if policy.adopted_on else "",
            document=policy.document,
        ),
    )


def asked_child(
    *, child: Child, on: dt.date, schools: Sequence[problems.School], forms: Iterable[str]
) -> problems.Child:
    """Return one child as the engine is told of it, beside the schools of a problem."""
    middles = middles_of(schools=schools) if child.lat is None or child.lon is None else {}
    return _child(child=child, on=on, middles=middles, forms=forms)


def _child(
    *, child: Child, on: dt.date, middles: Mapping[str, Point], forms: Iterable[str]
) -> problems.Child:
    lat, lon = child.lat, child.lon
    if lat is None or lon is None:
        lat, lon = middles.get(child.home_town.name) or middles[DISTRICT]
    return problems.Child(
        id=str(child.pk),
        grade=child.grade,
        lat=lat,
        lon=lon,
        waiting_days=child.waiting_days(on=on),
        needs_literacy=child.needs_literacy,
        family=str(child.family_id or ""),
        forms=tuple(sorted(forms)),
        town=child.home_town.name,
        priority=child.priority,
        claim_school=str(child.claim_school_id or ""),
        claim_waived=child.claim_waived_on is not None,
        address_protected=child.address_protected,
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
        cap_soft=school.newcomer_cap is not None and not school.cap_ref,
    )


def _group(*, group: Group) -> problems.Group:
    return problems.Group(
        id=str(group.pk),
        school=str(group.school_id),
        kind=KINDS[group.kind],
        grade_from=group.grade_from,
        grade_to=group.grade_to,
        free_seats=group.free_seats,
    )


def _placed(*, on: dt.date) -> tuple[problems.Placed, ...]:
    rows = Placement.objects.signed(on=on).select_related("child").order_by("pk")
    return tuple(
        problems.Placed(
            id=str(row.child_id),
            grade=row.child.grade,
            group=str(row.group_id),
            family=str(row.child.family_id or ""),
            announced=row.announced_on is not None or row.proposed_seat_id is None,
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


def middles_of(*, schools: Iterable[problems.School]) -> dict[str, Point]:
    """Return the middle of each town's schools by its name, and that of the whole district."""
    points: dict[str, list[Point]] = {}
    for school in schools:
        if school.lat is not None and school.lon is not None:
            points.setdefault(school.town, []).append((school.lat, school.lon))
            points.setdefault(DISTRICT, []).append((school.lat, school.lon))
    if not points:
        raise Refusal(
            "Keine Schule hat Koordinaten; Wege lassen sich nicht schätzen. Bitte die Schulen mit "
            "Breite und Länge einlesen."
        )
    return {
        town: (fmean(lat for lat, _ in known), fmean(lon for _, lon in known))
        for town, known in points.items()
    }
