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

    objects = SeatQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(role__in=Role.values), name="seat_role_known"),
            models.CheckConstraint(
                # an empty period is a seat taken back before it began
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="seat_ends_not_before_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}, {self.partner}"
