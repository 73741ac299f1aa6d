# SPDX-License-Identifier: EUPL-1.2
"""What parents and child wish, what the centre recommends, and that the family was heard.

A hearing is never changed: what is wrong is said in a new one. Without it no seat is signed
(migration 0030).
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from rundertisch.kernel.models import Basis, PersonRecord
from rundertisch.schooling.models.children import Child
from rundertisch.schooling.models.placements import LEGAL_BASIS, PURPOSE, WITH_THE_CHILD
from rundertisch.schooling.models.schools import FIRST_GRADE, LATEST_GRADE, GroupKind, School


class Whom(models.TextChoices):
    """Who was asked."""

    PARENTS = "PARENTS", "die Eltern"
    CHILD = "CHILD", "das Kind"


class AskedWish(PersonRecord):
    """Erfragter Wunsch: parents and child were each asked; "no wish" is an answer as well.

    The schools the family names together, by rank, are `Wish`; they are what a proposal reads.
    """

    purpose = PURPOSE
    basis = Basis.LAW
    legal_basis = LEGAL_BASIS
    keep_for = WITH_THE_CHILD

    child = models.ForeignKey(Child, models.CASCADE, related_name="asked_wishes")
    whom = models.CharField("gefragt", max_length=7, choices=Whom)
    asked_on = models.DateField("gefragt am")
    none = models.BooleanField("kein Wunsch", default=False)
    school = models.ForeignKey(
        School, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="Schule"
    )
    words = models.CharField("in eigenen Worten", max_length=300, blank=True)
    by = models.ForeignKey("accounts.Seat", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "erfragter Wunsch"
        constraints = [
            models.UniqueConstraint(fields=["child", "whom"], name="everybody_asked_once"),
            models.CheckConstraint(condition=Q(whom__in=Whom.values), name="asked_whom_known"),
            models.CheckConstraint(
                condition=Q(none=False) | Q(school=None), name="no_wish_names_no_school"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_whom_display()}: {self.said}"

    @property
    def said(self) -> str:
        """What was answered, in a few words."""
        if self.none:
            return "kein Wunsch"
        parts = [self.school.name if self.school else "", self.words]
        return "; ".join(part for part in parts if part) or "siehe Wünsche"


class Hearing(PersonRecord):
    """Anhörung (§ 28 VwVfG NRW): the family could say what matters before anybody decides."""

    purpose = PURPOSE
    basis = Basis.LAW
    legal_basis = "Art. 6 Abs. 1 lit. e DSGVO i. V. m. § 28 VwVfG NRW (nicht verifiziert)"
    keep_for = WITH_THE_CHILD

    child = models.ForeignKey(Child, models.CASCADE, related_name="hearings")
    held_on = models.DateField("angehört am")
    language = models.CharField("gesprochen in", max_length=60)
    interpreter = models.BooleanField("mit Sprachmittlung", default=False)
    wishes = models.CharField("Wünsche an diesem Tag", max_length=1500)
    words = models.CharField("Was der Familie wichtig ist", max_length=1000, blank=True)
    by = models.ForeignKey("accounts.Seat", models.PROTECT, related_name="+")
    by_name = models.CharField("angehört von", max_length=200)

    class Meta:
        verbose_name = "Anhörung"
        constraints = [
            models.CheckConstraint(condition=~Q(language=""), name="hearing_names_its_language"),
        ]

    def __str__(self) -> str:
        return f"Anhörung am {self.held_on:%d.%m.%Y}"


class SchoolRecommendation(PersonRecord):
    """Schulempfehlung: what the centre thinks fits; not a decision, and never a special school."""

    purpose = PURPOSE
    basis = Basis.LAW
    legal_basis = LEGAL_BASIS
    keep_for = WITH_THE_CHILD

    child = models.ForeignKey(Child, models.CASCADE, related_name="recommendations")
    given_on = models.DateField("empfohlen am")
    forms = ArrayField(models.CharField(max_length=80), verbose_name="Schulformen")
    grade = models.PositiveSmallIntegerField("Klasse")
    group_kind = models.CharField("Lerngruppe", max_length=10, choices=GroupKind)
    words = models.CharField("Begründung", max_length=500)
    by = models.ForeignKey("accounts.Seat", models.PROTECT, related_name="+")
    by_name = models.CharField("empfohlen von", max_length=200)

    class Meta:
        verbose_name = "Schulempfehlung"
        constraints = [
            models.CheckConstraint(
                condition=Q(grade__gte=FIRST_GRADE, grade__lte=LATEST_GRADE),
                name="recommended_grade_1_to_13",
            ),
            models.CheckConstraint(
                condition=Q(forms__len__gte=1) & ~Q(words=""),
                name="recommendation_says_what_and_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{', '.join(self.forms)}, Klasse {self.grade}, {self.get_group_kind_display()}"
