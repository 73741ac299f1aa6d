# SPDX-License-Identifier: EUPL-1.2
"""What the centre needs on paper on a day without a computer: who comes, who waits, who begins."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.db.models.functions import Coalesce

from rundertisch.schooling.models import (
    Appointment,
    AppointmentState,
    Child,
    HelpDesk,
    Placement,
)

AHEAD = dt.timedelta(days=7)  # appointments and first days of school that are told beforehand


@dataclass(frozen=True, slots=True)
class EmergencyList:
    """Notfallliste of one day: names, grades, towns, days; no address, no telephone of a family.

    ``left_out`` counts children of whom nothing may stand on paper: a protected address, their own
    or a brother's or sister's (§ 51 BMG).
    """

    on: dt.date
    desk: HelpDesk | None
    appointments: tuple[Appointment, ...]
    counselling: tuple[Child, ...]
    place: tuple[Child, ...]
    first_days: tuple[Placement, ...]
    left_out: int

    @property
    def children(self) -> tuple[Child, ...]:
        """Everybody on it."""
        invited = [appointment.child for appointment in self.appointments]
        coming = [placement.child for placement in self.first_days]
        return (*self.counselling, *self.place, *invited, *coming)


def emergency_list(*, on: dt.date) -> EmergencyList:
    """Return the list of a day, as whoever asks may see children."""
    waiting = Child.objects.waiting(on=on).order_by("waiting_since", "pk")
    told = waiting.filter(~_protected("family"), address_protected=False)
    told = told.select_related("home_town")
    begins = (
        Placement.objects.signed(on=on)
        .annotate(begins_on=Coalesce("expected_on", "starts_on"))
        .filter(begins_on__gte=on, begins_on__lt=on + AHEAD)
        .filter(~_protected("child__family"), child__address_protected=False)
        .select_related("child", "group__school")
        .order_by("begins_on", "pk")
    )
    planned = (
        Appointment.objects.filter(state=AppointmentState.PLANNED)
        .filter(starts_at__date__gte=on, starts_at__date__lt=on + AHEAD)
        .filter(~_protected("child__family"), child__address_protected=False)
        .select_related("child", "room", "counsellor__user")
        .order_by("starts_at", "pk")
    )
    counselling, place = tuple(told.uncounselled(on=on)), tuple(told.counselled(on=on))
    return EmergencyList(
        on=on,
        desk=HelpDesk.objects.first(),
        appointments=tuple(planned),
        counselling=counselling,
        place=place,
        first_days=tuple(begins),
        left_out=waiting.count() - len(counselling) - len(place),
    )


def _protected(way_to_family: str) -> Exists:
    """Say whether anybody of the family has a protected address: siblings live together."""
    family = OuterRef(way_to_family)
    return Exists(Child.objects.filter(family=family, address_protected=True))
