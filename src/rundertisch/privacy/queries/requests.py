# SPDX-License-Identifier: EUPL-1.2
"""What persons asked for: open first, the most pressing on top; and which rights a basis gives."""

import calendar
import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from rundertisch.kernel.models import Basis
from rundertisch.privacy.models import RequestKind, SubjectRequest
from rundertisch.privacy.registry import Record, own_views

# Consent can be withdrawn besides (Art. 7 Abs. 3); law knows no withdrawal.
RIGHTS = {
    Basis.LAW: (
        RequestKind.CORRECTION,
        RequestKind.RESTRICTION,
        RequestKind.OBJECTION,
        RequestKind.DELETION,
    ),
    Basis.CONSENT: (RequestKind.CORRECTION, RequestKind.RESTRICTION, RequestKind.DELETION),
}
SOON_DAYS, MONTHS = 7, 12


@dataclass(frozen=True, slots=True)
class Waiting:
    """One open request as the office reads it."""

    request: SubjectRequest
    record: Record | None
    days_left: int

    @property
    def late(self) -> bool:
        """Say whether the month is over."""
        return self.days_left < 0

    @property
    def pressing(self) -> bool:
        """Say whether it has to be answered within a week, or should have been."""
        return self.days_left <= SOON_DAYS


def rights(*, basis: Basis) -> tuple[RequestKind, ...]:
    """Return what a person can ask for where data rest on this basis."""
    return RIGHTS[basis]


def one_month_after(day: dt.date) -> dt.date:
    """Return the same day of the next month, or its latest day (DSGVO Art. 12 Abs. 3, BGB 188)."""
    year, month = day.year + day.month // MONTHS, day.month % MONTHS + 1
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def requests_of(*, subject_id: uuid.UUID) -> QuerySet[SubjectRequest]:
    """Return what one person asked for, the newest first."""
    return SubjectRequest.objects.filter(subject_id=subject_id).order_by("-received_on", "-pk")


def open_requests(*, on: dt.date) -> Sequence[Waiting]:
    """Return what still waits for an answer and the asking seat may see, the oldest first."""
    found = list(SubjectRequest.objects.filter(answered_on=None).order_by("due_on", "pk"))
    records = _records([one.subject_id for one in found])
    return [_waiting(one, record=records.get(one.subject_id), on=on) for one in found]


def waiting(*, request: SubjectRequest, on: dt.date) -> Waiting:
    """Return a request with the record it is about."""
    return _waiting(request, record=record_of(subject_id=request.subject_id), on=on)


def record_of(*, subject_id: uuid.UUID) -> Record | None:
    """Return the record behind a random id, where the asking seat may see it."""
    return _records([subject_id]).get(subject_id)


def reads_about_oneself(*, subject_id: uuid.UUID) -> bool:
    """Say whether the own view is read by the person it is about, not by the parents of a child."""
    rooms = (room for room in own_views() if room.oneself)
    return any(subject_id in room.records([subject_id]) for room in rooms)


def _waiting(request: SubjectRequest, *, record: Record | None, on: dt.date) -> Waiting:
    return Waiting(request=request, record=record, days_left=(request.due_on - on).days)


def _records(subject_ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, Record]:
    """Ask every room once for the records of these persons."""
    found: dict[uuid.UUID, Record] = {}
    for room in own_views():
        found.update(room.records(subject_ids))
    return found
