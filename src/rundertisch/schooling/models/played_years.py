# SPDX-License-Identifier: EUPL-1.2
"""A year that is played through under several ways to give out seats. It names no child.

What is answered stands here for good, so a worker that was killed, or another one, goes on with the
rest.
"""

from django.db import models
from django.db.models import Q

from rundertisch.schooling.models.scenarios import ScenarioState


class YearKind(models.TextChoices):
    """Which arrivals a year is played with."""

    PAST = "PAST", "das vergangene Jahr dieses Kreises"
    EXPECTED = "EXPECTED", "wer jetzt wartet und wer erwartet wird"


class PlayedYearState(models.TextChoices):
    """How far a year is."""

    WAITING = "WAITING", "wird gerechnet"
    DONE = "DONE", "gerechnet"
    FAILED = "FAILED", "gescheitert"
    CANCELLED = "CANCELLED", "abgebrochen"


class PlayedYear(models.Model):
    """Durchgespieltes Jahr: what was asked, what came out. Waits and counts, never a child."""

    run_on = models.DateField("gerechnet am")
    run_by = models.ForeignKey("accounts.Seat", models.PROTECT, related_name="+")
    kind = models.CharField("Ankünfte", max_length=8, choices=YearKind)
    question = models.JSONField("Frage")
    answer = models.JSONField("Antwort", null=True, blank=True)
    input_sha256 = models.CharField("Prüfsumme der Eingabe", max_length=64, blank=True)
    state = models.CharField("Stand", max_length=9, choices=PlayedYearState)
    trouble = models.CharField("Hindernis", max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["state"], condition=Q(state="WAITING"), name="one_year_is_played_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(state="DONE", answer__isnull=False, trouble="")
                | Q(state="WAITING", answer__isnull=True)
                | Q(state="CANCELLED", answer__isnull=True)
                | (Q(state="FAILED", answer__isnull=True) & ~Q(trouble="")),
                name="year_is_played_or_says_why_not",
            ),
        ]

    def __str__(self) -> str:
        return f"Durchgespieltes Jahr Nr. {self.pk} vom {self.run_on:%d.%m.%Y}"


class PlayedPolicy(models.Model):
    """Regel eines durchgespielten Jahres: what the year came to under one way to give out seats."""

    year = models.ForeignKey(PlayedYear, models.CASCADE, related_name="policies")
    number = models.PositiveSmallIntegerField("Nummer")
    policy = models.CharField("Regel", max_length=30)
    state = models.CharField(
        "Stand", max_length=7, choices=ScenarioState, default=ScenarioState.WAITING
    )
    attempts = models.PositiveSmallIntegerField("Anläufe", default=0)
    counts = models.JSONField("Zahlen", null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["year", "number"], name="played_policy_number_once"),
            models.CheckConstraint(
                condition=Q(state="DONE", counts__isnull=False)
                | (~Q(state="DONE") & Q(counts__isnull=True)),
                name="played_policy_has_counts_when_done",
            ),
        ]

    def __str__(self) -> str:
        return self.policy
