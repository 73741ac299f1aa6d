# SPDX-License-Identifier: EUPL-1.2
"""How long records are kept, and what forbids to forget: duties, legal holds, the archive."""

from django.db import models
from django.db.models import F, Q

from rundertisch.kernel.models import Basis, DatedFact, PersonRecord

LAW = "Art. 5 Abs. 1 lit. e, Art. 17 Abs. 3 DSGVO (nicht verifiziert)"
UNTIL_FORGOTTEN = "bis die Person vergessen ist"


class RetentionKind(models.TextChoices):
    """What a dated rule about keeping says."""

    PERIOD = "PERIOD", "danach wird gelöscht"
    DUTY = "DUTY", "vorher darf nicht gelöscht werden"
    ARCHIVE = "ARCHIVE", "vor dem Löschen dem Archiv anzubieten"


class Unit(models.TextChoices):
    """In what a period is counted."""

    DAY = "DAY", "Tage"
    MONTH = "MONTH", "Monate"
    YEAR = "YEAR", "Jahre"


class Retention(DatedFact):
    """Aufbewahrungsfrist: how long records of one kind are kept, from which event, by which law.

    ``record`` is a model's label (`schooling.Child`) or `backup`. Only a binding rule is applied;
    a rule that nobody has verified lets nobody be forgotten without a person who says so.
    """

    record = models.CharField("Datensatz", max_length=80)
    kind = models.CharField("Art", max_length=8, choices=RetentionKind)
    amount = models.PositiveSmallIntegerField("Dauer", null=True, blank=True)
    unit = models.CharField("gezählt in", max_length=5, choices=Unit, blank=True)
    event = models.CharField("gezählt ab", max_length=40, blank=True)
    law = models.CharField("Vorschrift", max_length=200, blank=True)
    binding = models.BooleanField("gilt hier", default=True)
    entered_by = models.ForeignKey(
        "accounts.Seat", models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "Aufbewahrungsfrist"
        constraints = [
            *DatedFact.Meta.constraints,
            models.CheckConstraint(
                condition=Q(kind="ARCHIVE") | Q(amount__isnull=False) & ~Q(unit=""),
                name="retention_names_its_period",
            ),
            models.UniqueConstraint(
                fields=["record", "kind", "starts_on"], name="one_retention_per_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.record}: {self.get_kind_display()}"

    @property
    def period(self) -> str:
        """The period in words: 2 Jahre, 90 Tage."""
        one = {"DAY": "Tag", "MONTH": "Monat", "YEAR": "Jahr"}
        if self.amount is None:
            return ""
        return (
            f"1 {one[self.unit]}" if self.amount == 1 else f"{self.amount} {Unit(self.unit).label}"
        )


class LegalHold(PersonRecord):
    """Löschsperre: somebody says why a record must not be forgotten yet, until it is lifted."""

    purpose = "Löschen verhindern, solange ein Verfahren die Angaben braucht"
    basis = Basis.LAW
    legal_basis = "Art. 17 Abs. 3 lit. b, e, Art. 18 DSGVO (nicht verifiziert)"
    keep_for = UNTIL_FORGOTTEN

    about_kind = models.CharField("Art", max_length=40)
    about_id = models.CharField("Kennung", max_length=80)
    why = models.CharField("Grund", max_length=300)
    since = models.DateField("seit")
    until = models.DateField("bis vor", null=True, blank=True)
    set_by = models.ForeignKey("accounts.Seat", models.PROTECT, related_name="+")
    lifted_on = models.DateField("aufgehoben am", null=True, blank=True)
    lifted_by = models.ForeignKey(
        "accounts.Seat", models.PROTECT, null=True, blank=True, related_name="+"
    )
    lifted_why = models.CharField("Grund der Aufhebung", max_length=300, blank=True)

    class Meta:
        verbose_name = "Löschsperre"
        indexes = [models.Index(fields=["about_kind", "about_id"], name="privacy_hold_about")]
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=F("since")), name="hold_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(lifted_on=None, lifted_by=None, lifted_why="")
                | Q(lifted_on__isnull=False, lifted_by__isnull=False) & ~Q(lifted_why=""),
                name="hold_lifted_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"Löschsperre seit {self.since:%d.%m.%Y}"


class ArchiveAnswer(models.TextChoices):
    """What the archive answered to an offer."""

    NOT_WANTED = "NOT_WANTED", "nicht archivwürdig"
    WANTED = "WANTED", "wird übernommen"


class ArchiveOffer(PersonRecord):
    """Anbietung: records were offered to the archive before they go; without an id, all of a kind.

    An answer for all records of a kind ends with ``ends_on``: the archive may change its mind.
    """

    purpose = "Nachweis, dass dem Archiv vor dem Löschen angeboten wurde"
    basis = Basis.LAW
    legal_basis = "§ 4 ArchivG NRW, § 9 Abs. 3 VO-DV I NRW (nicht verifiziert)"
    keep_for = UNTIL_FORGOTTEN

    about_kind = models.CharField("Art", max_length=40)
    about_id = models.CharField("Kennung", max_length=80, blank=True)
    offered_on = models.DateField("angeboten am")
    answer = models.CharField("Antwort", max_length=10, choices=ArchiveAnswer, blank=True)
    answered_on = models.DateField("beantwortet am", null=True, blank=True)
    handed_over_on = models.DateField("übergeben am", null=True, blank=True)
    ends_on = models.DateField("gilt bis vor", null=True, blank=True)
    words = models.CharField("Zeichen des Archivs", max_length=200, blank=True)
    by = models.ForeignKey("accounts.Seat", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "Anbietung an das Archiv"
        indexes = [models.Index(fields=["about_kind", "about_id"], name="privacy_offer_about")]
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="", answered_on=None) | Q(answered_on__gte=F("offered_on")),
                name="archive_answers_after_the_offer",
            ),
            models.CheckConstraint(
                condition=Q(handed_over_on=None) | Q(answer="WANTED"),
                name="handed_over_what_was_wanted",
            ),
        ]

    def __str__(self) -> str:
        return f"angeboten am {self.offered_on:%d.%m.%Y}"
