# SPDX-License-Identifier: EUPL-1.2
"""What is held about one person: as a page says it, and complete as Art. 15 DSGVO demands.

The complete export asks no room what to give: it follows every foreign key, every column
`subject_id` and every pair of kind and id (`about_kind`, `about_id`) from every declared record.
A new table about persons is therefore in the export from its first day.
"""

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import BinaryField, Field, ForeignKey, Model, Q
from django.utils.translation import gettext as _

from rundertisch.kernel import safekeeping
from rundertisch.kernel.models import Basis, LinkKind, PersonRecord, SecureLink
from rundertisch.kernel.thread import Ref
from rundertisch.privacy.models import DataClass, Purpose, RequestKind, Subject, SubjectRequest
from rundertisch.privacy.queries.consents import ConsentLine, consents_of, find_subject
from rundertisch.privacy.queries.entrusted import passed_on
from rundertisch.privacy.queries.register import named, title_of
from rundertisch.privacy.queries.requests import record_of, requests_of, rights
from rundertisch.privacy.registry import Held, own_views, step_of

LONGEST_WAY = 4  # foreign keys from a record to its subject
ABOUT = "about"  # two columns, `about_kind` and `about_id`, instead of a key


@dataclass(frozen=True, slots=True)
class Part:
    """What one room holds, what it rests on, and what the person can ask for."""

    held: Held
    basis: Basis
    legal_basis: str
    rights: tuple[tuple[RequestKind, str], ...]


@dataclass(frozen=True, slots=True)
class OwnConsent:
    """One consent as the person reads it, in the active language."""

    line: ConsentLine
    state: str
    purpose: str
    classes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OwnView:
    """The whole page of one person."""

    parts: tuple[Part, ...]
    requests: tuple[SubjectRequest, ...]
    consents: tuple[OwnConsent, ...]
    passed_on: tuple[tuple[str, str], ...]  # the class in the active language, and the text

    @property
    def title(self) -> str:
        """The heading that a room gave the page, empty where it is about a child."""
        return _title(self.parts)


@dataclass(frozen=True, slots=True)
class Kept:
    """One stored record: its kind, and every field by its stored name with its value."""

    label: str
    title: str
    values: Mapping[str, Any]
    names: Mapping[str, str]
    files: Mapping[str, bytes]  # documents, opened, by the name of their field


def own_view(*, subject_id: uuid.UUID, on: dt.date, at: dt.datetime) -> OwnView:
    """Return what the rooms hold about a person, in the active language."""
    return OwnView(
        parts=own_parts(subject_id=subject_id, on=on),
        requests=tuple(requests_of(subject_id=subject_id)),
        consents=own_consents(subject_id=subject_id, on=on, at=at),
        passed_on=tuple(
            (_class_in_words(row.data_class), row.words) for row in passed_on(subject_id=subject_id)
        ),
    )


def own_parts(*, subject_id: uuid.UUID, on: dt.date) -> tuple[Part, ...]:
    """Return what each room holds about a person, in the active language."""
    found = (room.held(subject_id, on) for room in own_views())
    return tuple(_part(held) for held in found if held is not None)


def own_title(*, subject_id: uuid.UUID, on: dt.date) -> str:
    """Return the heading that a room gives the own view, in the active language, if it does."""
    return _title(own_parts(subject_id=subject_id, on=on))


def _title(parts: Sequence[Part]) -> str:
    return next((part.held.title for part in parts if part.held.title), "")


def own_consents(*, subject_id: uuid.UUID, on: dt.date, at: dt.datetime) -> tuple[OwnConsent, ...]:
    """Return every consent of a person, those that hold first, in the active language."""
    subject = find_subject(pk=subject_id)
    if subject is None:
        return ()
    return tuple(
        OwnConsent(
            line=line,
            state=_state_in_words(line.state),
            purpose=_purpose_in_words(Purpose(line.consent.what_for)),
            classes=tuple(_class_in_words(DataClass(one)) for one in line.consent.classes),
        )
        for line in consents_of(subject=subject, on=on, at=at)
    )


def _state_in_words(state: str) -> str:
    words = {
        "valid": _("gilt"),
        "withdrawn": _("widerrufen"),
        "future": _("gilt noch nicht"),
        "over": _("abgelaufen"),
    }
    return words[state]


def _purpose_in_words(purpose: Purpose) -> str:
    words = {
        Purpose.SCHOOL_PLACE: _("Suche nach einem Schulplatz"),
        Purpose.CASE_MANAGEMENT: _("Persönliche Begleitung (Case Management)"),
        Purpose.SERVICE: _("Beratung oder Hilfe durch eine andere Stelle"),
        Purpose.VOLUNTEERING: _("Begleitung durch Ehrenamtliche"),
    }
    return words[purpose]


def _class_in_words(data_class: DataClass) -> str:
    words = {
        DataClass.CONTACT: _("Name und wie man Sie erreicht"),
        DataClass.NEED: _("wobei Sie Hilfe möchten"),
        DataClass.SCHOOL: _("Angaben zur Schule"),
        DataClass.REFERRAL: _("wohin Sie vermittelt wurden"),
        DataClass.CONFERENCE_NOTE: _("Notizen aus einer Besprechung"),
        DataClass.DOCUMENT: _("Dokumente"),
        DataClass.NOTE: _("Notizen aus der Begleitung"),
    }
    return words[data_class]


def wish_in_words(kind: RequestKind) -> str:
    """Say a right as the person would say it."""
    words = {
        RequestKind.CORRECTION: _("Etwas ist falsch"),
        RequestKind.RESTRICTION: _("Die Daten sollen nicht benutzt werden, bis etwas geklärt ist"),
        RequestKind.OBJECTION: _("Ich widerspreche"),
        RequestKind.DELETION: _("Die Daten sollen gelöscht werden"),
    }
    return words[kind]


def links_of(*, subject_id: uuid.UUID) -> Sequence[SecureLink]:
    """Return the links of the own view that were made for a person, the newest first."""
    found = SecureLink.objects.filter(kind=LinkKind.OWN_VIEW, subject_id=subject_id)
    return list(found.order_by("-made_at", "-pk"))


def export(*, subject_id: uuid.UUID) -> Sequence[Kept]:
    """Return every record about a person that the asker may see, with every field."""
    record = record_of(subject_id=subject_id)
    refs = record.refs if record else ()
    return [
        _kept(row)
        for model, way in ways()
        for row in model._default_manager.filter(  # noqa: SLF001 - Django's API
            _about(refs, way=way) if way.endswith(ABOUT) else Q(**{way: subject_id})
        ).order_by("pk")
    ]


def _about(refs: Sequence[Ref], *, way: str) -> Q:
    """Return which rows are about one of these records, by two columns instead of a key."""
    found = Q(pk__in=[])
    for ref in refs:
        found |= Q(**{f"{way}_kind": ref.kind, f"{way}_id": ref.id})
    return found


@cache
def ways() -> tuple[tuple[type[PersonRecord], str], ...]:
    """Return every record about persons with its way to the person; members have none."""
    by_hand = {label: path for room in own_views() for label, path in room.paths}
    by_hand["kernel.MessageText"] = f"message__{ABOUT}"  # below the message, which names its family
    found: list[tuple[type[PersonRecord], str]] = []
    for model in apps.get_models():
        if issubclass(model, PersonRecord):
            way = by_hand.get(model._meta.label) or _way(model)  # noqa: SLF001 - Django's API
            if way:
                found.append((model, way))
    own = {room.app for room in own_views()}
    found.sort(key=lambda one: one[0]._meta.app_label not in own)  # noqa: SLF001 - Django's API
    return tuple(found)  # the record itself first, then what serves to answer for it


def _way(model: type[Model]) -> str:
    """Return the shortest way from a record to its subject, empty where there is none."""
    if model is Subject:
        return "pk"
    names = {field.name for field in _fields(model)}
    if "subject_id" in names:
        return "subject_id"
    if {"about_kind", "about_id"} <= names:
        return ABOUT
    level: list[tuple[str, type[Model]]] = [("", model)]
    for _depth in range(LONGEST_WAY):
        following = [
            (f"{way}{field.name}__", field.related_model)
            for way, one in level
            for field in _fields(one)
            if isinstance(field, ForeignKey) and isinstance(field.related_model, type)
        ]
        for way, one in following:
            if one is Subject:
                return way.removesuffix("__")
        level = following
    return ""


def _fields(model: type[Model]) -> Iterator[Field]:
    for field in model._meta.get_fields():  # noqa: SLF001 - Django's documented way to the fields
        if isinstance(field, Field):
            yield field


def _kept(row: PersonRecord) -> Kept:
    fields = list(_fields(type(row)))
    return Kept(
        label=row._meta.label,  # noqa: SLF001 - Django's documented way to a label
        title=title_of(type(row)),
        values={field.name: _value(row, field) for field in fields},
        names={field.name: named(field) for field in fields},
        files={
            field.name: safekeeping.unlock(field.value_from_object(row))
            for field in fields
            if isinstance(field, BinaryField)
        },
    )


def _value(row: PersonRecord, field: Field) -> object:
    """Return a value as JSON can hold it; what a key points at by its name, if it may be seen."""
    value = field.value_from_object(row)
    if isinstance(field, BinaryField):
        return f"{len(value)} Bytes"  # the document itself goes along as a file
    if value is None or isinstance(value, bool | int | float | str | list | dict):
        plain: object = value
    else:
        plain = value.isoformat() if hasattr(value, "isoformat") else str(value)
    points_at = field.related_model
    if not isinstance(points_at, type) or issubclass(points_at, PersonRecord) or plain is None:
        return plain
    try:
        return str(getattr(row, field.name))
    except ObjectDoesNotExist:  # hidden from the person by the row rules, e.g. a whole proposal
        return plain


def _part(held: Held) -> Part:
    step = step_of(held.app)
    wishes = tuple((kind, wish_in_words(kind)) for kind in rights(basis=step.basis))
    return Part(held=held, basis=step.basis, legal_basis=step.legal_basis, rights=wishes)
