# SPDX-License-Identifier: EUPL-1.2
"""The verbs of cases; each is one transaction, one rule, one entry in the log."""

from rundertisch.cases.actions.attachments import (
    MOST,
    MOST_BYTES,
    Paper,
    attach,
    fetch_attachment,
    remove_attachment,
)
from rundertisch.cases.actions.changes import undo_change
from rundertisch.cases.actions.clients import (
    close_client,
    correct_client,
    move_phase,
    open_client,
    take_over,
)
from rundertisch.cases.actions.doubles import merge_clients, split_client
from rundertisch.cases.actions.ending import end_by_the_person, end_participation
from rundertisch.cases.actions.finding import (
    ask_about,
    ask_elsewhere,
    end_finding,
    make_findable,
)
from rundertisch.cases.actions.mailing import mail_referral_link
from rundertisch.cases.actions.needs import (
    add_step,
    close_need,
    correct_need,
    finish_step,
    note_regime_change,
    open_chain,
    open_need,
    reopen_need,
    settle_regime_change,
)
from rundertisch.cases.actions.notes import remove_note, write_note
from rundertisch.cases.actions.referrals import (
    accept_referral,
    age_referrals,
    finish_referral,
    open_referral_link,
    refer,
    refuse_referral,
    take_back_referral,
)

__all__ = [
    "MOST",
    "MOST_BYTES",
    "Paper",
    "accept_referral",
    "add_step",
    "age_referrals",
    "ask_about",
    "ask_elsewhere",
    "attach",
    "close_client",
    "close_need",
    "correct_client",
    "correct_need",
    "end_by_the_person",
    "end_finding",
    "end_participation",
    "fetch_attachment",
    "finish_referral",
    "finish_step",
    "mail_referral_link",
    "make_findable",
    "merge_clients",
    "move_phase",
    "note_regime_change",
    "open_chain",
    "open_client",
    "open_need",
    "open_referral_link",
    "refer",
    "refuse_referral",
    "remove_attachment",
    "remove_note",
    "reopen_need",
    "settle_regime_change",
    "split_client",
    "take_back_referral",
    "take_over",
    "undo_change",
    "write_note",
]
