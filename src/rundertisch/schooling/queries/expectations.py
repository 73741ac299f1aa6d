# SPDX-License-Identifier: EUPL-1.2
"""How many children are expected in the coming weeks, and who says so."""

import datetime as dt
from dataclasses import dataclass

from rundertisch.engine.disclosure import solve as disclosure
from rundertisch.engine.figures import Figure
from rundertisch.kernel.models import Evidence
from rundertisch.schooling.models import ExpectedArrivals, ReserveRule

DEFAULT_WEEKS = 12  # what lies farther off says little about today's seats
DEFAULT_WITHOUT_SEAT = 120  # minutes; dearer than any way within the limits
DEFAULT_SOURCE = "Vorgabe des Programms, von niemandem beschlossen"


def thought_of(
    children: int, *, on: dt.date | None = None, source: str = "erwartete Ankünfte"
) -> Figure:
    """Return a number of children who are not there: nobody is counted, so it is exact."""
    return disclosure.people(children, openable=True, as_of=on, source=source)


@dataclass(frozen=True, slots=True)
class ExpectedLine:
    """One line of the table, and its number with who says so."""

    row: ExpectedArrivals
    children: Figure
    past: bool  # its week is over: nobody counts with it any more


@dataclass(frozen=True, slots=True)
class ExpectationsView:
    """What the page of expected arrivals shows: numbers, no person."""

    lines: tuple[ExpectedLine, ...]
    children: Figure  # of the weeks that a reserve looks ahead
    rule: ReserveRule

    @property
    def headline(self) -> str:
        """Say the finding in one sentence."""
        many = int(self.children.value or 0)
        if not self.lines:
            return "Keine Ankünfte erwartet: die Tabelle ist leer"
        who = "Ein Kind wird" if many == 1 else f"{many} Kinder werden"
        return f"{who} in den nächsten {self.rule.weeks} Wochen erwartet"


def reserve_rule(*, on: dt.date) -> ReserveRule:
    """Return the numbers of the reserve in force; without a decision the unverified default."""
    known = ReserveRule.objects.filter(starts_on__lte=on).order_by("-starts_on").first()
    if known is not None and (known.ends_on is None or known.ends_on > on):
        return known
    return ReserveRule(
        weeks=DEFAULT_WEEKS,
        without_seat_minutes=DEFAULT_WITHOUT_SEAT,
        starts_on=on,
        source=DEFAULT_SOURCE,
        evidence=Evidence.GUESS,
    )


def expected_soon(*, on: dt.date) -> tuple[ExpectedArrivals, ...]:
    """Return what is expected from this week on, as far as a reserve looks ahead."""
    return expected_within(on=on, weeks=reserve_rule(on=on).weeks)


def expected_within(*, on: dt.date, weeks: int) -> tuple[ExpectedArrivals, ...]:
    """Return what is expected in so many weeks, this one included."""
    monday = on - dt.timedelta(days=on.weekday())
    until = monday + dt.timedelta(weeks=weeks)
    known = ExpectedArrivals.objects.filter(week__gte=monday, week__lt=until)
    return tuple(known.select_related("town").order_by("week", "town__name", "stage"))


def expectations_view(*, on: dt.date) -> ExpectationsView:
    """Return the whole table, and how many of it a reserve counts."""
    known = ExpectedArrivals.objects.select_related("town", "entered_by__user")
    rule = reserve_rule(on=on)
    soon = sum(one.children for one in expected_within(on=on, weeks=rule.weeks))
    lines = tuple(
        ExpectedLine(
            row,
            thought_of(row.children, on=row.entered_on, source=row.source),
            past=row.week + dt.timedelta(weeks=1) <= on,
        )
        for row in known.order_by("week", "town__name", "stage")
    )
    return ExpectationsView(lines=lines, children=thought_of(soon), rule=rule)
