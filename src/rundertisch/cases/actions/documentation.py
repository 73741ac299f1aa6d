# SPDX-License-Identifier: EUPL-1.2
"""Say which fields of a case go along, from today on; what applied before stays readable."""

import datetime as dt

from rundertisch.accounts.models import Seat
from rundertisch.cases import policies
from rundertisch.cases.models.documentation import DocumentationField, FieldCode
from rundertisch.kernel import audit
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.models import Evidence
from rundertisch.kernel.thread import Ref


@audit.audited
def take_field_along(
    *,
    code: FieldCode,
    heading: str,
    position: int,
    source: str,
    verified_on: dt.date | None,
    on: dt.date,
    by: Seat,
) -> DocumentationField:
    """Let a field go along under this heading, from that day on."""
    _demand_coordination(by=by)
    _end(code=code, on=on)
    field = DocumentationField.objects.create(
        code=code,
        heading=heading.strip(),
        position=position,
        source=source.strip(),
        verified_on=verified_on,
        evidence=Evidence.SEEN if verified_on else Evidence.GUESS,
        starts_on=on,
    )
    audit.record(
        action="cases.take_field_along", by=by, about=Ref("documentation_field", str(field.pk))
    )
    return field


@audit.audited
def leave_field_here(*, code: FieldCode, on: dt.date, by: Seat) -> None:
    """Let a field stay here from that day on."""
    _demand_coordination(by=by)
    ended = _end(code=code, on=on)
    if ended is None:
        raise Refusal(f"„{FieldCode(code).label}“ bleibt schon hier.")
    audit.record(
        action="cases.leave_field_here", by=by, about=Ref("documentation_field", str(ended))
    )


def _end(*, code: FieldCode, on: dt.date) -> int | None:
    """End the row in force; one of the same day is replaced. Return which it was."""
    running = DocumentationField.objects.filter(code=code, ends_on=None).first()
    if running is None:
        return None
    pk = running.pk
    if running.starts_on >= on:
        running.delete()
    else:
        running.ends_on = on
        running.save(update_fields=["ends_on"])
    return pk


def _demand_coordination(*, by: Seat) -> None:
    if not policies.may_set_documentation(seat=by):
        raise Refusal("Welche Felder mitgehen, legt die KIM-Koordination fest.")
