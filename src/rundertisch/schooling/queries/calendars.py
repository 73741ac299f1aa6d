# SPDX-License-Identifier: EUPL-1.2
"""The calendar of counselling: by day and week, by person, by room; and as other calendars read it.

What leaves the house (feed, invitation) says reference, kind and room, never a name.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from rundertisch.accounts.models import Seat
from rundertisch.kernel.calendar import Event
from rundertisch.kernel.models import LinkKind, SecureLink
from rundertisch.places import queries as places
from rundertisch.schooling.models import Appointment, Room
from rundertisch.schooling.models.appointments import OCCUPYING, local
from rundertisch.schooling.queries.appointments import colleagues

WORKDAYS = 5
WEEK = 7
DAY_NAMES = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")


@dataclass(frozen=True, slots=True)
class Booked:
    """One appointment on a calendar page."""

    appointment: Appointment
    counsellor: str

    @property
    def hours(self) -> str:
        """Return from when to when, by the clock on the wall."""
        one = self.appointment
        return f"{local(one.starts_at):%H:%M}–{local(one.ends_at):%H:%M}"


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """One day: what is special about it, and who comes when."""

    day: dt.date
    note: str
    booked: tuple[Booked, ...]

    @property
    def name(self) -> str:
        """Return the day as people say it."""
        return f"{DAY_NAMES[self.day.weekday()]}, {self.day:%d.%m.%Y}"


@dataclass(frozen=True, slots=True)
class RoomWeek:
    """One room and its week, day by day."""

    room: Room
    days: tuple[tuple[Booked, ...], ...]


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Where a colleague's invitations go."""

    user_id: int
    email: str


def week_of(*, day: dt.date) -> tuple[dt.date, ...]:
    """Return Monday to Friday of a day's week; a weekend belongs to the week that follows."""
    monday = day - dt.timedelta(days=day.weekday())
    if day.weekday() >= WORKDAYS:
        monday += dt.timedelta(days=WEEK)
    return tuple(monday + dt.timedelta(days=one) for one in range(WORKDAYS))


def calendar_days(*, days: Sequence[dt.date], counsellor_id: int | None) -> tuple[CalendarDay, ...]:
    """Return these days with the appointments of one counsellor, or of all."""
    calendar = places.calendar()
    rows = _appointments(days=days)
    if counsellor_id is not None:
        rows = rows.filter(counsellor_id=counsellor_id)
    by_day: dict[dt.date, list[Booked]] = {day: [] for day in days}
    for booked in _booked(rows):
        by_day[booked.appointment.day].append(booked)
    return tuple(
        CalendarDay(day=day, note=_note(calendar, day), booked=tuple(by_day[day])) for day in days
    )


def room_weeks(*, days: Sequence[dt.date]) -> tuple[RoomWeek, ...]:
    """Return every room in use, or booked then, with these days."""
    taken: dict[int, list[Booked]] = {}
    for booked in _booked(_appointments(days=days).filter(state__in=OCCUPYING)):
        taken.setdefault(booked.appointment.room_id, []).append(booked)
    rooms = [one for one in Room.objects.order_by("name") if one.ends_on is None or one.pk in taken]
    return tuple(
        RoomWeek(
            room=room,
            days=tuple(
                tuple(one for one in taken.get(room.pk, ()) if one.appointment.day == day)
                for day in days
            ),
        )
        for room in rooms
    )


def calendar_links_of(*, seat: Seat) -> Sequence[SecureLink]:
    """Return the addresses of one's own feed, the newest first."""
    mine = SecureLink.objects.filter(kind=LinkKind.CALENDAR, about_id=str(seat.pk))
    return list(mine.order_by("-made_at", "-pk"))


def feed_events() -> Sequence[Event]:
    """Return what the link that is asking shows to another calendar."""
    names = ("uid", "sequence", "starts_at", "ends_at", "reference", "room", "address", "cancelled")
    with connection.cursor() as cursor:
        cursor.execute(f"select {', '.join(names)} from schooling_calendar()")  # noqa: S608 - our own names
        return [_event(**dict(zip(names, row, strict=True))) for row in cursor.fetchall()]


def event_of(*, appointment: Appointment) -> Event:
    """Return an appointment as an invitation tells it; a cancellation says so by its method."""
    one = appointment
    return _event(
        uid=str(one.uid),
        sequence=one.sequence,
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        reference=one.child.reference,
        room=one.room.name,
        address=one.room.address,
        cancelled=False,
    )


def mailbox_of(*, seat_id: int) -> Mailbox | None:
    """Return where invitations for a seat of the own counselling go."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select user_id, email from schooling_mailboxes() where seat_id = %s", [seat_id]
        )
        row = cursor.fetchone()
    return Mailbox(*row) if row and row[1] else None


def _event(
    *,
    uid: str,
    sequence: int,
    starts_at: dt.datetime,
    ends_at: dt.datetime,
    reference: str,
    room: str,
    address: str,
    cancelled: bool,
) -> Event:
    return Event(
        uid=f"{uid}@rundertisch",
        sequence=sequence,
        starts_at=starts_at,
        ends_at=ends_at,
        summary=f"Schulberatung {reference}",
        location=f"{room}, {address}" if address else room,
        cancelled=cancelled,
    )


def _appointments(*, days: Sequence[dt.date]) -> QuerySet[Appointment]:
    zone = timezone.get_default_timezone()
    start = dt.datetime.combine(min(days), dt.time(), tzinfo=zone)
    end = dt.datetime.combine(max(days) + dt.timedelta(days=1), dt.time(), tzinfo=zone)
    rows = Appointment.objects.filter(starts_at__gte=start, starts_at__lt=end)
    return rows.select_related("child", "room").order_by("starts_at", "pk")


def _booked(rows: QuerySet[Appointment]) -> list[Booked]:
    names: Mapping[int, str] = {one.seat_id: one.name for one in colleagues()}
    return [Booked(appointment=one, counsellor=names.get(one.counsellor_id, "")) for one in rows]


def _note(calendar: places.Calendar, day: dt.date) -> str:
    return calendar.closed_because(on=day) or calendar.school_holiday(on=day)
