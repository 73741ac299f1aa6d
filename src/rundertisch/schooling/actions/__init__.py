# SPDX-License-Identifier: EUPL-1.2
"""The verbs of schooling; each one transaction with its rule and its audit entry."""

from rundertisch.schooling.actions.alarms import note_first_day, set_alarm_limit
from rundertisch.schooling.actions.appearing import did_not_appear
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
from rundertisch.schooling.actions.doubles import SecondChild, merge_children, split_child
from rundertisch.schooling.actions.proposals import Line, keep_proposal
from rundertisch.schooling.actions.registrations import (
    Registered,
    demand_counts,
    keep_registered_counts,
)
from rundertisch.schooling.actions.rules import demand_counselling
from rundertisch.schooling.actions.school_year import (
    Moves,
    keep_next_seats,
    moves,
    roll_over,
    undo_roll_over,
)
from rundertisch.schooling.actions.schools import (
    keep_group,
    keep_school,
    keep_supervision,
    set_cap,
)
from rundertisch.schooling.actions.seats import free_seat, take_seat
from rundertisch.schooling.actions.wishes import keep_wishes, wish_school

__all__ = [
    "Days",
    "Home",
    "Line",
    "Moves",
    "Need",
    "Registered",
    "SecondChild",
    "change_child",
    "close_child",
    "counsel_child",
    "demand_counselling",
    "demand_counts",
    "did_not_appear",
    "found_home",
    "free_seat",
    "keep_group",
    "keep_next_seats",
    "keep_proposal",
    "keep_registered_counts",
    "keep_school",
    "keep_supervision",
    "keep_wishes",
    "merge_children",
    "move_child",
    "moves",
    "note_first_day",
    "report_child",
    "roll_over",
    "set_alarm_limit",
    "set_cap",
    "settle_grade",
    "split_child",
    "take_seat",
    "undo_change",
    "undo_roll_over",
    "wish_school",
]
