# SPDX-License-Identifier: EUPL-1.2
"""Pages of accounts: one's own account and seats; for the administration people and seats."""

from rundertisch.accounts.views.account import account, choose_seat, waiting_file
from rundertisch.accounts.views.district import district_back, district_sign_in
from rundertisch.accounts.views.members import (
    ask_end_seat,
    end_seat,
    give_seat,
    invite,
    member,
    members,
    new_invitation,
)
from rundertisch.accounts.views.signing_in import signing_in

__all__ = [
    "account",
    "ask_end_seat",
    "choose_seat",
    "district_back",
    "district_sign_in",
    "end_seat",
    "give_seat",
    "invite",
    "member",
    "members",
    "new_invitation",
    "signing_in",
    "waiting_file",
]
