# SPDX-License-Identifier: EUPL-1.2
"""How many days what about a referral takes on a day."""

import datetime as dt
from collections.abc import Mapping

from django.db.models import Q

from rundertisch.cases.models.periods import PeriodCode, ReferralPeriod


def referral_periods(*, on: dt.date) -> Mapping[PeriodCode, ReferralPeriod]:
    """Return the period in force on that day for each thing that is counted, in their order."""
    running = Q(ends_on=None) | Q(ends_on__gt=on)
    found = {
        PeriodCode(one.code): one
        for one in ReferralPeriod.objects.filter(running, starts_on__lte=on)
    }
    return {code: found[code] for code in PeriodCode}


def days_of(code: PeriodCode, *, on: dt.date) -> int:
    """Return how many days that takes on that day."""
    return referral_periods(on=on)[code].days
