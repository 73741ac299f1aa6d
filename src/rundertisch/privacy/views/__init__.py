# SPDX-License-Identifier: EUPL-1.2
"""The doors of privacy: parse, one call, render."""

from rundertisch.privacy.views.consents import (
    consents,
    record_consent,
    withdraw_consent,
)
from rundertisch.privacy.views.controllers import (
    controller_form,
    controllers,
    end_controller,
    enter_templates,
    keep_controller,
)
from rundertisch.privacy.views.openings import (
    ask_to_open_log,
    decide_on_log,
    log_opening,
    log_openings,
)
from rundertisch.privacy.views.own_view import (
    ask,
    ask_form,
    own_view,
    take_along,
)
from rundertisch.privacy.views.register import (
    export_register,
    register,
)
from rundertisch.privacy.views.requests import (
    answer_request,
    close_own_view,
    hand_out,
    one_request,
    open_own_view,
    person,
    requests,
    take_request,
)

__all__ = [
    "answer_request",
    "ask",
    "ask_form",
    "ask_to_open_log",
    "close_own_view",
    "consents",
    "controller_form",
    "controllers",
    "decide_on_log",
    "end_controller",
    "enter_templates",
    "export_register",
    "hand_out",
    "keep_controller",
    "log_opening",
    "log_openings",
    "one_request",
    "open_own_view",
    "own_view",
    "person",
    "record_consent",
    "register",
    "requests",
    "take_along",
    "take_request",
    "withdraw_consent",
]
