# SPDX-License-Identifier: EUPL-1.2
"""What is overdue: long waits, no counselling, a child who has not come, a school over its cap."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.db import connection

from rundertisch.engine.disclosure import solve as disclosure
from rundertisch.engine.figures import Figure
from rundertisch.kernel import figures as written
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.models import Evidence
from rundertisch.places import queries as places
from rundertisch.schooling.models import AlarmKind, AlarmLimit, Child, Placement, School
from rundertisch.schooling.queries.counting import OWN_LIST, Reader
from rundertisch.schooling.queries.waiting import LONG_WAIT_DAYS

DEFAULT_DAYS = {
    AlarmKind.WAITING: LONG_WAIT_DAYS,
    AlarmKind.UNCOUNSELLED: 14,
    AlarmKind.NOT_COME: 10,  # school days
}
MOST_LINES = 50  # of one kind on a page
DEFAULT_SOURCE = "Vorgabe des Programms, von niemandem beschlossen"
Asked = tuple[dt.date, int, int, dt.date | None]
TITLES = {
    AlarmKind.WAITING: "Wartet länger als {days} Tage auf einen Platz",
    AlarmKind.UNCOUNSELLED: "Im Schulalter und nach {days} Tagen noch ohne Beratung",
    AlarmKind.NOT_COME: "Hat einen Platz und ist nach {days} Schultagen noch nicht gekommen",
}


@dataclass(frozen=True, slots=True)
class AlarmLine:
    """One child somebody has to look at, for whoever may open it."""

    child: Child
    days: int
    placement: Placement | None = None


@dataclass(frozen=True, slots=True)
class Alarm:
    """One kind of alarm: its limit, how many children, and who, as far as they may be opened."""

    kind: AlarmKind
    limit: AlarmLimit
    children: Figure
    lines: tuple[AlarmLine, ...]  # the longest overdue, `MOST_LINES` of them
    more: Figure  # children beyond these lines
    unknown: str = ""  # why it cannot be told today

    @property
    def title(self) -> str:
        """Say what is overdue."""
        return TITLES[self.kind].format(days=self.limit.days)

    @property
    def noun(self) -> str:
        """Return the noun after the number: Kind, Kinder."""
        return "Kind" if written.headline(self.children) == "1" else "Kinder"

    @property
    def quiet(self) -> bool:
        """Whether nobody is overdue."""
        return not self.unknown and self.children.value == 0


@dataclass(frozen=True, slots=True)
class OverCap:
    """A school with more newly placed children than the decision of its Schulträger allows."""

    school: School
    cap: int
    children: Figure


def alarm_limits(*, on: dt.date) -> dict[AlarmKind, AlarmLimit]:
    """Return the limit in force for each kind; without a decision the unverified default."""
    known = {
        AlarmKind(one.kind): one
        for one in AlarmLimit.objects.filter(starts_on__lte=on).order_by("starts_on")
        if one.ends_on is None or one.ends_on > on
    }
    return {
        kind: known.get(kind)
        or AlarmLimit(
            kind=kind, days=days, starts_on=on, source=DEFAULT_SOURCE, evidence=Evidence.GUESS
        )
        for kind, days in DEFAULT_DAYS.items()
    }


def alarms(*, on: dt.date, leads: bool) -> tuple[Alarm, ...]:
    """Return every kind of alarm about children, the longest waiting first."""
    reader = Reader(on=on, leads=leads)
    limits = alarm_limits(on=on)
    come_by, why = _should_have_come(on=on, school_days=limits[AlarmKind.NOT_COME].days)
    asked = (on, limits[AlarmKind.WAITING].days, limits[AlarmKind.UNCOUNSELLED].days, come_by)
    if leads:
        counted = {str(kind): int(str(n)) for kind, n in reader.ask("alarm_counts", *asked)}
        lines: dict[str, tuple[AlarmLine, ...]] = {}
    else:
        counted, lines = _lines(reader=reader, asked=asked)
    return tuple(
        Alarm(
            kind=kind,
            limit=limit,
            children=reader.people(counted.get(kind, 0)),
            lines=lines.get(kind, ()),
            more=reader.people(counted.get(kind, 0) - len(lines.get(kind, ()))),
            unknown=why if kind == AlarmKind.NOT_COME else "",
        )
        for kind, limit in limits.items()
    )


def not_come(*, on: dt.date) -> Alarm:
    """Return the alarm about placed children whom nobody saw, for whoever may open them."""
    return next(one for one in alarms(on=on, leads=False) if one.kind == AlarmKind.NOT_COME)


def alarm_headline(*, alarms: tuple[Alarm, ...]) -> str:
    """Say how many children somebody has to look at; a child can be in two lists."""
    loud = [alarm for alarm in alarms if not alarm.quiet and not alarm.unknown]
    if not loud:
        return "Heute ist nichts überfällig"
    what = "Ein Hinweis braucht" if len(loud) == 1 else f"{len(loud)} Hinweise brauchen"
    return f"{what} heute jemanden, der hinsieht"


def _lines(
    *, reader: Reader, asked: Asked
) -> tuple[dict[str, int], dict[str, tuple[AlarmLine, ...]]]:
    """Return how many there are of each kind, and the longest overdue ones with their child."""
    rows = [
        (str(kind), int(str(child)), None if seat is None else int(str(seat)), int(str(days)))
        for kind, child, seat, days in reader.ask("alarm_children", *asked)
    ]
    rows.sort(key=lambda row: (-row[3], row[1]))
    first = {kind: [row for row in rows if row[0] == kind][:MOST_LINES] for kind in DEFAULT_DAYS}
    shown = [row for some in first.values() for row in some]
    children = Child.objects.select_related("home_town").in_bulk([row[1] for row in shown])
    seats = Placement.objects.select_related("group__school").in_bulk(
        [row[2] for row in shown if row[2] is not None]
    )
    lines = {
        str(kind): tuple(
            AlarmLine(children[pk], days, None if seat is None else seats[seat])
            for _, pk, seat, days in some
            if pk in children
        )
        for kind, some in first.items()
    }
    return Counter(row[0] for row in rows), lines


def _should_have_come(*, on: dt.date, school_days: int) -> tuple[dt.date | None, str]:
    """Return until when a seat must have begun, or why the school calendar cannot tell."""
    try:
        return places.school_days_ago(on=on, days=school_days), ""
    except Refusal as missing:
        return None, missing.sentence


def schools_over_cap(*, on: dt.date, exact: bool) -> tuple[OverCap, ...]:
    """Return schools over their cap; the children of a school are exact for counselling only."""
    with connection.cursor() as cursor:
        cursor.execute("select * from schooling_schools_over_cap(%s)", [on])
        rows = cursor.fetchall()
    schools = School.objects.select_related("town").in_bulk([row[0] for row in rows])
    return tuple(
        OverCap(
            school=schools[pk],
            cap=cap,
            children=disclosure.people(n, openable=exact, as_of=on, source=OWN_LIST),
        )
        for pk, cap, n in rows
    )
