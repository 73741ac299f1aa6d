# SPDX-License-Identifier: EUPL-1.2
"""Documents that go along with a referral."""

from django.db import models
from django.db.models import Q

from rundertisch.cases.models.needs import Kept
from rundertisch.cases.models.referrals import Referral
from rundertisch.kernel import papers
from rundertisch.privacy.models import DataClass

MOST_BYTES = 5_000_000  # a page as a good photograph has about 3 MB


class PaperKind(models.TextChoices):
    """What kind of document it is, as its content says."""

    PDF = papers.PDF, "PDF"
    JPEG = papers.JPEG, "JPEG"
    PNG = papers.PNG, "PNG"


class Attachment(Kept):
    """Anhang: a copy of a document that goes along with a referral; a class table (DOCUMENT).

    The receiver reads it while the referral is open and the person's consent names documents.
    ``content`` is locked (`kernel.safekeeping`). The name of the file is not kept: it often names
    the person. The copy is deleted some months after the end of the referral (`privacy.Retention`).
    """

    keep_for = "6 Monate nach dem Ende der Vermittlung (Vorgabe, nicht verifiziert)"
    data_class = DataClass.DOCUMENT

    referral = models.ForeignKey(Referral, models.CASCADE, related_name="attachments")
    title = models.CharField("was es ist", max_length=80)
    content = models.BinaryField("Inhalt, verschlossen")
    content_type = models.CharField("Art", max_length=15, choices=PaperKind)
    size = models.PositiveIntegerField("Größe in Byte")
    attached_on = models.DateField("angehängt am")
    attached_by = models.ForeignKey("accounts.Seat", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "Anhang"
        constraints = [
            models.CheckConstraint(
                condition=Q(content_type__in=PaperKind.values)
                & Q(size__gt=0, size__lte=MOST_BYTES)
                & ~Q(title=""),
                name="cases_attachment_is_a_document",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def file_name(self) -> str:
        """How the file is called when somebody takes it along: a number, no name."""
        return f"anhang-{self.pk}.{papers.ENDINGS[self.content_type]}"

    @property
    def kilobytes(self) -> int:
        """The size, rounded up."""
        return -(-self.size // 1000)
