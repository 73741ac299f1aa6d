# SPDX-License-Identifier: EUPL-1.2
"""The facts of data protection: whom records are about, how long they stay, what was forgotten."""

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
from rundertisch.privacy.models.entrusted import (
    Entrusted,
)
from rundertisch.privacy.models.openings import (
    LogOpening,
)
from rundertisch.privacy.models.receipts import (
    DueNotice,
    ForgetReason,
    ForgetRequest,
    Receipt,
)
from rundertisch.privacy.models.requests import (
    RequestKind,
    RequestOutcome,
    SubjectRequest,
)
from rundertisch.privacy.models.retention import (
    ArchiveAnswer,
    ArchiveOffer,
    LegalHold,
    Retention,
    RetentionKind,
    Unit,
)
from rundertisch.privacy.models.subjects import (
    Subject,
)

__all__ = [
    "ArchiveAnswer",
    "ArchiveOffer",
    "Consent",
    "ConsentProof",
    "Controller",
    "ControllerRole",
    "DataClass",
    "DueNotice",
    "Entrusted",
    "ForgetReason",
    "ForgetRequest",
    "Giver",
    "LegalHold",
    "LogOpening",
    "Medium",
    "Purpose",
    "Receipt",
    "RequestKind",
    "RequestOutcome",
    "Retention",
    "RetentionKind",
    "RolePurpose",
    "Subject",
    "SubjectRequest",
    "Unit",
    "WithdrawalNotice",
]
