# SPDX-License-Identifier: EUPL-1.2
"""Who is to be forgotten and was told of, and the signed receipt that remains."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from rundertisch.kernel.models import Basis, PersonRecord
from rundertisch.privacy.models.retention import UNTIL_FORGOTTEN


class ForgetReason(models.TextChoices):
    """Why somebody is forgotten; chosen, not written, so that no name slips into a receipt."""

    ASKED = "ASKED", "die Person hat es verlangt (Art. 17 DSGVO)"
    PERIOD_OVER = "PERIOD_OVER", "die Aufbewahrungsfrist ist abgelaufen"
    UNLAWFUL = "UNLAWFUL", "die Angaben hätten nicht gespeichert werden dürfen"


class Receipt(models.Model):
    """Quittung: what was forgotten, signed; counts and digests only, nothing that was forgotten.

    ``search`` (salt and digests) goes when the last backup has died; the signature still holds.
    """

    number = models.PositiveIntegerField("Nummer", unique=True)
    person_kind = models.CharField("Art", max_length=40)
    made_at = models.DateTimeField("vergessen am")
    backups_until = models.DateField("letzte Sicherung stirbt am")
    statement = models.TextField("Erklärung")
    signature = models.CharField("Unterschrift", max_length=128)
    search = models.JSONField("Suchteil", null=True, blank=True)

    class Meta:
        verbose_name = "Quittung"

    def __str__(self) -> str:
        return f"Quittung {self.number}"


class ForgetRequest(PersonRecord):
    """Auftrag zum Vergessen: who asked for it and why; once done it only points to the receipt."""

    purpose = "Nachweis, wer das Löschen veranlasst hat"
    basis = Basis.LAW
    legal_basis = "Art. 5 Abs. 2, Art. 17 DSGVO (nicht verifiziert)"
    keep_for = "die Kennung bis zum Vergessen; der Rest wie die Quittung"

    about_kind = models.CharField("Art", max_length=40)
    about_id = models.CharField("Kennung", max_length=80, blank=True)
    reason = models.CharField("Grund", max_length=12, choices=ForgetReason)
    asked_at = models.DateTimeField("veranlasst", db_default=Now())
    by = models.ForeignKey(
        "accounts.Seat", models.PROTECT, null=True, blank=True, related_name="+"
    )  # null: the nightly job
    receipt = models.ForeignKey(
        Receipt, models.PROTECT, null=True, blank=True, related_name="requests"
    )
    refused = models.TextField("abgelehnt, weil", blank=True)

    class Meta:
        verbose_name = "Auftrag zum Vergessen"
        constraints = [
            models.CheckConstraint(
                condition=Q(receipt=None) | Q(about_id=""), name="done_request_names_nobody"
            ),
        ]

    def __str__(self) -> str:
        return f"Auftrag {self.pk}"


class DueNotice(PersonRecord):
    """Ankündigung: whoever answers for a record is told before its period is over."""

    purpose = "Rechtzeitig ankündigen, dass Angaben gelöscht werden"
    basis = Basis.LAW
    legal_basis = "Art. 5 Abs. 1 lit. e DSGVO (nicht verifiziert)"
    keep_for = UNTIL_FORGOTTEN

    about_kind = models.CharField("Art", max_length=40)
    about_id = models.CharField("Kennung", max_length=80)
    due_on = models.DateField("fällig am")
    told_on = models.DateField("angekündigt am")

    class Meta:
        verbose_name = "Ankündigung des Löschens"
        constraints = [
            models.UniqueConstraint(fields=["about_kind", "about_id"], name="one_notice_each"),
        ]

    def __str__(self) -> str:
        return f"fällig am {self.due_on:%d.%m.%Y}"
