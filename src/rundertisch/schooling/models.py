# SPDX-License-Identifier: EUPL-1.2
"""The facts of schooling: schools and their groups, children who wait, proposals.

What hangs on a child is guarded by row rules in PostgreSQL (migration 0003). Residence status,
origin, language of origin and religion have no column here, on purpose.
"""

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Least

from rundertisch.kernel.models import DatedFact, PersonRecord

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
    assignable = models.CharField(max_length=5, choices=Assignable, default=Assignable.YES)
    assignable_reason = models.CharField(max_length=300, blank=True)
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
    free_seats = models.PositiveIntegerField("freie Plätze")
    regular_seats = models.PositiveIntegerField("Plätze in Regelklassen", null=True, blank=True)
    counted_on = models.DateField("Stand")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(grade_from__gte=FIRST_GRADE, grade_to__lte=LATEST_GRADE)
                & Q(grade_from__lte=F("grade_to")),
                name="group_grades_in_order",
            ),
            models.UniqueConstraint(
                fields=["school", "kind", "grade_from", "grade_to"], name="one_group_of_a_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.grades}"

    @property
    def grades(self) -> str:
        """The grades as people say them: Klasse 5, Klasse 5–6."""
        if self.grade_from == self.grade_to:
            return f"Klasse {self.grade_from}"
        return f"Klasse {self.grade_from}–{self.grade_to}"


class Family(PersonRecord):
    """Geschwister who wait together. No names, no further relatives: not a network of persons."""

    purpose = "Geschwister an dieselbe Schule vermitteln"
    legal_basis = "Art. 6 Abs. 1 lit. e DSGVO i. V. m. § 46 SchulG NRW (nicht verifiziert)"
    keep_for = "bis kein Kind der Familie mehr geführt wird"

    reference = models.CharField("Kennzeichen", max_length=60, unique=True)

    def __str__(self) -> str:
        return self.reference


class ChildQuerySet(models.QuerySet["Child"]):
    """Filters on children; each name is an adjective."""

    def reported(self, *, on: dt.date) -> "ChildQuerySet":
        """Known on that day and not gone again."""
        return self.filter(reported_on__lte=on).filter(Q(left_on=None) | Q(left_on__gt=on))

    def waiting(self, *, on: dt.date) -> "ChildQuerySet":
        """Reported and without a place that an authority has signed."""
        seated = Placement.objects.filter(child=models.OuterRef("pk")).signed(on=on)
        return self.reported(on=on).filter(~models.Exists(seated))

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

    purpose = "Vermittlung eines Schulplatzes"
    legal_basis = "Art. 6 Abs. 1 lit. e DSGVO i. V. m. §§ 34, 46 SchulG NRW (nicht verifiziert)"
    keep_for = "zwei Jahre nach dem ersten Schultag oder dem Wegzug (Vorgabe, nicht verifiziert)"

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
    reported_on = models.DateField("gemeldet am")
    waiting_since = models.GeneratedField(
        # The earliest known day; a move inside the district or a missed appointment never resets it
        expression=Least("registered_on", "latest_school_day_on", "reported_on"),
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
                condition=Q(address_protected=False)
                | Q(street="", house_number="", postcode="") & Q(lat=None, lon=None),
                name="protected_address_not_stored",
            ),
        ]
        indexes = [models.Index(fields=["home_town", "reported_on"], name="child_by_town")]

    def __str__(self) -> str:
        return f"{self.first_name} {self.family_name}".strip() or f"Kind {self.reference}"

    @property
    def grades(self) -> str:
        """The grade as counsellors say it; a range is still open."""
        return f"{self.grade}–{self.grade_to}" if self.grade_to else str(self.grade)

    def waiting_days(self, *, on: dt.date) -> int:
        """Days waited on that day, at least 0."""
        return max(0, (on - self.waiting_since).days)


class AllowedForm(PersonRecord):
    """Erlaubte Schulform: without such rows any form may be proposed for the child."""

    purpose = Child.purpose
    legal_basis = Child.legal_basis
    keep_for = "wie das Kind"

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

    purpose = Child.purpose
    legal_basis = Child.legal_basis
    keep_for = "wie das Kind"

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


class PlacementQuerySet(models.QuerySet["Placement"]):
    """Filters on placements."""

    def signed(self, *, on: dt.date) -> "PlacementQuerySet":
        """Signed by an authority and not ended."""
        return self.filter(signed_on__lte=on).filter(Q(ends_on=None) | Q(ends_on__gt=on))


class Placement(PersonRecord):
    """Zuweisung: a child's place; it holds from the authority's signature on."""

    purpose = Child.purpose
    legal_basis = Child.legal_basis
    keep_for = "wie das Kind"

    child = models.ForeignKey(Child, models.CASCADE, related_name="placements")
    group = models.ForeignKey(Group, models.PROTECT, related_name="placements")
    starts_on = models.DateField("ab")
    ends_on = models.DateField("bis", null=True, blank=True)
    signed_on = models.DateField("unterschrieben am", null=True, blank=True)
    signed_by = models.ForeignKey(
        "accounts.Seat", models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = PlacementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on")),
                name="placement_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(signed_on=None, signed_by=None)
                | Q(signed_on__isnull=False, signed_by__isnull=False),
                name="placement_signed_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["child"], condition=Q(ends_on=None), name="one_running_placement"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group} ab {self.starts_on:%d.%m.%Y}"


class Proposal(models.Model):
    """Vorschlag: one run of the engine. It decides nothing; it names no child itself."""

    run_on = models.DateField("gerechnet am")
    run_by = models.ForeignKey("accounts.Seat", models.PROTECT, related_name="+")
    parameters = models.JSONField()
    input_sha256 = models.CharField(max_length=64)
    plan = models.JSONField()

    def __str__(self) -> str:
        return f"Vorschlag Nr. {self.pk} vom {self.run_on:%d.%m.%Y}"


class ProposedSeat(PersonRecord):
    """One child's line of a proposal: where and why, or why not and what would help."""

    purpose = Child.purpose
    legal_basis = Child.legal_basis
    keep_for = "wie das Kind"

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="seats")
    child = models.ForeignKey(Child, models.CASCADE, related_name="proposed_seats")
    group = models.ForeignKey(Group, models.CASCADE, null=True, related_name="proposed_seats")
    minutes = models.PositiveIntegerField(null=True)
    estimate = models.BooleanField(default=True)
    reason_code = models.CharField(max_length=20)
    reason = models.TextField()
    level = models.PositiveIntegerField()
    waiting_days = models.PositiveIntegerField()
    smallest_change = models.CharField(max_length=80, blank=True)
    first_come_group = models.ForeignKey(Group, models.CASCADE, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["proposal", "child"], name="one_line_per_child"),
        ]
        indexes = [models.Index(fields=["child", "-proposal"], name="newest_line_first")]

    def __str__(self) -> str:
        return f"{self.proposal}: {self.reason_code}"
