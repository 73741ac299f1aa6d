# SPDX-License-Identifier: EUPL-1.2
"""Case conferences: agencies agree on steps for a person whom the sheet does not name.

SGB VIII § 64 Abs. 2a: pseudonymised as far as the task allows. Which agency took part is known of
the conference, who was discussed only of its points; those are a class table, so another agency
reads one only if the person has consented that it knows notes of conferences.
"""

from django.db import models
from django.db.models import Q

from rundertisch.cases.models.needs import Kept, Need, PlanStep
from rundertisch.privacy.models import DataClass


class CaseConference(models.Model):
    """Fallkonferenz: a day on which agencies sit together, called by one; no person in it."""

    owner = models.ForeignKey(
        "partners.Partner", models.PROTECT, related_name="+", verbose_name="einladende Stelle"
    )
    held_on = models.DateField("am")

    class Meta:
        verbose_name = "Fallkonferenz"

    def __str__(self) -> str:
        return f"Fallkonferenz am {self.held_on:%d.%m.%Y}"


class ConferenceParticipant(models.Model):
    """Teilnehmende Stelle: an agency at a conference."""

    conference = models.ForeignKey(CaseConference, models.CASCADE, related_name="participants")
    partner = models.ForeignKey(
        "partners.Partner", models.PROTECT, related_name="+", verbose_name="Stelle"
    )

    class Meta:
        verbose_name = "teilnehmende Stelle"
        constraints = [
            models.UniqueConstraint(fields=["conference", "partner"], name="cases_participant_once")
        ]

    def __str__(self) -> str:
        return str(self.partner)


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
