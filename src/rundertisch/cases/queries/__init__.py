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
from rundertisch.cases.queries.finding import asked_for, findable
from rundertisch.cases.queries.referrals import (
    Received,
    Waiting,
    answer_times,
    by_link,
    find_incoming,
    incoming,
    received,
    referable_partners,
    referrals_of,
    waiting_elsewhere,
)

__all__ = [
    "CaseView",
    "Day",
    "DueStep",
    "NeedLine",
    "Received",
    "RiskyCase",
    "Similar",
    "Waiting",
    "answer_times",
    "asked_for",
    "by_link",
    "case_view",
    "chains",
    "client_by_pseudonym",
    "closed_clients",
    "day",
    "due_steps",
    "find_client",
    "find_incoming",
    "findable",
    "incoming",
    "names_of",
    "received",
    "referable_partners",
    "referrals_of",
    "regime_chain",
    "running_clients",
    "similar",
    "waiting_elsewhere",
]
