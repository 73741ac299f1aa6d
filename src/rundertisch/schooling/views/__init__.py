# SPDX-License-Identifier: EUPL-1.2
"""The doors of schooling: parse, one call, render. They read the clock and pass the day down."""

from rundertisch.schooling.views.alarms import alarms, first_day, note_first_day, set_alarm_limit
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
from rundertisch.schooling.views.figures import export_figures, figures, no_child_left_behind
from rundertisch.schooling.views.proposals import (
    newest_proposal,
    proposal,
    propose_places,
)
from rundertisch.schooling.views.registrations import import_registrations, upload_registrations
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
from rundertisch.schooling.views.waiting import waiting_list

__all__ = [
    "absence",
    "alarms",
    "change_child",
    "child",
    "close_child",
    "counsel_child",
    "did_not_appear",
    "doubles",
    "edit_child",
    "export_figures",
    "export_proposal",
    "export_waiting_list",
    "figures",
    "first_day",
    "import_children",
    "import_registrations",
    "keep_group",
    "keep_next_seats",
    "keep_school_rules",
    "keep_supervision",
    "keep_wishes",
    "merge_children",
    "move_child",
    "moving",
    "new_child",
    "newest_proposal",
    "no_child_left_behind",
    "note_first_day",
    "proposal",
    "propose_places",
    "report_child",
    "roll_over",
    "school",
    "school_rules",
    "school_year",
    "schools",
    "set_alarm_limit",
    "settle_grade",
    "split_child",
    "splitting",
    "supervision",
    "undo_change",
    "undo_roll_over",
    "upload_children",
    "upload_registrations",
    "waiting_list",
    "wishes",
]
