# SPDX-License-Identifier: EUPL-1.2
"""Where a link to a referral or an invitation to a conference goes, by partner."""

from django.db import models

from rundertisch.accounts.models import User
from rundertisch.kernel.models import Basis, PersonRecord


class PartnerContact(PersonRecord):
    """Kontakt einer Stelle: an address of an office, of a person there only if there is no other.

    ``name`` is empty for the address of a function; a person's address goes after a year (the job
    „contacts“). The database notes whose account has it (``member``), so that it goes with them.
    """

    purpose = "Eine Stelle erreichen: Link zu einer Vermittlung, Einladung zu einer Fallkonferenz"
    basis = Basis.LAW
    legal_basis = User.legal_basis
    keep_for = (
        "bis die Stelle eine andere Adresse nennt; die eines Menschen höchstens ein Jahr, dann wird"
        " sie neu erfragt (Vorgabe, nicht verifiziert)"
    )

    partner = models.OneToOneField(
        "partners.Partner", models.PROTECT, related_name="+", verbose_name="Stelle"
    )
    email = models.EmailField("E-Mail")
    name = models.CharField("Ansprechperson", max_length=150, blank=True, default="")
    member = models.ForeignKey(
        "accounts.User",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="Anmeldekonto",
        editable=False,
    )
    kept_on = models.DateField("eingetragen am")
    kept_by = models.ForeignKey(
        "partners.Partner", models.PROTECT, related_name="+", verbose_name="eingetragen von"
    )

    class Meta:
        verbose_name = "Kontakt einer Stelle"

    def __str__(self) -> str:
        return f"{self.partner}"
