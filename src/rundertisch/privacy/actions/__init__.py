# SPDX-License-Identifier: EUPL-1.2
"""Verbs of data protection: record a consent, withdraw it."""

from rundertisch.privacy.actions.consents import Told, record_consent, withdraw_consent

__all__ = ["Told", "record_consent", "withdraw_consent"]
