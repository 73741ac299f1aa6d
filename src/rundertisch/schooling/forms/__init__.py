# SPDX-License-Identifier: EUPL-1.2
"""Parsing of what people type. No field for nationality, origin, religion or residence status."""

from rundertisch.schooling.forms.children import (
    CloseChild,
    CounselChild,
    DescribeChild,
    UploadChildren,
)
from rundertisch.schooling.forms.figures import NoteFirstDay, SetAlarmLimit, UploadRegistrations
from rundertisch.schooling.forms.proposals import ProposePlaces
from rundertisch.schooling.forms.schools import KeepGroup

__all__ = [
    "CloseChild",
    "CounselChild",
    "DescribeChild",
    "KeepGroup",
    "NoteFirstDay",
    "ProposePlaces",
    "SetAlarmLimit",
    "UploadChildren",
    "UploadRegistrations",
]
