# SPDX-License-Identifier: EUPL-1.2
"""What a family asks for on its status page, and the desk that it calls."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from rundertisch.kernel import languages
from rundertisch.kernel.models import Basis, PersonRecord
from rundertisch.kernel.phones import WHOLE_NUMBER
from rundertisch.schooling.models.children import Child
from rundertisch.schooling.models.placements import LEGAL_BASIS, PURPOSE, WITH_THE_CHILD
from rundertisch.schooling.models.schools import School


class FamilyRequestKind(models.TextChoices):
    """What a family can ask for without an account."""

    APPOINTMENT = "APPOINTMENT", "anderer Termin"
    PHONE = "PHONE", "neue Telefonnummer"
    WISH = "WISH", "Schulwunsch"


class FamilyRequestOutcome(models.TextChoices):
    """What came of it; a newer request of the same kind takes the place of an open one."""

    DONE = "DONE", "erledigt"
    NOT_POSSIBLE = "NOT_POSSIBLE", "geht nicht"
    REPLACED = "REPLACED", "durch ein neueres ersetzt"


class Weekday(models.TextChoices):
    """A day on which the centre is open."""

    MONDAY = "MO", "Montag"
    TUESDAY = "DI", "Dienstag"
    WEDNESDAY = "MI", "Mittwoch"
    THURSDAY = "DO", "Donnerstag"
    FRIDAY = "FR", "Freitag"


class TimeOfDay(models.TextChoices):
    """When on such a day."""

    MORNING = "MORNING", "vormittags"
    AFTERNOON = "AFTERNOON", "nachmittags"
    ANY = "ANY", "egal"


class FamilyPhone(PersonRecord):
    """Telefon der Familie: the number under which counselling reaches it about its school place.

    Nobody else reads it: what others may know by consent stands in `FamilyContact`.
    """

    purpose = PURPOSE
    basis = Basis.LAW
    legal_basis = LEGAL_BASIS
    keep_for = WITH_THE_CHILD

    child = models.OneToOneField(Child, models.CASCADE, related_name="family_phone")
    number = models.CharField("Telefonnummer", max_length=16)
    language = models.CharField("Sprache", max_length=2)
    by_sms = models.BooleanField("SMS gewünscht", default=False)
    written_on = models.DateField("eingetragen am")

    class Meta:
        verbose_name = "Telefon der Familie"
        constraints = [
            models.CheckConstraint(
                condition=Q(number__regex=WHOLE_NUMBER, language__in=languages.CODES),
                name="family_phone_is_whole",
            )
        ]

    def __str__(self) -> str:
        return f"Telefon {self.pk}"


class FamilyRequest(PersonRecord):
    """Anliegen der Familie: sent from the status page; a person takes it over or says why not.

    No free text of the family: the words would be about people and in twelve languages.
    ``school`` is the wish; a wish without a school says that the family has none. ``answer`` is
    read on the page by whoever holds its link, so it names nobody.
    """

    purpose = PURPOSE
    basis = Basis.LAW
    legal_basis = LEGAL_BASIS
    keep_for = WITH_THE_CHILD

    child = models.ForeignKey(Child, models.CASCADE, related_name="family_requests")
    kind = models.CharField("Anliegen", max_length=11, choices=FamilyRequestKind)
    days = ArrayField(
        models.CharField(max_length=2, choices=Weekday), default=list, verbose_name="mögliche Tage"
    )
    time_of_day = models.CharField(
        "Tageszeit", max_length=9, choices=TimeOfDay, blank=True, default=""
    )
    phone = models.CharField("Telefonnummer", max_length=16, blank=True, default="")
    school = models.ForeignKey(School, models.SET_NULL, null=True, blank=True, related_name="+")
    language = models.CharField("Sprache", max_length=2)
    asked_at = models.DateTimeField("angekommen", db_default=Now())
    outcome = models.CharField(
        "Ergebnis", max_length=12, choices=FamilyRequestOutcome, blank=True, default=""
    )
    answer = models.CharField("Antwort", max_length=300, blank=True, default="")
    answered_on = models.DateField("beantwortet am", null=True, blank=True)
    answered_by = models.ForeignKey(
        "accounts.Seat", models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "Anliegen der Familie"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=FamilyRequestKind.values, language__in=languages.CODES)
                & Q(outcome__in=["", *FamilyRequestOutcome.values])
                & Q(time_of_day__in=["", *TimeOfDay.values]),
                name="family_request_words_known",
            ),
            models.CheckConstraint(
                condition=~Q(kind="PHONE") | Q(phone__regex=WHOLE_NUMBER),
                name="family_request_phone_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", answered_on=None, answered_by=None, answer="")
                | Q(outcome="REPLACED", answered_on__isnull=False, answered_by=None, answer="")
                | Q(
                    outcome__in=["DONE", "NOT_POSSIBLE"],
                    answered_on__isnull=False,
                    answered_by__isnull=False,
                ),
                name="family_request_answered_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["child", "kind"],
                condition=Q(outcome=""),
                name="one_open_family_request_per_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"


class HelpDesk(models.Model):
    """Anlaufstelle: whom families call; a desk with a number, never a person. There is one."""

    name = models.CharField("Stelle", max_length=120)
    phone = models.CharField("Telefon", max_length=40)
    hours = models.CharField("Sprechzeiten", max_length=120, blank=True)
    place = models.CharField("Wo", max_length=200, blank=True)
    only = models.BooleanField(default=True, editable=False, unique=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(only=True), name="one_help_desk")]

    def __str__(self) -> str:
        return self.name
