# SPDX-License-Identifier: EUPL-1.2
"""The facts of schooling: schools and their groups, children who wait, proposals.

What hangs on a child is guarded by row rules in PostgreSQL (migration 0003). Residence status,
origin, language of origin and religion have no column here, on purpose.
"""

from rundertisch.schooling.models.alarms import AlarmKind, AlarmLimit, FirstDay
from rundertisch.schooling.models.appointments import Appointment, AppointmentState, Room
from rundertisch.schooling.models.changes import Change, ChangeKind, RollOver
from rundertisch.schooling.models.children import (
    AllowedForm,
    Child,
    ChildQuerySet,
    Family,
    Wish,
)
from rundertisch.schooling.models.duties import SINCE, Counted, Duty, Step
from rundertisch.schooling.models.entrusted import FamilyContact, SupportNeed
from rundertisch.schooling.models.expectations import (
    MOST_EXPECTED,
    MOST_MINUTES,
    MOST_WEEKS,
    ExpectedArrivals,
    ExpectedStage,
    ReserveRule,
)
from rundertisch.schooling.models.family_requests import (
    FamilyPhone,
    FamilyRequest,
    FamilyRequestKind,
    FamilyRequestOutcome,
    HelpDesk,
    TimeOfDay,
    Weekday,
)
from rundertisch.schooling.models.hearings import (
    AskedWish,
    Hearing,
    SchoolRecommendation,
    Whom,
)
from rundertisch.schooling.models.notices import (
    Handing,
    Notice,
    NoticeKind,
    NoticeRule,
    WithdrawalGround,
)
from rundertisch.schooling.models.objections import Objection, ObjectionState, Objector
from rundertisch.schooling.models.openings import (
    MAY_BE_NOTHING,
    MOST,
    UNITS,
    AssumptionKind,
    OpeningAssumption,
    OpeningDecision,
    OpeningProposal,
    OpeningRule,
)
from rundertisch.schooling.models.passports import PassportKey, UsedPassport
from rundertisch.schooling.models.past import PastCount, PastKind
from rundertisch.schooling.models.placements import (
    Placement,
    PlacementAnswer,
    PlacementQuerySet,
)
from rundertisch.schooling.models.played_years import (
    PlayedPolicy,
    PlayedYear,
    PlayedYearState,
    YearKind,
)
from rundertisch.schooling.models.policy import Policy, RefusalGround
from rundertisch.schooling.models.progress import (
    AdmissionDay,
    BridgeOffer,
    Course,
    Milestone,
    MilestoneKind,
    Transition,
)
from rundertisch.schooling.models.proposals import Proposal, ProposedSeat
from rundertisch.schooling.models.recordings import Recording
from rundertisch.schooling.models.registrations import (
    SCHOOL_AGE_FROM,
    SCHOOL_AGE_TO,
    RegisteredCount,
)
from rundertisch.schooling.models.regular import RegularSeats
from rundertisch.schooling.models.rounds import (
    REASONS_READ,
    Decision,
    DecisionKind,
    Round,
    RoundChild,
    SeatMark,
)
from rundertisch.schooling.models.scenarios import Scenario, ScenarioRun, ScenarioState
from rundertisch.schooling.models.schools import (
    FIRST_GRADE,
    LATEST_GRADE,
    Assignable,
    AuthorityKind,
    Group,
    GroupKind,
    School,
    Supervision,
)

__all__ = [
    "FIRST_GRADE",
    "LATEST_GRADE",
    "MAY_BE_NOTHING",
    "MOST",
    "MOST_EXPECTED",
    "MOST_MINUTES",
    "MOST_WEEKS",
    "REASONS_READ",
    "SCHOOL_AGE_FROM",
    "SCHOOL_AGE_TO",
    "SINCE",
    "UNITS",
    "WHOLE_NUMBER",
    "AdmissionDay",
    "AlarmKind",
    "AlarmLimit",
    "AllowedForm",
    "Appointment",
    "AppointmentState",
    "AskedWish",
    "Assignable",
    "AssumptionKind",
    "AuthorityKind",
    "BridgeOffer",
    "Change",
    "ChangeKind",
    "Child",
    "ChildQuerySet",
    "Counted",
    "Course",
    "Decision",
    "DecisionKind",
    "Duty",
    "ExpectedArrivals",
    "ExpectedStage",
    "Family",
    "FamilyContact",
    "FamilyPhone",
    "FamilyRequest",
    "FamilyRequestKind",
    "FamilyRequestOutcome",
    "FirstDay",
    "Group",
    "GroupKind",
    "Handing",
    "Hearing",
    "HelpDesk",
    "Milestone",
    "MilestoneKind",
    "Notice",
    "NoticeKind",
    "NoticeRule",
    "Objection",
    "ObjectionState",
    "Objector",
    "OpeningAssumption",
    "OpeningDecision",
    "OpeningProposal",
    "OpeningRule",
    "PassportKey",
    "PastCount",
    "PastKind",
    "Placement",
    "PlacementAnswer",
    "PlacementQuerySet",
    "PlayedPolicy",
    "PlayedYear",
    "PlayedYearState",
    "Policy",
    "Proposal",
    "ProposedSeat",
    "Recording",
    "RefusalGround",
    "RegisteredCount",
    "RegularSeats",
    "ReserveRule",
    "RollOver",
    "Room",
    "Round",
    "RoundChild",
    "Scenario",
    "ScenarioRun",
    "ScenarioState",
    "School",
    "SchoolRecommendation",
    "SeatMark",
    "Step",
    "Supervision",
    "SupportNeed",
    "TimeOfDay",
    "Transition",
    "UsedPassport",
    "Weekday",
    "Whom",
    "Wish",
    "WithdrawalGround",
    "YearKind",
]
