# SPDX-License-Identifier: EUPL-1.2
"""Verbs of accounts: invite people, give, lend and end seats, choose the seat one sits on."""

from rundertisch.accounts.actions.deputies import lend_seat
from rundertisch.accounts.actions.leaving import part_with
from rundertisch.accounts.actions.messages import retry_job, send_test, send_test_sms
from rundertisch.accounts.actions.people import (
    add_person,
    invite,
    renew_invitation,
    seat_first_administrator,
    set_first_password,
    unbind_district,
    withdraw_invitation,
)
from rundertisch.accounts.actions.restoring import ask_reset, grant_reset, note_told, refuse_reset
from rundertisch.accounts.actions.seats import choose_seat, end_seat, give_seat

__all__ = [
    "add_person",
    "ask_reset",
    "choose_seat",
    "end_seat",
    "give_seat",
    "grant_reset",
    "invite",
    "lend_seat",
    "note_told",
    "part_with",
    "refuse_reset",
    "renew_invitation",
    "retry_job",
    "seat_first_administrator",
    "send_test",
    "send_test_sms",
    "set_first_password",
    "unbind_district",
    "withdraw_invitation",
]
