# SPDX-License-Identifier: EUPL-1.2
"""A run of scenarios: which variations of a round are asked, and which are answered.

Counts only; no row names a child. What is answered stands here for good, so a worker that was
killed, or another one, goes on with the rest.
"""

from django.db import models
from django.db.models import Q

from rundertisch.schooling.models.rounds import Round


class ScenarioRun(models.Model):
    """Szenarienlauf: the same round asked several times, each time one thing being different."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="scenario_runs")
    started_at = models.DateTimeField("begonnen")
    started_by = models.ForeignKey("accounts.Seat", models.PROTECT, related_name="+")
    after_decision = models.PositiveBigIntegerField("nach Entscheidung Nr.")
    input_sha256 = models.CharField("Prüfsumme der Eingabe", max_length=64)
    ended_at = models.DateTimeField("beendet", null=True, blank=True)
    cancelled = models.BooleanField("abgebrochen", default=False)
    trouble = models.CharField("Hindernis", max_length=500, blank=True)  # the cluster; tried again

    class Meta:
        verbose_name = "Szenarienlauf"
        constraints = [
            models.UniqueConstraint(
                fields=["round"], condition=Q(ended_at=None), name="one_scenario_run_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(cancelled=False) | Q(ended_at__isnull=False),
                name="cancelled_scenario_run_has_ended",
            ),
        ]

    def __str__(self) -> str:
        return f"Szenarienlauf {self.pk}"


class ScenarioState(models.TextChoices):
    """How far one scenario is."""

    WAITING = "WAITING", "wartet"
    DONE = "DONE", "gerechnet"
    FAILED = "FAILED", "gescheitert"


class Scenario(models.Model):
    """Szenario: one variation and what it would come to, or the sentence why not."""

    run = models.ForeignKey(ScenarioRun, models.CASCADE, related_name="scenarios")
    number = models.PositiveSmallIntegerField("Nummer")
    name = models.CharField("Szenario", max_length=120)
    variation = models.JSONField("was anders ist")
    state = models.CharField(
        "Stand", max_length=7, choices=ScenarioState, default=ScenarioState.WAITING
    )
    attempts = models.PositiveSmallIntegerField("Anläufe", default=0)
    counts = models.JSONField("Zahlen", null=True, blank=True)
    trouble = models.CharField("Hindernis", max_length=500, blank=True)

    class Meta:
        verbose_name = "Szenario"
        constraints = [
            models.UniqueConstraint(fields=["run", "number"], name="scenario_number_once"),
            models.CheckConstraint(
                condition=Q(state="WAITING", counts__isnull=True, trouble="")
                | Q(state="DONE", counts__isnull=False, trouble="")
                | (Q(state="FAILED", counts__isnull=True) & ~Q(trouble="")),
                name="scenario_is_answered_or_says_why_not",
            ),
        ]

    def __str__(self) -> str:
        return self.name
