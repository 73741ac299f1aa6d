# SPDX-License-Identifier: EUPL-1.2
"""What somebody noted about a case: for oneself, the own office, or others by consent."""

from django.db import models
from django.db.models import Q

from rundertisch.cases.models.needs import Kept
from rundertisch.privacy.models import DataClass


class Audience(models.TextChoices):
    """Who reads a note; the person may ask for every one of them (DSGVO Art. 15)."""

    AUTHOR = "AUTHOR", "nur ich"
    AGENCY = "AGENCY", "meine Stelle"
    CONSENT = "CONSENT", "auch Stellen mit Einwilligung"


class CaseNote(Kept):
    """Notiz zum Fall; a class table (NOTE): who wrote it, for whom. Never changed, only removed."""

    data_class = DataClass.NOTE

    audience = models.CharField("wer sie liest", max_length=7, choices=Audience)
    words = models.TextField("Notiz", max_length=2000)
    written_on = models.DateField("geschrieben am")
    author = models.ForeignKey(
        "accounts.Seat", models.PROTECT, related_name="+", verbose_name="geschrieben von"
    )
    author_name = models.CharField("Name", max_length=150)

    class Meta:
        verbose_name = "Notiz zum Fall"
        constraints = [
            models.CheckConstraint(
                condition=Q(audience__in=Audience.values), name="cases_note_audience_known"
            ),
            models.CheckConstraint(condition=~Q(words=""), name="cases_note_says_something"),
        ]

    def __str__(self) -> str:
        return f"Notiz vom {self.written_on:%d.%m.%Y}"
