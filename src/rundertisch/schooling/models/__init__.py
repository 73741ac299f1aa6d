# SPDX-License-Identifier: EUPL-1.2
"""The facts of schooling: schools and their groups, children who wait, proposals.

What hangs on a child is guarded by row rules in PostgreSQL (migration 0003). Residence status,
origin, language of origin and religion have no column here, on purpose.
"""

from rundertisch.schooling.models.children import (
    AllowedForm,
    Child,
    ChildQuerySet,
    Family,
    Wish,
)
from rundertisch.schooling.models.placements import Placement, PlacementQuerySet
from rundertisch.schooling.models.proposals import Proposal, ProposedSeat
from rundertisch.schooling.models.schools import (
    FIRST_GRADE,
    LATEST_GRADE,
    Assignable,
    AuthorityKind,
    Group,
    GroupKind,
    School,
    Supervision,
)

__all__ = [
    "FIRST_GRADE",
    "LATEST_GRADE",
    "AllowedForm",
    "Assignable",
    "AuthorityKind",
    "Child",
    "ChildQuerySet",
    "Family",
    "Group",
    "GroupKind",
    "Placement",
    "PlacementQuerySet",
    "Proposal",
    "ProposedSeat",
    "School",
    "Supervision",
    "Wish",
]
