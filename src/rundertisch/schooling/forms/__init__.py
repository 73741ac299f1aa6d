# SPDX-License-Identifier: EUPL-1.2
"""Parsing of what people type. No field for nationality, origin, religion or residence status."""

from rundertisch.schooling.forms.changes import (
    CorrectChild,
    FindDouble,
    KeepNextSeats,
    KeepWishes,
    MergeChildren,
    MoveChild,
    NoEntry,
    NotAppeared,
    RollOver,
    SettleGrade,
    SplitChild,
    UndoChange,
)
from rundertisch.schooling.forms.children import (
    CloseChild,
    CounselChild,
    DescribeChild,
    UploadChildren,
)
from rundertisch.schooling.forms.figures import NoteFirstDay, SetAlarmLimit, UploadRegistrations
from rundertisch.schooling.forms.proposals import ProposePlaces
from rundertisch.schooling.forms.school_rules import KeepSchoolRules, KeepSupervision
from rundertisch.schooling.forms.schools import KeepGroup

__all__ = [
    "CloseChild",
    "CorrectChild",
    "CounselChild",
    "DescribeChild",
    "FindDouble",
    "KeepGroup",
    "KeepNextSeats",
    "KeepSchoolRules",
    "KeepSupervision",
    "KeepWishes",
    "MergeChildren",
    "MoveChild",
    "NoEntry",
    "NotAppeared",
    "NoteFirstDay",
    "ProposePlaces",
    "RollOver",
    "SetAlarmLimit",
    "SettleGrade",
    "SplitChild",
    "UndoChange",
    "UploadChildren",
    "UploadRegistrations",
]
