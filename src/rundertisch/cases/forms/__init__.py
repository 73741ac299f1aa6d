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
from rundertisch.cases.forms.needs import (
    AddStep,
    CloseNeed,
    NoteRegimeChange,
    OpenChain,
    OpenNeed,
    WriteNote,
)

__all__ = [
    "AddStep",
    "CloseClient",
    "CloseNeed",
    "CorrectClient",
    "FindClient",
    "MovePhase",
    "NoteRegimeChange",
    "OpenChain",
    "OpenClient",
    "OpenNeed",
    "SearchName",
    "SplitClient",
    "Version",
    "WriteNote",
]
