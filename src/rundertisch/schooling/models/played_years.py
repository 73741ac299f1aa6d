# SPDX-License-Identifier: EUPL-1.2
"""A year that was played through under several ways to give out seats. It names no child."""

from django.db import models


class YearKind(models.TextChoices):
    """Which arrivals a year is played with."""

    PAST = "PAST", "das vergangene Jahr dieses Kreises"
    EXPECTED = "EXPECTED", "wer jetzt wartet und wer erwartet wird"


class PlayedYear(models.Model):
    """Durchgespieltes Jahr: what was asked, what came out. Waits and counts, never a child."""

    run_on = models.DateField("gerechnet am")
    run_by = models.ForeignKey("accounts.Seat", models.PROTECT, related_name="+")
    kind = models.CharField("Ankünfte", max_length=8, choices=YearKind)
    question = models.JSONField("Frage")
    answer = models.JSONField("Antwort")
    input_sha256 = models.CharField("Prüfsumme der Eingabe", max_length=64)

    def __str__(self) -> str:
        return f"Durchgespieltes Jahr Nr. {self.pk} vom {self.run_on:%d.%m.%Y}"
