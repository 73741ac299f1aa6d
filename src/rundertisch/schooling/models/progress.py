# SPDX-License-Identifier: EUPL-1.2
"""What happens beside and after the placement: dates only, no content, no result (VO-DV I § 1)."""

from django.db import models
from django.db.models import F, Q

from rundertisch.kernel.models import Basis, DatedFact, PersonRecord
from rundertisch.schooling.models.children import Child
from rundertisch.schooling.models.placements import (
    LEGAL_BASIS,
    PURPOSE,
    WITH_THE_CHILD,
    Placement,
)
from rundertisch.schooling.models.regular import RegularSeats
from rundertisch.schooling.models.schools import FIRST_GRADE, LATEST_GRADE


class MilestoneKind(models.TextChoices):
    """What can be done, on a day; nobody writes down how it went."""

    HEALTH_EXAM = "HEALTH_EXAM", "schulärztliche Untersuchung"
    MEASLES = "MEASLES", "Masernnachweis"
    FOLLOW_UP = "FOLLOW_UP", "Nachfrage nach dem ersten Schultag"
    SUPPORT_END = "SUPPORT_END", "Ende der Erstförderung"


AFTER_FIRST_DAY = (MilestoneKind.FOLLOW_UP, MilestoneKind.SUPPORT_END)


class Milestone(PersonRecord):
    """Erledigt am: the day on which something was done. It holds nothing up and says no result."""

    purpose = PURPOSE
    basis = Basis.LAW
    legal_basis = LEGAL_BASIS
    keep_for = WITH_THE_CHILD

    child = models.ForeignKey(Child, models.CASCADE, related_name="milestones")
    kind = models.CharField("Was", max_length=11, choices=MilestoneKind)
    done_on = models.DateField("erledigt am")
    noted_by = models.ForeignKey("accounts.Seat", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "Erledigt am"
        constraints = [
            models.UniqueConstraint(fields=["child", "kind"], name="one_milestone_of_a_kind"),
            models.CheckConstraint(
                condition=Q(kind__in=MilestoneKind.values), name="milestone_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.done_on:%d.%m.%Y}"


class Transition(PersonRecord):
    """Übergang in die Regelklasse: planned for a day, into a grade; done frees the group's seat.

    ``seats``: the count of which it holds a seat while the place runs (also at another school).

    The day on which it was done stands on the place (`Placement.regular_since`), because from then
    on the place holds no seat of its group.
    """

    purpose = PURPOSE
    basis = Basis.LAW
    legal_basis = LEGAL_BASIS
    keep_for = WITH_THE_CHILD

    placement = models.OneToOneField(Placement, models.CASCADE, related_name="transition")
    planned_on = models.DateField("geplant für")
    grade = models.PositiveSmallIntegerField("Klasse")
    seats = models.ForeignKey(
        RegularSeats,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="transitions",
        verbose_name="reservierter Platz",
    )
    noted_by = models.ForeignKey("accounts.Seat", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "Übergang in die Regelklasse"
        constraints = [
            models.CheckConstraint(
                condition=Q(grade__gte=FIRST_GRADE, grade__lte=LATEST_GRADE),
                name="transition_grade_1_to_13",
            )
        ]

    def __str__(self) -> str:
        return f"Klasse {self.grade}, geplant für {self.planned_on:%d.%m.%Y}"


class BridgeOffer(PersonRecord):
    """Überbrückung: what a child does while it waits for a place. Waiting does not end by it."""

    purpose = PURPOSE
    basis = Basis.LAW
    legal_basis = LEGAL_BASIS
    keep_for = WITH_THE_CHILD

    child = models.ForeignKey(Child, models.CASCADE, related_name="bridge_offers")
    title = models.CharField("Angebot", max_length=200)
    starts_on = models.DateField("ab")
    ends_on = models.DateField("bis vor", null=True, blank=True)
    noted_by = models.ForeignKey("accounts.Seat", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "Überbrückung"
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on")),
                name="bridge_ends_after_start",
            ),
            models.CheckConstraint(condition=~Q(title=""), name="bridge_has_a_title"),
        ]

    def __str__(self) -> str:
        return self.title


class Course(models.TextChoices):
    """Courses of a vocational college for newcomers from 16 on."""

    IFK = "IFK", "Internationale Förderklasse"
    FFM = "FFM", "Fit für Mehr"


class AdmissionDay(DatedFact):
    """Aufnahmetermin am Berufskolleg: a day of the year on which a course takes newcomers in."""

    course = models.CharField("Bildungsgang", max_length=3, choices=Course)
    month = models.PositiveSmallIntegerField("Monat")
    day = models.PositiveSmallIntegerField("Tag")
    age_from = models.PositiveSmallIntegerField("ab Alter")

    class Meta:
        verbose_name = "Aufnahmetermin am Berufskolleg"
        constraints = [
            *DatedFact.Meta.constraints,
            models.CheckConstraint(
                condition=Q(month__gte=1, month__lte=12, day__gte=1, day__lte=28),
                name="admission_day_exists_every_year",
            ),
            models.UniqueConstraint(
                fields=["course", "month", "day", "starts_on"], name="admission_day_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_course_display()}: {self.day:02d}.{self.month:02d}."
