# SPDX-License-Identifier: EUPL-1.2
"""How many days what about a referral takes: dated data, because nobody has set it by law."""

from django.db import models
from django.db.models import Q

from rundertisch.kernel.models import DatedFact

MOST_DAYS = 365


class PeriodCode(models.TextChoices):
    """What is counted in days."""

    LINK = "LINK", "So lange öffnet ein Link"
    REMIND = "REMIND", "Ohne Antwort: „bitte anrufen“ nach"
    EXPIRE = "EXPIRE", "Ohne Antwort: läuft ab nach"


class ReferralPeriod(DatedFact):
    """Frist einer Vermittlung: so many days from a day on. The first ones are our own measures."""

    code = models.CharField("Frist", max_length=6, choices=PeriodCode)
    days = models.PositiveSmallIntegerField("Tage")

    class Meta(DatedFact.Meta):
        verbose_name = "Frist einer Vermittlung"
        constraints = [
            *DatedFact.Meta.constraints,
            models.UniqueConstraint(fields=["code", "starts_on"], name="cases_period_once_a_day"),
            models.UniqueConstraint(
                fields=["code"], condition=Q(ends_on=None), name="cases_one_period_running"
            ),
            models.CheckConstraint(
                condition=Q(code__in=PeriodCode.values, days__gte=1, days__lte=MOST_DAYS),
                name="cases_period_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_code_display()} {self.days} Tagen"
