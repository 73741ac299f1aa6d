# SPDX-License-Identifier: EUPL-1.2
"""What the engine proposed, line by line. A proposal decides nothing."""

from django.db import models

from rundertisch.kernel.models import Basis, PersonRecord
from rundertisch.schooling.models.children import Child
from rundertisch.schooling.models.placements import LEGAL_BASIS, PURPOSE, WITH_THE_CHILD
from rundertisch.schooling.models.rounds import Round
from rundertisch.schooling.models.schools import Group, School


class Proposal(models.Model):
    """Vorschlag: one run of the engine. It decides nothing; it names no child itself."""

    run_on = models.DateField("gerechnet am")
    run_by = models.ForeignKey("accounts.Seat", models.PROTECT, related_name="+")
    parameters = models.JSONField()
    input_sha256 = models.CharField(max_length=64)
    plan = models.JSONField()
    round = models.ForeignKey(
        # null: computed before there were rounds
        Round,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="proposals",
    )
    after_decision = models.PositiveBigIntegerField(
        "nach Entscheidung Nr.", db_default=0
    )  # the newest decision that this run knew; replay takes the same ones
    what_if = models.JSONField("Gedankenspiel", null=True, blank=True)  # null: a real proposal

    def __str__(self) -> str:
        return f"Vorschlag Nr. {self.pk} vom {self.run_on:%d.%m.%Y}"


class ProposedSeat(PersonRecord):
    """One child's line of a proposal: where and why, or why not and what would help."""

    purpose = PURPOSE
    basis = Basis.LAW
    legal_basis = LEGAL_BASIS
    keep_for = WITH_THE_CHILD

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="seats")
    child = models.ForeignKey(Child, models.CASCADE, related_name="proposed_seats")
    group = models.ForeignKey(Group, models.CASCADE, null=True, related_name="proposed_seats")
    minutes = models.PositiveIntegerField(null=True)
    estimate = models.BooleanField(default=True)
    reason_code = models.CharField(max_length=20)
    reason = models.TextField()
    level = models.PositiveIntegerField()
    waiting_days = models.PositiveIntegerField()
    smallest_change = models.CharField(max_length=80, blank=True)
    first_come_group = models.ForeignKey(Group, models.CASCADE, null=True, related_name="+")
    opened_school = models.ForeignKey(
        # only in a what-if: a group here that does not exist
        School,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["proposal", "child"], name="one_line_per_child"),
        ]
        indexes = [models.Index(fields=["child", "-proposal"], name="newest_line_first")]

    def __str__(self) -> str:
        return f"{self.proposal}: {self.reason_code}"
