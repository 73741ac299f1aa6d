# SPDX-License-Identifier: EUPL-1.2
"""The verbs of schooling; each one transaction with its rule and its audit entry."""

from rundertisch.schooling.actions.adoption import (
    Signed,
    answer_seat,
    sign_seat,
    sign_seats,
    withdraw_signature,
)
from rundertisch.schooling.actions.alarms import note_first_day, set_alarm_limit
from rundertisch.schooling.actions.appearing import did_not_appear
from rundertisch.schooling.actions.appointments import (
    Slot,
    book_again,
    book_appointment,
    cancel_appointment,
    hold_appointment,
    move_appointment,
    note_no_show,
)
from rundertisch.schooling.actions.calendars import close_calendar, open_calendar
from rundertisch.schooling.actions.changes import undo_change
from rundertisch.schooling.actions.children import (
    Days,
    Home,
    Need,
    change_child,
    close_child,
    counsel_child,
    found_home,
    move_child,
    report_child,
    settle_grade,
)
from rundertisch.schooling.actions.decisions import (
    exclude_school,
    lock_child,
    open_or_refused,
    release,
)
from rundertisch.schooling.actions.doubles import SecondChild, merge_children, split_child
from rundertisch.schooling.actions.duties import set_duty
from rundertisch.schooling.actions.emergency import note_emergency_list
from rundertisch.schooling.actions.expectations import (
    Expectation,
    demand_expecting,
    drop_expected_arrivals,
    expect_arrivals,
    set_reserve_rule,
)
from rundertisch.schooling.actions.family_requests import (
    MOST_A_DAY,
    Asked,
    answer_family_request,
    ask_by_link,
    keep_family_phone,
    keep_help_desk,
)
from rundertisch.schooling.actions.groups import limit_group
from rundertisch.schooling.actions.hearings import (
    Said,
    ask_wishes,
    hear_family,
    recommend_school,
)
from rundertisch.schooling.actions.joining import join_round, seat_arrival
from rundertisch.schooling.actions.notice_rules import keep_notice_rule
from rundertisch.schooling.actions.notices import (
    choose_translation,
    decide_anew,
    hand_over,
    hand_over_notices,
)
from rundertisch.schooling.actions.objections import (
    decide_objection,
    record_objection,
    withdraw_objection,
)
from rundertisch.schooling.actions.openings import (
    OwnNumbers,
    decide_opening,
    keep_opening_proposal,
    keep_opening_rule,
    set_opening_assumption,
    tie_what_if,
)
from rundertisch.schooling.actions.passports import (
    end_passport_key,
    report_by_passport,
    trust_passport_key,
)
from rundertisch.schooling.actions.played_years import (
    begin_played_policy,
    cancel_played_year,
    give_up_played_year,
    keep_played_policy,
    keep_played_year,
    note_played_year_input,
    note_played_year_trouble,
    start_played_year,
)
from rundertisch.schooling.actions.policies import adopt_policy, keep_refusal_ground
from rundertisch.schooling.actions.progress import (
    drop_milestone,
    end_bridge_offer,
    keep_bridge_offer,
    note_milestone,
    note_transition,
    plan_transition,
    undo_transition,
)
from rundertisch.schooling.actions.proposals import Line, keep_proposal
from rundertisch.schooling.actions.recordings import MOST_BYTES, drop_recording, keep_recording
from rundertisch.schooling.actions.registrations import (
    Registered,
    demand_counts,
    keep_registered_counts,
)
from rundertisch.schooling.actions.regular import (
    keep_regular_seats,
    release_regular_seat,
    reserve_regular_seat,
)
from rundertisch.schooling.actions.rooms import close_office, end_room, keep_room, open_office
from rundertisch.schooling.actions.rounds import (
    FrozenRow,
    announce_round,
    keep_round,
    seal_round,
)
from rundertisch.schooling.actions.rules import demand_counselling
from rundertisch.schooling.actions.scenarios import (
    AskedScenario,
    begin_scenario,
    cancel_scenarios,
    give_up_scenarios,
    keep_outcome,
    note_trouble,
    start_scenarios,
)
from rundertisch.schooling.actions.school_year import (
    Moves,
    keep_next_seats,
    moves,
    roll_over,
    undo_roll_over,
)
from rundertisch.schooling.actions.schools import (
    decide_supervision,
    keep_group,
    keep_school,
    keep_school_rules,
    keep_supervision,
    set_cap,
)
from rundertisch.schooling.actions.seats import free_seat, take_seat
from rundertisch.schooling.actions.status_links import close_status_links, open_status_link
from rundertisch.schooling.actions.telling import decide_on_message, tell_family
from rundertisch.schooling.actions.wishes import Claims, keep_wishes, wish_school

__all__ = [
    "MOST_A_DAY",
    "MOST_BYTES",
    "Asked",
    "AskedScenario",
    "Claims",
    "Days",
    "Expectation",
    "FrozenRow",
    "Home",
    "Line",
    "Moves",
    "Need",
    "OwnNumbers",
    "Registered",
    "Said",
    "SecondChild",
    "Signed",
    "Slot",
    "adopt_policy",
    "announce_round",
    "answer_family_request",
    "answer_seat",
    "ask_by_link",
    "ask_wishes",
    "begin_played_policy",
    "begin_scenario",
    "book_again",
    "book_appointment",
    "cancel_appointment",
    "cancel_played_year",
    "cancel_scenarios",
    "change_child",
    "choose_translation",
    "close_calendar",
    "close_child",
    "close_office",
    "close_status_links",
    "counsel_child",
    "decide_anew",
    "decide_objection",
    "decide_on_message",
    "decide_opening",
    "decide_supervision",
    "demand_counselling",
    "demand_counts",
    "demand_expecting",
    "did_not_appear",
    "drop_expected_arrivals",
    "drop_milestone",
    "drop_recording",
    "end_bridge_offer",
    "end_passport_key",
    "end_room",
    "exclude_school",
    "expect_arrivals",
    "found_home",
    "free_seat",
    "give_up_played_year",
    "give_up_scenarios",
    "hand_over",
    "hand_over_notices",
    "hear_family",
    "hold_appointment",
    "join_round",
    "keep_bridge_offer",
    "keep_family_phone",
    "keep_group",
    "keep_help_desk",
    "keep_next_seats",
    "keep_notice_rule",
    "keep_opening_proposal",
    "keep_opening_rule",
    "keep_outcome",
    "keep_played_policy",
    "keep_played_year",
    "keep_proposal",
    "keep_recording",
    "keep_refusal_ground",
    "keep_registered_counts",
    "keep_regular_seats",
    "keep_room",
    "keep_round",
    "keep_school",
    "keep_school_rules",
    "keep_supervision",
    "keep_wishes",
    "limit_group",
    "lock_child",
    "merge_children",
    "move_appointment",
    "move_child",
    "moves",
    "note_emergency_list",
    "note_first_day",
    "note_milestone",
    "note_no_show",
    "note_played_year_input",
    "note_played_year_trouble",
    "note_transition",
    "note_trouble",
    "open_calendar",
    "open_office",
    "open_or_refused",
    "open_status_link",
    "plan_transition",
    "recommend_school",
    "record_objection",
    "release",
    "release_regular_seat",
    "report_by_passport",
    "report_child",
    "reserve_regular_seat",
    "roll_over",
    "seal_round",
    "seat_arrival",
    "set_alarm_limit",
    "set_cap",
    "set_duty",
    "set_opening_assumption",
    "set_reserve_rule",
    "settle_grade",
    "sign_seat",
    "sign_seats",
    "split_child",
    "start_played_year",
    "start_scenarios",
    "take_seat",
    "tell_family",
    "tie_what_if",
    "trust_passport_key",
    "undo_change",
    "undo_roll_over",
    "undo_transition",
    "whole_number",
    "wish_school",
    "withdraw_objection",
    "withdraw_signature",
]
