# SPDX-License-Identifier: EUPL-1.2
"""The facts of partners: organisations at the table and what each is competent for."""

from django.db import models
from django.db.models import F, Q

from rundertisch.kernel.models import DatedFact


class PartnerKind(models.TextChoices):
    """What kind of organisation sits at the table."""

    INTEGRATION_CENTRE = "INTEGRATION_CENTRE", "Kommunales Integrationszentrum"
    SCHULAMT = "SCHULAMT", "Schulamt (untere Schulaufsicht)"
    BEZIRKSREGIERUNG = "BEZIRKSREGIERUNG", "Bezirksregierung (obere Schulaufsicht)"
    TOWN_SCHOOL_OFFICE = "TOWN_SCHOOL_OFFICE", "Schulverwaltungsamt der Stadt"
    SCHOOL = "SCHOOL", "Schule"
    JOB_CENTRE = "JOB_CENTRE", "Jobcenter"
    HEALTH_OFFICE = "HEALTH_OFFICE", "Gesundheitsamt"
    YOUTH_OFFICE = "YOUTH_OFFICE", "Jugendamt"
    IMMIGRATION_OFFICE = "IMMIGRATION_OFFICE", "Ausländerbehörde"
    WELFARE = "WELFARE", "Freie Wohlfahrtspflege"
    TOWN = "TOWN", "Stadtverwaltung"
    OTHER = "OTHER", "sonstiger Partner"


class Partner(models.Model):
    """Partner: an organisation at the table, never a person."""

    kind = models.CharField("Art", max_length=30, choices=PartnerKind)
    name = models.CharField("Name", max_length=200)
    place = models.ForeignKey(
        "places.Place",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="partners",
        verbose_name="Ort",
    )
    sensitive = models.BooleanField(
        # health, debts, addiction, shelter from violence: the name is the what
        "der Name verrät, worum es geht",
        default=False,
        db_default=False,
    )
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="parts", verbose_name="Teil von"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=PartnerKind.values), name="partner_kind_known"
            ),
            models.UniqueConstraint(fields=["kind", "name"], name="one_partner_of_a_name"),
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=F("id")), name="partner_not_part_of_itself"
            ),
            models.CheckConstraint(
                # without a town nobody could say whose children such an office may see
                condition=~Q(kind="TOWN_SCHOOL_OFFICE") | Q(place__isnull=False),
                name="town_school_office_has_a_place",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name_tells(self) -> bool:
        """Whether the name says what somebody needs; a health office's always does."""
        return self.sensitive or self.kind == PartnerKind.HEALTH_OFFICE


class Competence(DatedFact):
    """Zuständigkeit: who decides or pays for what, where, from when on, and who says so."""

    partner = models.ForeignKey(
        Partner, models.PROTECT, related_name="competences", verbose_name="Partner"
    )
    matter = models.CharField("wofür", max_length=200)
    place = models.ForeignKey(
        "places.Place",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="competences",
        verbose_name="wo",
        help_text="ohne Ort: im ganzen Kreis",
    )

    class Meta(DatedFact.Meta):
        constraints = [
            *DatedFact.Meta.constraints,
            models.UniqueConstraint(
                fields=["partner", "matter", "place", "starts_on"],
                nulls_distinct=False,
                name="competence_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.matter}: {self.partner}"
