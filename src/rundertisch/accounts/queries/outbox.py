# SPDX-License-Identifier: EUPL-1.2
"""The outbox and the jobs as the administration watches over them: states, never a text."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet

from rundertisch.accounts.models import User
from rundertisch.kernel import outbox
from rundertisch.kernel.models import Channel, Message, MessageState, MessageText, Occasion, Trouble
from rundertisch.kernel.outbox import Words

MEMBER = "user"
LATEST = 20  # messages that are done, and no more: the page is for what is not
JOB_NAMES = {  # a job of a later version is shown by its code
    "backup": "Die Sicherung des Tages schreiben",
    "emergency_list": "Die Notfallliste des Tages schreiben",
    "forget": "Vergessen, was beantragt ist",
    "jobs.clear_away": "Gescheiterte Aufträge nach einem Monat entfernen",
    "jobs.take_up_again": "Liegengebliebene Aufträge wieder aufnehmen",
    "outbox": "Nachrichten verschicken",
    "retention": "Fristen prüfen und Fälliges löschen",
    "seal": "Protokolle versiegeln",
}
BADGES = {
    MessageState.SENT: "success",
    MessageState.PRINTED: "success",
    MessageState.FAILED: "danger",
    MessageState.UNCERTAIN: "warning",
}


@dataclass(frozen=True, slots=True)
class MessageLine:
    """One message, and the member it is for."""

    message: Message
    member: User | None

    @property
    def name(self) -> str:
        """Return whom it is for."""
        return self.member.name if self.member else "ein früheres Mitglied"

    @property
    def trouble(self) -> str:
        """Return why it has not left, in a sentence."""
        return outbox.trouble_of(self.message)

    @property
    def at(self) -> dt.datetime:
        """Return since when it stands as it does."""
        found: dt.datetime = self.message.settled_at or self.message.begun_at or self.message.put_at
        return found

    @property
    def badge(self) -> str:
        """Return how its state looks."""
        return BADGES.get(MessageState(self.message.state), "info")

    @property
    def may_go_again(self) -> bool:
        """A message whose link has ended has no text left to send."""
        return self.message.trouble != Trouble.EXPIRED


@dataclass(frozen=True, slots=True)
class JobLine:
    """A job that failed for good, or that a dead worker holds."""

    pk: int
    name: str
    failed: bool
    attempts: int
    since: dt.datetime | None

    @property
    def tried(self) -> str:
        """Say how often it was begun."""
        begun = max(1, self.attempts)
        return "einmal begonnen" if begun == 1 else f"{begun}-mal begonnen"


@dataclass(frozen=True, slots=True)
class Outbox:
    """What waits, what somebody has to decide or print, what is done; does anybody work?"""

    undecided: tuple[MessageLine, ...]
    to_print: tuple[MessageLine, ...]
    waiting: tuple[MessageLine, ...]
    done: tuple[MessageLine, ...]
    works: bool  # a worker lives

    @property
    def headline(self) -> str:
        """Say first what somebody has to do."""
        if count := len(self.undecided):
            one = "Eine Nachricht braucht Sie"
            return one if count == 1 else f"{count} Nachrichten brauchen Sie"
        if count := len(self.to_print):
            one = "Ein Brief ist zu drucken"
            return one if count == 1 else f"{count} Briefe sind zu drucken"
        if count := len(self.waiting):
            return "Eine Nachricht wartet" if count == 1 else f"{count} Nachrichten warten"
        return "Nichts wartet"


@dataclass(frozen=True, slots=True)
class Letter:
    """A message that waits to be printed, with its words and the link in it, if there is one."""

    line: MessageLine
    words: Words
    link: str


def outbox_view() -> Outbox:
    """Return the messages to members, as far as the asking person may see them."""
    rows = Message.objects.filter(to_kind=MEMBER)
    settled = (MessageState.SENT, MessageState.PRINTED, MessageState.DROPPED)
    pending = list(rows.exclude(state__in=settled).order_by("put_at", "pk"))
    done = list(rows.filter(state__in=settled).order_by("-settled_at", "-pk")[:LATEST])
    names = _members([*pending, *done])

    def lines(some: Sequence[Message]) -> tuple[MessageLine, ...]:
        return tuple(MessageLine(one, names.get(one.to_id)) for one in some)

    undecided = [one for one in pending if one.state in outbox.UNDECIDED]
    rest = [one for one in pending if one.state not in outbox.UNDECIDED]
    return Outbox(
        undecided=lines(undecided),
        to_print=lines([one for one in rest if one.channel == Channel.PRINT]),
        waiting=lines([one for one in rest if one.channel != Channel.PRINT]),
        done=lines(done),
        works=_works(),
    )


def undecided_messages() -> int:
    """Return how many messages wait for a person's decision or for the printer."""
    rows = Message.objects.filter(to_kind=MEMBER)
    to_print = rows.filter(channel=Channel.PRINT, state=MessageState.WAITING)
    return rows.filter(state__in=outbox.UNDECIDED).count() + to_print.count()


def letter_to_print(*, pk: int) -> Letter | None:
    """Return a message as it goes on paper; no other message has a text to read."""
    text = (
        MessageText.objects.select_related("message")
        .filter(pk=pk, message__channel=Channel.PRINT, message__state=MessageState.WAITING)
        .first()
    )
    if text is None:
        return None
    message = text.message
    words = outbox.words_of(occasion=message.occasion, facts=text.facts, on_paper=True)
    line = MessageLine(message, _members([message]).get(message.to_id))
    return Letter(line=line, words=words, link=str(text.facts.get("link", "")))


def invitation_message(*, user: User) -> Message | None:
    """Return the newest message that carries this person's invitation."""
    found: QuerySet[Message] = Message.objects.filter(
        to_kind=MEMBER, to_id=str(user.pk), occasion=Occasion.INVITATION
    )
    return found.exclude(state=MessageState.DROPPED).order_by("-pk").first()


def _members(messages: Sequence[Message]) -> Mapping[str, User]:
    wanted = {int(one.to_id) for one in messages}
    return {str(user.pk): user for user in User.objects.filter(pk__in=wanted)} if wanted else {}


def jobs_in_trouble() -> tuple[JobLine, ...]:
    """Return the jobs that failed for good or that a dead worker holds, to the administration."""
    with connection.cursor() as cursor:
        cursor.execute("select id, task, failed, attempts, since from app_jobs_in_trouble()")
        rows = cursor.fetchall()
    return tuple(
        JobLine(
            pk=pk, name=JOB_NAMES.get(task, task), failed=failed, attempts=attempts, since=since
        )
        for pk, task, failed, attempts, since in rows
    )


def _works() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select app_workers() > 0")
        (alive,) = cursor.fetchone()
    return bool(alive)
