# SPDX-License-Identifier: EUPL-1.2
"""Which requests to open the logs there are, and what an open one shows."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import connection
from django.db.models import Field, Model

from rundertisch.accounts.models import Role, Seat
from rundertisch.kernel.audit.verbs import in_words
from rundertisch.privacy.models import LogOpening
from rundertisch.privacy.queries.persons import german_name
from rundertisch.privacy.queries.register import named
from rundertisch.privacy.registry import OPENABLE
from rundertisch.privacy.registry.forgetting import person_of

ROLES = dict(Role.choices)
ROOMS = {one.label: str(one.verbose_name) for one in apps.get_app_configs()}


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line of a log: when, who in which role, what or for which purpose, which fields."""

    at: dt.datetime
    log: str
    what: str
    purpose: str
    fields: tuple[str, ...]
    person: str
    role: str
    partner: str

    @property
    def looked(self) -> bool:
        """Say that somebody was shown the record; otherwise something was done."""
        return self.log == "access"


@dataclass(frozen=True, slots=True)
class Opening:
    """One request as a page shows it."""

    row: LogOpening
    state: str
    may_decide: bool
    may_read: bool

    @property
    def about(self) -> str:
        """Return the kind of record in German."""
        return OPENABLE.get(self.row.about_kind, self.row.about_kind)


def openings(*, seat: Seat, at: dt.datetime) -> Sequence[Opening]:
    """Return the requests that this seat made or may decide on, newest first."""
    return [_shown(row=row, seat=seat, at=at) for row in LogOpening.objects.order_by("-pk")]


def opening(*, pk: int, seat: Seat, at: dt.datetime) -> Opening | None:
    """Return one request, or None where it is not there or not for this seat."""
    row = LogOpening.objects.filter(pk=pk).first()
    return _shown(row=row, seat=seat, at=at) if row else None


def lines(*, opening: LogOpening) -> Sequence[LogLine]:
    """Return what both logs say about the record; the database logs that it was asked.

    Raises:
        django.db.DatabaseError: the request is not open to whoever is asking.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select at, log, what, purpose, fields, person, role, partner"
            " from privacy_open_log(%s)",
            [opening.pk],
        )
        return [
            LogLine(
                at=at,
                log=log,
                what=in_words(what),
                purpose=ROOMS.get(purpose, purpose),
                fields=tuple(_field_in_words(name, kind=opening.about_kind) for name in fields),
                person=person,
                role=str(ROLES.get(role, "")),
                partner=partner,
            )
            for at, log, what, purpose, fields, person, role, partner in cursor.fetchall()
        ]


def _field_in_words(name: str, *, kind: str) -> str:
    """Say a column, or a way to one (``placements.group``), as forms and pages call it."""
    if name == "*":
        return "alle Angaben"
    person = person_of(kind)
    model: type[Model] | None = apps.get_model(person.model) if person else None
    words = []
    for part in name.split("."):
        try:
            field = model._meta.get_field(part) if model else None  # noqa: SLF001 - Django's API
        except FieldDoesNotExist:
            field = None
        if field is None:
            return name
        model = field.related_model if isinstance(field.related_model, type) else None
        if isinstance(field, Field):
            words.append(named(field))
        elif model is not None:
            words.append(german_name(model._meta.label))  # noqa: SLF001 - as above
    return ": ".join(words)


def _shown(*, row: LogOpening, seat: Seat, at: dt.datetime) -> Opening:
    running = bool(row.granted and row.open_until and at < row.open_until)
    waiting = row.decided_at is None
    if waiting:
        state = "wartet auf die zweite Person"
    elif not row.granted:
        state = "abgelehnt"
    else:
        state = "offen" if running else "abgelaufen"
    return Opening(
        row=row,
        state=state,
        may_decide=waiting and seat.role == Role.CENTRE_HEAD and seat.pk != row.asked_by_id,
        may_read=running and seat.pk in {row.asked_by_id, row.decided_by_id},
    )
