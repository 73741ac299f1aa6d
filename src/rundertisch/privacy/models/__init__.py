# SPDX-License-Identifier: EUPL-1.2
"""The facts of data protection: whom records are about, and what they have consented to."""

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
from rundertisch.privacy.models.subjects import Subject

__all__ = [
    "Consent",
    "ConsentProof",
    "DataClass",
    "Giver",
    "Medium",
    "Purpose",
    "RolePurpose",
    "Subject",
    "WithdrawalNotice",
]
