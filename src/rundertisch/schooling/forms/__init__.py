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
from rundertisch.schooling.forms.family import (
    NO_WISH,
    AnswerFamilyRequest,
    AskAppointment,
    KeepFamilyPhone,
    KeepHelpDesk,
    KeepRecording,
    OpenStatusLink,
    TellNumber,
    WishSchool,
)
from rundertisch.schooling.forms.figures import NoteFirstDay, SetAlarmLimit, UploadRegistrations
from rundertisch.schooling.forms.passports import PrintPassport, ReadPassport, TrustPassportKey
from rundertisch.schooling.forms.policies import AdoptPolicy, as_entered
from rundertisch.schooling.forms.proposals import ProposePlaces
from rundertisch.schooling.forms.rounds import (
    AnswerSeat,
    AskWhatIf,
    ExcludeSchool,
    LockChild,
    Nothing,
    ReleaseDecision,
    SignSeat,
    SignSeats,
    WithdrawSignature,
    answer_form,
    lock_form,
)
from rundertisch.schooling.forms.school_rules import KeepSchoolRules, KeepSupervision
from rundertisch.schooling.forms.schools import KeepGroup

__all__ = [
    "NO_WISH",
    "AdoptPolicy",
    "AnswerFamilyRequest",
    "AnswerSeat",
    "AskAppointment",
    "AskWhatIf",
    "CloseChild",
    "CorrectChild",
    "CounselChild",
    "DescribeChild",
    "ExcludeSchool",
    "FindDouble",
    "KeepFamilyPhone",
    "KeepGroup",
    "KeepHelpDesk",
    "KeepNextSeats",
    "KeepRecording",
    "KeepSchoolRules",
    "KeepSupervision",
    "KeepWishes",
    "LockChild",
    "MergeChildren",
    "MoveChild",
    "NoEntry",
    "NotAppeared",
    "NoteFirstDay",
    "Nothing",
    "OpenStatusLink",
    "PrintPassport",
    "ProposePlaces",
    "ReadPassport",
    "ReleaseDecision",
    "RollOver",
    "SetAlarmLimit",
    "SettleGrade",
    "SignSeat",
    "SignSeats",
    "SplitChild",
    "TellNumber",
    "TrustPassportKey",
    "UndoChange",
    "UploadChildren",
    "UploadRegistrations",
    "WishSchool",
    "WithdrawSignature",
    "answer_form",
    "as_entered",
    "lock_form",
]
