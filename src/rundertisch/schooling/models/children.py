# SPDX-License-Identifier: EUPL-1.2
"""Children who wait, their families, the forms that are allowed and the schools they wish."""

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Least

from rundertisch.kernel.models import Basis, PersonRecord
from rundertisch.schooling.models.placements import (
    LEGAL_BASIS,
    PURPOSE,
    WITH_THE_CHILD,
    Placement,
)
from rundertisch.schooling.models.schools import FIRST_GRADE, LATEST_GRADE, School


class Family(PersonRecord):
    """Geschwister who wait together. No names, no further relatives: not a network of persons."""

    purpose = "Geschwister an dieselbe Schule vermitteln"
    basis = Basis.LAW
    legal_basis = "Art. 6 Abs. 1 lit. e DSGVO i. V. m. § 46 SchulG NRW (nicht verifiziert)"
    keep_for = "bis kein Kind der Familie mehr geführt wird"

    reference = models.CharField("Kennzeichen", max_length=60, unique=True)

    def __str__(self) -> str:
        return self.reference


def called(first_name: str, family_name: str, *, reference: str) -> str:
    """Return how a child is called: by its name, else by its reference."""
    return f"{first_name} {family_name}".strip() or f"Kind {reference}"


def grades_in_words(grade: int, grade_to: int | None) -> str:
    """Return a grade as counsellors say it; a range is still open."""
    return f"{grade}–{grade_to}" if grade_to else str(grade)


def waits_on(on: dt.date) -> Q:
    """Ask of a child whether it waits: reported, and without a place that an authority signed."""
    seated = Placement.objects.filter(child=models.OuterRef("pk")).signed(on=on)
    return Q(_reported_on(on), ~models.Exists(seated))


def _reported_on(on: dt.date) -> Q:
    return Q(reported_on__lte=on) & (Q(left_on=None) | Q(left_on__gt=on))


class ChildQuerySet(models.QuerySet["Child"]):
    """Filters on children; each name is an adjective."""

    def reported(self, *, on: dt.date) -> "ChildQuerySet":
        """Known on that day and not gone again."""
        return self.filter(_reported_on(on))

    def waiting(self, *, on: dt.date) -> "ChildQuerySet":
        """Reported and without a place that an authority has signed."""
        return self.filter(waits_on(on))

    def in_separate_group(self, *, on: dt.date) -> "ChildQuerySet":
        """In a separate group and still waiting for a regular class, ``in_group_since`` a day."""
        places = Placement.objects.filter(child=models.OuterRef("pk")).separate(on=on)
        since = models.Subquery(places.values(since=models.F("in_group_since"))[:1])
        return self.reported(on=on).annotate(in_group_since=since).exclude(in_group_since=None)

    def uncounselled(self, *, on: dt.date) -> "ChildQuerySet":
        """Not counselled yet on that day."""
        return self.filter(Q(counselled_on=None) | Q(counselled_on__gt=on))

    def counselled(self, *, on: dt.date) -> "ChildQuerySet":
        """Counselled on or before that day."""
        return self.filter(counselled_on__lte=on)

    def in_place(self, key: str) -> "ChildQuerySet":
        """Living in the town with this official key (AGS)."""
        return self.filter(home_town__key=key)


class Child(PersonRecord):
    """Seiteneinsteiger: a newly arrived child who needs a school place."""

    purpose = PURPOSE
    basis = Basis.LAW
    legal_basis = LEGAL_BASIS
    keep_for = "zwei Jahre nach dem ersten Schultag oder dem Wegzug (Vorgabe, nicht verifiziert)"

    subject = models.OneToOneField(
        # the database makes it with the child and never lets it be exchanged (migration 0013)
        "privacy.Subject",
        models.PROTECT,
        related_name="+",
        verbose_name="betroffene Person",
        editable=False,
    )
    reference = models.CharField("Kennzeichen", max_length=60, unique=True)
    first_name = models.CharField("Vorname", max_length=100, blank=True)
    family_name = models.CharField("Nachname", max_length=100, blank=True)
    born_on = models.DateField("geboren am", null=True, blank=True)
    grade = models.PositiveSmallIntegerField("Klasse")
    grade_to = models.PositiveSmallIntegerField("bis Klasse", null=True, blank=True)
    home_town = models.ForeignKey("places.Place", models.PROTECT, related_name="+")
    street = models.CharField("Straße", max_length=200, blank=True)
    house_number = models.CharField("Hausnummer", max_length=20, blank=True)
    postcode = models.CharField("Postleitzahl", max_length=5, blank=True)
    lat = models.FloatField(null=True, blank=True)
    lon = models.FloatField(null=True, blank=True)
    address_protected = models.BooleanField("Adresse geschützt (§ 51 BMG)", default=False)
    registered_on = models.DateField("im Kreis angemeldet am", null=True, blank=True)
    latest_school_day_on = models.DateField("letzter Schultag anderswo", null=True, blank=True)
    waited_since = models.DateField(
        # Shown by a school passport or any other paper; it says nothing about where
        "wartet nachweislich seit",
        null=True,
        blank=True,
    )
    reported_on = models.DateField("gemeldet am")
    waits_again_on = models.DateField(
        # Only after a place that was taken up and ended, e.g. from grade 4 to 5; never by a move
        "wartet wieder seit",
        null=True,
        blank=True,
    )
    waiting_since = models.GeneratedField(
        # The earliest known day; a move inside the district or a missed appointment never resets it
        expression=Coalesce(
            "waits_again_on",
            Least("registered_on", "latest_school_day_on", "waited_since", "reported_on"),
        ),
        output_field=models.DateField("wartet seit"),
        db_persist=True,
    )
    counselled_on = models.DateField("beraten am", null=True, blank=True)
    needs_literacy = models.BooleanField("braucht Erstalphabetisierung", default=False)
    interpreter_language = models.CharField(
        "Sprachmittlung gewünscht in", max_length=60, blank=True
    )
    family = models.ForeignKey(
        Family, models.SET_NULL, null=True, blank=True, related_name="children"
    )
    left_on = models.DateField("kein Platz mehr nötig ab", null=True, blank=True)
    priority = models.PositiveSmallIntegerField("Härtefall", db_default=0)  # 0-2, before any wait
    priority_ref = models.CharField(
        "Entscheidung zum Härtefall", max_length=200, blank=True, db_default=""
    )
    claim_school = models.ForeignKey(
        # § 46 Abs. 3 SchulG NRW: the nearest primary school of the chosen kind in the own town
        School,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    claim_waived_on = models.DateField("Familie verzichtet am", null=True, blank=True)
    merged_into = models.ForeignKey(
        # Doppelmeldung: this record is closed, the child is led in the other one
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="merged_from",
    )
    version = models.PositiveIntegerField("Stand", default=1)

    objects = ChildQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(grade__gte=FIRST_GRADE, grade__lte=LATEST_GRADE),
                name="child_grade_1_to_13",
            ),
            models.CheckConstraint(
                condition=Q(grade_to=None) | Q(grade_to__gt=F("grade"), grade_to__lte=LATEST_GRADE),
                name="child_grade_range_in_order",
            ),
            models.CheckConstraint(
                condition=Q(priority=0) | Q(priority__lte=2) & ~Q(priority_ref=""),
                name="hardship_is_decided",
            ),
            models.CheckConstraint(
                condition=Q(address_protected=False)
                | Q(street="", house_number="", postcode="") & Q(lat=None, lon=None),
                name="protected_address_not_stored",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | Q(left_on__isnull=False),
                name="merged_record_is_closed",
            ),
        ]
        indexes = [models.Index(fields=["home_town", "reported_on"], name="child_by_town")]

    def __str__(self) -> str:
        return called(self.first_name, self.family_name, reference=self.reference)

    @property
    def grades(self) -> str:
        """The grade as counsellors say it; a range is still open."""
        return grades_in_words(self.grade, self.grade_to)

    def waiting_days(self, *, on: dt.date) -> int:
        """Days waited on that day, at least 0."""
        return max(0, (on - self.waiting_since).days)


class AllowedForm(PersonRecord):
    """Erlaubte Schulform: without such rows any form may be proposed for the child."""

    purpose = PURPOSE
    basis = Basis.LAW
    legal_basis = LEGAL_BASIS
    keep_for = WITH_THE_CHILD

    child = models.ForeignKey(Child, models.CASCADE, related_name="allowed_forms")
    form = models.CharField("Schulform", max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["child", "form"], name="form_allowed_once"),
            models.CheckConstraint(
                condition=~Q(form__istartswith="förderschule"), name="special_school_never_allowed"
            ),
        ]

    def __str__(self) -> str:
        return self.form


class Wish(PersonRecord):
    """Schulwunsch: the family names a school; rank 1 is the dearest."""

    purpose = PURPOSE
    basis = Basis.LAW
    legal_basis = LEGAL_BASIS
    keep_for = WITH_THE_CHILD

    child = models.ForeignKey(Child, models.CASCADE, related_name="wishes")
    school = models.ForeignKey(School, models.CASCADE, related_name="wishes")
    rank = models.PositiveSmallIntegerField("Rang")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["child", "school"], name="school_wished_once"),
            models.UniqueConstraint(fields=["child", "rank"], name="one_wish_per_rank"),
            models.CheckConstraint(condition=Q(rank__in=(1, 2, 3)), name="wish_rank_1_to_3"),
        ]

    def __str__(self) -> str:
        return f"{self.rank}. {self.school}"
