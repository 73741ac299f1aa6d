# SPDX-License-Identifier: EUPL-1.2
"""Questions about data protection: what is held, who may know it, who asked to see the logs."""

from rundertisch.privacy.queries.consents import (
    ConsentLine,
    consents_of,
    find_consent,
    find_subject,
    possible_recipients,
    withdrawals_for,
)
from rundertisch.privacy.queries.openings import LogLine, Opening, lines, opening, openings
from rundertisch.privacy.queries.register import Processing, register_of_processing

__all__ = [
    "ConsentLine",
    "LogLine",
    "Opening",
    "Processing",
    "consents_of",
    "find_consent",
    "find_subject",
    "lines",
    "opening",
    "openings",
    "possible_recipients",
    "register_of_processing",
    "withdrawals_for",
]
