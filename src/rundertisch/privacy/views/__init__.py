# SPDX-License-Identifier: EUPL-1.2
"""The doors of privacy: the register; what is due, held back and forgotten; receipts; periods."""

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
from rundertisch.privacy.views.entrusted import (
    entrust,
    entrusted,
)
from rundertisch.privacy.views.forgetting import (
    answer_of_archive,
    ask_to_forget,
    due,
    forget_person,
    lift_hold,
    offer_to_archive,
    set_hold,
)
from rundertisch.privacy.views.openings import (
    ask_to_open_log,
    decide_on_log,
    log_opening,
    log_openings,
)
from rundertisch.privacy.views.own_ending import (
    end,
    end_form,
)
from rundertisch.privacy.views.own_view import (
    ask,
    ask_form,
    own_view,
    take_along,
    withdraw,
    withdraw_form,
)
from rundertisch.privacy.views.receipts import (
    forget_request,
    receipt,
    receipt_file,
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
from rundertisch.privacy.views.retention import (
    retention,
    set_retention,
)

__all__ = [
    "answer_of_archive",
    "answer_request",
    "ask",
    "ask_form",
    "ask_to_forget",
    "ask_to_open_log",
    "close_own_view",
    "consents",
    "controller_form",
    "controllers",
    "decide_on_log",
    "due",
    "end",
    "end_controller",
    "end_form",
    "enter_templates",
    "entrust",
    "entrusted",
    "export_register",
    "forget_person",
    "forget_request",
    "hand_out",
    "keep_controller",
    "lift_hold",
    "log_opening",
    "log_openings",
    "offer_to_archive",
    "one_request",
    "open_own_view",
    "own_view",
    "person",
    "receipt",
    "receipt_file",
    "record_consent",
    "register",
    "requests",
    "retention",
    "set_hold",
    "set_retention",
    "take_along",
    "take_request",
    "withdraw",
    "withdraw_consent",
    "withdraw_form",
]
