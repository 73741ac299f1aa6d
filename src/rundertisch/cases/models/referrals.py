# SPDX-License-Identifier: EUPL-1.2
"""Handing a need on to another office, with the person's consent, and what came back."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from rundertisch.cases.models.clients import Outcome
from rundertisch.cases.models.needs import Kept, Need
from rundertisch.privacy.models import DataClass


class ReferralState(models.TextChoices):
    """How far a referral has come."""

    SENT = "SENT", "wartet auf Antwort"
    ACCEPTED = "ACCEPTED", "angenommen"
    REFUSED = "REFUSED", "abgelehnt"
    DONE = "DONE", "erledigt"
    EXPIRED = "EXPIRED", "keine Antwort, abgelaufen"
    WITHDRAWN = "WITHDRAWN", "Einwilligung widerrufen oder abgelaufen"
    TAKEN_BACK = "TAKEN_BACK", "zurückgezogen"


OPEN_STATES = (ReferralState.SENT, ReferralState.ACCEPTED)


class RefusalReason(models.TextChoices):
    """Why an office says no: chosen, so that what is missing can be counted."""

    NO_CAPACITY = "NO_CAPACITY", "im Moment kein freier Platz"
    NOT_COMPETENT = "NOT_COMPETENT", "nicht zuständig"
    NOT_REACHED = "NOT_REACHED", "Person nicht erreicht"
    NOT_WANTED = "NOT_WANTED", "Person möchte nicht"
    PAPERS_MISSING = "PAPERS_MISSING", "Unterlagen fehlen"
    NO_LANGUAGE = "NO_LANGUAGE", "keine Verständigung möglich"
    OTHER = "OTHER", "anderer Grund"


class ReferralQuerySet(models.QuerySet["Referral"]):
    """Filters on referrals; each name is an adjective."""

    def unfinished(self) -> "ReferralQuerySet":
        """Sent or accepted: somebody still has to do something."""
        return self.filter(state__in=OPEN_STATES)


class Referral(Kept):
    """Vermittlung: a need goes to a partner; a class table (REFERRAL).

    The database lets it be made only while the person's consent to that partner holds, whoever
    asks. Only the addressed partner reads it besides the office that sent it and the person.
    """

    data_class = DataClass.REFERRAL

    need = models.ForeignKey(Need, models.CASCADE, related_name="referrals")
    to_partner = models.ForeignKey(
        "partners.Partner", models.PROTECT, related_name="+", verbose_name="an"
    )
    asks = models.CharField("worum wir bitten", max_length=500)
    sent_on = models.DateField("geschickt am")
    sent_at = models.DateTimeField("Zeitpunkt", db_default=Now())
    sent_by = models.ForeignKey("accounts.Seat", models.PROTECT, related_name="+")
    sent_by_name = models.CharField("geschickt von", max_length=150)
    state = models.CharField("Stand", max_length=10, choices=ReferralState, default="SENT")
    reason = models.CharField("Grund", max_length=14, choices=RefusalReason, blank=True, default="")
    answer = models.CharField("Antwort", max_length=500, blank=True, default="")
    answered_on = models.DateField("beantwortet am", null=True, blank=True)
    outcome = models.CharField("Ergebnis", max_length=10, choices=Outcome, blank=True, default="")
    ended_on = models.DateField("beendet am", null=True, blank=True)
    reminded_on = models.DateField("erinnert am", null=True, blank=True)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        verbose_name = "Vermittlung"
        indexes = [models.Index(fields=["to_partner", "state"], name="cases_referral_to")]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state__in=ReferralState.values,
                    reason__in=["", *RefusalReason.values],
                    outcome__in=["", *Outcome.values],
                ),
                name="cases_referral_words_known",
            ),
            models.CheckConstraint(condition=~Q(asks=""), name="cases_referral_says_something"),
            models.CheckConstraint(
                condition=~Q(to_partner=F("owner")), name="cases_referral_to_another_office"
            ),
            models.CheckConstraint(
                condition=Q(state="SENT", answered_on=None)
                | Q(state__in=["ACCEPTED", "REFUSED", "DONE"], answered_on__isnull=False)
                | Q(state__in=["EXPIRED", "WITHDRAWN", "TAKEN_BACK"]),
                name="cases_referral_answered_on_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="REFUSED") | ~Q(reason=""), name="cases_refusal_has_a_reason"
            ),
            models.CheckConstraint(
                condition=~Q(state="DONE") | ~Q(outcome=""), name="cases_done_has_an_outcome"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["SENT", "ACCEPTED"], ended_on=None)
                | ~Q(state__in=["SENT", "ACCEPTED"]) & Q(ended_on__isnull=False),
                name="cases_referral_ends_with_its_state",
            ),
            models.UniqueConstraint(
                fields=["need", "to_partner"],
                condition=Q(state__in=["SENT", "ACCEPTED"]),
                name="cases_one_open_referral",
            ),
        ]

    def __str__(self) -> str:
        return f"Vermittlung vom {self.sent_on:%d.%m.%Y}"
