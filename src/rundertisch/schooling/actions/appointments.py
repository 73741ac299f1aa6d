# SPDX-License-Identifier: EUPL-1.2
"""Invite a family to counselling, move, cancel and hold the appointment; note who did not come.

The wait of a child is never touched here. Each change that the family has to know of puts a letter
into the outbox, in the family's language and in German; a letter that nobody has printed yet is
withdrawn instead of corrected by a second one.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace

from django.db import IntegrityError, transaction
from django.utils import timezone

from rundertisch.accounts.models import Seat
from rundertisch.kernel import audit, languages, outbox
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.models import Occasion
from rundertisch.kernel.thread import Ref
from rundertisch.places import queries as places
from rundertisch.schooling import queries
from rundertisch.schooling.actions.calendars import invite_counsellor
from rundertisch.schooling.actions.changes import lock_child
from rundertisch.schooling.actions.children import counsel_child
from rundertisch.schooling.actions.rules import demand_counselling
from rundertisch.schooling.actions.telling import tell_family
from rundertisch.schooling.models import Appointment, AppointmentState, Child, FamilyPhone, Room
from rundertisch.schooling.models.appointments import local

LONGEST = dt.timedelta(hours=4)
WEEKS_AHEAD = 12  # how far "the next free time" is looked for
INVITED, MOVED, CANCELLED = "invited", "moved", "cancelled"
TAKEN = {
    "room_booked_once": (
        "room",
        "In diesem Raum ist dann schon eine andere Familie. Bitte Raum oder Zeit ändern.",
    ),
    "counsellor_booked_once": (
        "counsellor",
        "Diese Beraterin hat dann schon eine andere Familie. Bitte eine andere Zeit wählen.",
    ),
    "one_planned_appointment_per_child": (
        "",
        "Für dieses Kind ist schon ein Termin geplant. Bitte diesen verschieben oder absagen.",
    ),
}


@dataclass(frozen=True, slots=True)
class Slot:
    """Where, with whom and when (aware moments) a family is received."""

    room: Room
    counsellor_id: int
    starts_at: dt.datetime
    ends_at: dt.datetime

    @property
    def day(self) -> dt.date:
        """The day in Berlin."""
        return local(self.starts_at).date()


def _demand_slot(*, slot: Slot, calendar: places.Calendar, at: dt.datetime) -> None:
    if slot.ends_at <= slot.starts_at:
        raise Refusal("Der Termin muss später enden, als er beginnt.", field="ends")
    if slot.ends_at - slot.starts_at > LONGEST:
        raise Refusal("Ein Termin dauert höchstens vier Stunden. Bitte kürzer planen.")
    if slot.starts_at <= at:
        raise Refusal(
            "Dieser Zeitpunkt ist schon vorbei. Bitte einen kommenden Termin wählen.", field="day"
        )
    closed = calendar.closed_because(on=slot.day)
    if closed:
        raise Refusal(
            f"Am {slot.day:%d.%m.%Y} ist nicht geöffnet ({closed}). Der nächste offene Tag ist der "
            f"{calendar.working_days_after(on=slot.day, days=1):%d.%m.%Y}.",
            field="day",
        )
    if slot.room.ends_on is not None and slot.room.ends_on <= slot.day:
        raise Refusal(f"{slot.room} gibt es dann nicht mehr. Bitte anderswo planen.", field="room")
    if slot.counsellor_id not in {one.seat_id for one in queries.colleagues() if one.here}:
        raise Refusal("Diese Beraterin ist nicht (mehr) in Ihrem Zentrum.", field="counsellor")


@audit.audited
def book_appointment(
    *, child: Child, slot: Slot, interpreter: bool, at: dt.datetime, by: Seat | None
) -> Appointment:
    """Invite the family of a child; a letter goes to the print queue."""
    demand_counselling(by=by)
    _demand_slot(slot=slot, calendar=places.calendar(), at=at)
    return _booked(child=child, slot=slot, interpreter=interpreter, by=by)


def _booked(*, child: Child, slot: Slot, interpreter: bool, by: Seat | None) -> Appointment:
    now = lock_child(child=child, version=None)
    if now.left_on is not None:
        raise Refusal("Dieses Kind steht in keiner Liste mehr; eingeladen wird es nicht.")
    _demand_language(child=now, interpreter=interpreter)
    made = Appointment(child=now, interpreter=interpreter, **_fields(slot))
    with _once_only():
        made.save(force_insert=True)
    made.refresh_from_db()
    audit.record(action="schooling.book_appointment", by=by, about=Ref("child", str(now.pk)))
    _write(appointment=made, news=INVITED, by=by)
    invite_counsellor(appointment=made, by=by)
    return made


def _demand_language(*, child: Child, interpreter: bool) -> None:
    if interpreter and not child.interpreter_language:
        raise Refusal(
            "Für welche Sprache? Bitte zuerst beim Kind unter „Ändern“ eintragen, in welcher "
            "Sprache die Familie gedolmetscht haben möchte.",
            field="interpreter",
        )


def _fields(slot: Slot) -> dict[str, object]:
    return {
        "room": slot.room,
        "counsellor_id": slot.counsellor_id,
        "starts_at": slot.starts_at,
        "ends_at": slot.ends_at,
    }


@contextmanager
def _once_only() -> Iterator[None]:
    """Say in a sentence which promise of the database a booking would break."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        for name, (field, sentence) in TAKEN.items():
            if name in str(error):
                raise Refusal(sentence, field=field or None) from error
        raise


@audit.audited
def move_appointment(
    *,
    appointment: Appointment,
    slot: Slot,
    interpreter: bool,
    at: dt.datetime,
    by: Seat | None,
) -> Appointment:
    """Give a planned appointment another time, room or counsellor; the family is told."""
    demand_counselling(by=by)
    _demand_slot(slot=slot, calendar=places.calendar(), at=at)
    now = _planned_or_refused(appointment=appointment)
    _demand_language(child=now.child, interpreter=interpreter)
    before = now.counsellor_id
    with _once_only():
        Appointment.objects.filter(pk=now.pk).update(interpreter=interpreter, **_fields(slot))
    now.refresh_from_db()
    audit.record(action="schooling.move_appointment", by=by, about=_ref(now))
    _write(appointment=now, news=MOVED, by=by)
    invite_counsellor(appointment=now, before=before, by=by)
    return now


@audit.audited
def cancel_appointment(*, appointment: Appointment, by: Seat | None) -> Appointment:
    """Cancel a planned appointment; who was invited is told, the wait goes on."""
    demand_counselling(by=by)
    now = _planned_or_refused(appointment=appointment)
    _settle(appointment=now, state=AppointmentState.CANCELLED)
    audit.record(action="schooling.cancel_appointment", by=by, about=_ref(now))
    _write(appointment=now, news=CANCELLED, by=by)
    invite_counsellor(appointment=now, by=by)
    return now


@audit.audited
def hold_appointment(*, appointment: Appointment, on: dt.date, by: Seat | None) -> Appointment:
    """Note that the family came; the child's first counselling was on that day."""
    demand_counselling(by=by)
    now = _over_or_refused(appointment=appointment, today=on, became=AppointmentState.HELD)
    _settle(appointment=now, state=AppointmentState.HELD)
    outbox.withdraw(occasion=Occasion.APPOINTMENT, about=_ref(now), by=by)
    if now.child.counselled_on is None:
        counsel_child(child=now.child, counselled_on=now.day, on=on, by=by)
    audit.record(action="schooling.hold_appointment", by=by, about=_ref(now))
    return now


@audit.audited
def note_no_show(*, appointment: Appointment, on: dt.date, by: Seat | None) -> Appointment:
    """Note that the family did not come. It costs the child nothing: the wait goes on as before."""
    demand_counselling(by=by)
    now = _over_or_refused(appointment=appointment, today=on, became=AppointmentState.NO_SHOW)
    _settle(appointment=now, state=AppointmentState.NO_SHOW)
    outbox.withdraw(occasion=Occasion.APPOINTMENT, about=_ref(now), by=by)
    audit.record(action="schooling.note_no_show", by=by, about=_ref(now))
    return now


@audit.audited
def book_again(*, appointment: Appointment, at: dt.datetime, by: Seat | None) -> Appointment:
    """Invite the family again to the next free time on the same weekday, in one step."""
    demand_counselling(by=by)
    if appointment.state == AppointmentState.PLANNED:
        raise Refusal("Dieser Termin steht noch aus. Bitte verschieben statt neu einladen.")
    if appointment.child.appointments.filter(state=AppointmentState.PLANNED).exists():
        raise Refusal(TAKEN["one_planned_appointment_per_child"][1])
    before = Slot(
        room=appointment.room,
        counsellor_id=appointment.counsellor_id,
        starts_at=appointment.starts_at,
        ends_at=appointment.ends_at,
    )
    slot = _next_free(slot=before, party=appointment.party, at=at)
    interpreter = appointment.interpreter and bool(appointment.child.interpreter_language)
    return _booked(child=appointment.child, slot=slot, interpreter=interpreter, by=by)


def _next_free(*, slot: Slot, party: int, at: dt.datetime) -> Slot:
    """Return the same hour of the first week in which room and counsellor are free."""
    calendar, today = places.calendar(), local(at).date()
    earliest = calendar.working_days_after(on=today, days=queries.LETTER_DAYS)
    for week in range(1, WEEKS_AHEAD * 10):
        found = _weeks_later(slot=slot, weeks=week)
        if (found.day - earliest).days > WEEKS_AHEAD * 7:
            break
        if found.day < earliest:
            continue
        try:
            _demand_slot(slot=found, calendar=calendar, at=at)
        except Refusal:
            continue
        if queries.is_free(
            room=found.room,
            counsellor_id=found.counsellor_id,
            starts_at=found.starts_at,
            ends_at=found.ends_at,
            party=party,
        ):
            return found
    raise Refusal(
        f"In den nächsten {WEEKS_AHEAD} Wochen ist um diese Zeit nichts frei. Bitte einen Termin "
        "von Hand vereinbaren."
    )


def _weeks_later(*, slot: Slot, weeks: int) -> Slot:
    """Return the same hour by the clock on the wall, also across a change of the time."""
    zone = timezone.get_default_timezone()
    moved = [
        (local(moment).replace(tzinfo=None) + dt.timedelta(weeks=weeks)).replace(tzinfo=zone)
        for moment in (slot.starts_at, slot.ends_at)
    ]
    return replace(slot, starts_at=moved[0], ends_at=moved[1])


def _locked(*, appointment: Appointment) -> Appointment:
    rows = Appointment.objects.select_for_update(of=("self",)).select_related("room", "child")
    return rows.get(pk=appointment.pk)


def _planned_or_refused(*, appointment: Appointment) -> Appointment:
    now = _locked(appointment=appointment)
    if now.state != AppointmentState.PLANNED:
        raise Refusal(
            f"Dieser Termin ist schon erledigt: {now.get_state_display()}. Bitte die Seite des "
            "Kindes neu öffnen."
        )
    return now


def _over_or_refused(
    *, appointment: Appointment, today: dt.date, became: AppointmentState
) -> Appointment:
    """Refuse what has not been, was cancelled, or is already noted so; a mistake is corrected."""
    now = _locked(appointment=appointment)
    if now.state in {AppointmentState.CANCELLED, became}:
        raise Refusal(f"Bei diesem Termin steht schon: {now.get_state_display()}.")
    if now.day > today:
        raise Refusal(f"Der Termin ist erst am {now.day:%d.%m.%Y}. Bitte danach eintragen.")
    return now


def _settle(*, appointment: Appointment, state: AppointmentState) -> None:
    Appointment.objects.filter(pk=appointment.pk).update(state=state)
    appointment.refresh_from_db()


def _ref(appointment: Appointment) -> Ref:
    return Ref("appointment", str(appointment.pk))


def _write(*, appointment: Appointment, news: str, by: Seat | None) -> None:
    """Put the letter: what nobody has seen yet is withdrawn, and was never said."""
    tell_family(child=appointment.child, by=by)
    outbox.withdraw(occasion=Occasion.APPOINTMENT, about=_ref(appointment), by=by)
    if not queries.was_told(appointment=appointment):
        if news == CANCELLED:
            return
        news = INVITED
    outbox.put(
        occasion=Occasion.APPOINTMENT,
        to=Ref("child", str(appointment.child_id)),
        address="",  # families have no e-mail address here: on paper
        about=_ref(appointment),
        facts=_facts(appointment=appointment, news=news),
        by=by,
    )


def _asked_for(*, child: Child) -> str:
    """Return the language in which the family wants its messages, if it said so."""
    phone = FamilyPhone.objects.filter(child=child).first()
    return phone.language if phone is not None else ""


def _facts(*, appointment: Appointment, news: str) -> Mapping[str, str]:
    child = appointment.child
    begins, ends = (local(one) for one in (appointment.starts_at, appointment.ends_at))
    return {
        "news": news,
        "child": str(child),
        "day": f"{begins:%d.%m.%Y}",
        "begins": f"{begins:%H:%M}",
        "ends": f"{ends:%H:%M}",
        "room": appointment.room.name,
        "address": appointment.room.address,
        "phone": appointment.room.phone,
        "counsellor": queries.colleague_name(seat_id=appointment.counsellor_id),
        "interpreter": child.interpreter_language if appointment.interpreter else "",
        "language": languages.spoken(child.interpreter_language) or _asked_for(child=child),
    }
