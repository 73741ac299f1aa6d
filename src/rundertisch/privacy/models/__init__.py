# SPDX-License-Identifier: EUPL-1.2
"""The facts of data protection: whom records are about, their consents, who opened the logs."""

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
from rundertisch.privacy.models.openings import LogOpening
from rundertisch.privacy.models.subjects import Subject

__all__ = [
    "Consent",
    "ConsentProof",
    "DataClass",
    "Giver",
    "LogOpening",
    "Medium",
    "Purpose",
    "RolePurpose",
    "Subject",
    "WithdrawalNotice",
]
