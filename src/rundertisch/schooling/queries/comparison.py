# SPDX-License-Identifier: EUPL-1.2
"""Separate and integrated forms: how long children took to a regular class. Never by origin.

Not an experiment: schools and counselling choose the form, so the children in it differ.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from rundertisch.engine.disclosure.problem import FEWEST
from rundertisch.engine.figures import Figure
from rundertisch.engine.retention.plan import Plan
from rundertisch.engine.retention.problem import Problem, Spell
from rundertisch.engine.retention.solve import solve
from rundertisch.kernel import figures as written
from rundertisch.schooling.queries.counting import Reader
from rundertisch.schooling.queries.waiting import Choice

SEPARATE = Choice("SEPARATE", "getrennte Gruppe (äußere Differenzierung)")
INTEGRATED = Choice("INTEGRATED", "in Regelklassen (innere Differenzierung)")
SINCE = (
    Choice("FIRST_DAY", "vom ersten Schultag an"),
    Choice("WAITING", "vom Beginn des Wartens an"),
)
NOT_REACHED = "noch nicht erreicht"


@dataclass(frozen=True, slots=True)
class FormLine:
    """One form, measured from one day on: how many, how many arrived, the median and its ends."""

    form: Choice
    since: Choice
    children: Figure
    arrived: Figure
    median: Figure
    low: Figure
    high: Figure
    enough: bool  # from five children on

    @property
    def said(self) -> str:
        """The median as people say it, with its interval."""
        if not self.enough:
            return "zu wenige Kinder"
        if self.median.value is None:
            return NOT_REACHED
        return written.headline(self.median)

    @property
    def interval(self) -> str:
        """The interval of the median in words; an end that the data do not give is open."""
        if not self.enough or self.low.value is None:
            return "–"
        high = "offen" if self.high.value is None else written.headline(self.high)
        return f"{written.headline(self.low)} bis {high}"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both forms, measured from two days on."""

    on: dt.date
    exact: bool
    lines: tuple[FormLine, ...]

    @property
    def headline(self) -> str:
        """Say what was measured, without saying why."""
        apart = next(
            line for line in self.lines if line.form == SEPARATE and line.since.key == SINCE[0].key
        )
        if not apart.enough:
            return "Noch zu wenige Kinder, um Formen zu vergleichen"
        if apart.median.value is None:
            return "Aus getrennten Gruppen ist noch nicht die Hälfte in einer Regelklasse"
        days = written.headline(apart.median)
        return f"Aus getrennten Gruppen kam die Hälfte in {days} in eine Regelklasse"


def comparison(*, on: dt.date, leads: bool) -> Comparison:
    """Return how long it took in each form, as exactly as the reader may see it."""
    reader = Reader(on=on, leads=leads)
    rows = reader.ask("regular_times", on)
    return Comparison(
        on=on,
        exact=reader.openable,
        lines=tuple(
            _line(reader=reader, rows=rows, form=form, since=since)
            for since in SINCE
            for form in (SEPARATE, INTEGRATED)
        ),
    )


def _line(
    *, reader: Reader, rows: Sequence[Sequence[object]], form: Choice, since: Choice
) -> FormLine:
    spells = tuple(
        Spell(days=int(str(days)), ended=bool(done), count=int(str(children)))
        for kind, begun, days, done, children in rows
        if (kind, begun) == (form.key, since.key)
    )
    plan: Plan = solve(Problem(spells))

    def days(value: int | None) -> Figure:
        return reader.days(value if plan.people >= FEWEST else None, of=plan.people)

    return FormLine(
        form=form,
        since=since,
        children=reader.people(plan.people),
        arrived=reader.people(plan.ended),
        median=days(plan.median),
        low=days(plan.low),
        high=days(plan.high),
        enough=plan.people >= FEWEST,
    )
