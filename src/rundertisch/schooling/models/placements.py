# SPDX-License-Identifier: EUPL-1.2
"""A child's place. It holds from the authority's signature on."""

import datetime as dt

from django.db import models
from django.db.models import F, Q

from rundertisch.kernel.models import PersonRecord
from rundertisch.schooling.models.schools import Group

PURPOSE = "Vermittlung eines Schulplatzes"
LEGAL_BASIS = "Art. 6 Abs. 1 lit. e DSGVO i. V. m. §§ 34, 46 SchulG NRW (nicht verifiziert)"
WITH_THE_CHILD = "wie das Kind"


class PlacementQuerySet(models.QuerySet["Placement"]):
    """Filters on placements."""

    def signed(self, *, on: dt.date) -> "PlacementQuerySet":
        """Signed by an authority and not ended."""
        return self.filter(signed_on__lte=on).filter(Q(ends_on=None) | Q(ends_on__gt=on))


class Placement(PersonRecord):
    """Zuweisung: a child's place; it holds from the authority's signature on."""

    purpose = PURPOSE
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

    objects = PlacementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on")),
                name="placement_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(signed_on=None, signed_by=None)
                | Q(signed_on__isnull=False, signed_by__isnull=False),
                name="placement_signed_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["child"], condition=Q(ends_on=None), name="one_running_placement"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group} ab {self.starts_on:%d.%m.%Y}"
