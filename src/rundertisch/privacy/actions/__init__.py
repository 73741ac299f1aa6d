# SPDX-License-Identifier: EUPL-1.2
"""Verbs of data protection: record a consent, withdraw it; two persons open the logs."""

from rundertisch.privacy.actions.consents import Told, record_consent, withdraw_consent
from rundertisch.privacy.actions.openings import ask_to_open_log, decide_on_log

__all__ = ["Told", "ask_to_open_log", "decide_on_log", "record_consent", "withdraw_consent"]
