# SPDX-License-Identifier: EUPL-1.2
"""Questions to schooling, one topic a file."""

from rundertisch.schooling.queries.proposals import (
    ProposalView,
    Seating,
    change_in_words,
    latest_proposal,
    line_of_child,
    proposal_view,
)
from rundertisch.schooling.queries.schools import (
    free_seats,
    schools_with_seats,
    seats_by_town,
)
from rundertisch.schooling.queries.waiting import (
    BANDS,
    QUEUES,
    SORTS,
    Band,
    Queue,
    Queues,
    band_of,
    queues,
    siblings_of,
    waiting_children,
)

__all__ = [
    "BANDS",
    "QUEUES",
    "SORTS",
    "Band",
    "ProposalView",
    "Queue",
    "Queues",
    "Seating",
    "band_of",
    "change_in_words",
    "free_seats",
    "latest_proposal",
    "line_of_child",
    "proposal_view",
    "queues",
    "schools_with_seats",
    "seats_by_town",
    "siblings_of",
    "waiting_children",
]
