# SPDX-License-Identifier: EUPL-1.2
"""When and where a family is counselled. A missed appointment never resets a child's wait."""

import datetime as dt

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import F, Func, Q
from django.utils import timezone

from rundertisch.kernel.models import Basis, PersonRecord
from rundertisch.schooling.models.children import Child
from rundertisch.schooling.models.placements import LEGAL_BASIS, PURPOSE, WITH_THE_CHILD


def local(moment: dt.datetime) -> dt.datetime:
    """Return a moment as the clock on the wall shows it."""
    return moment.astimezone(timezone.get_default_timezone())


class Room(models.Model):
    """Beratungsraum: where families are received; its address stands in their invitation."""

    name = models.CharField("Raum", max_length=100, unique=True)
    address = models.CharField("Anschrift und Weg", max_length=200)
    phone = models.CharField("Telefon", max_length=60, blank=True)
    ends_on = models.DateField("nicht mehr ab", null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class AppointmentState(models.TextChoices):
    """What became of an appointment."""

    PLANNED = "PLANNED", "geplant"
    HELD = "HELD", "hat stattgefunden"
    NO_SHOW = "NO_SHOW", "Familie kam nicht"
    CANCELLED = "CANCELLED", "abgesagt"


OCCUPYING = ("PLANNED", "HELD")


def _booked_once(name: str, column: str) -> ExclusionConstraint:
    """Refuse two families at one time; siblings (one ``party``) come together."""
    return ExclusionConstraint(
        name=name,
        expressions=[
            (F(column), RangeOperators.EQUAL),
            (F("party"), RangeOperators.NOT_EQUAL),
            (
                Func(F("starts_at"), F("ends_at"), function="tstzrange"),
                RangeOperators.OVERLAPS,
            ),
        ],
        condition=Q(state__in=OCCUPYING),
    )


class Appointment(PersonRecord):
    """Beratungstermin: a child's family, a counsellor, a room, a time.

    The database sets ``party`` (the family, or the child alone), keeps ``uid`` and counts
    ``sequence`` up with every change of time, room, counsellor or by a cancellation, as a
    calendar asks for it (RFC 5545, 3.8.4.7 and 3.8.7.4).
    """

    purpose = PURPOSE
    basis = Basis.LAW
    legal_basis = LEGAL_BASIS
    keep_for = WITH_THE_CHILD

    child = models.ForeignKey(Child, models.CASCADE, related_name="appointments")
    counsellor = models.ForeignKey(
        "accounts.Seat", models.PROTECT, related_name="+", verbose_name="Beratung durch"
    )
    room = models.ForeignKey(Room, models.PROTECT, related_name="appointments", verbose_name="Raum")
    starts_at = models.DateTimeField("Beginn")
    ends_at = models.DateTimeField("Ende")
    interpreter = models.BooleanField("Sprachmittlung angefragt", default=False)
    state = models.CharField(
        "Stand", max_length=9, choices=AppointmentState, default=AppointmentState.PLANNED
    )
    uid = models.UUIDField("Kennung im Kalender", unique=True, db_default=RandomUUID())
    sequence = models.PositiveIntegerField("Fassung im Kalender", db_default=0)
    party = models.BigIntegerField("Familie", editable=False, db_default=0)

    class Meta:
        verbose_name = "Beratungstermin"
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="appointment_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(state__in=AppointmentState.values), name="appointment_state_known"
            ),
            models.UniqueConstraint(
                fields=["child"],
                condition=Q(state="PLANNED"),
                name="one_planned_appointment_per_child",
            ),
            _booked_once("room_booked_once", "room"),
            _booked_once("counsellor_booked_once", "counsellor"),
        ]
        indexes = [models.Index(fields=["starts_at"], name="appointments_by_time")]

    def __str__(self) -> str:
        return f"{self.when}, {self.room}"

    @property
    def day(self) -> dt.date:
        """The day in Berlin."""
        return local(self.starts_at).date()

    @property
    def when(self) -> str:
        """Day and time as people say them."""
        begins, ends = local(self.starts_at), local(self.ends_at)
        return f"{begins:%d.%m.%Y}, {begins:%H:%M} bis {ends:%H:%M} Uhr"
