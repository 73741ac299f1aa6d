# SPDX-License-Identifier: EUPL-1.2
"""Parsing of what people type. No field for nationality, origin, religion or residence status."""

from rundertisch.schooling.forms.appointments import BookAppointment, CloseOffice, KeepRoom
from rundertisch.schooling.forms.arrivals import SeatArrival, arrival_form, offered
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
from rundertisch.schooling.forms.duties import SetDuty
from rundertisch.schooling.forms.expectations import SetReserveRule, UploadExpectations
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
from rundertisch.schooling.forms.hearings import AskWishes, HearFamily, RecommendSchool
from rundertisch.schooling.forms.notices import (
    ChooseTranslation,
    DecideAnew,
    HandOver,
    KeepNoticeRule,
    decide_form,
)
from rundertisch.schooling.forms.objections import (
    DecideObjection,
    RecordObjection,
    WithdrawObjection,
)
from rundertisch.schooling.forms.openings import (
    AskOpenings,
    DecideOpening,
    KeepOpeningRule,
    SetOpeningAssumption,
)
from rundertisch.schooling.forms.passports import PrintPassport, ReadPassport, TrustPassportKey
from rundertisch.schooling.forms.played_years import PlayYear
from rundertisch.schooling.forms.policies import AdoptPolicy, as_entered
from rundertisch.schooling.forms.progress import (
    KeepBridgeOffer,
    NoteMilestone,
    NoteTransition,
    PlanTransition,
    ReserveRegularSeat,
    reserve_form,
)
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
    exclude_form,
    lock_form,
)
from rundertisch.schooling.forms.scenarios import AskScenarios
from rundertisch.schooling.forms.school_rules import KeepSchoolRules, KeepSupervision
from rundertisch.schooling.forms.schools import KeepGroup, KeepRegularSeats, LimitGroup

__all__ = [
    "NO_WISH",
    "AdoptPolicy",
    "AnswerFamilyRequest",
    "AnswerSeat",
    "AskAppointment",
    "AskOpenings",
    "AskScenarios",
    "AskWhatIf",
    "AskWishes",
    "BookAppointment",
    "ChooseTranslation",
    "CloseChild",
    "CloseOffice",
    "CorrectChild",
    "CounselChild",
    "DecideAnew",
    "DecideObjection",
    "DecideOpening",
    "DescribeChild",
    "ExcludeSchool",
    "FindDouble",
    "HandOver",
    "HearFamily",
    "KeepBridgeOffer",
    "KeepFamilyPhone",
    "KeepGroup",
    "KeepHelpDesk",
    "KeepNextSeats",
    "KeepNoticeRule",
    "KeepOpeningRule",
    "KeepRecording",
    "KeepRegularSeats",
    "KeepRoom",
    "KeepSchoolRules",
    "KeepSupervision",
    "KeepWishes",
    "LimitGroup",
    "LockChild",
    "MergeChildren",
    "MoveChild",
    "NoEntry",
    "NotAppeared",
    "NoteFirstDay",
    "NoteMilestone",
    "NoteTransition",
    "Nothing",
    "OpenStatusLink",
    "PlanTransition",
    "PlayYear",
    "PrintPassport",
    "ProposePlaces",
    "ReadPassport",
    "RecommendSchool",
    "RecordObjection",
    "ReleaseDecision",
    "ReserveRegularSeat",
    "RollOver",
    "SeatArrival",
    "SetAlarmLimit",
    "SetDuty",
    "SetOpeningAssumption",
    "SetReserveRule",
    "SettleGrade",
    "SignSeat",
    "SignSeats",
    "SplitChild",
    "TellNumber",
    "TrustPassportKey",
    "UndoChange",
    "UploadChildren",
    "UploadExpectations",
    "UploadRegistrations",
    "WishSchool",
    "WithdrawObjection",
    "WithdrawSignature",
    "answer_form",
    "arrival_form",
    "as_entered",
    "decide_form",
    "exclude_form",
    "lock_form",
    "offered",
    "reserve_form",
]
