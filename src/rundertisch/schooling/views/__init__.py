# SPDX-License-Identifier: EUPL-1.2
"""The doors of schooling: parse, one call, render. They read the clock and pass the day down."""

from rundertisch.schooling.views.children import (
    change_child,
    child,
    close_child,
    counsel_child,
    edit_child,
    new_child,
    report_child,
)
from rundertisch.schooling.views.exchange import (
    export_proposal,
    export_waiting_list,
    import_children,
    upload_children,
)
from rundertisch.schooling.views.proposals import (
    newest_proposal,
    proposal,
    propose_places,
)
from rundertisch.schooling.views.schools import keep_group, school, schools
from rundertisch.schooling.views.waiting import waiting_list

__all__ = [
    "change_child",
    "child",
    "close_child",
    "counsel_child",
    "edit_child",
    "export_proposal",
    "export_waiting_list",
    "import_children",
    "keep_group",
    "new_child",
    "newest_proposal",
    "proposal",
    "propose_places",
    "report_child",
    "school",
    "schools",
    "upload_children",
    "waiting_list",
]
