# SPDX-License-Identifier: EUPL-1.2
"""Objections against notices: received, decided by the upper authority, or taken back."""

from django.db import models
from django.db.models import F, Q

from rundertisch.kernel.models import Basis, PersonRecord
from rundertisch.schooling.models.children import Child
from rundertisch.schooling.models.notices import Notice
from rundertisch.schooling.models.placements import WITH_THE_CHILD
from rundertisch.schooling.models.schools import AuthorityKind


class Objector(models.TextChoices):
    """Who objected; never a name: the file of the authority holds the letter."""

    PARENTS = "PARENTS", "die Eltern"
    GUARDIAN = "GUARDIAN", "der Vormund"
    REPRESENTATIVE = "REPRESENTATIVE", "eine bevollmächtigte Person"
    YOUNG_PERSON = "YOUNG_PERSON", "die junge Person selbst"


class ObjectionState(models.TextChoices):
    """What became of an objection."""

    OPEN = "OPEN", "offen"
    UPHELD = "UPHELD", "hatte Erfolg"
    REJECTED = "REJECTED", "zurückgewiesen"
    WITHDRAWN = "WITHDRAWN", "zurückgenommen"


class Objection(PersonRecord):
    """Widerspruch: while it is open nobody moves the child, and nobody forgets it.

    ``until`` is the last day of the period, as it was when the objection came; without it the
    notice had not been handed over yet, and no period ran. ``decide_until``: § 75 VwGO.
    """

    purpose = "Über den Widerspruch gegen einen Bescheid entscheiden"
    basis = Basis.LAW
    legal_basis = "Art. 6 Abs. 1 lit. e DSGVO i. V. m. §§ 68 bis 75 VwGO (nicht verifiziert)"
    keep_for = WITH_THE_CHILD

    child = models.ForeignKey(Child, models.CASCADE, related_name="objections")
    notice = models.ForeignKey(Notice, models.CASCADE, related_name="objections")
    authority_kind = models.CharField("Schulaufsicht", max_length=20, choices=AuthorityKind)
    upper_kind = models.CharField("Widerspruchsbehörde", max_length=20, choices=AuthorityKind)
    received_on = models.DateField("eingegangen am")
    by_whom = models.CharField("erhoben durch", max_length=14, choices=Objector)
    words = models.CharField("Begründung der Familie", max_length=2000, blank=True)
    until = models.DateField("Frist bis", null=True, blank=True)
    decide_until = models.DateField("zu entscheiden bis")
    recorded_on = models.DateField("eingetragen am")
    recorded_by = models.ForeignKey("accounts.Seat", models.PROTECT, related_name="+")
    state = models.CharField(
        "Stand", max_length=9, choices=ObjectionState, default=ObjectionState.OPEN
    )
    decided_on = models.DateField("entschieden am", null=True, blank=True)
    decided_seat = models.ForeignKey(
        "accounts.Seat", models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_by = models.CharField("entschieden von", max_length=400, blank=True)
    held_until = models.DateField("Klage möglich bis", null=True, blank=True)
    decision_words = models.CharField("Begründung der Entscheidung", max_length=2000, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="OPEN", decided_on=None, decided_seat=None)
                | ~Q(state="OPEN")
                & Q(decided_on__gte=F("received_on"), decided_seat__isnull=False),
                name="objection_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["UPHELD", "REJECTED"]) | ~Q(decision_words=""),
                name="objection_decided_with_reasons",
            ),
            models.CheckConstraint(
                condition=Q(recorded_on__gte=F("received_on")), name="objection_recorded_later"
            ),
            models.UniqueConstraint(
                fields=["notice"], condition=Q(state="OPEN"), name="one_open_objection_per_notice"
            ),
        ]

    def __str__(self) -> str:
        return f"Widerspruch vom {self.received_on:%d.%m.%Y}"

    @property
    def late(self) -> bool:
        """Whether it came after the period; it is kept and decided on all the same."""
        return self.until is not None and self.received_on > self.until
