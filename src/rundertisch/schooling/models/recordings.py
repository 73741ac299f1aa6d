# SPDX-License-Identifier: EUPL-1.2
"""Recordings of the standard texts, spoken by people; none is made by a machine."""

from django.db import models
from django.db.models import Q

from rundertisch.kernel import audio, languages


class Recording(models.Model):
    """Aufnahme: one standard text, read aloud in one language, for everybody to hear.

    ``words_hash`` is the SHA-256 of the words that were read: when the text or its translation
    changes, the recording is outdated and no longer offered. ``digest`` is that of the sound.
    """

    text = models.CharField("Text", max_length=20)
    language = models.CharField("Sprache", max_length=2)
    words_hash = models.CharField("Prüfsumme der Worte", max_length=64)
    content = models.BinaryField("Ton")
    content_type = models.CharField("Art", max_length=10)
    digest = models.CharField("Prüfsumme des Tons", max_length=64)
    uploaded_on = models.DateField("hochgeladen am")
    uploaded_by = models.ForeignKey("accounts.Seat", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "Aufnahme"
        constraints = [
            models.UniqueConstraint(fields=["text", "language"], name="one_recording_per_text"),
            models.CheckConstraint(
                condition=Q(
                    content_type__in=[audio.MP3, audio.OGG, audio.MP4],
                    language__in=languages.CODES,
                ),
                name="recording_words_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.text} ({self.language})"
