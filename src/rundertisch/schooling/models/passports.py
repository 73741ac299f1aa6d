# SPDX-License-Identifier: EUPL-1.2
"""School passports of other centres: whose signature counts here, and which were used already."""

from django.db import models
from django.db.models import Q

from rundertisch.kernel.models import Basis, DatedFact, PersonRecord
from rundertisch.schooling.models.children import Child
from rundertisch.schooling.models.placements import LEGAL_BASIS, PURPOSE, WITH_THE_CHILD


class PassportKey(DatedFact):
    """Schlüssel eines anderen Zentrums: its passports are read here while the fact holds.

    ``fingerprint`` is the SHA-256 of the public key (64 hex digits), compared by telephone before
    it is entered; ``source`` says with whom. ``longest_days``: how old a passport may be.
    """

    fingerprint = models.CharField("Prüfzeichen", max_length=64)
    centre = models.CharField("Zentrum", max_length=200)
    longest_days = models.PositiveSmallIntegerField("Pässe gelten (Tage)")
    entered_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            *DatedFact.Meta.constraints,
            models.CheckConstraint(
                condition=Q(fingerprint__regex=r"^[0-9a-f]{64}$"), name="passport_key_is_sha256"
            ),
            models.UniqueConstraint(
                fields=["fingerprint"],
                condition=Q(ends_on=None),
                name="one_running_entry_per_passport_key",
            ),
        ]

    def __str__(self) -> str:
        return self.centre


class UsedPassport(PersonRecord):
    """Eingelöster Schulpass: its random number, so that it makes no second child.

    It does not say which centre signed it, nor when: that would mark who has moved.
    """

    purpose = PURPOSE
    basis = Basis.LAW
    legal_basis = LEGAL_BASIS
    keep_for = WITH_THE_CHILD

    child = models.OneToOneField(Child, models.CASCADE, related_name="used_passport")
    passport_number = models.CharField("Nummer des Schulpasses", max_length=22, unique=True)

    class Meta:
        verbose_name = "eingelöster Schulpass"

    def __str__(self) -> str:
        return self.passport_number
