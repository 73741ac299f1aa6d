# SPDX-License-Identifier: EUPL-1.2
"""Objections: what is to be decided by when, what follows from a decision, what they hold back."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from rundertisch.schooling.models import Notice, Objection, ObjectionState
from rundertisch.schooling.queries.notice_text import Told

PRESSING_DAYS = 14


@dataclass(frozen=True, slots=True)
class ObjectionLine:
    """One objection and what the notice it is about said; whoever sees it may not see the child."""

    objection: Objection
    told: Told

    @property
    def child(self) -> str:
        """The name of the child as it stands in the notice."""
        return self.told.child

    @property
    def about(self) -> str:
        """Which notice it is about."""
        return f"{self.told.reference} vom {self.told.made_on}: {self.told.school}"

    @property
    def timeliness(self) -> str:
        """Say whether it came in time."""
        until = self.objection.until
        if until is None:
            return "bevor die Übergabe des Bescheids vermerkt war; es lief noch keine Frist"
        if self.objection.late:
            days = (self.objection.received_on - until).days
            ago = "einen Tag davor" if days == 1 else f"{days} Tage davor"
            return f"verspätet: die Frist endete am {until:%d.%m.%Y}, {ago}"
        return f"rechtzeitig, vor dem Ende der Frist am {until:%d.%m.%Y}"

    def pressing(self, *, on: dt.date) -> bool:
        """Say whether the day of the decision is near."""
        return (self.objection.decide_until - on).days <= PRESSING_DAYS


@dataclass(frozen=True, slots=True)
class ObjectionsView:
    """The objections that the asking seat sees."""

    open: tuple[ObjectionLine, ...]
    to_follow: tuple[ObjectionLine, ...]  # upheld, and no new decision yet
    settled: tuple[ObjectionLine, ...]

    @property
    def headline(self) -> str:
        """Say the finding in one sentence."""
        n = len(self.open)
        if not n:
            return "Kein Widerspruch ist offen"
        return "Ein Widerspruch ist offen" if n == 1 else f"{n} Widersprüche sind offen"


def _lines(rows: QuerySet[Objection]) -> list[ObjectionLine]:
    return [
        ObjectionLine(objection=row, told=Told.of(row.notice.told))
        for row in rows.select_related("notice")
    ]


def objections_view() -> ObjectionsView:
    """Return open ones by the day of the decision, then what follows, then the settled, newest."""
    lines = _lines(Objection.objects.order_by("decide_until", "pk"))
    replaced = set(Notice.objects.exclude(replaces=None).values_list("replaces", flat=True))
    running = [one for one in lines if one.objection.state == ObjectionState.OPEN]
    to_follow = [
        one
        for one in lines
        if one.objection.state == ObjectionState.UPHELD and one.objection.notice_id not in replaced
    ]
    rest = [one for one in lines if one not in running and one not in to_follow]
    rest.sort(key=lambda one: one.objection.decided_on or dt.date.min, reverse=True)
    return ObjectionsView(open=tuple(running), to_follow=tuple(to_follow), settled=tuple(rest))


def upheld(*, notice: Notice) -> bool:
    """Say whether an objection against this notice had success."""
    return Objection.objects.filter(notice=notice, state=ObjectionState.UPHELD).exists()


def objection_of(*, pk: int) -> ObjectionLine | None:
    """Return one objection with its notice."""
    found = _lines(Objection.objects.filter(pk=pk))
    return found[0] if found else None


def objections_of(*, notice: Notice) -> tuple[ObjectionLine, ...]:
    """Return the objections against a notice, newest first."""
    return tuple(_lines(Objection.objects.filter(notice=notice).order_by("-pk")))


def stands_against(pks: Sequence[int], on: dt.date) -> Sequence[str]:
    """Say what holds children back from being forgotten: open objections, and the time to sue."""
    return [
        sentence
        for row in Objection.objects.filter(child__in=pks).order_by("pk")
        if (sentence := _holds(row, on=on))
    ]


def _holds(row: Objection, *, on: dt.date) -> str:
    if row.state == ObjectionState.OPEN:
        return (
            f"Dagegen steht ein Widerspruch vom {row.received_on:%d.%m.%Y}, über den noch nicht "
            "entschieden ist. Aufgehoben ist das mit der Entscheidung, einen Monat danach."
        )
    if row.held_until is None or row.held_until < on:
        return ""
    return (
        f"Dagegen steht die Frist, nach der Entscheidung über den Widerspruch vom "
        f"{row.received_on:%d.%m.%Y} zu klagen; sie läuft bis zum "
        f"{row.held_until:%d.%m.%Y} (§ 74 VwGO)."
    )
