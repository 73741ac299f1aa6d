# SPDX-License-Identifier: EUPL-1.2
"""Separate groups and how long they last; how full schools are that have a cap."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import connection
from django.db.models import Count, F, Q, QuerySet

from rundertisch.engine.disclosure import solve as disclosure
from rundertisch.engine.figures import Figure
from rundertisch.schooling.models import (
    Counted,
    Duty,
    Group,
    GroupKind,
    Placement,
    School,
    Step,
)
from rundertisch.schooling.queries.counting import OWN_LIST, Reader
from rundertisch.schooling.queries.duties import duties, months_after

ENDS = {GroupKind.LITERACY: Step.LITERACY_END, GroupKind.LANGUAGE: Step.SUPPORT_END}
MOST_STAYS = 100  # lines on the page; beyond that the number is said


@dataclass(frozen=True, slots=True)
class GroupLine:
    """One separate group: its approval, and how many children of the reader's sit in it."""

    group: Group
    children: Figure
    on: dt.date

    @property
    def expired(self) -> bool:
        """Whether the approval has ended; nothing closes by itself."""
        until = self.group.approved_until
        return until is not None and until < self.on

    @property
    def to_review(self) -> bool:
        """Whether somebody has to look at the group again."""
        return self.group.review_on is not None and self.group.review_on <= self.on

    @property
    def overdue(self) -> bool:
        """Whether somebody has to decide."""
        return self.expired or self.to_review

    @property
    def unlimited(self) -> bool:
        """Whether nobody entered until when the group is approved."""
        return self.group.approved_until is None

    @property
    def order(self) -> tuple[bool, bool, float]:
        """Where the line stands: what is overdue first, then unlimited, with most children."""
        return not self.overdue, not self.unlimited, -(self.children.value or 0)

    @property
    def state(self) -> str:
        """Say how it stands."""
        if self.expired:
            return "Genehmigung abgelaufen"
        if self.to_review:
            return "Überprüfung fällig"
        return "ohne Befristung" if self.unlimited else "genehmigt"

    @property
    def badge(self) -> str:
        """Say how it looks."""
        if self.overdue:
            return "danger"
        return "warning" if self.unlimited else "success"


@dataclass(frozen=True, slots=True)
class Stay:
    """A child that sits in a separate group longer than the district provides for."""

    placement: Placement
    since: dt.date
    until: dt.date
    limit: Duty


@dataclass(frozen=True, slots=True)
class SeparateGroups:
    """All separate groups, those to decide about first, and the children beyond their time."""

    on: dt.date
    lines: tuple[GroupLine, ...]
    stays: tuple[Stay, ...]
    beyond: Figure  # children beyond their time, also those past `MOST_STAYS`
    limits: tuple[tuple[GroupKind, Duty | None], ...]

    @property
    def headline(self) -> str:
        """Say the finding in one sentence."""
        overdue = sum(line.overdue for line in self.lines)
        if overdue:
            one = "Eine getrennte Gruppe braucht"
            many = f"{overdue} getrennte Gruppen brauchen"
            return f"{one if overdue == 1 else many} jetzt eine Entscheidung"
        unlimited = sum(line.unlimited for line in self.lines)
        if unlimited:
            one = "Eine getrennte Gruppe ist"
            many = f"{unlimited} getrennte Gruppen sind"
            return f"{one if unlimited == 1 else many} ohne Befristung eingetragen"
        if not self.lines:
            return "Es gibt keine getrennte Lerngruppe"
        return "Alle getrennten Gruppen sind befristet, keine ist überfällig"


def _separate() -> QuerySet[Group]:
    rows = Group.objects.exclude(kind=GroupKind.REGULAR).filter(integrated=False)
    return rows.exclude(school__assignable="NO")


def overdue_groups(*, on: dt.date) -> int:
    """Return how many separate groups somebody has to decide about."""
    return _separate().filter(Q(approved_until__lt=on) | Q(review_on__lte=on)).count()


def separate_groups(*, on: dt.date, leads: bool, school: int | None = None) -> SeparateGroups:
    """Return the groups; ``school``: only those of the school of this partner.

    Children are counted as far as the reader may open them; the leadership reads none here.
    """
    rows = _separate().select_related("school__town")
    if school is not None:
        rows = rows.filter(school__partner=school)
    sitting = Placement.objects.separate(on=on).values("group").annotate(children=Count("pk"))
    counted = dict(sitting.values_list("group", "children"))
    reader = Reader(on=on, leads=leads)
    lines = [
        GroupLine(
            group=group,
            children=Figure(None) if leads else reader.people(counted.get(group.pk, 0)),
            on=on,
        )
        for group in rows.order_by("school__town__name", "school__name", "grade_from", "kind")
    ]
    known = duties(on=on)
    limits = {kind: known.get(step) for kind, step in ENDS.items()}
    stays = _stays(on=on, limits=limits)
    return SeparateGroups(
        on=on,
        lines=tuple(sorted(lines, key=lambda line: line.order)),
        stays=tuple(stays[:MOST_STAYS]),
        beyond=reader.people(len(stays)),
        limits=tuple(limits.items()),
    )


def _stays(*, on: dt.date, limits: Mapping[GroupKind, Duty | None]) -> list[Stay]:
    """Return children beyond the time of their kind of group, the longest over it first."""
    found = []
    for kind, duty in limits.items():
        if duty is None or duty.period is None or duty.counted != Counted.MONTHS:
            continue
        early = months_after(on=on, months_ahead=-duty.period)
        rows = (
            Placement.objects.separate(on=on)
            .filter(Q(in_group_since__lte=early), group__kind=kind)
            .select_related("child__home_town", "group__school")
        )
        for place in rows.order_by(F("in_group_since").asc(), "pk"):
            since: dt.date = place.in_group_since  # type: ignore[attr-defined]  # `separate` annotates it
            until = months_after(on=since, months_ahead=duty.period)
            if until <= on:
                found.append(Stay(placement=place, since=since, until=until, limit=duty))
    return sorted(found, key=lambda stay: (stay.until, stay.placement.pk))


@dataclass(frozen=True, slots=True)
class Cap:
    """A school with a cap on newly placed children: the decision, and how full it is."""

    school: School
    cap: int
    children: Figure
    length: int  # of the bar; 0 where the number is not said

    @property
    def soft(self) -> bool:
        """Whether no decision stands behind it: such a cap binds nobody (OVG NRW 19 B 457/24)."""
        return not self.school.cap_ref.strip()

    @property
    def state(self) -> str:
        """Say how full it is, as far as it may be said."""
        if self.children.value is None:
            return "nicht bekannt"
        if not self.length:
            return "frei" if self.children.value == 0 else ""
        return "über der Grenze" if self.length > self.cap else "voll" if self.full else "frei"

    @property
    def full(self) -> bool:
        """Whether no newly placed child fits any more."""
        return self.length >= self.cap


def caps(*, on: dt.date, exact: bool) -> tuple[Cap, ...]:
    """Return every cap; children over all groups of a school, exact for counselling only."""
    with connection.cursor() as cursor:
        cursor.execute("select school_id, children from schooling_cap_counts(%s)", [on])
        counted = dict(cursor.fetchall())
    schools = School.objects.filter(newcomer_cap__isnull=False).select_related("town")
    return tuple(
        _cap(school=school, children=counted.get(school.pk), on=on, exact=exact)
        for school in schools.order_by("town__name", "name")
    )


def _cap(*, school: School, children: int | None, on: dt.date, exact: bool) -> Cap:
    shown = (
        Figure(None, "", on, OWN_LIST)
        if children is None
        else disclosure.people(children, openable=exact, as_of=on, source=OWN_LIST)
    )
    return Cap(
        school=school,
        cap=school.newcomer_cap or 0,
        children=shown,
        length=children or 0 if exact else 0,
    )
