# SPDX-License-Identifier: EUPL-1.2
"""The facts of the situation. So far: in which domains of life people need something."""

from django.db import models
from django.db.models import Q

from rundertisch.kernel.models import DatedFact


class NeedDomain(DatedFact):
    """Lebensbereich: one entry of the taxonomy of needs, in which `cases` and `offers` speak.

    The code keeps its meaning as long as it lives; who means something else adds a domain and ends
    this one. ``sensitive``: the name alone tells something about whoever needs help there (health,
    addiction, debts, shelter from violence); such a need is never told to others by its domain.
    """

    code = models.CharField("Kürzel", max_length=30, primary_key=True)
    name = models.CharField("Lebensbereich", max_length=80, unique=True)
    definition = models.TextField("was dazu gehört")
    sensitive = models.BooleanField("besonders geschützt", default=False)

    class Meta(DatedFact.Meta):
        constraints = [
            *DatedFact.Meta.constraints,
            models.CheckConstraint(
                condition=Q(code__regex=r"^[A-Z][A-Z_]*$"), name="need_domain_code_in_capitals"
            ),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(definition=""), name="need_domain_says_what_it_is"
            ),
        ]

    def __str__(self) -> str:
        return self.name
