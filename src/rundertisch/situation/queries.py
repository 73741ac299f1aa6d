# SPDX-License-Identifier: EUPL-1.2
"""Questions about the taxonomy of needs."""

import datetime as dt

from django.db.models import Q, QuerySet

from rundertisch.situation.models import NeedDomain


def need_domains(*, on: dt.date) -> QuerySet[NeedDomain]:
    """Return the domains in force on that day, by name: what a new need may be filed under."""
    running = Q(ends_on=None) | Q(ends_on__gt=on)
    return NeedDomain.objects.filter(running, starts_on__lte=on).order_by("name")


def all_need_domains() -> QuerySet[NeedDomain]:
    """Return every domain by name, also those that have ended: old needs keep theirs."""
    return NeedDomain.objects.order_by("name")
