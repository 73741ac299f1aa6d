# SPDX-License-Identifier: EUPL-1.2
"""When somebody has to look: limits as dated data, and the day a placed child really came."""

from django.db import models
from django.db.models import Q

from rundertisch.kernel.models import Basis, DatedFact, PersonRecord
from rundertisch.schooling.models.placements import (
    LEGAL_BASIS,
    PURPOSE,
    WITH_THE_CHILD,
    Placement,
)


class AlarmKind(models.TextChoices):
    """What can be overdue."""

    WAITING = "WAITING", "wartet zu lange auf einen Platz"
    UNCOUNSELLED = "UNCOUNSELLED", "im Schulalter und noch ohne Beratung"
    NOT_COME = "NOT_COME", "hat einen Platz und ist noch nicht gekommen"
    OVER_CAP = "OVER_CAP", "Schule über ihrer Obergrenze"


class AlarmLimit(DatedFact):
    """Frist eines Hinweises: from how many days on somebody has to look; the office's own."""

    kind = models.CharField("Hinweis", max_length=12, choices=AlarmKind)
    days = models.PositiveSmallIntegerField("Tage")

    class Meta:
        constraints = [
            *DatedFact.Meta.constraints,
            models.CheckConstraint(
                condition=Q(kind__in=["WAITING", "UNCOUNSELLED", "NOT_COME"]),
                name="alarm_limit_counts_days",
            ),
            models.CheckConstraint(
                condition=Q(days__gte=1, days__lte=365), name="alarm_limit_within_a_year"
            ),
            models.UniqueConstraint(fields=["kind", "starts_on"], name="one_alarm_limit_per_day"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.days}"


class FirstDay(PersonRecord):
    """Erster Schultag: the child was there; without it nobody knows whether a seat is used."""

    purpose = PURPOSE
    basis = Basis.LAW
    legal_basis = LEGAL_BASIS
    keep_for = WITH_THE_CHILD

    placement = models.OneToOneField(Placement, models.CASCADE, related_name="first_day")
    came_on = models.DateField("da gewesen am")
    noted_by = models.ForeignKey("accounts.Seat", models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.placement}: da am {self.came_on:%d.%m.%Y}"
