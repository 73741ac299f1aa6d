# SPDX-License-Identifier: EUPL-1.2
"""Let counsellors have their appointments in a calendar of their own: a feed, or invitations."""

import datetime as dt

from rundertisch.accounts.models import Seat
from rundertisch.kernel import audit, links, outbox
from rundertisch.kernel.models import LinkKind, Occasion, SecureLink
from rundertisch.kernel.thread import Ref
from rundertisch.schooling import queries
from rundertisch.schooling.actions.rules import demand_counselling
from rundertisch.schooling.models import Appointment, AppointmentState

FEED_DAYS = 366


@audit.audited
def open_calendar(*, at: dt.datetime, by: Seat) -> str:
    """Make the address of one's own feed, for a year; the one before ends. Return its secret."""
    demand_counselling(by=by)
    close_calendar(by=by)
    about = Ref("seat", str(by.pk))
    token = links.open_link(
        kind=LinkKind.CALENDAR,
        about=about,
        expires_at=at + dt.timedelta(days=FEED_DAYS),
        by=by,
    )
    audit.record(action="schooling.open_calendar", by=by, about=about)
    return token


@audit.audited
def close_calendar(*, by: Seat) -> int:
    """Close one's own feed at once; return how many addresses were open."""
    demand_counselling(by=by)
    mine = SecureLink.objects.filter(kind=LinkKind.CALENDAR, about_id=str(by.pk))
    closed = sum(links.close_link(pk=pk) for pk in list(mine.values_list("pk", flat=True)))
    audit.record(action="schooling.close_calendar", by=by, about=Ref("seat", str(by.pk)))
    return closed


def invite_counsellor(*, appointment: Appointment, by: Seat | None, before: int = 0) -> None:
    """Send the appointment to its counsellor's mailbox, as new, changed or cancelled.

    ``before`` is the seat that had it until now: whoever gives it away gets a cancellation.
    Nothing happens without a mail server: then the page and the feed say it.
    """
    if by is None or not outbox.sends_mail():
        return
    cancelled = appointment.state == AppointmentState.CANCELLED
    if before and before != appointment.counsellor_id:
        _invite(seat_id=before, appointment=appointment, cancel=True, by=by)
    _invite(seat_id=appointment.counsellor_id, appointment=appointment, cancel=cancelled, by=by)


def _invite(*, seat_id: int, appointment: Appointment, cancel: bool, by: Seat) -> None:
    mailbox = queries.mailbox_of(seat_id=seat_id)
    if mailbox is None:
        return
    event = queries.event_of(appointment=appointment)
    outbox.put(
        occasion=Occasion.CALENDAR,
        to=Ref("user", str(mailbox.user_id)),
        address=mailbox.email,
        about=Ref("appointment", str(appointment.pk)),
        facts=outbox.event_facts(event=event, cancel=cancel),
        by=by,
    )
