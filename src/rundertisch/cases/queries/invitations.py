# SPDX-License-Identifier: EUPL-1.2
"""Questions about invitations to conferences: where they go, whether they left, who knows what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet

from rundertisch.cases.models.conferences import CaseConference, ConferenceParticipant
from rundertisch.kernel import outbox
from rundertisch.kernel.models import Message, Occasion

LEFT = ("SENT", "SENDING", "UNCERTAIN")
KIND = "conference_participant"


@dataclass(frozen=True, slots=True)
class Sitting:
    """Somebody on the list, and how far the invitation by e-mail has come, in words."""

    participant: ConferenceParticipant
    mailed: str
    waits: bool  # to be told: for the first time, or what has changed


def address_of(*, participant: ConferenceParticipant) -> str:
    """Return where the invitation goes: to the account, or as it was noted; or nothing."""
    if participant.seat_id is None:
        return participant.email
    with connection.cursor() as cursor:
        cursor.execute("select cases_mailbox(%s)", [participant.pk])
        found: str | None = cursor.fetchone()[0]
    return found or ""


def was_told(*, participant: ConferenceParticipant) -> bool:
    """Say whether an invitation has left the house, or may have."""
    return _messages([participant]).filter(state__in=LEFT).exists()


def sittings(
    *, conference: CaseConference, participants: Sequence[ConferenceParticipant]
) -> Sequence[Sitting]:
    """Return the list of the own conference with the state of every invitation."""
    newest = {one.about_id: one for one in _messages(participants).order_by("pk")}
    return [_sitting(one, conference, newest) for one in participants]


def _sitting(
    one: ConferenceParticipant, conference: CaseConference, newest: Mapping[str, Message]
) -> Sitting:
    reached = bool(one.seat_id or one.email)
    waits = reached and one.excused_on is None and one.told != conference.version
    mail = newest.get(str(one.pk))
    said = ""
    if not reached:
        said = "ohne E-Mail, bitte selbst einladen"
    elif waits and one.told is not None:
        said = "weiß noch nichts von der Änderung"
    elif mail is not None:
        trouble = outbox.trouble_of(mail)
        what = "Einladung" if one.told is not None else "Absage"
        said = f"{what} per E-Mail am {mail.put_at:%d.%m.%Y}: {mail.get_state_display()}"
        said = f"{said}. {trouble}" if trouble else said
    elif waits:
        said = "noch nicht eingeladen"
    return Sitting(participant=one, mailed=said, waits=waits)


def _messages(participants: Sequence[ConferenceParticipant]) -> QuerySet[Message]:
    return Message.objects.filter(
        occasion=Occasion.CONFERENCE,
        about_kind=KIND,
        about_id__in=[str(one.pk) for one in participants],
    )
