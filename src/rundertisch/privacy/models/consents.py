# SPDX-License-Identifier: EUPL-1.2
"""What a person has consented to: for what, which data, who may know it, until when (SGB X § 67b).

Whether a consent holds is computed whenever somebody asks and stored nowhere: withdrawing it is one
update and works at once (DSGVO Art. 7 Abs. 3). The row rules are in migration 0002.
"""

import datetime as dt

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Now

from rundertisch.kernel.models import Basis, PersonRecord
from rundertisch.privacy.models.subjects import Subject

LEGAL_BASIS = "Art. 6 Abs. 1 lit. a, Art. 7 DSGVO; § 67b SGB X (nicht verifiziert)"
KEEP_FOR = "drei Jahre nach Ende oder Widerruf, als Nachweis (Vorgabe, nicht verifiziert)"


class Purpose(models.TextChoices):
    """What somebody works with data for; a seat's purposes follow from its role."""

    SCHOOL_PLACE = "SCHOOL_PLACE", "Vermittlung eines Schulplatzes"
    CASE_MANAGEMENT = "CASE_MANAGEMENT", "Case Management"
    SERVICE = "SERVICE", "Beratung oder Leistung einer anderen Stelle"
    VOLUNTEERING = "VOLUNTEERING", "Begleitung durch Ehrenamtliche"


class DataClass(models.TextChoices):
    """A kind of data; each is a table of its own with its own row rule."""

    CONTACT = "CONTACT", "Name und Erreichbarkeit"
    NEED = "NEED", "Bedarf"
    SCHOOL = "SCHOOL", "Angaben zur Schule"
    REFERRAL = "REFERRAL", "Vermittlung"
    CONFERENCE_NOTE = "CONFERENCE_NOTE", "Notiz aus der Fallkonferenz"
    DOCUMENT = "DOCUMENT", "Dokument"
    NOTE = "NOTE", "Notiz zum Fall"


class Medium(models.TextChoices):
    """On what a consent was given."""

    PAPER = "PAPER", "auf Papier, unterschrieben"
    SCREEN = "SCREEN", "am Bildschirm"


class Giver(models.TextChoices):
    """Who gave the consent."""

    SELF = "SELF", "die Person selbst"
    GUARDIAN = "GUARDIAN", "eine sorgeberechtigte Person"


class RolePurpose(models.Model):
    """Zweck einer Rolle: who sits in it works for this purpose; only migrations change it."""

    role = models.CharField("Rolle", max_length=30)  # accounts.Role
    purpose = models.CharField("Zweck", max_length=20, choices=Purpose)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["role", "purpose"], name="role_has_purpose_once"),
            models.CheckConstraint(
                condition=Q(purpose__in=Purpose.values), name="role_purpose_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role}: {self.get_purpose_display()}"


class ConsentQuerySet(models.QuerySet["Consent"]):
    """Filters on consents; each name is an adjective."""

    def valid(self, *, on: dt.date, at: dt.datetime) -> "ConsentQuerySet":
        """Running on that day and not withdrawn at that moment."""
        running = self.filter(starts_on__lte=on, ends_on__gt=on)
        return running.filter(Q(withdrawn_at=None) | Q(withdrawn_at__gt=at))


class Consent(PersonRecord):
    """Einwilligung: a partner may know some kinds of data about a subject, for a purpose, a while.

    `ends_on` is the first day on which it no longer holds; a consent without an end is not one.
    """

    purpose = "Einwilligungen nachweisen und durchsetzen"
    legal_basis = LEGAL_BASIS
    keep_for = KEEP_FOR
    basis = Basis.LAW  # to be able to prove it is a duty (Art. 7 Abs. 1), whatever rests on it

    subject = models.ForeignKey(
        Subject, models.PROTECT, related_name="consents", verbose_name="betroffene Person"
    )
    what_for = models.CharField("Zweck", max_length=20, choices=Purpose)
    classes = ArrayField(
        models.CharField(max_length=20, choices=DataClass), verbose_name="Arten von Daten"
    )
    recipient = models.ForeignKey(
        "partners.Partner", models.PROTECT, related_name="+", verbose_name="Empfänger"
    )
    starts_on = models.DateField("gilt ab")
    ends_on = models.DateField("gilt bis vor")
    withdrawn_at = models.DateTimeField("widerrufen", null=True, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(what_for__in=Purpose.values), name="consent_purpose_known"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")), name="consent_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(classes__contained_by=DataClass.values, classes__len__gt=0),
                name="consent_classes_known",
            ),
        ]
        indexes = [
            # one look-up for each row that a class table shows
            models.Index(
                fields=["subject", "recipient", "what_for"],
                include=["starts_on", "ends_on", "withdrawn_at", "classes"],
                name="consent_of_whom_to_whom",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_what_for_display()}, {self.recipient}"


class ConsentProof(PersonRecord):
    """Nachweis einer Einwilligung: how it was given; not for the recipient (Art. 7 Abs. 1)."""

    purpose = "Nachweisen, wie eine Einwilligung zustande kam"
    basis = Basis.LAW
    legal_basis = LEGAL_BASIS
    keep_for = KEEP_FOR

    consent = models.OneToOneField(Consent, models.CASCADE, related_name="proof")
    language = models.CharField("gezeigte Sprache", max_length=2)
    text_version = models.CharField("Fassung des Textes", max_length=40)
    refusal_told = models.TextField("gesagt, was ohne sie geschieht")
    medium = models.CharField("gegeben", max_length=10, choices=Medium)
    giver = models.CharField("durch", max_length=10, choices=Giver)
    paper_ref = models.CharField("wo das Papier liegt", max_length=200, blank=True)
    recorded_at = models.DateTimeField("eingetragen", db_default=Now())
    recorded_by = models.ForeignKey(
        "accounts.Seat", models.PROTECT, related_name="+", verbose_name="eingetragen von"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(medium__in=Medium.values), name="proof_medium_known"
            ),
            models.CheckConstraint(condition=Q(giver__in=Giver.values), name="proof_giver_known"),
            models.CheckConstraint(
                condition=~Q(medium="PAPER") | ~Q(paper_ref=""), name="paper_proof_says_where"
            ),
            models.CheckConstraint(
                condition=~Q(refusal_told="") & ~Q(language="") & ~Q(text_version=""),
                name="proof_is_complete",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_medium_display()}, {self.get_giver_display()}"


class WithdrawalNotice(models.Model):
    """Hinweis auf einen Widerruf: a partner learns that something was, not what or whose."""

    partner = models.ForeignKey("partners.Partner", models.PROTECT, related_name="+")
    on = models.DateField("Tag", db_default=Func(function="app_today"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partner", "on"], name="one_withdrawal_notice_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.partner}, {self.on}"
