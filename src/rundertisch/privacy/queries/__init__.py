# SPDX-License-Identifier: EUPL-1.2
"""Questions about data protection: what is held and why, and who may know it by consent."""

from rundertisch.privacy.queries.consents import (
    ConsentLine,
    consents_of,
    find_consent,
    find_subject,
    possible_recipients,
    withdrawals_for,
)
from rundertisch.privacy.queries.register import Processing, register_of_processing

__all__ = [
    "ConsentLine",
    "Processing",
    "consents_of",
    "find_consent",
    "find_subject",
    "possible_recipients",
    "register_of_processing",
    "withdrawals_for",
]
