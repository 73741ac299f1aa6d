# SPDX-License-Identifier: EUPL-1.2
"""Questions about data protection, one topic a file."""

from rundertisch.privacy.queries.consents import (
    ConsentLine,
    consents_of,
    find_consent,
    find_subject,
    possible_recipients,
    withdrawals_for,
)
from rundertisch.privacy.queries.controllers import (
    controllers,
    controllers_of,
    responsible_for,
)
from rundertisch.privacy.queries.openings import (
    LogLine,
    Opening,
    lines,
    opening,
    openings,
)
from rundertisch.privacy.queries.own_view import (
    Kept,
    OwnView,
    export,
    links_of,
    own_view,
    ways,
    wish_in_words,
)
from rundertisch.privacy.queries.register import (
    Processing,
    register_of_processing,
)
from rundertisch.privacy.queries.requests import (
    Waiting,
    one_month_after,
    open_requests,
    record_of,
    requests_of,
    rights,
    waiting,
)

__all__ = [
    "ConsentLine",
    "Kept",
    "LogLine",
    "Opening",
    "OwnView",
    "Processing",
    "Waiting",
    "consents_of",
    "controllers",
    "controllers_of",
    "export",
    "find_consent",
    "find_subject",
    "lines",
    "links_of",
    "one_month_after",
    "open_requests",
    "opening",
    "openings",
    "own_view",
    "possible_recipients",
    "record_of",
    "register_of_processing",
    "requests_of",
    "responsible_for",
    "rights",
    "waiting",
    "ways",
    "wish_in_words",
    "withdrawals_for",
]
