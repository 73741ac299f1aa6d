# SPDX-License-Identifier: EUPL-1.2
"""A proposal of new groups as CSV: the lines of the page, always with protected numbers."""

from rundertisch.kernel import figures as written
from rundertisch.kernel.tables import csv_text
from rundertisch.schooling.queries.opening_view import OpeningLine, OpeningView

HEADER = (
    *("Stadt", "Schule", "Gruppe", "Plätze", "Lehrerstunden je Woche", "Euro im Schuljahr"),
    *("Kinder mehr", "Minuten Weg weniger", "Sonst am besten", "Entscheidung"),
)

NOT_ASKED = "nicht berechnet: die Zeit war um"


def openings_csv(*, view: OpeningView) -> str:
    """Return what is asked and found, then one line a group; a withheld figure is a dash."""
    said = (
        f"Vorschlag Nr. {view.proposal.pk} vom {view.proposal.run_on:%d.%m.%Y}; {view.headline}; "
        f"{view.question_words} Nichts öffnet von selbst; geschützte Zahlen, geschätzte Wege"
    )
    lines = csv_text(header=HEADER, rows=[_row(line) for line in view.lines])
    return csv_text(header=[said], rows=()) + lines


def _row(line: OpeningLine) -> tuple[object, ...]:
    opening = line.opening
    return (
        *(line.school.town.name, line.school.name, line.what, opening.seats, opening.hours),
        *(opening.euros, _more(line), _minutes(line), line.instead),
        _decided(line),
    )


def _more(line: OpeningLine) -> str:
    if line.children is None:
        return NOT_ASKED
    said = written.headline(line.children)
    return f"{said} weniger, dafür, wer länger wartet" if line.fewer else said


def _minutes(line: OpeningLine) -> str:
    return NOT_ASKED if line.minutes is None else written.headline(line.minutes)


def _decided(line: OpeningLine) -> str:
    if not line.decisions:
        return "noch keine"
    one = line.decisions[0]
    what = "wird eröffnet" if one.opened else "wird nicht eröffnet"
    return f"{what}: {one.decided_by}, {one.decided_on:%d.%m.%Y}"
