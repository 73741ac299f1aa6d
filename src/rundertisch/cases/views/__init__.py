# SPDX-License-Identifier: EUPL-1.2
"""The doors of cases: the day, all cases, one case on one page, opening, merging, splitting."""

from rundertisch.cases.views.attachments import (
    attach,
    attachment,
    received_attachment,
    remove_attachment,
)
from rundertisch.cases.views.clients import (
    client,
    clients,
    close_client,
    correct_client,
    day,
    move_phase,
    take_over,
    undo_change,
    write_note,
)
from rundertisch.cases.views.doubles import (
    merge_clients,
    merging,
    split_client,
    splitting,
)
from rundertisch.cases.views.ending import end_participation, ending
from rundertisch.cases.views.finding import (
    ask_about,
    ask_elsewhere,
    elsewhere,
    end_finding,
    finding,
    make_findable,
)
from rundertisch.cases.views.needs import (
    add_step,
    close_need,
    correct_need,
    finish_step,
    need,
    note_regime_change,
    open_chain,
    open_need,
    remove_note,
    reopen_need,
    settle_regime_change,
)
from rundertisch.cases.views.opening import (
    new_client,
    open_client,
    search_client,
)
from rundertisch.cases.views.receiver import (
    answer_received,
    received,
)
from rundertisch.cases.views.referrals import (
    answer_referral,
    inbox,
    incoming,
    mail_referral_link,
    open_referral_link,
    refer,
    take_back_referral,
)

__all__ = [
    "add_step",
    "answer_received",
    "answer_referral",
    "ask_about",
    "ask_elsewhere",
    "attach",
    "attachment",
    "client",
    "clients",
    "close_client",
    "close_need",
    "correct_client",
    "correct_need",
    "day",
    "elsewhere",
    "end_finding",
    "end_participation",
    "ending",
    "finding",
    "finish_step",
    "inbox",
    "incoming",
    "mail_referral_link",
    "make_findable",
    "merge_clients",
    "merging",
    "move_phase",
    "need",
    "new_client",
    "note_regime_change",
    "open_chain",
    "open_client",
    "open_need",
    "open_referral_link",
    "received",
    "received_attachment",
    "refer",
    "remove_attachment",
    "remove_note",
    "reopen_need",
    "search_client",
    "settle_regime_change",
    "split_client",
    "splitting",
    "take_back_referral",
    "take_over",
    "undo_change",
    "write_note",
]
