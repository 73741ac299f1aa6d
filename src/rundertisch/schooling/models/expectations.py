# SPDX-License-Identifier: EUPL-1.2
"""How many children are expected, where, in which stage and when: a table that a person enters.

Beside it the two numbers of the reserve that is computed from it. Numbers only. No person, no
nationality, no origin, nothing below a town.
"""

from django.db import models
from django.db.models import Q

from rundertisch.kernel.models import DatedFact

MOST_WEEKS, MOST_MINUTES = 52, 600
MOST_EXPECTED = 500  # children of a stage in a town and week; more is a slip of the pen


class ExpectedStage(models.TextChoices):
    """Schulstufe; its grades share a limit of the way (SchulG NRW)."""

    PRIMARY = "PRIMARY", "Klasse 1–4"
    SEC1 = "SEC1", "Klasse 5–10"
    SEC2 = "SEC2", "ab Klasse 11"


class ExpectedArrivals(models.Model):
    """Erwartete Ankünfte: so many children of a stage in a town in a week, and who says so."""

    town = models.ForeignKey("places.Place", models.PROTECT, related_name="+")
    stage = models.CharField("Schulstufe", max_length=7, choices=ExpectedStage)
    week = models.DateField("Woche (ihr Montag)")
    children = models.PositiveSmallIntegerField("erwartete Kinder")
    source = models.CharField("Quelle", max_length=200)
    entered_on = models.DateField("eingetragen am")
    entered_by = models.ForeignKey("accounts.Seat", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(week__iso_week_day=1), name="expected_week_is_its_monday"
            ),
            models.CheckConstraint(
                condition=Q(children__lte=MOST_EXPECTED) & ~Q(source=""),
                name="expected_children_of_a_source",
            ),
            models.UniqueConstraint(
                fields=["town", "stage", "week"], name="expected_once_a_town_stage_and_week"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.town}, {self.get_stage_display()}, {self.week:%d.%m.%Y}: {self.children}"


class ReserveRule(DatedFact):
    """Annahme zur Reserve: how far it looks ahead, and what a child without a seat counts."""

    weeks = models.PositiveSmallIntegerField("Wochen voraus")
    without_seat_minutes = models.PositiveSmallIntegerField("ein Kind ohne Platz zählt (Minuten)")

    class Meta:
        verbose_name = "Annahme zur Reserve"
        constraints = [
            *DatedFact.Meta.constraints,
            models.CheckConstraint(
                condition=Q(weeks__gte=1, weeks__lte=MOST_WEEKS)
                & Q(without_seat_minutes__gte=1, without_seat_minutes__lte=MOST_MINUTES),
                name="reserve_rule_in_bounds",
            ),
            models.UniqueConstraint(fields=["starts_on"], name="one_reserve_rule_per_day"),
        ]

    def __str__(self) -> str:
        return f"{self.weeks} Wochen, {self.without_seat_minutes} Minuten"
