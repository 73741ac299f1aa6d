# SPDX-License-Identifier: EUPL-1.2
"""Questions about cases."""

from rundertisch.cases.queries.attachments import (
    Sent,
    find_attachment,
    may_get_documents,
    sent,
)
from rundertisch.cases.queries.chains import (
    chains,
    regime_chain,
    versions,
)
from rundertisch.cases.queries.clients import (
    CaseView,
    NeedLine,
    Similar,
    case_view,
    client_by_pseudonym,
    closed_clients,
    correction_of,
    find_client,
    names_of,
    running_clients,
    similar,
)
from rundertisch.cases.queries.contacts import (
    contact_of,
    contacts_of,
)
from rundertisch.cases.queries.day import Day, DueStep, RiskyCase, day, due_steps
from rundertisch.cases.queries.ending import Ending, ending, kept_until, open_consents
from rundertisch.cases.queries.finding import asked_for, findable
from rundertisch.cases.queries.periods import days_of, referral_periods
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
    "Ending",
    "NeedLine",
    "Received",
    "RiskyCase",
    "Sent",
    "Similar",
    "Waiting",
    "answer_times",
    "asked_for",
    "by_link",
    "case_view",
    "chains",
    "client_by_pseudonym",
    "closed_clients",
    "contact_of",
    "contacts_of",
    "correction_of",
    "day",
    "days_of",
    "due_steps",
    "ending",
    "find_attachment",
    "find_client",
    "find_incoming",
    "findable",
    "incoming",
    "kept_until",
    "may_get_documents",
    "names_of",
    "open_consents",
    "received",
    "referable_partners",
    "referral_periods",
    "referrals_of",
    "regime_chain",
    "running_clients",
    "sent",
    "similar",
    "versions",
    "waiting_elsewhere",
]
