# SPDX-License-Identifier: EUPL-1.2
"""Protokolleinsicht: two persons open the logs about one record, for a reason and for a time."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from rundertisch.accounts.models import Seat


class LogOpening(models.Model):
    """One request to read what the logs say about one record in one period, and the answer to it.

    Read logs serve data protection only. The question is a record, never an employee; the database
    answers it (`privacy_open_log`) and nobody else. The period is half-open.
    """

    about_kind = models.CharField("Art", max_length=40)
    reference = models.UUIDField("Verweis")
    reason = models.CharField("Anlass", max_length=500)
    starts_on = models.DateField("von")
    ends_on = models.DateField("bis vor")
    asked_at = models.DateTimeField("beantragt am", db_default=Now())
    asked_by = models.ForeignKey(
        Seat, on_delete=models.PROTECT, related_name="+", verbose_name="beantragt von"
    )
    granted = models.BooleanField("zugestimmt", null=True)
    decided_at = models.DateTimeField("entschieden am", null=True)
    decided_by = models.ForeignKey(
        Seat, on_delete=models.PROTECT, related_name="+", null=True, verbose_name="entschieden von"
    )
    open_until = models.DateTimeField("offen bis", null=True)

    class Meta:
        verbose_name = "Protokolleinsicht"
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")), name="privacy_opening_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(granted__isnull=True, decided_at=None, decided_by=None)
                | Q(granted__isnull=False, decided_at__isnull=False, decided_by__isnull=False),
                name="privacy_opening_decided_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"Protokolleinsicht {self.pk}"
