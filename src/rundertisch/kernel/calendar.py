# SPDX-License-Identifier: EUPL-1.2
"""Appointments for other calendars: a feed to subscribe to, an invitation to an e-mail.

RFC 5545 (iCalendar) and RFC 5546 (iTIP) by the library `icalendar`. An event keeps its UID; its
SEQUENCE counts up with every change; times are in UTC. No event names a person it is about.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

import icalendar

PRODUCT = "-//Rundertisch//Kalender//DE"
REQUEST, CANCEL = "REQUEST", "CANCEL"
AGAIN_AFTER = dt.timedelta(hours=1)  # so often a calendar asks for a feed


@dataclass(frozen=True, slots=True)
class Event:
    """One appointment as another calendar learns of it."""

    uid: str
    sequence: int
    starts_at: dt.datetime
    ends_at: dt.datetime
    summary: str
    location: str
    cancelled: bool = False


def feed(*, name: str, events: Iterable[Event], at: dt.datetime) -> bytes:
    """Return a calendar to subscribe to; cancelled events are in it, so that they disappear."""
    calendar = _calendar()
    calendar.add("X-WR-CALNAME", name)
    calendar.add("REFRESH-INTERVAL", AGAIN_AFTER, parameters={"VALUE": "DURATION"})
    for event in events:
        calendar.add_component(_event(event, at=at))
    return bytes(calendar.to_ical())


def invitation(
    *,
    event: Event,
    organizer: str,
    attendee: str,
    at: dt.datetime,
    cancel: bool = False,
    settled: bool = True,
) -> bytes:
    """Return an invitation, its update or its cancellation for one attendee.

    ``organizer`` and ``attendee`` are e-mail addresses. ``cancel``: the appointment is off, or is
    no longer this attendee's. ``settled``: it is entered without asking whether they can come.
    """
    calendar = _calendar()
    calendar.add("METHOD", CANCEL if cancel else REQUEST)
    told = _event(event, at=at)
    if cancel:
        told["STATUS"] = icalendar.vText("CANCELLED")
    told.add("ORGANIZER", f"mailto:{organizer}")
    comes = {"PARTSTAT": "ACCEPTED" if settled else "NEEDS-ACTION", "RSVP": "FALSE"}
    told.add("ATTENDEE", f"mailto:{attendee}", parameters=comes)
    calendar.add_component(told)
    return bytes(calendar.to_ical())


def _calendar() -> icalendar.Calendar:
    calendar = icalendar.Calendar()
    calendar.add("PRODID", PRODUCT)
    calendar.add("VERSION", "2.0")
    return calendar


def _event(event: Event, *, at: dt.datetime) -> icalendar.Event:
    told = icalendar.Event()
    told.add("UID", event.uid)
    told.add("SEQUENCE", event.sequence)
    told.add("DTSTAMP", at.astimezone(dt.UTC))
    told.add("DTSTART", event.starts_at.astimezone(dt.UTC))
    told.add("DTEND", event.ends_at.astimezone(dt.UTC))
    told.add("SUMMARY", event.summary)
    told.add("LOCATION", event.location)
    told.add("STATUS", "CANCELLED" if event.cancelled else "CONFIRMED")
    told.add("CLASS", "PRIVATE")
    return told
