# SPDX-License-Identifier: EUPL-1.2
"""Verbs of data protection, one topic a file."""

from rundertisch.privacy.actions.consents import (
    Told,
    record_consent,
    withdraw_consent,
)
from rundertisch.privacy.actions.controllers import (
    Responsibility,
    end_controller,
    keep_controller,
)
from rundertisch.privacy.actions.openings import (
    ask_to_open_log,
    decide_on_log,
)
from rundertisch.privacy.actions.own_view import (
    close_own_view,
    open_own_view,
)
from rundertisch.privacy.actions.requests import (
    answer_request,
    ask,
)

__all__ = [
    "Responsibility",
    "Told",
    "answer_request",
    "ask",
    "ask_to_open_log",
    "close_own_view",
    "decide_on_log",
    "end_controller",
    "keep_controller",
    "open_own_view",
    "record_consent",
    "withdraw_consent",
]
