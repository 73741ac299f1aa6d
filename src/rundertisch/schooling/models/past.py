# SPDX-License-Identifier: EUPL-1.2
"""What stays of forgotten children in the figures of past months: counts by month, no person."""

from django.db import models


class PastKind(models.TextChoices):
    """Which figure a count belongs to."""

    QUEUE = "QUEUE", "wartete am Monatsende"
    SEATED = "SEATED", "bis zu einer Frist vermittelt"
    KNOWN = "KNOWN", "im Monat angemeldet und bekannt"


class PastCount(models.Model):
    """Monatszahl: how many forgotten children a figure of a past month counted.

    ``day`` is the last day of the month the figure was taken on; for KNOWN the first day of the
    month of registration. Nothing joins two rows, so no child can be followed through them.
    """

    kind = models.CharField("Zahl", max_length=6, choices=PastKind)
    day = models.DateField("Stand")
    town = models.ForeignKey("places.Place", models.PROTECT, related_name="+")
    band = models.CharField("Stufe", max_length=4)
    counselled = models.BooleanField("beraten", default=False)
    weeks = models.PositiveSmallIntegerField("Wochen", default=0)
    children = models.PositiveIntegerField("Kinder")
    seated = models.PositiveIntegerField("davon vermittelt", default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "day", "town", "band", "counselled", "weeks"],
                name="one_past_count_each",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.day:%m/%Y}"
