# SPDX-License-Identifier: EUPL-1.2
"""A Gedankenspiel beside the real proposal: what would change, and for which children."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q

from rundertisch.engine.figures import Figure
from rundertisch.schooling.models import (
    Child,
    Group,
    GroupKind,
    Proposal,
    ProposedSeat,
    Round,
    School,
)
from rundertisch.schooling.queries.policy_in_words import STAGE_NAMES, minutes
from rundertisch.schooling.queries.round_facts import newest_proposal_of
from rundertisch.schooling.queries.round_view import counted
from rundertisch.schooling.queries.waiting import Choice

NO_SEAT = "kein Platz"
COMPARED = {
    "placed": "Kinder mit Platz",
    "unplaced": "Kinder ohne Platz",
    "pairs": "Geschwisterpaare zusammen",
    "minutes": "Minuten aller Schulwege zusammen",
}
MOST_CHANGES = 100  # lines that a page shows; the counts above hold for all


@dataclass(frozen=True, slots=True)
class Compared:
    """One measure, real and thought."""

    name: str
    real: Figure
    thought: Figure
    difference: str


@dataclass(frozen=True, slots=True)
class Changed:
    """One child that would sit elsewhere."""

    child: Child
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class WhatIfView:
    """One answer beside the real proposal."""

    question: str
    compared: tuple[Compared, ...]
    changed: tuple[Changed, ...]
    changes: int
    gain: int

    @property
    def headline(self) -> str:
        """Say the finding in one sentence."""
        if not self.gain:
            return "Es bekämen gleich viele Kinder einen Platz"
        number = "ein Kind" if abs(self.gain) == 1 else f"{abs(self.gain)} Kinder"
        more = "mehr" if self.gain > 0 else "weniger"
        bekaeme = "bekäme" if abs(self.gain) == 1 else "bekämen"
        return f"So {bekaeme} {number} {more} einen Platz"

    @property
    def changed_caption(self) -> str:
        """Say how many would sit elsewhere, and if not all are listed."""
        n = "Ein Kind säße" if self.changes == 1 else f"{self.changes} Kinder säßen"
        rest = f", die ersten {MOST_CHANGES}" if self.changes > MOST_CHANGES else ""
        return f"{n} anderswo als im Vorschlag{rest}"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that was asked before."""

    pk: int
    question: str


def question_in_words(*, what_if: Mapping[str, Any]) -> str:
    """Return what was asked, as a sentence."""
    schools = School.objects.in_bulk(
        [int(one["school"]) for one in what_if.get("opened_groups", ())]
    )
    groups = Group.objects.select_related("school").in_bulk(
        [int(key) for key in what_if.get("seats", {})]
    )
    parts = [
        f"eine neue Gruppe mit {one['seats']} Plätzen für Klasse"
        f" {one['grade_from']}–{one['grade_to']}, {schools[int(one['school'])].name}"
        for one in what_if.get("opened_groups", ())
        if int(one["school"]) in schools
    ]
    parts += [
        f"{amount} mehr in {groups[int(key)].get_kind_display()} {groups[int(key)].grades},"
        f" {groups[int(key)].school.name}"
        for key, amount in what_if.get("seats", {}).items()
        if int(key) in groups
    ]
    parts += [
        f"{STAGE_NAMES[stage]} bis {minutes(int(limit))} Weg"
        for stage, limit in what_if.get("limits", {}).items()
    ]
    return f"Gefragt ist: {'; '.join(parts)}."


def what_ifs(*, shown: Round) -> tuple[Asked, ...]:
    """Return what was asked in this round, newest first."""
    rows = Proposal.objects.filter(round=shown, what_if__isnull=False).order_by("-pk")[:5]
    return tuple(
        Asked(pk=row.pk, question=question_in_words(what_if=row.what_if or {})) for row in rows
    )


def what_if_view(*, shown: Round, thought: Proposal) -> WhatIfView:
    """Compare a Gedankenspiel with the newest real proposal of its round."""
    real = newest_proposal_of(shown=shown)
    if real is None:
        return WhatIfView(question_in_words(what_if=thought.what_if or {}), (), (), 0, 0)
    changes = _changes(real=real, thought=thought)
    return WhatIfView(
        question=question_in_words(what_if=thought.what_if or {}),
        compared=tuple(
            _compared(name=name, key=key, real=real, thought=thought)
            for key, name in COMPARED.items()
        ),
        changed=changes[:MOST_CHANGES],
        changes=len(changes),
        gain=int(thought.plan["placed"]) - int(real.plan["placed"]),
    )


def _difference(before: int, after: int) -> str:
    if before == after:
        return "gleich"
    return f"{abs(after - before)} {'mehr' if after > before else 'weniger'}"


def _compared(*, name: str, key: str, real: Proposal, thought: Proposal) -> Compared:
    before, after = int(real.plan[key]), int(thought.plan[key])
    return Compared(name, counted(before), counted(after), _difference(before, after))


def _changes(*, real: Proposal, thought: Proposal) -> tuple[Changed, ...]:
    known = ProposedSeat.objects.select_related("child", "group__school", "opened_school").order_by(
        F("waiting_days").desc(), "child_id"
    )
    before = {line.child_id: line for line in known.filter(proposal=real)}
    return tuple(
        Changed(line.child, _place(before.get(line.child_id)), _place(line))
        for line in known.filter(proposal=thought)
        if _place(before.get(line.child_id)) != _place(line)
    )


def _place(line: ProposedSeat | None) -> str:
    if line is None:
        return NO_SEAT
    if line.opened_school:
        return f"{line.opened_school.name} (neue Gruppe)"
    return line.group.school.name if line.group else NO_SEAT


def group_choices(*, child: Child | None = None) -> tuple[Choice, ...]:
    """Return the groups at which a plan may seat a child (this child), by town and school."""
    known = Group.objects.exclude(school__assignable="NO").select_related("school__town")
    if child is not None:
        only_literacy = Q(kind=GroupKind.LITERACY)
        known = known.filter(only_literacy if child.needs_literacy else ~only_literacy)
        known = known.filter(
            grade_from__lte=child.grade_to or child.grade, grade_to__gte=child.grade
        )
    return tuple(
        Choice(str(group.pk), f"{group.school.town.name}: {group.school.name}, {group}")
        for group in known.order_by("school__town__name", "school__name", "grade_from", "kind")
    )


def school_choices() -> tuple[Choice, ...]:
    """Return every school at which a plan may seat a child, by town."""
    known = School.objects.exclude(assignable="NO").select_related("town")
    return tuple(
        Choice(str(school.pk), f"{school.town.name}: {school.name}")
        for school in known.order_by("town__name", "name")
    )


def frozen_limits(*, shown: Round) -> dict[str, int]:
    """Return the limits of the way that the round was frozen with, by field of the form."""
    limits = shown.common.get("parameters", {}).get("limits", {})
    return {f"limit_{stage}": int(limit) for stage, limit in limits.items()}


@dataclass(frozen=True, slots=True)
class Version:
    """One package that computed, with its number."""

    name: str
    number: str


def versions_of(*, shown: Round) -> tuple[Version, ...]:
    """Return what the round was computed with."""
    return tuple(Version(name, str(number)) for name, number in sorted(shown.versions.items()))
