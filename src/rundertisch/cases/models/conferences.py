# SPDX-License-Identifier: EUPL-1.2
"""Case conferences: people of agencies agree on steps for a person whom the sheet does not name.

SGB VIII § 64 Abs. 2a: pseudonymised as far as the task allows. Who sits at the table is known of
the conference, who was discussed only of its points; those are a class table. Whoever was invited
reads a point only if the person has consented that their agency knows notes of conferences; a
colleague who was not invited reads nothing. The name stands nowhere here: whoever may know it reads
it in the contact of the case, by the person's consent.
"""

import datetime as dt

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Q
from django.utils import timezone

from rundertisch.accounts.models import User
from rundertisch.cases.models.needs import Kept, Need, PlanStep
from rundertisch.kernel.models import Basis, PersonRecord
from rundertisch.privacy.models import DataClass


class CaseConference(models.Model):
    """Fallkonferenz: a day on which agencies sit together, called by one; no person in it."""

    owner = models.ForeignKey(
        "partners.Partner", models.PROTECT, related_name="+", verbose_name="einladende Stelle"
    )
    held_on = models.DateField("am")
    begins = models.TimeField("Beginn", null=True, blank=True)
    minutes = models.PositiveSmallIntegerField("Dauer in Minuten", default=60, db_default=60)
    place = models.CharField("Ort", max_length=200, blank=True, default="", db_default="")
    version = models.PositiveIntegerField("Fassung der Einladung", default=0, db_default=0)
    closed_on = models.DateField("abgeschlossen am", null=True, blank=True)
    called_off_on = models.DateField("abgesagt am", null=True, blank=True)

    class Meta:
        verbose_name = "Fallkonferenz"
        constraints = [
            models.CheckConstraint(
                condition=Q(begins=None, place="") | Q(begins__isnull=False) & ~Q(place=""),
                name="cases_conference_when_and_where",
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(called_off_on=None),
                name="cases_conference_held_or_called_off",
            ),
        ]

    def __str__(self) -> str:
        return f"Fallkonferenz am {self.held_on:%d.%m.%Y}"

    @property
    def starts_at(self) -> dt.datetime | None:
        """The moment it begins in Germany; None while nobody has said when."""
        if self.begins is None:
            return None
        zone = timezone.get_default_timezone()
        return dt.datetime.combine(self.held_on, self.begins, tzinfo=zone)


class ConferenceParticipant(PersonRecord):
    """Teilnehmende Person: somebody of an agency at a conference, on a seat or by name only.

    Of a seat the database takes agency and name (migration 0015); without a seat somebody sits at
    the table and reads nothing here. ``told`` is the version of the conference that the newest
    invitation by e-mail told; None: nobody has invited by e-mail, or the invitation was cancelled.
    ``mails`` counts them: a calendar takes a later one for the newer one (RFC 5546).
    """

    purpose = "Festlegen, wer an einer Fallkonferenz teilnimmt und ihre Punkte lesen darf; einladen"
    basis = Basis.LAW
    legal_basis = User.legal_basis
    keep_for = "ein Jahr nach der Fallkonferenz (Vorgabe, nicht verifiziert)"

    conference = models.ForeignKey(CaseConference, models.CASCADE, related_name="participants")
    partner = models.ForeignKey(
        "partners.Partner", models.PROTECT, related_name="+", verbose_name="Stelle"
    )
    seat = models.ForeignKey(
        "accounts.Seat",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="Platz am Tisch",
    )
    name = models.CharField("Name", max_length=150)
    email = models.EmailField(
        "E-Mail für die Einladung, ohne Konto", blank=True, default="", db_default=""
    )
    uid = models.UUIDField("Kennung im Kalender", unique=True, db_default=RandomUUID())
    mails = models.PositiveSmallIntegerField("Einladungen per E-Mail", default=0, db_default=0)
    told = models.PositiveIntegerField("eingeladen zur Fassung", null=True, blank=True)
    excused_on = models.DateField("entschuldigt am", null=True, blank=True)

    class Meta:
        verbose_name = "teilnehmende Person"
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "partner", "name"], name="cases_participant_once"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="cases_participant_has_a_name"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.partner}"


class ConferencePoint(Kept):
    """Punkt der Fallkonferenz: problem, agreed step, who and until when; a class table.

    The step goes into the plan of the person; what was agreed stays here as it was said.
    """

    data_class = DataClass.CONFERENCE_NOTE

    conference = models.ForeignKey(CaseConference, models.PROTECT, related_name="points")
    domain = models.ForeignKey(
        "situation.NeedDomain", models.PROTECT, related_name="+", verbose_name="Lebensbereich"
    )
    need = models.ForeignKey(
        Need, models.CASCADE, null=True, blank=True, related_name="points", verbose_name="Bedarf"
    )
    step = models.OneToOneField(
        PlanStep, models.SET_NULL, null=True, blank=True, related_name="point"
    )
    problem = models.CharField("Problem", max_length=300)
    agreed = models.CharField("vereinbarter Schritt", max_length=300, blank=True, default="")
    who = models.CharField("wer", max_length=120, blank=True, default="")
    due_on = models.DateField("bis", null=True, blank=True)
    named_on = models.DateField("Name freigegeben am", null=True, blank=True)

    class Meta:
        verbose_name = "Punkt der Fallkonferenz"
        constraints = [
            models.CheckConstraint(condition=~Q(problem=""), name="cases_point_says_something"),
            models.CheckConstraint(
                condition=Q(agreed="", who="", due_on=None)
                | (~Q(agreed="") & ~Q(who="") & Q(due_on__isnull=False)),
                name="cases_point_step_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.problem
