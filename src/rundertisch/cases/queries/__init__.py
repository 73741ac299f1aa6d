# SPDX-License-Identifier: EUPL-1.2
"""Questions about cases."""

from rundertisch.cases.queries.clients import (
    CaseView,
    NeedLine,
    Similar,
    case_view,
    chains,
    client_by_pseudonym,
    closed_clients,
    find_client,
    names_of,
    regime_chain,
    running_clients,
    similar,
)
from rundertisch.cases.queries.day import Day, DueStep, RiskyCase, day, due_steps

__all__ = [
    "CaseView",
    "Day",
    "DueStep",
    "NeedLine",
    "RiskyCase",
    "Similar",
    "case_view",
    "chains",
    "client_by_pseudonym",
    "closed_clients",
    "day",
    "due_steps",
    "find_client",
    "names_of",
    "regime_chain",
    "running_clients",
    "similar",
]
