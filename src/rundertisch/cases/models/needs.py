# SPDX-License-Identifier: EUPL-1.2
"""What a person needs, the steps that were agreed, the change of legal regime, and chains of steps.

A change of legal regime (Rechtskreiswechsel) is a day and what follows it; from which law to which
one is not stored, because it would say something about the right to stay (DOMAIN 4.4).
"""

import datetime as dt

from django.db import models
from django.db.models import F, Q

from rundertisch.cases.models.clients import LEGAL_BASIS, PURPOSE, WITH_THE_CASE, Outcome
from rundertisch.kernel.models import Basis, DatedFact, PersonRecord
from rundertisch.privacy.models import DataClass, Subject


class Kept(PersonRecord):
    """A record of a case: whom it is about and which partner keeps it."""

    purpose = PURPOSE
    basis = Basis.CONSENT
    legal_basis = LEGAL_BASIS
    keep_for = WITH_THE_CASE

    subject = models.ForeignKey(
        Subject, models.PROTECT, related_name="+", verbose_name="betroffene Person"
    )
    owner = models.ForeignKey(
        "partners.Partner", models.PROTECT, related_name="+", verbose_name="führende Stelle"
    )

    class Meta:
        abstract = True


class Need(Kept):
    """Bedarf: one thing a person wants help with, in one domain; a class table (NEED)."""

    data_class = DataClass.NEED

    domain = models.ForeignKey(
        "situation.NeedDomain", models.PROTECT, related_name="+", verbose_name="Bereich"
    )
    words = models.CharField("worum es geht", max_length=300)
    opened_on = models.DateField("aufgenommen am")
    closed_on = models.DateField("abgeschlossen am", null=True, blank=True)
    outcome = models.CharField("Ergebnis", max_length=10, choices=Outcome, blank=True, default="")

    class Meta:
        verbose_name = "Bedarf"
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(closed_on__gte=F("opened_on")) & ~Q(outcome=""),
                name="cases_need_closed_with_an_outcome",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=["", *Outcome.values]), name="cases_need_outcome_known"
            ),
            models.CheckConstraint(condition=~Q(words=""), name="cases_need_says_something"),
        ]

    def __str__(self) -> str:
        return self.words


class RegimeChange(Kept):
    """Rechtskreiswechsel: the risky moment. The day alone, never from which law to which."""

    takes_place_on = models.DateField("Wechsel am")
    noted_on = models.DateField("eingetragen am")
    settled_on = models.DateField("überstanden am", null=True, blank=True)

    class Meta:
        verbose_name = "Rechtskreiswechsel"
        constraints = [
            models.UniqueConstraint(
                fields=["subject"],
                condition=Q(settled_on=None),
                name="cases_one_open_regime_change",
            ),
        ]

    def __str__(self) -> str:
        return f"Rechtskreiswechsel am {self.takes_place_on:%d.%m.%Y}"


class PlanStepQuerySet(models.QuerySet["PlanStep"]):
    """Filters on steps; each name is an adjective."""

    def open_until(self, *, day: dt.date) -> "PlanStepQuerySet":
        """Not done, and due by that day."""
        return self.filter(done_on=None, due_on__lte=day)


class PlanStep(Kept):
    """Schritt im Hilfeplan: who does what until when, for a need or after a change of regime."""

    need = models.ForeignKey(Need, models.CASCADE, null=True, blank=True, related_name="steps")
    regime_change = models.ForeignKey(
        RegimeChange, models.CASCADE, null=True, blank=True, related_name="steps"
    )
    words = models.CharField("Schritt", max_length=300)
    who = models.CharField("wer", max_length=120)
    due_on = models.DateField("bis")
    done_on = models.DateField("erledigt am", null=True, blank=True)

    objects = PlanStepQuerySet.as_manager()

    class Meta:
        verbose_name = "Schritt im Hilfeplan"
        indexes = [models.Index(fields=["owner", "due_on"], name="cases_step_due")]
        constraints = [
            models.CheckConstraint(
                condition=Q(need__isnull=False, regime_change=None)
                | Q(need=None, regime_change__isnull=False),
                name="cases_step_hangs_on_one_thing",
            ),
            models.CheckConstraint(
                condition=~Q(words="") & ~Q(who=""), name="cases_step_says_who_does_what"
            ),
        ]

    def __str__(self) -> str:
        return self.words


class NeedChain(DatedFact):
    """Kette von Schritten: what usually has to be done for a livelihood, as dated data.

    A template without a person: nobody has verified the defaults, and the page says so.
    """

    code = models.CharField("Kürzel", max_length=30)
    title = models.CharField("Titel", max_length=120)
    domain = models.ForeignKey(
        "situation.NeedDomain",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="Bereich",
        help_text="ohne Bereich: Schritte nach einem Rechtskreiswechsel",
    )

    class Meta(DatedFact.Meta):
        verbose_name = "Kette von Schritten"
        constraints = [
            *DatedFact.Meta.constraints,
            models.UniqueConstraint(fields=["code", "starts_on"], name="cases_chain_once_a_day"),
            models.UniqueConstraint(
                fields=["code"], condition=Q(ends_on=None), name="cases_one_version_of_a_chain"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def belongs_to(self) -> str:
        """Name the domain, or say that the steps follow a change of legal regime."""
        return self.domain.name if self.domain else "nach einem Rechtskreiswechsel"


class ChainStep(models.Model):
    """Schritt einer Kette: what is to be done, by whom, so many days after the beginning."""

    chain = models.ForeignKey(NeedChain, models.CASCADE, related_name="steps")
    number = models.PositiveSmallIntegerField("Nummer")
    words = models.CharField("Schritt", max_length=300)
    who = models.CharField("wer", max_length=120)
    after_days = models.PositiveSmallIntegerField("fällig nach Tagen")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["chain", "number"], name="cases_chain_step_once")
        ]

    def __str__(self) -> str:
        return self.words
