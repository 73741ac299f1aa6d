# SPDX-License-Identifier: EUPL-1.2
"""The verbs of schooling; each one transaction with its rule and its audit entry."""

from rundertisch.schooling.actions.children import (
    Days,
    Home,
    Need,
    change_child,
    close_child,
    counsel_child,
    found_home,
    report_child,
    wish_school,
)
from rundertisch.schooling.actions.proposals import Line, keep_proposal
from rundertisch.schooling.actions.rules import demand_counselling
from rundertisch.schooling.actions.schools import (
    keep_group,
    keep_school,
    keep_supervision,
    set_cap,
)

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
    "keep_group",
    "keep_proposal",
    "keep_school",
    "keep_supervision",
    "report_child",
    "set_cap",
    "wish_school",
]
