# SPDX-License-Identifier: EUPL-1.2
"""Seats in regular classes: the second capacity, often the hidden shortage."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from rundertisch.schooling.models.schools import FIRST_GRADE, LATEST_GRADE, School


class RegularSeats(models.Model):
    """Plätze in Regelklassen: what a school gives to children of reception classes, in a period.

    Seats beyond the pupils who already sit in the classes of a grade; usually of one school year.
    A child's transition reserves one of them (`Transition.seats`) while its place runs. PostgreSQL
    never lets more be reserved than there are (migration 0038). Special schools give none.
    """

    school = models.ForeignKey(School, models.CASCADE, related_name="regular_seats")
    grade = models.PositiveSmallIntegerField("Klasse")
    seats = models.PositiveIntegerField("Plätze")
    starts_on = models.DateField("ab")
    ends_on = models.DateField("bis vor", null=True, blank=True)
    counted_on = models.DateField("Stand")
    source = models.CharField("Quelle", max_length=300)

    class Meta:
        verbose_name = "Plätze in Regelklassen"
        constraints = [
            models.CheckConstraint(
                condition=Q(grade__gte=FIRST_GRADE, grade__lte=LATEST_GRADE),
                name="regular_seats_grade_1_to_13",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on")),
                name="regular_seats_end_after_start",
            ),
            models.CheckConstraint(condition=~Q(source=""), name="regular_seats_name_a_source"),
            ExclusionConstraint(
                name="regular_seats_counted_once",
                expressions=[
                    (F("school"), RangeOperators.EQUAL),
                    (F("grade"), RangeOperators.EQUAL),
                    (Func("starts_on", "ends_on", function="daterange"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"Regelklasse {self.grade} ab {self.starts_on:%d.%m.%Y}"

    @property
    def period(self) -> str:
        """The period as people say it."""
        if self.ends_on is None:
            return f"ab {self.starts_on:%d.%m.%Y}"
        return f"{self.starts_on:%d.%m.%Y} bis vor {self.ends_on:%d.%m.%Y}"
