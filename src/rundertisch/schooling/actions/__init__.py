# SPDX-License-Identifier: EUPL-1.2
"""The verbs of schooling; each one transaction with its rule and its audit entry."""

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
from rundertisch.schooling.actions.proposals import Line, keep_proposal
from rundertisch.schooling.actions.rules import demand_counselling
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
    "Need",
    "change_child",
    "close_child",
    "counsel_child",
    "demand_counselling",
    "found_home",
    "free_seat",
    "keep_group",
    "keep_proposal",
    "keep_school",
    "keep_supervision",
    "keep_wishes",
    "move_child",
    "report_child",
    "set_cap",
    "settle_grade",
    "take_seat",
    "undo_change",
    "wish_school",
]
