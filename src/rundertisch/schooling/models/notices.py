# SPDX-License-Identifier: EUPL-1.2
"""What a family is told in writing, and on which ground it may be told otherwise afterwards."""

from django.db import models
from django.db.models import F, Q

from rundertisch.kernel import languages
from rundertisch.kernel.models import Basis, DatedFact, PersonRecord
from rundertisch.schooling.models.children import Child
from rundertisch.schooling.models.placements import (
    LEGAL_BASIS,
    PURPOSE,
    WITH_THE_CHILD,
    Placement,
)
from rundertisch.schooling.models.schools import AuthorityKind


class NoticeRule(DatedFact):
    """Angaben für Bescheide: what an authority's notices say about itself and the remedy.

    ``months`` is the period for an objection (§ 70 VwGO), ``post_days`` after how many days a
    posted notice counts as received (§ 41 Abs. 2 VwVfG NRW), ``decide_months`` until when an
    objection is to be decided (§ 75 VwGO), ``court_months`` how long the family may sue after that
    (§ 74 VwGO). ``upper_kind`` decides on the objection (§ 73 VwGO).
    """

    authority_kind = models.CharField("Schulaufsicht", max_length=20, choices=AuthorityKind)
    office = models.CharField("Behörde", max_length=200)
    street = models.CharField("Straße und Hausnummer", max_length=200)
    postcode = models.CharField("Postleitzahl", max_length=5)
    town = models.CharField("Ort", max_length=100)
    upper_kind = models.CharField(
        "entscheidet über den Widerspruch", max_length=20, choices=AuthorityKind
    )
    upper_office = models.CharField("Widerspruchsbehörde", max_length=200)
    months = models.PositiveSmallIntegerField("Widerspruchsfrist (Monate)", default=1)
    post_days = models.PositiveSmallIntegerField("Postweg (Tage)", default=4)
    decide_months = models.PositiveSmallIntegerField("Entscheidung binnen (Monaten)", default=3)
    court_months = models.PositiveSmallIntegerField("Klagefrist (Monate)", default=1)
    entered_by = models.ForeignKey(
        "accounts.Seat", models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            *DatedFact.Meta.constraints,
            models.CheckConstraint(
                condition=Q(months__gte=1, months__lte=12)
                & Q(post_days__lte=14)
                & Q(decide_months__gte=1, decide_months__lte=12)
                & Q(court_months__gte=1, court_months__lte=12),
                name="notice_rule_within_a_year",
            ),
            models.UniqueConstraint(
                fields=["authority_kind", "starts_on"], name="one_notice_rule_per_day"
            ),
        ]

    def __str__(self) -> str:
        return self.office


class WithdrawalGround(DatedFact):
    """Aufhebungsgrund: on which ground an announced place may be taken back (§§ 48, 49 VwVfG)."""

    code = models.CharField("Kürzel", max_length=40)
    sentence = models.CharField("Grund", max_length=300)
    law = models.CharField("Vorschrift", max_length=200)

    class Meta:
        constraints = [
            *DatedFact.Meta.constraints,
            models.UniqueConstraint(
                fields=["code", "starts_on"], name="one_withdrawal_ground_per_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sentence} ({self.law})"


class NoticeKind(models.TextChoices):
    """What a notice decides."""

    ALLOCATION = "ALLOCATION", "Zuweisung"
    NEW_DECISION = "NEW_DECISION", "neue Entscheidung"
    WITHDRAWAL = "WITHDRAWAL", "Rücknahme"


class Handing(models.TextChoices):
    """How a notice reached the family."""

    PERSONALLY = "PERSONALLY", "persönlich übergeben"
    POST = "POST", "mit der Post"


class Notice(PersonRecord):
    """Bescheid: what the authority decided about a child, frozen as the family reads it.

    ``text`` is the binding German text without any address of the family; ``told`` holds what
    the attached translation says. The envelope's address is looked up when it is printed, and
    never for a protected home. ``announced_on`` is the day from which the objection period runs
    (Bekanntgabe): the day it was handed over, or counts as received by post.
    """

    purpose = PURPOSE
    basis = Basis.LAW
    legal_basis = LEGAL_BASIS
    keep_for = WITH_THE_CHILD

    child = models.ForeignKey(Child, models.CASCADE, related_name="notices")
    placement = models.ForeignKey(Placement, models.CASCADE, related_name="notices")
    kind = models.CharField("Art", max_length=12, choices=NoticeKind)
    replaces = models.OneToOneField(
        "self", models.CASCADE, null=True, blank=True, related_name="replaced_by"
    )
    ground = models.ForeignKey(
        WithdrawalGround, models.PROTECT, null=True, blank=True, related_name="+"
    )
    authority_kind = models.CharField("Schulaufsicht", max_length=20, choices=AuthorityKind)
    decided_by = models.CharField("entschieden von", max_length=400)
    made_on = models.DateField("Datum des Bescheids")
    by = models.ForeignKey("accounts.Seat", models.PROTECT, related_name="+")
    text = models.TextField("Wortlaut")
    told = models.JSONField("Angaben für die Übersetzung", default=dict)
    language = models.CharField("Sprache der Übersetzung", max_length=2, blank=True)
    handed = models.CharField("Übergabe", max_length=10, choices=Handing, blank=True)
    handed_on = models.DateField("übergeben oder zur Post gegeben am", null=True, blank=True)
    handed_by = models.ForeignKey(
        "accounts.Seat", models.PROTECT, null=True, blank=True, related_name="+"
    )
    announced_on = models.DateField("bekannt gegeben am", null=True, blank=True)
    objection_until = models.DateField("Widerspruch bis", null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="ALLOCATION") | Q(ground__isnull=False, replaces__isnull=False),
                name="new_decision_cites_its_ground",
            ),
            models.CheckConstraint(
                condition=Q(
                    handed="",
                    handed_on=None,
                    handed_by=None,
                    announced_on=None,
                    objection_until=None,
                )
                | Q(
                    handed__in=Handing.values,
                    handed_on__gte=F("made_on"),
                    handed_by__isnull=False,
                    announced_on__gte=F("handed_on"),
                    objection_until__gt=F("announced_on"),
                ),
                name="notice_handed_over_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["placement", "kind"], name="one_notice_of_a_kind_per_place"
            ),
        ]
        indexes = [models.Index(fields=["child", "-id"], name="newest_notice_first")]

    def __str__(self) -> str:
        return f"Bescheid {self.reference}"

    @property
    def language_name(self) -> str:
        """The language of the translation behind it, in words."""
        found = (one.name for one in languages.LANGUAGES if one.code == self.language)
        return next(found, "keine, nur Deutsch")

    @property
    def translation_reviewed(self) -> bool:
        """Whether a person has read every sentence of the translation behind it."""
        return languages.reviewed(self.language or languages.SOURCE)

    @property
    def reference(self) -> str:
        """The number under which offices speak of it, e.g. 17/2026; it names nobody."""
        return f"{self.pk}/{self.made_on.year}"
