# SPDX-License-Identifier: EUPL-1.2
"""The facts of accounts: people who sign in, and the seats they hold for a time.

What somebody may see follows from the seat, never from the account. The database itself keeps
the immigration authority (Ausländerbehörde) out: migration 0002.
"""

import datetime as dt
from collections.abc import Iterator

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac

from rundertisch.kernel.models import Basis, PersonRecord


class Role(models.TextChoices):
    """What somebody does in a seat; what it opens is said by each room's policies."""

    CENTRE_HEAD = "CENTRE_HEAD", "Leitung des Integrationszentrums"
    KIM_COORDINATION = "KIM_COORDINATION", "KIM-Koordination"
    SCHOOL_COUNSELLING = "SCHOOL_COUNSELLING", "Seiteneinsteigerberatung"
    SUPERVISORY_AUTHORITY = "SUPERVISORY_AUTHORITY", "Schulaufsicht"
    SCHOOL_HEAD = "SCHOOL_HEAD", "Schulleitung"
    TOWN_SCHOOL_OFFICE = "TOWN_SCHOOL_OFFICE", "Schulverwaltung der Stadt"
    CASE_MANAGER = "CASE_MANAGER", "Case Management"
    AGENCY_CONTACT = "AGENCY_CONTACT", "Kontakt einer Behörde"
    GRANT_MANAGER = "GRANT_MANAGER", "Fördermittel"
    AUDITOR = "AUDITOR", "Prüfung"
    ADMINISTRATOR = "ADMINISTRATOR", "Administration"


class User(AbstractBaseUser, PersonRecord):
    """Konto: a person who signs in with an e-mail address."""

    purpose = "Anmeldung und Nachweis, wer etwas getan hat"
    basis = Basis.LAW
    legal_basis = "Art. 6 Abs. 1 lit. e DSGVO i. V. m. § 3 DSG NRW (nicht verifiziert)"
    keep_for = "ein Jahr nach dem Ende des letzten Platzes am Tisch (Vorgabe, nicht verifiziert)"

    email = models.EmailField("E-Mail-Adresse", unique=True)
    name = models.CharField("Name", max_length=150)
    sessions_ended = models.PositiveIntegerField(
        "beendete Anmeldungen",
        default=0,
        help_text="Zählt hoch, wenn alle Anmeldungen dieses Kontos enden.",
    )

    invited_at = models.DateTimeField(
        "eingeladen am",
        null=True,
        blank=True,
        help_text="Von da an gilt der Einladungslink drei Tage.",
    )

    objects = BaseUserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(email=Lower("email")), name="email_in_small_letters")
        ]

    def __str__(self) -> str:
        return self.name

    def get_session_auth_hash(self) -> str:
        """What a session must still match: password and the count of ended sessions."""
        return self._session_hash(secret=settings.SECRET_KEY)

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """The same under secrets that are being replaced."""
        for secret in settings.SECRET_KEY_FALLBACKS:
            yield self._session_hash(secret=secret)

    def _session_hash(self, *, secret: str | bytes) -> str:
        value = f"{self.password}|{self.sessions_ended}"
        return salted_hmac(
            "rundertisch.accounts.session", value, secret=secret, algorithm="sha256"
        ).hexdigest()


class SeatQuerySet(models.QuerySet["Seat"]):
    """Filters on seats; each name is an adjective."""

    def current(self, *, on: dt.date) -> "SeatQuerySet":
        """Held on that day: the period is half-open."""
        return self.filter(starts_on__lte=on).filter(Q(ends_on=None) | Q(ends_on__gt=on))

    def open_on(self, *, on: dt.date) -> "SeatQuerySet":
        """Not ended on that day: running or still to come."""
        ended = Q(ends_on__lte=on) | Q(ends_on=F("starts_on"))
        return self.exclude(ended)

    def running_today(self) -> "SeatQuerySet":
        """Held today as the database's row rules see it, in Berlin."""
        today = Func(function="app_today", output_field=models.DateField())
        return self.filter(starts_on__lte=today).filter(Q(ends_on=None) | Q(ends_on__gt=today))


class Seat(PersonRecord):
    """Platz am Tisch: a person acts for a partner in a role, from a day on until before another."""

    purpose = "Festlegen, wer für welche Stelle was sehen und tun darf"
    basis = Basis.LAW
    legal_basis = User.legal_basis
    keep_for = "so lange wie das Konto und die Protokolle, die den Platz nennen"

    user = models.ForeignKey(User, models.PROTECT, related_name="seats", verbose_name="Person")
    partner = models.ForeignKey(
        "partners.Partner", models.PROTECT, related_name="seats", verbose_name="Partner"
    )
    role = models.CharField("Rolle", max_length=30, choices=Role)
    starts_on = models.DateField("ab")
    ends_on = models.DateField("bis vor", null=True, blank=True)
    deputy_of = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="deputies",
        verbose_name="in Vertretung von",
    )
    reason = models.CharField(
        "Grund der Vertretung", max_length=200, blank=True, default="", db_default=""
    )

    objects = SeatQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(role__in=Role.values), name="seat_role_known"),
            models.CheckConstraint(
                # an empty period is a seat taken back before it began
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="seat_ends_not_before_start",
            ),
            models.CheckConstraint(
                condition=Q(deputy_of=None, reason="")
                | (Q(deputy_of__isnull=False, ends_on__isnull=False) & ~Q(reason="")),
                name="deputy_ends_and_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        said = f"{self.get_role_display()}, {self.partner}"
        return f"{said} (in Vertretung)" if self.deputy_of_id else said


class IncompatibleRoles(models.Model):
    """Unvereinbare Rollen: two roles that nobody holds at the same time, and why.

    Data, not code: the pairs come with a migration; whoever runs the house adds more as the owner
    of the database, nobody through the application. PostgreSQL enforces them (migration 0005).
    """

    role = models.CharField("Rolle", max_length=30, choices=Role)
    other = models.CharField("andere Rolle", max_length=30, choices=Role)
    why = models.CharField("weil", max_length=200)
    source = models.CharField("Quelle", max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["role", "other"], name="incompatible_roles_once"),
            models.CheckConstraint(condition=~Q(role=F("other")), name="two_different_roles"),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} und {self.get_other_display()}"


class FactorReset(PersonRecord):
    """Zurückgesetzter zweiter Faktor: one administrator asks for it, another one does it."""

    purpose = "Zugang nach Verlust des zweiten Faktors, von zwei Personen geprüft"
    basis = Basis.LAW
    legal_basis = "Art. 6 Abs. 1 lit. e, Art. 32 DSGVO (nicht verifiziert)"
    keep_for = "so lange wie das Konto"

    user = models.ForeignKey(
        User, models.PROTECT, related_name="factor_resets", verbose_name="Person"
    )
    checked = models.CharField(
        "wie geprüft wurde, dass sie es ist", max_length=200, help_text="ohne private Angaben"
    )
    asked_at = models.DateTimeField("beantragt am")
    asked_by = models.ForeignKey(Seat, models.PROTECT, related_name="+", verbose_name="von")
    decided_at = models.DateTimeField("entschieden am", null=True, blank=True)
    decided_by = models.ForeignKey(
        Seat, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="durch"
    )
    granted = models.BooleanField("zurückgesetzt", default=False)
    told_at = models.DateTimeField("der Person gesagt am", null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by=None, granted=False, told_at=None)
                | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="factor_reset_decided_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["user"], condition=Q(decided_at=None), name="one_open_factor_reset"
            ),
        ]

    def __str__(self) -> str:
        return f"Zweiter Faktor von {self.user}"
