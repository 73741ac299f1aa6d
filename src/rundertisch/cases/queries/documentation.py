# SPDX-License-Identifier: EUPL-1.2
"""The documentation of a case, in the fields that go along on a day."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q

from rundertisch.cases.models import Client, Need, PlanStep
from rundertisch.cases.models.documentation import DocumentationField, FieldCode
from rundertisch.cases.queries.clients import CaseView, case_view
from rundertisch.kernel import figures


@dataclass(frozen=True, slots=True)
class FieldLine:
    """One field on the page of fields: in force, or not."""

    code: FieldCode
    field: DocumentationField | None


@dataclass(frozen=True, slots=True)
class _At:
    """One line of the documentation: a step of a need; either may be missing."""

    case: CaseView
    need: Need | None = None
    step: PlanStep | None = None


@dataclass(frozen=True, slots=True)
class Documentation:
    """The fields that go along, and a line for each step of each need."""

    client: Client
    fields: tuple[DocumentationField, ...]
    rows: Sequence[tuple[str, ...]]


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
    rows = [tuple(value(line) for value in read) for line in _lines(case_view(client=client))]
    return Documentation(client=client, fields=wanted, rows=rows)


def _lines(case: CaseView) -> list[_At]:
    found = [
        _At(case, line.need, step)
        for line in (*case.open_needs, *case.closed_needs)
        for step in (line.steps or (None,))
    ]
    found += [_At(case, None, step) for step in case.regime_steps]
    return found or [_At(case)]


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
}
