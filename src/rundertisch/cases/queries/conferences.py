# SPDX-License-Identifier: EUPL-1.2
"""Questions about case conferences; on the sheet people are letters, not names."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet

from rundertisch.cases.models import Client, ClientContact
from rundertisch.cases.models.conferences import (
    CaseConference,
    ConferenceParticipant,
    ConferencePoint,
)
from rundertisch.cases.queries.invitations import Sitting, sittings
from rundertisch.privacy.models import Consent, DataClass, Purpose

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Invitable:
    """Somebody with an account at another agency who works with people."""

    seat_id: int
    partner_id: int
    agency: str
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class NameReader:
    """Somebody of another agency who has read a person's name, and the day."""

    on: dt.date
    agency: str
    name: str


@dataclass(frozen=True, slots=True)
class PointLine:
    """One point: under which letter the person stands on the sheet, and whose case it is here."""

    point: ConferencePoint
    person: str
    client: Client | None  # nobody for an agency that reads by consent
    name: str  # only if it was released and the person has consented; empty for the own agency


@dataclass(frozen=True, slots=True)
class Discussed:
    """A person of the own agency who was discussed: released since when, and who may know."""

    client: Client
    person: str
    named_on: dt.date | None
    agencies: tuple[str, ...]  # at the table, and allowed by the person to know the name


@dataclass(frozen=True, slots=True)
class ConferenceView:
    """One conference as the asking seat may see it."""

    conference: CaseConference
    participants: Sequence[ConferenceParticipant]
    sittings: Sequence[Sitting]  # the same with what they know of it; only of the own conference
    lines: Sequence[PointLine]
    discussed: Sequence[Discussed]
    own: bool

    @property
    def changeable(self) -> bool:
        """Whether the asking agency may still change it."""
        conference = self.conference
        return self.own and conference.closed_on is None and conference.called_off_on is None

    @property
    def mails_waiting(self) -> int:
        """How many who can be reached by e-mail do not know of it as it is now."""
        return sum(one.waits for one in self.sittings)

    @property
    def present(self) -> tuple[str, ...]:
        """Who sits at the table, with their agency; without those who are excused."""
        return tuple(str(one) for one in self.participants if one.excused_on is None)


def conferences() -> QuerySet[CaseConference]:
    """Return the conferences that the agency called or the seat is invited to, latest first."""
    return CaseConference.objects.select_related("owner").order_by("-held_on", "-pk")


def invitable() -> Sequence[Invitable]:
    """Return who can be invited, by agency and name; for Case Management only."""
    with connection.cursor() as cursor:
        cursor.execute("select * from cases_invitable()")
        return [Invitable(*row) for row in cursor.fetchall()]


def name_readers() -> Sequence[NameReader]:
    """Return who has read the name of the asking person at conferences, the first first."""
    with connection.cursor() as cursor:
        cursor.execute("select * from cases_name_readers()")
        return [NameReader(*row) for row in cursor.fetchall()]


def participants_of(*, conference: CaseConference) -> QuerySet[ConferenceParticipant]:
    """Return who is invited, by agency and name."""
    found = conference.participants.select_related("partner")
    return found.order_by("partner__name", "name")


def agencies_who_may_know(
    *, conference: CaseConference, client: Client, on: dt.date
) -> tuple[str, ...]:
    """Return the agencies at the table that the person allows to know the name."""
    known = _who_may_know(conference=conference, subjects=[client.subject_id], on=on)
    return known.get(client.subject_id, ())


def conference_view(*, conference: CaseConference, partner_id: int, on: dt.date) -> ConferenceView:
    """Return one conference; somebody invited reads the points that people have consented to."""
    points = ConferencePoint.objects.filter(conference=conference).select_related("domain", "step")
    rows = list(points.order_by("pk"))
    subjects = list(dict.fromkeys(row.subject_id for row in rows))
    clients = {one.subject_id: one for one in Client.objects.filter(subject__in=subjects)}
    letters = {subject: f"Person {_letter(at)}" for at, subject in enumerate(subjects)}
    own = conference.owner_id == partner_id
    names = {} if own else _released_names(rows)
    order = sorted(rows, key=lambda row: (subjects.index(row.subject_id), row.pk))
    people = list(participants_of(conference=conference))
    return ConferenceView(
        conference=conference,
        participants=people,
        sittings=sittings(conference=conference, participants=people) if own else [],
        lines=[
            PointLine(
                row,
                letters[row.subject_id],
                clients.get(row.subject_id),
                names.get(row.subject_id, ""),
            )
            for row in order
        ],
        discussed=_discussed(conference, rows, letters, clients, on=on) if own else [],
        own=own,
    )


def _released_names(rows: Sequence[ConferencePoint]) -> Mapping[uuid.UUID, str]:
    """Return the released names; the row rule of contacts shows only what consent allows."""
    released = {row.subject_id: row.owner_id for row in rows if row.named_on is not None}
    contacts = ClientContact.objects.filter(subject__in=list(released))
    return {
        one.subject_id: one.words.splitlines()[0]
        for one in contacts
        if released[one.subject_id] == one.owner_id
    }


def _discussed(
    conference: CaseConference,
    rows: Sequence[ConferencePoint],
    letters: Mapping[uuid.UUID, str],
    clients: Mapping[uuid.UUID, Client],
    *,
    on: dt.date,
) -> Sequence[Discussed]:
    named = {row.subject_id: row.named_on for row in rows}
    known = _who_may_know(conference=conference, subjects=list(clients), on=on)
    return [
        Discussed(clients[one], letters[one], named[one], known.get(one, ()))
        for one in letters
        if one in clients
    ]


def _who_may_know(
    *, conference: CaseConference, subjects: Sequence[uuid.UUID], on: dt.date
) -> Mapping[uuid.UUID, tuple[str, ...]]:
    """Return by person which agencies at the table may know the name today."""
    consents = Consent.objects.filter(
        subject__in=subjects,
        classes__contains=[DataClass.CONTACT],
        what_for__in=[Purpose.SERVICE, Purpose.CASE_MANAGEMENT],
        recipient__in=conference.participants.values("partner"),
        starts_on__lte=on,
        ends_on__gt=on,
        withdrawn_at=None,
    )
    known: dict[uuid.UUID, set[str]] = {}
    for subject, agency in consents.values_list("subject_id", "recipient__name"):
        known.setdefault(subject, set()).add(agency)
    return {subject: tuple(sorted(agencies)) for subject, agencies in known.items()}


def _letter(at: int) -> str:
    """Return A, B, ... Z, then AA, AB: a sheet of a long day."""
    more, last = divmod(at, len(LETTERS))
    return (LETTERS[more - 1] if more else "") + LETTERS[last]
