# SPDX-License-Identifier: EUPL-1.2
"""Counts from the residents' registers: how many children a town registered anew in a month.

Counts only: no person, no nationality, no small area. They say whether there are children nobody
has reported to the centre.
"""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q

SCHOOL_AGE_FROM, SCHOOL_AGE_TO = 6, 17  # years; full-time and vocational duty, DOMAIN 2.1 R4


class RegisteredCount(models.Model):
    """Neu angemeldete Kinder: a town, a month and an age band, as its register counted them."""

    town = models.ForeignKey("places.Place", models.PROTECT, related_name="+")
    month = models.DateField("Monat (sein erster Tag)")
    age_from = models.PositiveSmallIntegerField("ab Alter")
    age_to = models.PositiveSmallIntegerField("bis Alter")
    children = models.PositiveIntegerField("neu angemeldete Kinder")
    source = models.CharField("Quelle", max_length=200)
    imported_on = models.DateField("eingelesen am")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(month__day=1), name="registered_month_is_a_month"),
            models.CheckConstraint(
                condition=Q(age_from__gte=SCHOOL_AGE_FROM, age_to__lte=SCHOOL_AGE_TO)
                & Q(age_from__lte=F("age_to")),
                name="registered_at_school_age",
            ),
            ExclusionConstraint(
                name="registered_ages_do_not_overlap",
                expressions=[
                    (F("town"), RangeOperators.EQUAL),
                    (F("month"), RangeOperators.EQUAL),
                    (
                        Func(
                            F("age_from"),
                            F("age_to") + 1,
                            function="int4range",
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.town}, {self.month:%m/%Y}, {self.age_from}–{self.age_to}: {self.children}"
