# SPDX-License-Identifier: EUPL-1.2
"""Keep the rooms in which families are received, and the days on which the centre is closed."""

import datetime as dt

from rundertisch.accounts.models import Seat
from rundertisch.kernel import audit
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.models import Evidence
from rundertisch.kernel.thread import Ref
from rundertisch.places import actions as places
from rundertisch.places.models import OfficeClosing
from rundertisch.schooling.actions.rules import demand_counselling
from rundertisch.schooling.models import Appointment, AppointmentState, Room


@audit.audited
def keep_room(*, name: str, address: str, phone: str = "", by: Seat | None) -> Room:
    """Add a room, or give the room of this name its current address; it is in use again."""
    demand_counselling(by=by)
    if not name.strip() or not address.strip():
        raise Refusal("Bitte Raum und Anschrift nennen: Beides steht in der Einladung.")
    room, _ = Room.objects.update_or_create(
        name=name.strip(),
        defaults={"address": address.strip(), "phone": phone.strip(), "ends_on": None},
    )
    audit.record(action="schooling.keep_room", by=by, about=Ref("room", str(room.pk)))
    return room


@audit.audited
def end_room(*, room: Room, on: dt.date, by: Seat | None) -> Room:
    """Plan nothing there from today on; what is planned must find another room first."""
    demand_counselling(by=by)
    planned = room.appointments.filter(state=AppointmentState.PLANNED, ends_at__date__gte=on)
    if (first := planned.order_by("starts_at").first()) is not None:
        raise Refusal(
            f"In diesem Raum ist noch ein Termin geplant ({first.when}). Bitte zuerst verschieben."
        )
    Room.objects.filter(pk=room.pk).update(ends_on=on)
    audit.record(action="schooling.end_room", by=by, about=Ref("room", str(room.pk)))
    room.refresh_from_db()
    return room


def close_office(
    *, name: str, first_day: dt.date, latest_day: dt.date, source: str, by: Seat | None
) -> OfficeClosing:
    """Close the centre on these days; what is planned then must be moved first."""
    demand_counselling(by=by)
    planned = Appointment.objects.filter(
        state=AppointmentState.PLANNED, starts_at__date__range=(first_day, latest_day)
    )
    if (first := planned.order_by("starts_at").first()) is not None:
        raise Refusal(
            f"Dann ist noch ein Termin geplant ({first.when}). Bitte zuerst verschieben.",
            field="first_day",
        )
    return places.keep_office_closing(
        name=name,
        first_day=first_day,
        latest_day=latest_day,
        known=places.Known(source=source, evidence=Evidence.KNOWN),
        by=by,
    )


def open_office(*, closing: OfficeClosing, by: Seat | None) -> None:
    """Take closing days back that were entered by mistake."""
    demand_counselling(by=by)
    places.drop_office_closing(closing=closing, by=by)
