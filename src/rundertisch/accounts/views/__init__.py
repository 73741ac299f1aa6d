# SPDX-License-Identifier: EUPL-1.2
"""Pages of accounts: one's own account and seats; for the administration people and seats."""

from rundertisch.accounts.views.account import account, choose_seat, waiting_file
from rundertisch.accounts.views.deputies import end_deputy, lend, lending
from rundertisch.accounts.views.district import district_back, district_sign_in
from rundertisch.accounts.views.forgotten import asked, forgotten_password
from rundertisch.accounts.views.leaving import leaving, part_with
from rundertisch.accounts.views.members import (
    ask_end_seat,
    end_seat,
    give_seat,
    invite,
    member,
    members,
    new_invitation,
    renew_invitation,
    unbind_district,
    withdraw_invitation,
)
from rundertisch.accounts.views.outbox import (
    drop,
    letter,
    note_printed,
    outbox,
    send_again,
    send_test,
    send_test_sms,
)
from rundertisch.accounts.views.restoring import (
    ask_reset,
    asking_reset,
    grant_reset,
    note_told,
    refuse_reset,
)
from rundertisch.accounts.views.sessions import end_other_sessions, end_session, sessions
from rundertisch.accounts.views.signing_in import signing_in

__all__ = [
    "account",
    "ask_end_seat",
    "ask_reset",
    "asked",
    "asking_reset",
    "choose_seat",
    "district_back",
    "district_sign_in",
    "drop",
    "end_deputy",
    "end_other_sessions",
    "end_seat",
    "end_session",
    "forgotten_password",
    "give_seat",
    "grant_reset",
    "invite",
    "leaving",
    "lend",
    "lending",
    "letter",
    "member",
    "members",
    "new_invitation",
    "note_printed",
    "note_told",
    "outbox",
    "part_with",
    "refuse_reset",
    "renew_invitation",
    "send_again",
    "send_test",
    "send_test_sms",
    "sessions",
    "signing_in",
    "unbind_district",
    "waiting_file",
    "withdraw_invitation",
]
