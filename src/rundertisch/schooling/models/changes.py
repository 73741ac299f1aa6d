# SPDX-License-Identifier: EUPL-1.2
"""What was changed on a child, so that it can be taken back; and the change of the school year."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from rundertisch.kernel.models import Basis, PersonRecord
from rundertisch.schooling.models.children import Child


class ChangeKind(models.TextChoices):
    """What happened to a child's record; a move is a correction like any other (DOMAIN 4.5)."""

    CORRECTED = "CORRECTED", "Angaben geändert"
    COUNSELLED = "COUNSELLED", "Beratung eingetragen"
    WISHED = "WISHED", "Wünsche und Schulformen geändert"
    CLOSED = "CLOSED", "aus der Liste genommen"
    MERGED = "MERGED", "zwei Meldungen zusammengeführt"
    SPLIT = "SPLIT", "in zwei Kinder getrennt"
    NOT_APPEARED = "NOT_APPEARED", "nicht erschienen"
    ROLLED_OVER = "ROLLED_OVER", "ins neue Schuljahr"
    UNDONE = "UNDONE", "zurückgenommen"


class RollOver(models.Model):
    """Schuljahreswechsel: everybody one grade up on 1 August (§ 7 Abs. 1 SchulG NRW).

    ``groups`` keeps what the groups counted before; no person is in it.
    """

    begins_on = models.DateField("Schuljahr ab")
    done_on = models.DateField("gewechselt am")
    done_by = models.ForeignKey("accounts.Seat", models.PROTECT, related_name="+")
    undone_on = models.DateField("zurückgenommen am", null=True, blank=True)
    groups = models.JSONField("Plätze der Gruppen davor", default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["begins_on"], condition=Q(undone_on=None), name="one_roll_over_per_year"
            )
        ]

    def __str__(self) -> str:
        return f"Schuljahr ab {self.begins_on:%d.%m.%Y}"


class Change(PersonRecord):
    """Änderung: who changed which fields of a child, and what stood there before.

    Only the newest change of a child keeps contents (``before``, ``after``); the next one drops
    them. So one step can be taken back, and no history of addresses grows (DOMAIN 4.5).
    """

    purpose = Child.purpose
    basis = Basis.LAW
    legal_basis = Child.legal_basis
    keep_for = "wie das Kind; Inhalte nur bis zur nächsten Änderung"

    child = models.ForeignKey(Child, models.CASCADE, related_name="changes")
    other = models.ForeignKey(Child, models.SET_NULL, null=True, blank=True, related_name="+")
    kind = models.CharField("Art", max_length=12, choices=ChangeKind)
    fields = ArrayField(models.CharField(max_length=40), default=list, verbose_name="Felder")
    version = models.PositiveIntegerField("Stand danach")
    words = models.CharField("in eigenen Worten", max_length=300, blank=True)
    changed_on = models.DateField("geändert am")
    changed_at = models.DateTimeField("Zeitpunkt", db_default=Now())
    by = models.ForeignKey("accounts.Seat", models.PROTECT, null=True, blank=True, related_name="+")
    person = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    before = models.JSONField("Inhalt davor", null=True, blank=True)
    after = models.JSONField("Inhalt danach", null=True, blank=True)
    roll_over = models.ForeignKey(
        RollOver, models.CASCADE, null=True, blank=True, related_name="changes"
    )
    undone_on = models.DateField("zurückgenommen am", null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["child", "-version"], name="newest_change_first")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} am {self.changed_on:%d.%m.%Y}"
