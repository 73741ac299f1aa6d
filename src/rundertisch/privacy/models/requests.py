# SPDX-License-Identifier: EUPL-1.2
"""What a person asks for about their own data, and until when it must be answered."""

from django.db import models
from django.db.models import F, Q

from rundertisch.kernel.models import Basis, PersonRecord


class RequestKind(models.TextChoices):
    """Which right is used."""

    CORRECTION = "CORRECTION", "Berichtigung (Art. 16)"
    RESTRICTION = "RESTRICTION", "Einschränkung (Art. 18)"
    OBJECTION = "OBJECTION", "Widerspruch (Art. 21)"
    DELETION = "DELETION", "Löschung (Art. 17)"


class RequestOutcome(models.TextChoices):
    """What came of it; a refusal says why and where to complain."""

    GRANTED = "GRANTED", "ganz entsprochen"
    PARTLY = "PARTLY", "zum Teil entsprochen"
    REFUSED = "REFUSED", "abgelehnt"


class SubjectRequest(PersonRecord):
    """Antrag einer betroffenen Person: to be answered within one month (DSGVO Art. 12 Abs. 3).

    ``subject_id`` has no foreign key: the request goes with the subject by a trigger (0003).
    """

    purpose = "Anträge der Personen zu ihren Daten beantworten und das nachweisen"
    basis = Basis.LAW
    legal_basis = "Art. 6 Abs. 1 lit. c i. V. m. Art. 12, 16 bis 21 DSGVO (nicht verifiziert)"
    keep_for = "so lange wie der Datensatz, um den es geht"

    subject_id = models.UUIDField("betroffene Person")
    kind = models.CharField("Art", max_length=11, choices=RequestKind)
    words = models.TextField("in eigenen Worten", max_length=2000, blank=True)
    language = models.CharField("Sprache", max_length=5)
    received_on = models.DateField("eingegangen am")
    due_on = models.DateField("zu beantworten bis")
    answered_on = models.DateField("beantwortet am", null=True, blank=True)
    outcome = models.CharField("Ergebnis", max_length=8, choices=RequestOutcome, blank=True)
    answer = models.TextField("Antwort", max_length=2000, blank=True)
    answered_by = models.ForeignKey(
        "accounts.Seat", models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "Antrag einer betroffenen Person"
        indexes = [models.Index(fields=["subject_id"], name="privacy_requests_of_whom")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=RequestKind.values), name="privacy_request_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(due_on__gt=F("received_on")), name="request_due_after_receipt"
            ),
            models.CheckConstraint(
                condition=Q(answered_on=None, answered_by=None, outcome="", answer="")
                | Q(answered_on__isnull=False, answered_by__isnull=False)
                & Q(outcome__in=RequestOutcome.values)
                & ~Q(answer=""),
                name="request_answered_in_words",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} vom {self.received_on:%d.%m.%Y}"
