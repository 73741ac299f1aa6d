# SPDX-License-Identifier: EUPL-1.2
"""Parsing of what people type about data protection, one topic a file."""

from rundertisch.privacy.forms.consents import (
    AskToOpenLog,
    Entrust,
    RecordConsent,
)
from rundertisch.privacy.forms.forgetting import (
    AnswerOfArchive,
    FindPerson,
    Forget,
    LiftHold,
    SetHold,
    SetRetention,
)
from rundertisch.privacy.forms.rights import (
    AnswerRequest,
    Ask,
    KeepController,
    OpenOwnView,
    TakeRequest,
)

__all__ = [
    "AnswerOfArchive",
    "AnswerRequest",
    "Ask",
    "AskToOpenLog",
    "Entrust",
    "FindPerson",
    "Forget",
    "KeepController",
    "LiftHold",
    "OpenOwnView",
    "RecordConsent",
    "SetHold",
    "SetRetention",
    "TakeRequest",
]
