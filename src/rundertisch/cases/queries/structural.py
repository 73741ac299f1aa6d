# SPDX-License-Identifier: EUPL-1.2
"""Structural needs: how often, where, since when, what became of them; protected numbers only."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from django.db import connection
from django.db.models import F, QuerySet
from django.urls import reverse

from rundertisch.cases.models.structural import GapReport, StructuralAnswer, StructuralNeed
from rundertisch.engine.disclosure.problem import Problem
from rundertisch.engine.disclosure.solve import people, solve
from rundertisch.engine.figures import Figure
from rundertisch.kernel import figures
from rundertisch.kernel.thread import Ref

KIND = "structural_need"
SOURCE = "Meldungen des Case Managements, letzte zwölf Monate"
WHOLE_DISTRICT = "im ganzen Kreis"
FEW = "zuletzt von weniger als drei Stellen gemeldet"


@dataclass(frozen=True, slots=True)
class StructuralLine:
    """One structural need: how often in the past twelve months, and what became of it."""

    need: StructuralNeed
    times: Figure  # withheld while fewer than three agencies report it
    answers: tuple[StructuralAnswer, ...]  # newest first; a town's are the district's as well

    @property
    def answer(self) -> StructuralAnswer | None:
        """Return what became of it, as it was said last."""
        return self.answers[0] if self.answers else None

    @property
    def where(self) -> str:
        """Return the town, or that it is so in the whole district."""
        return self.need.place.name if self.need.place else WHOLE_DISTRICT

    @property
    def sentence(self) -> str:
        """Return what could not be solved and why."""
        return f"{self.need.domain.name}: nicht zu lösen, weil {self.need.get_kind_display()}"

    @property
    def ref(self) -> Ref:
        """Return its name on the red thread."""
        return Ref(KIND, str(self.need.pk))

    @property
    def standing(self) -> str:
        """Return what became of it, in words."""
        if self.answer is None:
            return "noch keine Antwort"
        return f"{self.answer.get_kind_display()} am {figures.day(self.answer.answered_on)}"


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One report of the own agency, and how often, exactly."""

    report: GapReport
    times: Figure


@dataclass(frozen=True, slots=True)
class StructuralView:
    """The page: the sentence on top, and the lines that were asked for."""

    headline: str
    lines: Sequence[StructuralLine]
    unanswered: int
    on: dt.date

    @property
    def caption(self) -> str:
        """What the table counts, and on which day."""
        return f"Wie oft in den letzten zwölf Monaten, Stand {self.on:%d.%m.%Y}"


def structural_needs(*, on: dt.date, domain: str = "", town: str = "") -> StructuralView:
    """Return the structural needs, most frequent first, of a domain (code) or a town (key)."""
    rows = list(
        StructuralNeed.objects.select_related("domain", "place").order_by(
            "domain__name", "kind", F("place__name").asc(nulls_first=True)
        )
    )
    counts = _counts()
    shown = dict(zip(rows, _figures([counts.get(row.pk, 0) for row in rows], on=on), strict=True))
    told = list(StructuralAnswer.objects.select_related("need").order_by("answered_on", "pk"))
    lines = [StructuralLine(row, shown[row], _answers(row, told)) for row in rows]
    lines.sort(key=lambda line: -(line.times.value or 0))
    wanted = [
        line
        for line in lines
        if (not domain or line.need.domain_id == domain)
        and (not town or (line.need.place is not None and line.need.place.key == town))
    ]
    return StructuralView(
        headline=headline(lines=lines),
        lines=wanted,
        unanswered=sum(line.answer is None for line in lines),
        on=on,
    )


def structural_line(*, need: StructuralNeed, on: dt.date) -> StructuralLine:
    """Return one structural need as the page of all shows it."""
    (figure,) = _figures([_counts().get(need.pk, 0)], on=on)
    told = StructuralAnswer.objects.select_related("need").order_by("answered_on", "pk")
    return StructuralLine(need, figure, _answers(need, list(told)))


def headline(*, lines: Sequence[StructuralLine]) -> str:
    """Return the sentence on top: what is missing most often, and how much waits for an answer."""
    if not lines:
        return "Noch kein struktureller Bedarf"
    waiting = sum(line.answer is None for line in lines)
    if waiting == 0:
        told = "Alle haben eine Antwort"
    elif len(lines) == 1:
        told = "Noch ohne Antwort"
    else:
        told = f"{waiting} von {len(lines)} noch ohne Antwort"
    most = lines[0]
    if not most.times.value:
        return f"Strukturelle Bedarfe: {told[0].lower()}{told[1:]}"
    often = figures.headline(most.times)
    return f"Am häufigsten fehlt etwas bei „{most.need.domain.name}“, {often}-mal. {told}"


def own_reports(*, partner_id: int) -> QuerySet[GapReport]:
    """Return what the own agency reported, newest first; others are seen by nobody."""
    rows = GapReport.objects.filter(partner_id=partner_id).select_related("domain", "place")
    return rows.order_by("-month", "-pk")


def own_report_lines(*, partner_id: int, on: dt.date, most: int = 50) -> list[ReportLine]:
    """Return the newest of them with exact numbers: they are the agency's own."""
    rows = own_reports(partner_id=partner_id)[:most]
    return [ReportLine(row, people(row.times, openable=True, as_of=on)) for row in rows]


def label(pk: str) -> str | None:
    """Return how the red thread names a structural need, or nothing to who may not see it."""
    need = StructuralNeed.objects.select_related("domain", "place").filter(pk=pk).first()
    if need is None:
        return None
    where = need.place.name if need.place else WHOLE_DISTRICT
    return f"{need.domain.name}: nicht zu lösen, weil {need.get_kind_display()} ({where})"


def url(pk: str) -> str:
    """Return where a structural need is shown."""
    return reverse("cases:structural_need", kwargs={"pk": pk})


def _counts() -> dict[int, int]:
    """Return true counts by need; only of those that three agencies report."""
    with connection.cursor() as cursor:
        cursor.execute("select need_id, times from cases_structural_counts()")
        return dict(cursor.fetchall())


def _figures(counts: Sequence[int], *, on: dt.date) -> list[Figure]:
    """Protect the counts: 1 to 4 is "unter 5", then the nearest multiple of 5; 0 is withheld.

    Pages write 5, not "rund 5", under a heading that says "auf 5 gerundet": five reports and seven
    look the same, and nobody takes them for an exact count.
    """
    plan = solve(Problem(counts=np.asarray(counts, dtype=np.int64).reshape(-1)))
    return [
        plan.figure(int(cell), as_of=on, source=SOURCE) if true else Figure(None, "", on, SOURCE)
        for true, cell in zip(counts, plan.cells, strict=True)
    ]


def _answers(
    need: StructuralNeed, told: Sequence[StructuralAnswer]
) -> tuple[StructuralAnswer, ...]:
    """Return the answers to a need, newest first; one for the whole district is one for a town."""
    gap = (need.domain_id, need.kind)
    return tuple(
        one
        for one in reversed(told)
        if (one.need.domain_id, one.need.kind) == gap and one.need.place_id in {None, need.place_id}
    )
