# SPDX-License-Identifier: EUPL-1.2
"""Schools, their groups with free seats, and which authority decides about them."""

from django.db import models
from django.db.models import F, Q

from rundertisch.kernel.models import DatedFact

FIRST_GRADE, LATEST_GRADE = 1, 13


class Assignable(models.TextChoices):
    """Whether a plan may seat a child at this school."""

    YES = "YES", "ja"
    NAMED = "NAMED", "nur wenn die Familie diese Schule nennt"
    NO = "NO", "nein, nie durch einen Vorschlag"


class GroupKind(models.TextChoices):
    """What a learning group is for (Runderlass Deutschförderung, BASS 13-63 Nr. 3)."""

    LITERACY = "LITERACY", "Erstalphabetisierung"
    LANGUAGE = "LANGUAGE", "Deutschfördergruppe"
    REGULAR = "REGULAR", "Regelklasse"


class AuthorityKind(models.TextChoices):
    """The two school supervisory authorities (untere und obere Schulaufsicht)."""

    SCHULAMT = "SCHULAMT", "Schulamt"
    BEZIRKSREGIERUNG = "BEZIRKSREGIERUNG", "Bezirksregierung"


class School(models.Model):
    """Schule: where a child may sit. Special and hospital schools are never assignable."""

    number = models.CharField("Schulnummer", max_length=20, unique=True)
    name = models.CharField("Name", max_length=200)
    form = models.CharField("Schulform", max_length=80)
    partner = models.OneToOneField(
        "partners.Partner", models.PROTECT, null=True, blank=True, related_name="school"
    )
    town = models.ForeignKey("places.Place", models.PROTECT, related_name="schools")
    street = models.CharField("Straße und Hausnummer", max_length=200, blank=True)
    postcode = models.CharField("Postleitzahl", max_length=5, blank=True)
    lat = models.FloatField(null=True, blank=True)
    lon = models.FloatField(null=True, blank=True)
    newcomer_cap = models.PositiveIntegerField("Obergrenze neuer Kinder", null=True, blank=True)
    cap_ref = models.CharField("Beschluss zur Obergrenze", max_length=200, blank=True)
    cap_decided_on = models.DateField("Obergrenze beschlossen am", null=True, blank=True)
    assignable = models.CharField(max_length=5, choices=Assignable, default=Assignable.YES)
    assignable_reason = models.CharField(max_length=300, blank=True)
    rules_verified_on = models.DateField("Regeln geprüft am", null=True, blank=True)
    pupils = models.PositiveIntegerField("Schülerzahl (gerundet)", null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(assignable__in=Assignable.values), name="school_assignable_known"
            ),
            models.CheckConstraint(
                condition=Q(assignable="NO") | ~Q(form__istartswith="förderschule"),
                name="special_school_never_assignable",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Supervision(DatedFact):
    """Which authority decides about places in a school form, from when on (dated data)."""

    form = models.CharField("Schulform", max_length=80)
    authority_kind = models.CharField(max_length=20, choices=AuthorityKind)
    grade_from = models.PositiveSmallIntegerField("ab Klasse")
    grade_to = models.PositiveSmallIntegerField("bis Klasse")

    class Meta:
        constraints = [
            *DatedFact.Meta.constraints,
            models.CheckConstraint(
                condition=Q(grade_from__gte=FIRST_GRADE, grade_to__lte=LATEST_GRADE)
                & Q(grade_from__lte=F("grade_to")),
                name="supervision_grades_in_order",
            ),
            models.UniqueConstraint(
                fields=["form", "authority_kind", "starts_on"], name="one_supervision_per_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.form}: {self.get_authority_kind_display()}"


class Group(models.Model):
    """Lerngruppe: a group at a school with the seats that are free now."""

    school = models.ForeignKey(School, models.CASCADE, related_name="groups")
    kind = models.CharField(max_length=10, choices=GroupKind, default=GroupKind.LANGUAGE)
    grade_from = models.PositiveSmallIntegerField("ab Klasse")
    grade_to = models.PositiveSmallIntegerField("bis Klasse")
    integrated = models.BooleanField(
        # „innere Differenzierung“: the children sit in regular classes from their first day on
        "integriert in Regelklassen",
        default=False,
        db_default=False,
    )
    free_seats = models.PositiveIntegerField("freie Plätze")
    counted_on = models.DateField("Stand")
    approved_until = models.DateField("genehmigt bis einschließlich", null=True, blank=True)
    review_on = models.DateField("zu überprüfen am", null=True, blank=True)
    approval_ref = models.CharField("Genehmigung", max_length=200, blank=True, db_default="")
    next_seats = models.PositiveIntegerField(
        "freie Plätze im nächsten Schuljahr", null=True, blank=True
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(grade_from__gte=FIRST_GRADE, grade_to__lte=LATEST_GRADE)
                & Q(grade_from__lte=F("grade_to")),
                name="group_grades_in_order",
            ),
            models.CheckConstraint(
                condition=Q(approved_until=None) | ~Q(approval_ref=""),
                name="approval_names_who_gave_it",
            ),
            models.CheckConstraint(
                condition=~Q(kind="REGULAR", integrated=True), name="regular_class_is_no_group"
            ),
            models.UniqueConstraint(
                fields=["school", "kind", "integrated", "grade_from", "grade_to"],
                name="one_group_of_a_kind",
            ),
        ]

    def __str__(self) -> str:
        form = ", integriert" if self.integrated else ""
        return f"{self.get_kind_display()} {self.grades}{form}"

    @property
    def separate(self) -> bool:
        """Whether its children are taught apart and still wait for a regular class."""
        return self.kind != GroupKind.REGULAR and not self.integrated

    @property
    def grades(self) -> str:
        """The grades as people say them: Klasse 5, Klasse 5–6."""
        if self.grade_from == self.grade_to:
            return f"Klasse {self.grade_from}"
        return f"Klasse {self.grade_from}–{self.grade_to}"
