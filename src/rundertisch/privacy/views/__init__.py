# SPDX-License-Identifier: EUPL-1.2
"""The pages of privacy."""

from rundertisch.privacy.views.consents import consents, record_consent, withdraw_consent
from rundertisch.privacy.views.openings import (
    ask_to_open_log,
    decide_on_log,
    log_opening,
    log_openings,
)
from rundertisch.privacy.views.register import register

__all__ = [
    "ask_to_open_log",
    "consents",
    "decide_on_log",
    "log_opening",
    "log_openings",
    "record_consent",
    "register",
    "withdraw_consent",
]
