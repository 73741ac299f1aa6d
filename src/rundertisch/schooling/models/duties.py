# SPDX-License-Identifier: EUPL-1.2
"""Who does what on a child's way to school, and by when: a district's own, as dated data."""

from django.db import models
from django.db.models import Q

from rundertisch.accounts.models import Role
from rundertisch.kernel.models import DatedFact


class Step(models.TextChoices):
    """The steps of a child's way, in their order; the last two run beside and hold nothing up."""

    REPORT = "REPORT", "Meldung"
    INVITATION = "INVITATION", "Einladung zur Beratung"
    COUNSELLING = "COUNSELLING", "Beratung"
    WISHES = "WISHES", "Wünsche von Eltern und Kind"
    RECOMMENDATION = "RECOMMENDATION", "Empfehlung des Zentrums"
    HEARING = "HEARING", "Anhörung"
    ALLOCATION = "ALLOCATION", "Zuweisung"
    ANSWER = "ANSWER", "Antwort der Schulleitung"
    FIRST_DAY = "FIRST_DAY", "erster Schultag"
    FOLLOW_UP = "FOLLOW_UP", "Nachfrage nach dem ersten Schultag"
    LITERACY_END = "LITERACY_END", "Ende der Erstalphabetisierung"
    TRANSITION = "TRANSITION", "Übergang in die Regelklasse"
    SUPPORT_END = "SUPPORT_END", "Ende der Erstförderung"
    HEALTH_EXAM = "HEALTH_EXAM", "schulärztliche Untersuchung"
    MEASLES = "MEASLES", "Masernnachweis"


SINCE = {  # the step from whose end a deadline counts
    Step.INVITATION: Step.REPORT,
    Step.COUNSELLING: Step.REPORT,
    Step.WISHES: Step.COUNSELLING,
    Step.RECOMMENDATION: Step.COUNSELLING,
    Step.HEARING: Step.COUNSELLING,
    Step.ALLOCATION: Step.HEARING,
    Step.ANSWER: Step.ALLOCATION,
    Step.FIRST_DAY: Step.ALLOCATION,
    Step.FOLLOW_UP: Step.FIRST_DAY,
    Step.LITERACY_END: Step.FIRST_DAY,
    Step.TRANSITION: Step.FIRST_DAY,
    Step.SUPPORT_END: Step.FIRST_DAY,
    Step.HEALTH_EXAM: Step.REPORT,
    Step.MEASLES: Step.REPORT,
}


class Counted(models.TextChoices):
    """What a deadline is counted in."""

    WORKING = "WORKING", "Arbeitstage"
    SCHOOL = "SCHOOL", "Schultage"
    MONTHS = "MONTHS", "Monate"


class Duty(DatedFact):
    """Zuständigkeit im Ablauf: which office does a step, by when, on which basis.

    ``period`` counts from the end of the step before (`SINCE`); without one there is no deadline.
    ``role`` is empty where the office has no seat here (e.g. the health office).
    """

    step = models.CharField("Schritt", max_length=14, choices=Step)
    office = models.CharField("Zuständig", max_length=200)
    role = models.CharField("Rolle am Tisch", max_length=30, choices=Role, blank=True)
    period = models.PositiveSmallIntegerField("Frist", null=True, blank=True)
    counted = models.CharField("gezählt in", max_length=7, choices=Counted, default=Counted.WORKING)
    legal_basis = models.CharField("Grundlage", max_length=300, blank=True)

    class Meta:
        verbose_name = "Zuständigkeit im Ablauf"
        constraints = [
            *DatedFact.Meta.constraints,
            models.CheckConstraint(
                condition=Q(step__in=Step.values, counted__in=Counted.values)
                & Q(role__in=["", *Role.values]),
                name="duty_words_known",
            ),
            models.CheckConstraint(
                condition=Q(period=None) | Q(period__gte=1, period__lte=250),
                name="duty_period_is_a_period",
            ),
            models.CheckConstraint(condition=~Q(office=""), name="duty_names_an_office"),
            models.UniqueConstraint(fields=["step", "starts_on"], name="one_duty_per_step_and_day"),
        ]

    def __str__(self) -> str:
        return f"{self.get_step_display()}: {self.office}"

    @property
    def deadline(self) -> str:
        """The deadline as people say it: 5 Arbeitstage nach: Meldung."""
        if self.period is None:
            return "keine Frist"
        unit = self.get_counted_display()
        if self.period == 1:
            unit = {"WORKING": "Arbeitstag", "SCHOOL": "Schultag", "MONTHS": "Monat"}[self.counted]
        since = SINCE.get(Step(self.step))
        return f"{self.period} {unit}" + (f" nach: {since.label}" if since else "")
