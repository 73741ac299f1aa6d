# SPDX-License-Identifier: EUPL-1.2
"""Postausgang: what the house has to tell somebody, by e-mail, by SMS or on paper.

An action puts a message here in its own transaction; a worker sends it afterwards (`sending`).
Without a mail server everything is printed. A message that may have gone out is never sent again
by itself: it is uncertain, and a person decides. PostgreSQL refuses every other way (migration
0007), and throws the text away as soon as the message has left.

The words of a message stand in the template ``outbox/<occasion>.txt``: the first line is the
heading, the rest the text; the facts fill it.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import ExpressionWrapper, QuerySet, Value
from django.db.models import fields as columns
from django.db.models.functions import Now
from django.template.loader import render_to_string
from django.utils import timezone, translation

from rundertisch.kernel import audit, jobs, languages
from rundertisch.kernel.calendar import Event
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.models import Channel, Message, MessageState, MessageText, Occasion, Trouble
from rundertisch.kernel.scope import SupportsSeat
from rundertisch.kernel.thread import Ref

JOB = "outbox"
UNDECIDED = (MessageState.FAILED, MessageState.UNCERTAIN)
NOT_NOW = (
    "Diese Nachricht hat inzwischen einen anderen Stand. Bitte die Seite neu laden und noch einmal "
    "ansehen."
)


@dataclass(frozen=True, slots=True)
class Words:
    """A message in words: what stands above it, and the paragraphs below."""

    heading: str
    text: str

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """Return the paragraphs without the empty lines between them."""
        return tuple(part.strip() for part in self.text.split("\n\n") if part.strip())


def sends_mail() -> bool:
    """Say whether this house can send e-mails."""
    return bool(settings.SENDS_MAIL)


def sends_sms() -> bool:
    """Say whether this house can send texts to telephones."""
    return bool(settings.SENDS_SMS)


def put(
    *,
    occasion: Occasion,
    to: Ref,
    address: str,
    about: Ref,
    facts: Mapping[str, str],
    by: SupportsSeat | None,
    useful_for: dt.timedelta | None = None,
    by_sms: bool = False,
) -> Message:
    """Put a message into the outbox, as part of the running transaction.

    Without a mail server or an address it waits to be printed. ``by_sms``: the address is a
    telephone number; without a gateway it waits to be printed as well. ``useful_for``: afterwards
    it is not sent any more (a link in it has ended). Raises a DatabaseError when the row rules do
    not let the asking person write to ``to``.
    """
    channel = _channel(address=address, by_sms=by_sms)
    message = Message.objects.create(
        channel=channel,
        occasion=occasion,
        to_kind=to.kind,
        to_id=to.id,
        about_kind=about.kind,
        about_id=about.id,
        useful_until=from_now(useful_for) if useful_for else None,
        user_id=by.user_id if by else None,
        seat_id=by.id if by else None,
    )
    MessageText.objects.create(message=message, address=address, facts=dict(facts))
    audit.record(action="outbox.put_message", by=by, about=ref_of(message.pk))
    if channel != Channel.PRINT:
        jobs.soon(name=JOB)
    return message


def words_of(*, occasion: str, facts: Mapping[str, object], on_paper: bool = False) -> Words:
    """Return what a message says; to a family first in its ``language``, then in German."""
    german = words_in(occasion=occasion, facts=facts, on_paper=on_paper, language=languages.SOURCE)
    language = str(facts.get("language") or languages.SOURCE)
    if language == languages.SOURCE:
        return german
    theirs = words_in(occasion=occasion, facts=facts, on_paper=on_paper, language=language)
    return Words(
        heading=f"{theirs.heading} / {german.heading}",
        text=f"{theirs.text}\n* * *\n\n{german.heading}\n\n{german.text}",
    )


def words_in(
    *, occasion: str, facts: Mapping[str, object], language: str, on_paper: bool = False
) -> Words:
    """Return what a message says in one language."""
    with translation.override(language):
        said = render_to_string(f"outbox/{occasion.lower()}.txt", {**facts, "on_paper": on_paper})
    heading, _, text = said.strip().partition("\n")
    return Words(heading=heading.strip(), text=f"{text.strip()}\n")


def _channel(*, address: str, by_sms: bool) -> Channel:
    if by_sms:
        return Channel.SMS if address and sends_sms() else Channel.PRINT
    return Channel.EMAIL if address and sends_mail() else Channel.PRINT


def trouble_of(message: Message) -> str:
    """Say why a message has not left, or nothing; of an SMS in its own words."""
    said = Trouble(message.trouble).label if message.trouble else ""
    if message.channel == Channel.SMS:
        said = said.replace("Der Mailserver", "Der SMS-Dienst").replace("E-Mail", "SMS")
        said = said.replace("diese Adresse", "diese Nummer")
    return said


def event_facts(*, event: Event, cancel: bool) -> dict[str, str]:
    """Return an event as facts of a message; `event_of` reads them back."""
    zone = timezone.get_default_timezone()
    begins, ends = (one.astimezone(zone) for one in (event.starts_at, event.ends_at))
    return {
        "uid": event.uid,
        "sequence": str(event.sequence),
        "starts_at": event.starts_at.isoformat(),
        "ends_at": event.ends_at.isoformat(),
        "summary": event.summary,
        "location": event.location,
        "cancel": "ja" if cancel else "",
        "day": f"{begins:%d.%m.%Y}",
        "begins": f"{begins:%H:%M}",
        "ends": f"{ends:%H:%M}",
    }


def event_of(*, facts: Mapping[str, str]) -> Event:
    """Return the event that a message tells."""
    return Event(
        uid=facts["uid"],
        sequence=int(facts["sequence"]),
        starts_at=dt.datetime.fromisoformat(facts["starts_at"]),
        ends_at=dt.datetime.fromisoformat(facts["ends_at"]),
        summary=facts["summary"],
        location=facts["location"],
    )


@audit.audited
def send_again(*, pk: int, by: SupportsSeat) -> None:
    """Send a message that failed, or of which nobody knows: a person has decided so."""
    expired = Message.objects.filter(pk=pk, trouble=Trouble.EXPIRED)
    if expired.exists():
        raise Refusal(
            "Der Link in dieser Nachricht gilt nicht mehr. Bitte dort einen neuen machen, wo er "
            "herkam; er wird dann von selbst verschickt."
        )
    rows = Message.objects.filter(pk=pk, state__in=UNDECIDED)
    _move(rows, state=MessageState.WAITING, due_at=Now(), settled_at=None)
    audit.record(action="outbox.send_again", by=by, about=ref_of(pk))
    jobs.soon(name=JOB)


@audit.audited
def drop(*, pk: int, by: SupportsSeat | None) -> None:
    """Decide that a message is not sent any more; its text goes."""
    rows = Message.objects.filter(pk=pk, state__in=(*UNDECIDED, MessageState.WAITING))
    _move(rows, state=MessageState.DROPPED, settled_at=Now())
    audit.record(action="outbox.drop_message", by=by, about=ref_of(pk))


@audit.audited
def note_printed(*, pk: int, by: SupportsSeat) -> None:
    """Keep that a message was printed and is on its way; its text goes."""
    rows = Message.objects.filter(pk=pk, channel=Channel.PRINT, state=MessageState.WAITING)
    _move(rows, state=MessageState.PRINTED, settled_at=Now())
    audit.record(action="outbox.note_printed", by=by, about=ref_of(pk))


def withdraw(*, occasion: Occasion, about: Ref, by: SupportsSeat | None) -> int:
    """Drop what has not left yet and means nothing any more; return how many."""
    rows = Message.objects.filter(
        occasion=occasion,
        about_kind=about.kind,
        about_id=about.id,
        state__in=(*UNDECIDED, MessageState.WAITING),
    )
    gone = [one.pk for one in rows.select_for_update()]  # the worker passes over what is locked
    for pk in gone:
        drop(pk=pk, by=by)
    return len(gone)


def _move(rows: QuerySet[Message], **values: object) -> None:
    if not rows.update(trouble="", **values):
        raise Refusal(NOT_NOW)


def from_now(period: dt.timedelta) -> "ExpressionWrapper[Any]":
    """Return the moment a period after now (before, if negative) by PostgreSQL's clock."""
    end = Now() + Value(period, output_field=columns.DurationField())
    return ExpressionWrapper(end, output_field=columns.DateTimeField())


def ref_of(pk: int) -> Ref:
    """Return how logs name a message."""
    return Ref("message", str(pk))
