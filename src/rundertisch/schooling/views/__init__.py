# SPDX-License-Identifier: EUPL-1.2
"""The doors of schooling: parse, one call, render. They read the clock and pass the day down."""

from rundertisch.schooling.views.alarms import alarms, first_day, note_first_day, set_alarm_limit
from rundertisch.schooling.views.answers import (
    answer_child,
    answer_form,
    my_children,
)
from rundertisch.schooling.views.changes import (
    absence,
    did_not_appear,
    keep_wishes,
    move_child,
    moving,
    settle_grade,
    undo_change,
    wishes,
)
from rundertisch.schooling.views.children import (
    change_child,
    child,
    close_child,
    counsel_child,
    edit_child,
    new_child,
    report_child,
)
from rundertisch.schooling.views.doubles import doubles, merge_children, split_child, splitting
from rundertisch.schooling.views.exchange import (
    export_proposal,
    export_waiting_list,
    import_children,
    upload_children,
)
from rundertisch.schooling.views.family import (
    answer_family_request,
    close_status_link,
    family,
    family_request,
    family_requests,
    help_desk,
    keep_family_phone,
    keep_help_desk,
    open_status_link,
)
from rundertisch.schooling.views.figures import export_figures, figures, no_child_left_behind
from rundertisch.schooling.views.information import information_sheet, information_sheet_pdf
from rundertisch.schooling.views.passports import (
    child_passport,
    end_passport_key,
    export_passport,
    import_passport,
    passport_keys,
    read_passport,
    trust_passport_key,
)
from rundertisch.schooling.views.policies import (
    adopt_policy,
    policy,
)
from rundertisch.schooling.views.proposals import (
    newest_proposal,
    proposal,
    propose_places,
)
from rundertisch.schooling.views.protocols import (
    export_protocol,
    protocol,
)
from rundertisch.schooling.views.recordings import (
    drop_recording,
    keep_recording,
    recordings,
    sound,
)
from rundertisch.schooling.views.registrations import import_registrations, upload_registrations
from rundertisch.schooling.views.round_children import (
    exclude_school,
    export_round,
    lock_child,
    release_decision,
    release_form,
    round_child,
    round_children,
)
from rundertisch.schooling.views.rounds import (
    announce_round,
    open_round,
    propose_round,
    rounds,
    seal_round,
    show_round,
)
from rundertisch.schooling.views.school_year import (
    keep_next_seats,
    roll_over,
    school_year,
    undo_roll_over,
)
from rundertisch.schooling.views.schools import (
    keep_group,
    keep_school_rules,
    keep_supervision,
    school,
    school_rules,
    schools,
    supervision,
)
from rundertisch.schooling.views.signing import (
    sign_all,
    sign_child,
    signing,
    withdraw_signature,
)
from rundertisch.schooling.views.status import (
    status,
    status_ask,
    status_check,
    status_done,
    status_send,
)
from rundertisch.schooling.views.waiting import waiting_list
from rundertisch.schooling.views.what_if import (
    ask_what_if,
    what_if,
    what_if_result,
)

__all__ = [
    "absence",
    "adopt_policy",
    "alarms",
    "announce_round",
    "answer_child",
    "answer_family_request",
    "answer_form",
    "ask_what_if",
    "change_child",
    "child",
    "child_passport",
    "close_child",
    "close_status_link",
    "counsel_child",
    "did_not_appear",
    "doubles",
    "drop_recording",
    "edit_child",
    "end_passport_key",
    "exclude_school",
    "export_figures",
    "export_passport",
    "export_proposal",
    "export_protocol",
    "export_round",
    "export_waiting_list",
    "family",
    "family_request",
    "family_requests",
    "figures",
    "first_day",
    "help_desk",
    "import_children",
    "import_passport",
    "import_registrations",
    "information_sheet",
    "information_sheet_pdf",
    "keep_family_phone",
    "keep_group",
    "keep_help_desk",
    "keep_next_seats",
    "keep_recording",
    "keep_school_rules",
    "keep_supervision",
    "keep_wishes",
    "lock_child",
    "merge_children",
    "move_child",
    "moving",
    "my_children",
    "new_child",
    "newest_proposal",
    "no_child_left_behind",
    "note_first_day",
    "open_round",
    "open_status_link",
    "passport_keys",
    "policy",
    "proposal",
    "propose_places",
    "propose_round",
    "protocol",
    "read_passport",
    "recordings",
    "release_decision",
    "release_form",
    "report_child",
    "roll_over",
    "round_child",
    "round_children",
    "rounds",
    "school",
    "school_rules",
    "school_year",
    "schools",
    "seal_round",
    "set_alarm_limit",
    "settle_grade",
    "show_round",
    "sign_all",
    "sign_child",
    "signing",
    "sound",
    "split_child",
    "splitting",
    "status",
    "status_ask",
    "status_check",
    "status_done",
    "status_send",
    "supervision",
    "trust_passport_key",
    "undo_change",
    "undo_roll_over",
    "upload_children",
    "upload_registrations",
    "waiting_list",
    "what_if",
    "what_if_result",
    "wishes",
    "withdraw_signature",
]
