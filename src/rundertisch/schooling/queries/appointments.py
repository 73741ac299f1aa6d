# SPDX-License-Identifier: EUPL-1.2
"""Questions about appointments: who counsels, what is free, what a family was told, what is due."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q, QuerySet

from rundertisch.kernel import outbox
from rundertisch.kernel.models import Channel, Message, MessageState, MessageText, Occasion
from rundertisch.kernel.thread import Ref
from rundertisch.places import queries as places
from rundertisch.schooling.models import Appointment, AppointmentState, Child, Room
from rundertisch.schooling.models.appointments import OCCUPYING

LETTER_DAYS = 4  # working days until a printed letter has surely reached a family
LEFT = ("SENT", "PRINTED", "SENDING", "UNCERTAIN")


@dataclass(frozen=True, slots=True)
class Colleague:
    """A seat of the own centre's school counselling; the row rule of seats shows only one's own."""

    seat_id: int
    name: str
    here: bool


@dataclass(frozen=True, slots=True)
class AppointmentLine:
    """An appointment as a page shows it."""

    appointment: Appointment
    counsellor: str
    note: str
    letter: str
    begun: bool  # its day has come: what became of it can be noted

    @property
    def planned(self) -> bool:
        """Whether it still stands."""
        return self.appointment.state == AppointmentState.PLANNED

    @property
    def missed(self) -> bool:
        """Whether the family did not come."""
        return self.appointment.state == AppointmentState.NO_SHOW


@dataclass(frozen=True, slots=True)
class LetterLine:
    """A letter to a family that waits to be printed."""

    message: Message
    child: Child
    facts: Mapping[str, str]

    @property
    def language(self) -> str:
        """Return the code of the family's language, empty where none is known."""
        return str(self.facts.get("language", ""))


def colleagues() -> tuple[Colleague, ...]:
    """Return everybody who counsels or has counselled in the own centre, by name."""
    with connection.cursor() as cursor:
        cursor.execute("select seat_id, name, here from schooling_colleagues()")
        return tuple(Colleague(*row) for row in cursor.fetchall())


def colleague_name(*, seat_id: int) -> str:
    """Return the name behind a seat of counselling."""
    return next((one.name for one in colleagues() if one.seat_id == seat_id), "")


def rooms_in_use() -> QuerySet[Room]:
    """Return the rooms that may be planned, by name."""
    return Room.objects.filter(ends_on=None).order_by("name")


def is_free(
    *,
    room: Room,
    counsellor_id: int,
    starts_at: dt.datetime,
    ends_at: dt.datetime,
    party: int,
) -> bool:
    """Say whether neither the room nor the counsellor has another family then."""
    taken = Appointment.objects.filter(
        Q(room=room) | Q(counsellor_id=counsellor_id),
        state__in=OCCUPYING,
        starts_at__lt=ends_at,
        ends_at__gt=starts_at,
    )
    return not taken.exclude(party=party).exists()


def _messages(*, appointment: Appointment) -> QuerySet[Message]:
    return Message.objects.filter(
        occasion=Occasion.APPOINTMENT, about_kind="appointment", about_id=str(appointment.pk)
    )


def was_told(*, appointment: Appointment) -> bool:
    """Say whether anything about this appointment has left the house, or may have."""
    return _messages(appointment=appointment).filter(state__in=LEFT).exists()


def appointment_lines(*, child: Child, on: dt.date) -> tuple[AppointmentLine, ...]:
    """Return the appointments of a child, the newest first."""
    rows = list(child.appointments.select_related("room").order_by("-starts_at", "-pk"))
    if not rows:
        return ()
    names = {one.seat_id: one.name for one in colleagues()}
    calendar = places.calendar()
    letters = _letters(rows=rows)
    return tuple(
        AppointmentLine(
            appointment=one,
            counsellor=names.get(one.counsellor_id, ""),
            note=appointment_note(day=one.day, calendar=calendar),
            letter=letters.get(str(one.pk), ""),
            begun=one.day <= on,
        )
        for one in rows
    )


def appointment_note(*, day: dt.date, calendar: places.Calendar) -> str:
    """Say what is special about a day on which one may come all the same."""
    holiday = calendar.school_holiday(on=day)
    return f"Der Tag liegt in den {holiday}: Schulen sind zu, wir nicht." if holiday else ""


def _letters(*, rows: Sequence[Appointment]) -> Mapping[str, str]:
    """Return in words how far the newest letter about each has come."""
    messages = Message.objects.filter(
        occasion=Occasion.APPOINTMENT,
        about_kind="appointment",
        about_id__in=[str(one.pk) for one in rows],
    ).exclude(state=MessageState.DROPPED)
    return {
        one.about_id: "Brief ist zu drucken"
        if (one.channel, one.state) == (Channel.PRINT, MessageState.WAITING)
        else f"Nachricht {one.get_state_display()}"
        for one in messages.order_by("pk")
    }


def letters_to_print() -> tuple[LetterLine, ...]:
    """Return the letters to families that nobody has printed yet, the oldest first."""
    texts = MessageText.objects.select_related("message").filter(
        message__to_kind="child",
        message__channel=Channel.PRINT,
        message__state=MessageState.WAITING,
    )
    found = list(texts.order_by("message__put_at", "pk"))
    children = Child.objects.select_related("home_town").in_bulk(
        [int(one.message.to_id) for one in found]
    )
    return tuple(
        LetterLine(message=one.message, child=children[int(one.message.to_id)], facts=one.facts)
        for one in found
        if int(one.message.to_id) in children
    )


def letter_line(*, pk: int) -> LetterLine | None:
    """Return one letter that waits to be printed."""
    return next((one for one in letters_to_print() if one.message.pk == pk), None)


def letter_words(*, line: LetterLine, language: str) -> outbox.Words:
    """Return what a letter says in one language."""
    return outbox.words_in(
        occasion=line.message.occasion, facts=line.facts, on_paper=True, language=language
    )


def letter_ref(*, line: LetterLine) -> Ref:
    """Return how logs name whom a letter is for."""
    return Ref("child", str(line.child.pk))
