# SPDX-License-Identifier: EUPL-1.2
"""Questions about what is passed on by consent: what a keeper wrote, what a recipient may read."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.apps import apps
from django.db.models import QuerySet

from rundertisch.accounts.models import Seat
from rundertisch.privacy.models import Consent, Subject
from rundertisch.privacy.models.entrusted import Entrusted
from rundertisch.privacy.registry import ClassTable, class_tables


@dataclass(frozen=True, slots=True)
class Passed:
    """One text as its recipient reads it, and since when it says so."""

    data_class: str
    title: str
    words: str
    written_on: dt.date


@dataclass(frozen=True, slots=True)
class EntrustedPerson:
    """A person of whom the asking partner may know something: what, for what, until when."""

    subject_id: uuid.UUID
    name: str
    texts: tuple[Passed, ...]
    consents: tuple[Consent, ...]

    @property
    def fields(self) -> tuple[str, ...]:
        """Name what is shown of this person, as the log of accesses writes it."""
        return tuple(f"{one.data_class.lower()}.words" for one in self.texts)


def model_of(table: ClassTable) -> type[Entrusted]:
    """Return the model of a class table."""
    model: type[Entrusted] = apps.get_model(table.label)
    return model


def _rows(table: ClassTable) -> "QuerySet[Entrusted]":
    return model_of(table)._default_manager.all()  # noqa: SLF001 - Django's API for models


def kept_tables(*, seat: Seat) -> Sequence[ClassTable]:
    """Return the class tables that this seat writes."""
    return [table for table in class_tables() if table.may_keep(seat)]


def kept_texts(*, subject: Subject, seat: Seat) -> Sequence[tuple[ClassTable, Entrusted | None]]:
    """Return each table that this seat writes with what stands in it about a subject."""
    return [
        (table, _rows(table).filter(subject=subject, owner_id=seat.partner_id).first())
        for table in kept_tables(seat=seat)
    ]


def find_class_table(*, data_class: str, seat: Seat) -> ClassTable | None:
    """Return the table of this class that the seat writes, if there is one."""
    for table in kept_tables(seat=seat):
        if model_of(table).data_class == data_class:
            return table
    return None


def entrusted_to(*, seat: Seat, on: dt.date, at: dt.datetime) -> Sequence[EntrustedPerson]:
    """Return whom the asking partner may know something about by consent, by name.

    The rows come through the row rules of their tables: what is shown is what the database shows
    this seat at this moment, and a consent without a text stands here without one.
    """
    valid = Consent.objects.filter(recipient_id=seat.partner_id).valid(on=on, at=at)
    by_subject: dict[uuid.UUID, list[Consent]] = {}
    for consent in valid.order_by("ends_on", "pk"):
        by_subject.setdefault(uuid.UUID(str(consent.subject_id)), []).append(consent)
    texts = _texts(subjects=list(by_subject))
    people = [
        EntrustedPerson(
            subject_id=subject,
            name=_name(texts.get(subject, ())),
            texts=tuple(_passed(row) for row in texts.get(subject, ())),
            consents=tuple(consents),
        )
        for subject, consents in by_subject.items()
    ]
    return sorted(people, key=lambda one: (not one.name, one.name, str(one.subject_id)))


def passed_on(*, subject_id: uuid.UUID) -> Sequence[Entrusted]:
    """Return every text about a subject that is there to be passed on, as the asker sees it."""
    return [row for table in class_tables() for row in _rows(table).filter(subject_id=subject_id)]


def _texts(*, subjects: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, list[Entrusted]]:
    found: dict[uuid.UUID, list[Entrusted]] = {}
    for table in class_tables():
        for row in _rows(table).filter(subject_id__in=subjects).order_by("pk"):
            found.setdefault(uuid.UUID(str(row.subject_id)), []).append(row)
    return found


def _name(rows: Sequence[Entrusted]) -> str:
    """Return the first line of what stands under contact: there the name stands."""
    for row in rows:
        if row.data_class == "CONTACT":
            return row.words.splitlines()[0].strip()
    return ""


def _passed(row: Entrusted) -> Passed:
    return Passed(
        data_class=str(row.data_class),
        title=str(row.data_class.label),
        words=row.words,
        written_on=row.written_on,
    )
