# SPDX-License-Identifier: EUPL-1.2
"""What people type about a case; each form only parses."""

from rundertisch.cases.forms.clients import (
    CloseClient,
    CorrectClient,
    FindClient,
    MovePhase,
    OpenClient,
    SearchName,
    SplitClient,
    Version,
)
from rundertisch.cases.forms.finding import (
    AskElsewhere,
    MakeFindable,
)
from rundertisch.cases.forms.needs import (
    AddStep,
    CloseNeed,
    CorrectNeed,
    NoteRegimeChange,
    OpenChain,
    OpenNeed,
    WriteNote,
)
from rundertisch.cases.forms.referrals import (
    AcceptReferral,
    Attach,
    FinishReferral,
    MailLink,
    Refer,
    RefuseReferral,
)

__all__ = [
    "AcceptReferral",
    "AddStep",
    "AskElsewhere",
    "Attach",
    "CloseClient",
    "CloseNeed",
    "CorrectClient",
    "CorrectNeed",
    "FindClient",
    "FinishReferral",
    "MailLink",
    "MakeFindable",
    "MovePhase",
    "NoteRegimeChange",
    "OpenChain",
    "OpenClient",
    "OpenNeed",
    "Refer",
    "RefuseReferral",
    "SearchName",
    "SplitClient",
    "Version",
    "WriteNote",
]
