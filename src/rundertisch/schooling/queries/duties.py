# SPDX-License-Identifier: EUPL-1.2
"""Who does which step, and until when, by the calendar of the office or of the schools."""

import calendar as months
import datetime as dt
from collections.abc import Mapping

from rundertisch.places import queries as places
from rundertisch.schooling.models import Counted, Duty, Step


def duties(*, on: dt.date) -> Mapping[Step, Duty]:
    """Return who does which step on that day, in the order of the steps."""
    known = {
        Step(one.step): one
        for one in Duty.objects.filter(starts_on__lte=on).order_by("starts_on")
        if one.ends_on is None or one.ends_on > on
    }
    return {step: known[step] for step in Step if step in known}


def due_on(*, duty: Duty, since: dt.date, calendar: places.Calendar) -> dt.date | None:
    """Return the last day of a duty whose step before ended on ``since``; None: no deadline."""
    if duty.period is None:
        return None
    if duty.counted == Counted.MONTHS:
        return months_after(on=since, months_ahead=duty.period)
    if duty.counted == Counted.SCHOOL:
        return calendar.school_days_after(on=since, days=duty.period)
    return calendar.working_days_after(on=since, days=duty.period)


def months_after(*, on: dt.date, months_ahead: int) -> dt.date:
    """Return the same day of a later month, its last day where it has no such day (§ 188 BGB)."""
    year, month = divmod(on.month - 1 + months_ahead, 12)
    year, month = on.year + year, month + 1
    return dt.date(year, month, min(on.day, months.monthrange(year, month)[1]))
