# SPDX-License-Identifier: EUPL-1.2
"""What lower rooms and libraries let privacy know, and what higher rooms enter."""

from rundertisch.privacy.registry.borrowed import (
    BORROWED,
    Borrowed,
)
from rundertisch.privacy.registry.entrusting import (
    ClassTable,
    class_tables,
    enter_class_table,
)
from rundertisch.privacy.registry.logs import (
    OPENABLE,
    may_be_asked_about,
)
from rundertisch.privacy.registry.own_view import (
    Held,
    OwnEnding,
    OwnRecords,
    Record,
    Section,
    enter_own_view,
    own_views,
)
from rundertisch.privacy.registry.steps import (
    Step,
    declare,
    step_of,
    steps,
)

__all__ = [
    "BORROWED",
    "OPENABLE",
    "Borrowed",
    "ClassTable",
    "Held",
    "OwnEnding",
    "OwnRecords",
    "Record",
    "Section",
    "Step",
    "class_tables",
    "declare",
    "enter_class_table",
    "enter_own_view",
    "may_be_asked_about",
    "own_views",
    "step_of",
    "steps",
]
