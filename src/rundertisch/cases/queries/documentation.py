# SPDX-License-Identifier: EUPL-1.2
"""The documentation of a case, in the fields that go along on a day."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Prefetch, Q

from rundertisch.cases.models import Attachment, Client, ConferencePoint, Need, PlanStep, Referral
from rundertisch.cases.models.documentation import DocumentationField, FieldCode
from rundertisch.cases.queries.clients import CaseView, case_view
from rundertisch.kernel import figures

SHIELDED = "eine Stelle, deren Name nicht mitgeht"  # it would say what the help is about


class Part(StrEnum):
    """What a line of the documentation is about."""

    STEP = "step"
    REFERRAL = "referral"
    CONFERENCE = "conference"


@dataclass(frozen=True, slots=True)
class FieldLine:
    """One field on the page of fields: in force, or not."""

    code: FieldCode
    field: DocumentationField | None


@dataclass(frozen=True, slots=True)
class _At:
    """One line: a step of a need, a referral, or a point of a conference; all may be missing."""

    case: CaseView
    need: Need | None = None
    step: PlanStep | None = None
    sent: Referral | None = None
    met: ConferencePoint | None = None

    @property
    def part(self) -> Part:
        """What it is about."""
        return Part.REFERRAL if self.sent else Part.CONFERENCE if self.met else Part.STEP


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the documentation, a value for each field."""

    part: Part
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Documentation:
    """The fields that go along, and a line for each step, referral and point of a conference."""

    client: Client
    fields: tuple[DocumentationField, ...]
    rows: Sequence[Line]


def fields(*, on: dt.date) -> list[DocumentationField]:
    """Return the fields that go along on that day, in their order."""
    running = Q(ends_on=None) | Q(ends_on__gt=on)
    found = DocumentationField.objects.filter(running, starts_on__lte=on)
    return list(found.order_by("position", "pk"))


def field_lines(*, on: dt.date) -> list[FieldLine]:
    """Return every field, those that go along first and in their order."""
    running = {FieldCode(one.code): one for one in fields(on=on)}
    rest = [code for code in FieldCode if code not in running]
    return [FieldLine(code, running.get(code)) for code in (*running, *rest)]


def documentation(*, client: Client, on: dt.date) -> Documentation:
    """Return what is known of a case of the own office, in the fields of that day."""
    wanted = tuple(fields(on=on))
    read = [VALUES[FieldCode(one.code)] for one in wanted]
    rows = [
        Line(line.part, tuple(value(line) for value in read))
        for line in _lines(case_view(client=client))
    ]
    return Documentation(client=client, fields=wanted, rows=rows)


def _lines(case: CaseView) -> list[_At]:
    found = [
        _At(case, line.need, step)
        for line in (*case.open_needs, *case.closed_needs)
        for step in (line.steps or (None,))
    ]
    found += [_At(case, None, step) for step in case.regime_steps]
    found += _handed_on(case)
    return found or [_At(case)]


def _handed_on(case: CaseView) -> Iterator[_At]:
    """Return what other offices were asked for, and what was agreed with them at a table."""
    of_case = {"subject": case.client.subject_id, "owner": case.client.owner_id}
    papers = Prefetch("attachments", Attachment.objects.defer("content").order_by("pk"))
    sent = Referral.objects.filter(**of_case).select_related("need__domain", "to_partner")
    sent = sent.prefetch_related(papers)  # what they are; the documents themselves never go along
    for referral in sent.order_by("sent_on", "pk"):
        yield _At(case, referral.need, sent=referral)
    met = ConferencePoint.objects.filter(**of_case)
    for point in met.select_related("conference", "domain", "need__domain").order_by(
        "conference__held_on", "pk"
    ):
        yield _At(case, point.need, met=point)


def _partner(sent: Referral) -> str:
    return SHIELDED if sent.to_partner.name_tells else sent.to_partner.name


def _papers(sent: Referral) -> str:
    return ", ".join(paper.title for paper in sent.attachments.all())


def _answer(sent: Referral) -> str:
    """Return the day, the chosen reason and the words of an answer, as far as there is one."""
    said = (_day(sent.answered_on), sent.get_reason_display(), sent.answer)
    return ", ".join(one for one in said if one) if sent.answered_on else ""


def _day(value: dt.date | None) -> str:
    return figures.day(value)


VALUES: Mapping[FieldCode, Callable[[_At], str]] = {
    FieldCode.NAME: lambda at: at.case.name,
    FieldCode.PSEUDONYM: lambda at: at.case.client.pseudonym,
    FieldCode.OFFICE: lambda at: at.case.client.owner.name,
    FieldCode.AGREED: lambda at: _day(at.case.client.agreed_on),
    FieldCode.OPENED: lambda at: _day(at.case.client.opened_on),
    FieldCode.PHASE: lambda at: at.case.client.get_phase_display(),
    FieldCode.CLOSED: lambda at: _day(at.case.client.closed_on),
    FieldCode.OUTCOME: lambda at: at.case.client.get_outcome_display(),
    FieldCode.REGIME: lambda at: _day(at.case.regime.takes_place_on if at.case.regime else None),
    FieldCode.NEED_DOMAIN: lambda at: at.need.domain.name if at.need else "",
    FieldCode.NEED: lambda at: at.need.words if at.need else "",
    FieldCode.NEED_OPENED: lambda at: _day(at.need.opened_on if at.need else None),
    FieldCode.NEED_CLOSED: lambda at: _day(at.need.closed_on if at.need else None),
    FieldCode.NEED_OUTCOME: lambda at: at.need.get_outcome_display() if at.need else "",
    FieldCode.STEP: lambda at: at.step.words if at.step else "",
    FieldCode.STEP_WHO: lambda at: at.step.who if at.step else "",
    FieldCode.STEP_DUE: lambda at: _day(at.step.due_on if at.step else None),
    FieldCode.STEP_DONE: lambda at: _day(at.step.done_on if at.step else None),
    FieldCode.SENT_TO: lambda at: _partner(at.sent) if at.sent else "",
    FieldCode.SENT_ON: lambda at: _day(at.sent.sent_on if at.sent else None),
    FieldCode.SENT_STATE: lambda at: at.sent.get_state_display() if at.sent else "",
    FieldCode.SENT_ANSWER: lambda at: _answer(at.sent) if at.sent else "",
    FieldCode.SENT_OUTCOME: lambda at: at.sent.get_outcome_display() if at.sent else "",
    FieldCode.SENT_PAPERS: lambda at: _papers(at.sent) if at.sent else "",
    FieldCode.MET_ON: lambda at: _day(at.met.conference.held_on if at.met else None),
    FieldCode.MET_DOMAIN: lambda at: at.met.domain.name if at.met else "",
    FieldCode.MET_PROBLEM: lambda at: at.met.problem if at.met else "",
    FieldCode.MET_AGREED: lambda at: at.met.agreed if at.met else "",
    FieldCode.MET_WHO: lambda at: at.met.who if at.met else "",
    FieldCode.MET_DUE: lambda at: _day(at.met.due_on if at.met else None),
}
