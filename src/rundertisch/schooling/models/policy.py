# SPDX-License-Identifier: EUPL-1.2
"""The rules a proposal is computed with, and the grounds on which a school may refuse."""

from django.db import models
from django.db.models import F, Q

from rundertisch.kernel.models import DatedFact


class Policy(models.Model):
    """Vergaberegeln: the exchange rates of a district for a period; without a body a draft."""

    starts_on = models.DateField("gilt ab")
    ends_on = models.DateField("gilt bis vor", null=True, blank=True)
    parameters = models.JSONField("Regeln in Zahlen", default=dict)
    adopted_by = models.CharField("beschlossen von", max_length=200, blank=True)
    adopted_on = models.DateField("beschlossen am", null=True, blank=True)
    document = models.CharField("Drucksache", max_length=200, blank=True)
    entered_by = models.ForeignKey("accounts.Seat", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on")),
                name="policy_ends_after_start",
            ),
            models.CheckConstraint(
                condition=~Q(adopted_by="") | Q(adopted_on=None), name="policy_adopted_by_somebody"
            ),
            models.UniqueConstraint(fields=["starts_on"], name="one_policy_begins_on_a_day"),
        ]

    def __str__(self) -> str:
        return f"Vergaberegeln ab {self.starts_on:%d.%m.%Y}"


class RefusalGround(DatedFact):
    """Ablehnungsgrund: on which ground the head of a school may refuse a child (dated data)."""

    code = models.CharField("Kürzel", max_length=40)
    sentence = models.CharField("Grund", max_length=300)
    law = models.CharField("Vorschrift", max_length=200)

    class Meta:
        constraints = [
            *DatedFact.Meta.constraints,
            models.UniqueConstraint(fields=["code", "starts_on"], name="one_ground_per_day"),
        ]

    def __str__(self) -> str:
        return self.sentence
