# SPDX-License-Identifier: EUPL-1.2
"""Report what could not be solved, without a person; say what became of it."""

import datetime as dt

from rundertisch.accounts.models import Seat
from rundertisch.cases import policies
from rundertisch.cases.models.structural import (
    AnswerKind,
    GapKind,
    GapReport,
    StructuralAnswer,
    StructuralNeed,
)
from rundertisch.kernel import audit
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.thread import Ref
from rundertisch.places.models import Place, PlaceKind
from rundertisch.situation.models import NeedDomain


@audit.audited
def report_gap(
    *, domain: NeedDomain, kind: GapKind, place: Place, times: int, on: dt.date, by: Seat
) -> GapReport:
    """Say that something could not be solved, why, in which town and how often this month.

    The third agency with the same gap makes it a structural need; PostgreSQL sees to that.
    """
    if not policies.may_report_gaps(seat=by):
        raise Refusal("Lücken meldet das Case Management. Bitte an eine Fallführung wenden.")
    if domain.ends_on is not None and domain.ends_on <= on:
        raise Refusal(f"„{domain.name}“ gilt nicht mehr. Bitte einen anderen Bereich wählen.")
    if place.kind != PlaceKind.TOWN:
        raise Refusal("Bitte eine Stadt wählen; kleiner wird nicht gezählt.", field="place")
    report = GapReport.objects.create(
        partner_id=by.partner_id,
        domain=domain,
        kind=kind,
        place=place,
        times=times,
        month=on.replace(day=1),
    )
    audit.record(action="cases.report_gap", by=by, about=Ref("gap_report", str(report.pk)))
    return report


@audit.audited
def take_back_gap(*, report: GapReport, by: Seat) -> None:
    """Take a report of the own agency back; a structural need it helped to show stays."""
    audit.record(action="cases.take_back_gap", by=by, about=Ref("gap_report", str(report.pk)))
    report.delete()


@audit.audited
def answer_structural_need(
    *,
    need: StructuralNeed,
    kind: AnswerKind,
    words: str,
    answered_on: dt.date,
    on: dt.date,
    by: Seat,
) -> StructuralAnswer:
    """Say what became of a structural need, from that day on; earlier answers stay readable."""
    if not policies.may_answer_structural_needs(seat=by):
        raise Refusal("Was daraus wurde, trägt die KIM-Koordination ein.")
    if answered_on > on:
        raise Refusal(
            "Der Tag liegt in der Zukunft. Bitte eintragen, was schon ist.", field="answered_on"
        )
    answer = StructuralAnswer.objects.create(
        need=need, kind=kind, words=words.strip(), answered_on=answered_on
    )
    audit.record(
        action="cases.answer_structural_need", by=by, about=Ref("structural_need", str(need.pk))
    )
    return answer
