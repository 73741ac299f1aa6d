# SPDX-License-Identifier: EUPL-1.2
"""A child's place. It holds from the authority's signature on."""

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from rundertisch.kernel.models import Basis, PersonRecord
from rundertisch.schooling.models.policy import RefusalGround
from rundertisch.schooling.models.schools import Group, GroupKind

PURPOSE = "Vermittlung eines Schulplatzes"
LEGAL_BASIS = "Art. 6 Abs. 1 lit. e DSGVO i. V. m. §§ 34, 46 SchulG NRW (nicht verifiziert)"
WITH_THE_CHILD = "wie das Kind"


class PlacementAnswer(models.TextChoices):
    """What the head of the school answered (§ 46 Abs. 1 SchulG NRW)."""

    ACCEPTED = "ACCEPTED", "aufgenommen"
    REFUSED = "REFUSED", "abgelehnt"


class PlacementQuerySet(models.QuerySet["Placement"]):
    """Filters on placements."""

    def signed(self, *, on: dt.date) -> "PlacementQuerySet":
        """Signed by an authority, not refused by the school and not ended."""
        running = self.filter(signed_on__lte=on).filter(Q(ends_on=None) | Q(ends_on__gt=on))
        return running.exclude(answer=PlacementAnswer.REFUSED)

    def separate(self, *, on: dt.date) -> "PlacementQuerySet":
        """In a separate group, not yet in a regular class; ``in_group_since``: the first day there.

        Where nobody noted the first day, it is the one of the notice, or the day the place began.
        """
        since = Coalesce("first_day__came_on", "expected_on", "starts_on")
        return (
            self.signed(on=on)
            .exclude(group__kind=GroupKind.REGULAR)
            .filter(Q(regular_since=None) | Q(regular_since__gt=on), group__integrated=False)
            .annotate(in_group_since=since)
            .filter(in_group_since__lte=on)
        )


class Placement(PersonRecord):
    """Zuweisung: a child's place; it holds from the authority's signature on."""

    purpose = PURPOSE
    basis = Basis.LAW
    legal_basis = LEGAL_BASIS
    keep_for = WITH_THE_CHILD

    child = models.ForeignKey("schooling.Child", models.CASCADE, related_name="placements")
    group = models.ForeignKey(Group, models.PROTECT, related_name="placements")
    starts_on = models.DateField("ab")
    ends_on = models.DateField("bis", null=True, blank=True)
    signed_on = models.DateField("unterschrieben am", null=True, blank=True)
    signed_by = models.ForeignKey(
        "accounts.Seat", models.PROTECT, null=True, blank=True, related_name="+"
    )
    proposed_seat = models.ForeignKey(
        "schooling.ProposedSeat",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="placements",
    )
    words = models.CharField(
        "Begründung der Schulaufsicht", max_length=1000, blank=True, db_default=""
    )
    announced_on = models.DateField("bekannt gegeben am", null=True, blank=True)
    expected_on = models.DateField("erster Schultag laut Bescheid", null=True, blank=True)
    regular_since = models.DateField(
        # the place goes on, and holds no seat of its group any more (migration 0034)
        "in der Regelklasse seit",
        null=True,
        blank=True,
    )
    answer = models.CharField(
        "Antwort", max_length=8, choices=PlacementAnswer, blank=True, db_default=""
    )
    answer_ground = models.ForeignKey(
        RefusalGround, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answer_words = models.CharField(
        "Begründung der Schule", max_length=1000, blank=True, db_default=""
    )
    answered_on = models.DateField("beantwortet am", null=True, blank=True)
    answered_by = models.ForeignKey(
        "accounts.Seat", models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = PlacementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                # a signature taken back on the same day leaves an empty period
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="placement_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(signed_on=None, signed_by=None)
                | Q(signed_on__isnull=False, signed_by__isnull=False),
                name="placement_signed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_on=None, answered_by=None, answer_ground=None)
                | Q(
                    answer__in=PlacementAnswer.values,
                    answered_on__isnull=False,
                    answered_by__isnull=False,
                    announced_on__isnull=False,
                ),
                name="placement_answered_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(answer="REFUSED") | Q(answer_ground__isnull=False),
                name="refusal_has_a_ground",
            ),
            models.UniqueConstraint(
                fields=["child"], condition=Q(ends_on=None), name="one_running_placement"
            ),
        ]

    @property
    def comes_on(self) -> dt.date:
        """The first day of school: as the notice says it, or else the day the place began."""
        return self.expected_on or self.starts_on

    def __str__(self) -> str:
        return f"{self.group} ab {self.starts_on:%d.%m.%Y}"
