# SPDX-License-Identifier: EUPL-1.2
"""What a family reads on its status page, asked as whoever holds the secret of its link.

The database answers by functions only (migration 0024): no name, no address, no other child.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, fields

from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext as _

from rundertisch.kernel import outbox
from rundertisch.kernel.models import Channel, LinkKind, Message, SecureLink, Trouble
from rundertisch.schooling.models import (
    Child,
    FamilyPhone,
    FamilyRequest,
    FamilyRequestKind,
    FamilyRequestOutcome,
    HelpDesk,
    TimeOfDay,
    Weekday,
)
from rundertisch.schooling.queries import spoken


@dataclass(frozen=True, slots=True)
class Status:
    """How far the school place of one child has come; of a protected home without the school."""

    reference: str
    waiting_since: dt.date
    counselled_on: dt.date | None
    left_on: dt.date | None
    is_protected: bool
    has_place: bool
    school: str | None
    street: str | None
    town: str | None
    starts_on: dt.date | None
    came_on: dt.date | None

    @property
    def next_text(self) -> str:
        """Return the key of the standard text that says what comes next."""
        if self.left_on is not None:
            return spoken.CLOSED
        if self.came_on is not None:
            return spoken.AT_SCHOOL
        if self.has_place:
            return spoken.PROTECTED_SCHOOL if self.is_protected else spoken.SCHOOL
        return spoken.COUNSELLING if self.counselled_on is None else spoken.PLACE

    @property
    def steps(self) -> tuple["Step", ...]:
        """Return the way to the first day, in the active language; nothing once it is over."""
        if self.left_on is not None:
            return ()
        done = (True, self.counselled_on is not None, self.has_place, self.came_on is not None)
        names = (
            _("Ihr Kind ist gemeldet"),
            _("Gespräch über die Schule"),
            _("Schulplatz"),
            _("Erster Tag"),
        )
        now = done.index(False) if False in done else len(done)
        return tuple(
            Step(name=name, done=place < now, now=place == now) for place, name in enumerate(names)
        )


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the way: behind the family, now, or later."""

    name: str
    done: bool
    now: bool


@dataclass(frozen=True, slots=True)
class Expected:
    """When and where the family is expected, or was until the appointment was cancelled."""

    starts_at: dt.datetime
    ends_at: dt.datetime
    room: str
    address: str
    cancelled: bool


@dataclass(frozen=True, slots=True)
class AskedLine:
    """What the family asked for, as it reads it: what, when, and what came of it."""

    what: str
    asked_on: dt.date
    state: str
    answer: str


@dataclass(frozen=True, slots=True)
class TextLine:
    """An SMS to a family, how far it has come, and whether somebody has to decide about it."""

    message: Message
    trouble: str
    undecided: bool
    may_go_again: bool


@dataclass(frozen=True, slots=True)
class OpenFamilyRequest:
    """A request as counselling reads it: in German words, and how long it waits."""

    request: FamilyRequest
    days: int

    @property
    def in_words(self) -> str:
        """Say in one line what the family wants."""
        one = self.request
        if one.kind == FamilyRequestKind.PHONE:
            return one.phone
        if one.kind == FamilyRequestKind.WISH:
            return one.school.name if one.school else "kein Schulwunsch"
        days = ", ".join(str(Weekday(day).label) for day in one.days)
        return f"{days}; {TimeOfDay(one.time_of_day).label}"


def status() -> Status | None:
    """Return the status behind the link that is asking, None when the child is gone."""
    with connection.cursor() as cursor:
        names = ", ".join(field.name for field in fields(Status))
        cursor.execute(f"select {names} from schooling_status()")  # noqa: S608 - our own names
        row = cursor.fetchone()
    return Status(*row) if row else None


def expected() -> Expected | None:
    """Return the coming appointment of the link that is asking; else one that was cancelled."""
    with connection.cursor() as cursor:
        names = ", ".join(field.name for field in fields(Expected))
        cursor.execute(f"select {names} from schooling_status_appointment()")  # noqa: S608 - our own names
        row = cursor.fetchone()
    return Expected(*row) if row else None


def asked_by_link() -> Sequence[AskedLine]:
    """Return what was asked for by this child's links, the newest first, in the active language."""
    with connection.cursor() as cursor:
        cursor.execute("select kind, asked_on, outcome, answer from schooling_status_requests()")
        rows = cursor.fetchall()
    return [
        AskedLine(
            what=kind_in_words(FamilyRequestKind(kind)),
            asked_on=asked_on,
            state=_state_in_words(outcome),
            answer=answer,
        )
        for kind, asked_on, outcome, answer in rows
    ]


def kind_in_words(kind: FamilyRequestKind) -> str:
    """Say what a family can ask for, in the active language."""
    words = {
        FamilyRequestKind.APPOINTMENT: _("Anderer Termin"),
        FamilyRequestKind.PHONE: _("Neue Telefonnummer"),
        FamilyRequestKind.WISH: _("Wunsch für eine Schule"),
    }
    return words[kind]


def _state_in_words(outcome: str) -> str:
    words = {
        "": _("Angekommen. Jemand liest es und antwortet hier."),
        FamilyRequestOutcome.DONE: _("Erledigt."),
        FamilyRequestOutcome.NOT_POSSIBLE: _("Das geht leider nicht. Bitte rufen Sie uns an."),
    }
    return words[outcome]


def status_path(*, token: str, language: str) -> str:
    """Return where a status page is, below the address of this house."""
    return reverse("status:status", kwargs={"language": language, "token": token})


def texts_to(*, child: Child) -> Sequence[TextLine]:
    """Return the SMS to the family of a child, the newest first."""
    rows = Message.objects.filter(channel=Channel.SMS, to_kind="child", to_id=str(child.pk))
    return [_text_line(row) for row in rows.order_by("-pk")]


def undecided_texts() -> Sequence[Child]:
    """Return whose SMS failed, or nobody knows of, until somebody decides."""
    rows = Message.objects.filter(
        channel=Channel.SMS, to_kind="child", state__in=outbox.UNDECIDED
    ).values_list("to_id", flat=True)
    return list(Child.objects.filter(pk__in={int(pk) for pk in rows}).order_by("pk"))


def _text_line(message: Message) -> TextLine:
    return TextLine(
        message=message,
        trouble=outbox.trouble_of(message),
        undecided=message.state in outbox.UNDECIDED,
        may_go_again=message.trouble != Trouble.EXPIRED,
    )


def help_desk() -> HelpDesk | None:
    """Return whom families call, None while nobody has entered it."""
    return HelpDesk.objects.first()


def status_links_of(*, child: Child) -> Sequence[SecureLink]:
    """Return the links to the status page of a child, the newest first."""
    found = SecureLink.objects.filter(kind=LinkKind.STATUS, subject_id=child.subject_id)
    return list(found.order_by("-made_at", "-pk"))


def phone_of(*, child: Child) -> FamilyPhone | None:
    """Return the family's number as counselling keeps it."""
    return FamilyPhone.objects.filter(child=child).first()


def family_requests_of(*, child: Child, on: dt.date) -> Sequence[OpenFamilyRequest]:
    """Return everything the family of a child asked for, the newest first."""
    rows = FamilyRequest.objects.filter(child=child).select_related("school").order_by("-pk")
    return [_waited(row, on=on) for row in rows]


def open_family_requests(*, on: dt.date) -> Sequence[OpenFamilyRequest]:
    """Return what waits for an answer, the oldest first."""
    rows = FamilyRequest.objects.filter(outcome="").select_related("school", "child")
    return [_waited(row, on=on) for row in rows.order_by("asked_at", "pk")]


def family_request(*, request: FamilyRequest, on: dt.date) -> OpenFamilyRequest:
    """Return one request as counselling reads it."""
    return _waited(request, on=on)


def _waited(request: FamilyRequest, *, on: dt.date) -> OpenFamilyRequest:
    return OpenFamilyRequest(request=request, days=(on - request.asked_at.date()).days)
