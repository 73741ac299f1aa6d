# SPDX-License-Identifier: EUPL-1.2
"""How long which record is kept, and which records are due; the periods are dated data."""

import calendar
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from rundertisch.privacy.models import DueNotice, Retention, RetentionKind, Unit
from rundertisch.privacy.registry import forgetting as registry

BACKUP = "backup"
NOTICE_DAYS = 30  # between the notice and the day on which a job may forget
MONTHS = 12


@dataclass(frozen=True, slots=True)
class Due:
    """One record whose period ends: who it is, when, by which rule, and since when it is told."""

    kind: str
    kind_name: str
    pk: int
    label: str
    due_on: dt.date
    rule: Retention
    event: str
    told_on: dt.date | None

    def over(self, *, on: dt.date) -> bool:
        """Say whether the period has passed on that day."""
        return self.due_on <= on

    def told_long_enough(self, *, on: dt.date) -> bool:
        """Say whether whoever answers was told early enough for a job to go on by itself."""
        return self.told_on is not None and (on - self.told_on).days >= NOTICE_DAYS


def after(*, day: dt.date, amount: int, unit: str) -> dt.date:
    """Return the first day after a period; 31.01. plus a month is the last day of February."""
    if unit == Unit.DAY:
        return day + dt.timedelta(days=amount)
    months = day.year * MONTHS + day.month - 1 + amount * (MONTHS if unit == Unit.YEAR else 1)
    year, month = months // MONTHS, months % MONTHS + 1
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def retentions(*, on: dt.date) -> QuerySet[Retention]:
    """Return the rules about keeping that hold on that day."""
    running = Q(ends_on=None) | Q(ends_on__gt=on)
    return Retention.objects.filter(running, starts_on__lte=on)


def period_of(*, record: str, on: dt.date, kind: str = RetentionKind.PERIOD) -> Retention | None:
    """Return the binding rule of one kind for a record, if there is one."""
    found = retentions(on=on).filter(record=record, kind=kind, binding=True)
    return found.order_by("-starts_on").first()


def due(*, on: dt.date, within_days: int = NOTICE_DAYS, seat: object = None) -> tuple[Due, ...]:
    """Return the records whose period ends by then, soonest first; of a seat, those it answers for.

    Everything is asked with the eyes of whoever asks: a record that is not seen is not listed.
    """
    limit = on + dt.timedelta(days=within_days)
    found: list[Due] = []
    for person in registry.persons():
        if seat is not None and not person.may_forget(seat):
            continue
        rule = period_of(record=person.model, on=on)
        event = next((one for one in person.events if rule and one.code == rule.event), None)
        if rule is None or event is None or rule.amount is None:
            continue
        days = {
            pk: after(day=day, amount=rule.amount, unit=rule.unit)
            for pk, day in event.days(None).items()
        }
        ended = {pk: day for pk, day in days.items() if day <= limit}
        found += _listed(person=person, rule=rule, event=event.name, ended=ended)
    return tuple(sorted(found, key=lambda one: (one.due_on, one.kind, one.pk)))


def _listed(
    *, person: registry.Person, rule: Retention, event: str, ended: dict[int, dt.date]
) -> Sequence[Due]:
    told = dict(
        DueNotice.objects.filter(
            about_kind=person.kind, about_id__in=[str(pk) for pk in ended]
        ).values_list("about_id", "told_on")
    )
    labels = person.labels(tuple(ended))
    return [
        Due(
            kind=person.kind,
            kind_name=person.name,
            pk=pk,
            label=labels.get(pk, f"{person.name} {pk}"),
            due_on=day,
            rule=rule,
            event=event,
            told_on=told.get(str(pk)),
        )
        for pk, day in ended.items()
    ]
