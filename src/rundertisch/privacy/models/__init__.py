# SPDX-License-Identifier: EUPL-1.2
"""The facts of data protection: subjects, consents, requests, controllers, opened logs."""

from rundertisch.privacy.models.consents import (
    Consent,
    ConsentProof,
    DataClass,
    Giver,
    Medium,
    Purpose,
    RolePurpose,
    WithdrawalNotice,
)
from rundertisch.privacy.models.controllers import (
    Controller,
    ControllerRole,
)
from rundertisch.privacy.models.openings import (
    LogOpening,
)
from rundertisch.privacy.models.requests import (
    RequestKind,
    RequestOutcome,
    SubjectRequest,
)
from rundertisch.privacy.models.subjects import (
    Subject,
)

__all__ = [
    "Consent",
    "ConsentProof",
    "Controller",
    "ControllerRole",
    "DataClass",
    "Giver",
    "LogOpening",
    "Medium",
    "Purpose",
    "RequestKind",
    "RequestOutcome",
    "RolePurpose",
    "Subject",
    "SubjectRequest",
    "WithdrawalNotice",
]
