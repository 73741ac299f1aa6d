# SPDX-License-Identifier: EUPL-1.2
"""What the house does to stay alive, noted each time: nobody stands in it."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now


class OperationKind(models.TextChoices):
    """What is done to the house from outside of its rooms."""

    BACKUP = "BACKUP", "Sicherung"
    DRILL = "DRILL", "Probe der Wiederherstellung"
    EMERGENCY = "EMERGENCY", "Notfallliste"
    EXPORT = "EXPORT", "Gesamtauszug"


class OperationTrouble(models.TextChoices):
    """Why it did not come to its end."""

    SPACE = "SPACE", "Der Datenträger ist voll."
    FOLDER = "FOLDER", "Der Ordner fehlt oder lässt sich nicht beschreiben."
    DIFFERENT = "DIFFERENT", "Was eingespielt wurde, ist nicht, was gesichert wurde."
    REFUSED = "REFUSED", "Rundertisch hat abgelehnt; warum, sagt der Befehl selbst."
    INTERRUPTED = "INTERRUPTED", "Jemand hat es abgebrochen."
    BROKEN = "BROKEN", "Ein Fehler im Programm; der Befehl selbst sagt, welcher."


class OperationRun(models.Model):
    """Betriebslauf: backup, drill, emergency list or export: when, how long, what stood against it.

    ``file`` is the name without the folder; ``size`` is in bytes. Only the owner role writes here;
    a run that never ended was killed.
    """

    kind = models.CharField("Art", max_length=9, choices=OperationKind)
    begun_at = models.DateTimeField("begonnen", db_default=Now())
    ended_at = models.DateTimeField("beendet", null=True)
    trouble = models.CharField(
        "Hindernis", max_length=11, choices=OperationTrouble, blank=True, default=""
    )
    file = models.CharField("Datei", max_length=200, blank=True, default="")
    size = models.BigIntegerField("Größe", null=True)

    class Meta:
        verbose_name = "Betriebslauf"
        indexes = [models.Index(fields=["kind", "begun_at"], name="site_run_by_kind")]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    kind__in=OperationKind.values, trouble__in=["", *OperationTrouble.values]
                ),
                name="site_run_words_known",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, trouble="") | Q(ended_at__gte=F("begun_at")),
                name="site_run_ends_after_its_beginning",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"
