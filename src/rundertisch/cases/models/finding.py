# SPDX-License-Identifier: EUPL-1.2
"""Persons who want other offices to learn that this one supports them, and who has asked."""

from django.db import models
from django.db.models import Q

from rundertisch.cases.models.needs import Kept


class Findable(Kept):
    """Auffindbarkeit: the person consented that others learn which office supports them.

    Only a checksum of name and birthday is kept, under a key outside of the database: nobody reads
    a name or a birthday from it. The office alone is told, never what for.
    """

    purpose = "Anderen Stellen sagen, dass diese Stelle die Person begleitet, wenn sie es will"

    digest = models.CharField("Prüfsumme aus Name und Geburtstag", max_length=64)
    language = models.CharField("gezeigte Sprache", max_length=2)
    agreed_on = models.DateField("eingewilligt am")
    recorded_by = models.ForeignKey("accounts.Seat", models.PROTECT, related_name="+")
    by_name = models.CharField("eingetragen von", max_length=150)
    ended_on = models.DateField("beendet am", null=True, blank=True)

    class Meta:
        verbose_name = "Auffindbarkeit"
        indexes = [
            models.Index(
                fields=["digest"], condition=Q(ended_on=None), name="cases_findable_by_digest"
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["subject"], condition=Q(ended_on=None), name="cases_findable_once"
            )
        ]

    def __str__(self) -> str:
        return f"auffindbar seit {self.agreed_on:%d.%m.%Y}"


class FindAsk(Kept):
    """Nachfrage: which office asked whether others support this person; shown to the person."""

    purpose = "Der Person zeigen, wer nach ihr gefragt hat"

    asked_by = models.ForeignKey(
        "partners.Partner", models.PROTECT, related_name="+", verbose_name="wer gefragt hat"
    )
    asked_on = models.DateField("gefragt am")

    class Meta:
        verbose_name = "Nachfrage nach einer Person"

    def __str__(self) -> str:
        return f"{self.asked_by}, {self.asked_on:%d.%m.%Y}"


class FindCount(models.Model):
    """Zahl der Nachfragen einer Stelle an einem Tag: so many and no more; no person, no member."""

    partner = models.ForeignKey("partners.Partner", models.PROTECT, related_name="+")
    on = models.DateField("Tag")
    asks = models.PositiveIntegerField("Nachfragen")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partner", "on"], name="cases_find_count_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.partner}, {self.on}: {self.asks}"
