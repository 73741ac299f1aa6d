# SPDX-License-Identifier: EUPL-1.2
"""How many children are expected in the coming weeks, and who says so."""

import datetime as dt
from dataclasses import dataclass

from rundertisch.engine.disclosure import solve as disclosure
from rundertisch.engine.figures import Figure
from rundertisch.schooling.models import ExpectedArrivals

WEEKS = 12  # that a reserve looks ahead; what lies farther off says little about today's seats


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


@dataclass(frozen=True, slots=True)
class ExpectationsView:
    """What the page of expected arrivals shows: numbers, no person."""

    lines: tuple[ExpectedLine, ...]
    children: Figure  # of the weeks that a reserve looks ahead

    @property
    def headline(self) -> str:
        """Say the finding in one sentence."""
        many = int(self.children.value or 0)
        if not self.lines:
            return "Keine Ankünfte erwartet: die Tabelle ist leer"
        who = "Ein Kind wird" if many == 1 else f"{many} Kinder werden"
        return f"{who} in den nächsten {WEEKS} Wochen erwartet"


def expected_soon(*, on: dt.date) -> tuple[ExpectedArrivals, ...]:
    """Return what is expected from this week on, as far as a reserve looks ahead."""
    return expected_within(on=on, weeks=WEEKS)


def expected_within(*, on: dt.date, weeks: int) -> tuple[ExpectedArrivals, ...]:
    """Return what is expected in so many weeks, this one included."""
    monday = on - dt.timedelta(days=on.weekday())
    until = monday + dt.timedelta(weeks=weeks)
    known = ExpectedArrivals.objects.filter(week__gte=monday, week__lt=until)
    return tuple(known.select_related("town").order_by("week", "town__name", "stage"))


def expectations_view(*, on: dt.date) -> ExpectationsView:
    """Return the whole table, and how many of it a reserve counts."""
    known = ExpectedArrivals.objects.select_related("town", "entered_by__user")
    soon = sum(one.children for one in expected_soon(on=on))
    lines = tuple(
        ExpectedLine(row, thought_of(row.children, on=row.entered_on, source=row.source))
        for row in known.order_by("week", "town__name", "stage")
    )
    return ExpectationsView(lines=lines, children=thought_of(soon))
