# SPDX-License-Identifier: EUPL-1.2
"""Tell somebody by e-mail when and where a conference is, or that it is not; never about whom.

The mail carries an appointment for their calendar (RFC 5546): the invitation, its change, its
cancellation. What has not left yet is withdrawn instead of corrected by a second mail.
"""

import datetime as dt

from rundertisch.accounts.models import Seat
from rundertisch.cases.models.conferences import CaseConference, ConferenceParticipant
from rundertisch.cases.queries import invitations as queries
from rundertisch.kernel import outbox
from rundertisch.kernel.calendar import Event
from rundertisch.kernel.models import Occasion
from rundertisch.kernel.thread import Ref


def tell(*, participant: ConferenceParticipant, by: Seat) -> bool:
    """Mail the invitation, or what has changed in it; return whether there was an address."""
    address = queries.address_of(participant=participant)
    if not address or participant.conference.begins is None:
        return False
    _withdraw(participant, by=by)
    _put(participant, address=address, cancel=False, by=by)
    _keep(participant, told=participant.conference.version)
    return True


def tell_off(*, participant: ConferenceParticipant, on: dt.date, by: Seat) -> None:
    """Mail that the appointment is no longer theirs, to whoever was told and before its day."""
    if participant.told is None:
        return
    _withdraw(participant, by=by)
    address = queries.address_of(participant=participant)
    upcoming = participant.conference.held_on >= on
    if address and upcoming and queries.was_told(participant=participant) and outbox.sends_mail():
        _put(participant, address=address, cancel=True, by=by)
    _keep(participant, told=None)


def _withdraw(participant: ConferenceParticipant, *, by: Seat) -> None:
    outbox.withdraw(occasion=Occasion.CONFERENCE, about=_ref(participant), by=by)


def _put(participant: ConferenceParticipant, *, address: str, cancel: bool, by: Seat) -> None:
    conference, about = participant.conference, _ref(participant)
    event = _event(conference=conference, participant=participant)
    facts = {
        "office": by.partner.name,
        "account": "ja" if participant.seat_id else "",
        "off": "ja" if conference.called_off_on else "",
        **outbox.event_facts(event=event, cancel=cancel),
    }
    outbox.put(
        occasion=Occasion.CONFERENCE, to=about, address=address, about=about, facts=facts, by=by
    )
    participant.mails += 1


def _event(*, conference: CaseConference, participant: ConferenceParticipant) -> Event:
    starts_at = conference.starts_at
    if starts_at is None:
        msg = "nobody is told of a conference without a time"
        raise ValueError(msg)
    return Event(
        uid=str(participant.uid),
        sequence=participant.mails,
        starts_at=starts_at,
        ends_at=starts_at + dt.timedelta(minutes=conference.minutes),
        summary=f"Fallkonferenz, {conference.owner.name}",
        location=conference.place,
    )


def _keep(participant: ConferenceParticipant, *, told: int | None) -> None:
    participant.told = told
    participant.save(update_fields=["told", "mails"])


def _ref(participant: ConferenceParticipant) -> Ref:
    return Ref("conference_participant", str(participant.pk))
