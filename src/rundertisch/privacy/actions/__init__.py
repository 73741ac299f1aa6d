# SPDX-License-Identifier: EUPL-1.2
"""Verbs of data protection: keep, hold back, offer to the archive, announce, forget."""

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
from rundertisch.privacy.actions.entrusting import (
    entrust,
)
from rundertisch.privacy.actions.forgetting import (
    Replayed,
    ask_to_forget,
    forget,
    forget_asked,
    forget_due,
    replay,
)
from rundertisch.privacy.actions.holds import (
    answer_of_archive,
    lift_hold,
    note_handed_over,
    offer_to_archive,
    set_hold,
)
from rundertisch.privacy.actions.openings import (
    ask_to_open_log,
    decide_on_log,
)
from rundertisch.privacy.actions.own_view import (
    close_own_view,
    end_for_oneself,
    open_own_view,
)
from rundertisch.privacy.actions.receipts import (
    end_searching,
    write_file,
)
from rundertisch.privacy.actions.requests import (
    answer_request,
    ask,
)
from rundertisch.privacy.actions.retention import (
    announce_due,
    delete_ended,
    delete_old_backups,
    set_retention,
)

__all__ = [
    "Replayed",
    "Responsibility",
    "Told",
    "announce_due",
    "answer_of_archive",
    "answer_request",
    "ask",
    "ask_to_forget",
    "ask_to_open_log",
    "close_own_view",
    "decide_on_log",
    "delete_ended",
    "delete_old_backups",
    "end_controller",
    "end_for_oneself",
    "end_searching",
    "entrust",
    "forget",
    "forget_asked",
    "forget_due",
    "keep_controller",
    "lift_hold",
    "note_handed_over",
    "offer_to_archive",
    "open_own_view",
    "record_consent",
    "replay",
    "set_hold",
    "set_retention",
    "withdraw_consent",
    "write_file",
]
