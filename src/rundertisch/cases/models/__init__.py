# SPDX-License-Identifier: EUPL-1.2
"""The facts of cases."""

from rundertisch.cases.models.attachments import Attachment, PaperKind
from rundertisch.cases.models.clients import (
    FOLLOWS,
    CaseChange,
    CaseChangeKind,
    Client,
    ClientContact,
    Outcome,
    Phase,
)
from rundertisch.cases.models.conferences import (
    CaseConference,
    ConferenceParticipant,
    ConferencePoint,
)
from rundertisch.cases.models.contacts import PartnerContact
from rundertisch.cases.models.documentation import DocumentationField, FieldCode
from rundertisch.cases.models.finding import (
    Findable,
    FindAsk,
    FindCount,
)
from rundertisch.cases.models.needs import (
    ChainStep,
    Need,
    NeedChain,
    PlanStep,
    RegimeChange,
)
from rundertisch.cases.models.notes import (
    Audience,
    CaseNote,
)
from rundertisch.cases.models.periods import PeriodCode, ReferralPeriod
from rundertisch.cases.models.referrals import (
    OPEN_STATES,
    Referral,
    ReferralState,
    RefusalReason,
)
from rundertisch.cases.models.structural import (
    AnswerKind,
    GapKind,
    GapReport,
    StructuralAnswer,
    StructuralNeed,
)

__all__ = [
    "FOLLOWS",
    "OPEN_STATES",
    "AnswerKind",
    "Attachment",
    "Audience",
    "CaseChange",
    "CaseChangeKind",
    "CaseConference",
    "CaseNote",
    "ChainStep",
    "Client",
    "ClientContact",
    "ConferenceParticipant",
    "ConferencePoint",
    "DocumentationField",
    "FieldCode",
    "FindAsk",
    "FindCount",
    "Findable",
    "GapKind",
    "GapReport",
    "Need",
    "NeedChain",
    "Outcome",
    "PaperKind",
    "PartnerContact",
    "PeriodCode",
    "Phase",
    "PlanStep",
    "Referral",
    "ReferralPeriod",
    "ReferralState",
    "RefusalReason",
    "RegimeChange",
    "StructuralAnswer",
    "StructuralNeed",
]
