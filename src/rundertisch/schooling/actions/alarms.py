# SPDX-License-Identifier: EUPL-1.2
"""Decide from when on somebody has to look, and note that a placed child really came."""

import datetime as dt

from rundertisch.accounts.models import Seat
from rundertisch.kernel import audit
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.models import Evidence
from rundertisch.kernel.thread import Ref
from rundertisch.schooling import policies
from rundertisch.schooling.models import AlarmKind, AlarmLimit, FirstDay, Placement

LONGEST_LIMIT = 365  # days


@audit.audited
def set_alarm_limit(*, kind: str, days: int, source: str, on: dt.date, by: Seat) -> AlarmLimit:
    """Set a limit from this day on; the one before ends, and who decided it stands beside it."""
    if not policies.may_set_alarm_limits(seat=by):
        raise Refusal(
            "Fristen legt das Integrationszentrum fest: die Beratung oder die Leitung. "
            "Bitte wenden Sie sich dorthin."
        )
    if kind not in set(AlarmKind.values) - {AlarmKind.OVER_CAP}:
        raise Refusal("Für diesen Hinweis gibt es keine Frist in Tagen.", field="kind")
    if not 1 <= days <= LONGEST_LIMIT:
        raise Refusal("Eine Frist liegt zwischen 1 und 365 Tagen.", field="days")
    if not source.strip():
        raise Refusal("Bitte sagen, wer die Frist festgelegt hat.", field="source")
    AlarmLimit.objects.filter(kind=kind, starts_on=on).delete()  # set twice on one day
    AlarmLimit.objects.filter(kind=kind, starts_on__lt=on, ends_on=None).update(ends_on=on)
    limit = AlarmLimit.objects.create(
        kind=kind, days=days, source=source.strip(), starts_on=on, evidence=Evidence.KNOWN
    )
    audit.record(
        action="schooling.set_alarm_limit",
        by=by,
        about=Ref("alarm_limit", str(limit.pk)),
        fields=("days", "source"),
    )
    return limit


@audit.audited
def note_first_day(*, placement: Placement, came_on: dt.date, on: dt.date, by: Seat) -> FirstDay:
    """Note that the child was at school, so that the seat is known to be used."""
    if not policies.may_note_first_day(seat=by):
        raise Refusal(
            "Den ersten Schultag trägt die Schule ein oder die Seiteneinsteigerberatung. "
            "Bitte wenden Sie sich dorthin."
        )
    if came_on > on:
        raise Refusal(
            "Dieser Tag liegt noch vor uns. Bitte nach dem Tag eintragen.", field="came_on"
        )
    if came_on < placement.starts_on:
        raise Refusal(
            f"Der Platz beginnt erst am {placement.starts_on:%d.%m.%Y}. Bitte einen Tag ab dann "
            "wählen.",
            field="came_on",
        )
    if FirstDay.objects.filter(placement=placement).exists():
        raise Refusal("Der erste Schultag ist schon eingetragen.", field="came_on")
    first = FirstDay.objects.create(placement=placement, came_on=came_on, noted_by=by)
    audit.record(
        action="schooling.note_first_day", by=by, about=Ref("placement", str(placement.pk))
    )
    return first
