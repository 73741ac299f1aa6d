# SPDX-License-Identifier: EUPL-1.2
"""Rooms and appointments of the demo: one that is coming, one to which a family did not come."""

import datetime as dt
from zoneinfo import ZoneInfo

from rundertisch.accounts.models import Seat
from rundertisch.places import queries as places
from rundertisch.schooling import actions
from rundertisch.schooling.models import Appointment, Child, Room

BERLIN = ZoneInfo("Europe/Berlin")
AGO, COMING = 20, 6  # days back from where the missed one is looked for; working days ahead


def build_appointments(*, on: dt.date, by: Seat) -> None:
    """Lay out two rooms, invite two families of uncounselled children, and miss one of them."""
    room = actions.keep_room(
        name="Beratungsraum 1",
        address="Beispielplatz 1, Ennepetal, 2. Etage, mit Aufzug",
        phone="02333 0000",
        by=by,
    )
    actions.keep_room(
        name="Beratungsraum 2", address="Beispielplatz 1, Ennepetal, Erdgeschoss", by=by
    )
    calendar = places.calendar()
    waiting = Child.objects.uncounselled(on=on).filter(left_on=None).order_by("pk")
    missed, coming = waiting.filter(reported_on__lt=on - dt.timedelta(days=AGO)).order_by("pk")[:2]
    before = on - dt.timedelta(days=AGO)
    past = calendar.working_days_after(on=before, days=1)
    gone = _invited(child=missed, room=room, day=past, at=_at(before, 8), by=by)
    actions.note_no_show(appointment=gone, on=on, by=by)
    ahead = calendar.working_days_after(on=on, days=COMING)
    _invited(child=coming, room=room, day=ahead, at=_at(on, 0), by=by)


def _invited(*, child: Child, room: Room, day: dt.date, at: dt.datetime, by: Seat) -> Appointment:
    slot = actions.Slot(room=room, counsellor_id=by.pk, starts_at=_at(day, 9), ends_at=_at(day, 10))
    return actions.book_appointment(
        child=child,
        slot=slot,
        interpreter=bool(child.interpreter_language),
        at=at,
        by=by,
    )


def _at(day: dt.date, hour: int) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour), tzinfo=BERLIN)
