# SPDX-License-Identifier: EUPL-1.2
"""How many children are expected, as CSV: all of it comes in, or nothing does.

Numbers only: a column about a person, nationality, origin or religion is refused before a row is
read; so is a source that names one, and a file that names the same town, stage and week twice.
"""

import datetime as dt
import re
from dataclasses import dataclass

from rundertisch.accounts.models import Seat
from rundertisch.kernel import tables
from rundertisch.kernel.errors import Refusal
from rundertisch.schooling import actions
from rundertisch.schooling.exchange.count_files import count_table, town_of
from rundertisch.schooling.models import MOST_EXPECTED, ExpectedStage

EXPECTATION_COLUMNS = (
    ("town", "Stadt: Name oder Gemeindeschlüssel (AGS)", True),
    ("stage", "Schulstufe: primary (1–4), sec1 (5–10) oder sec2 (ab 11)", True),
    ("week", "Kalenderwoche, 2026-W49", True),
    ("children", "erwartete Kinder, eine ganze Zahl", True),
    ("source", "wer das sagt und wann, zum Beispiel „Sozialamt, 20.11.2026“", True),
)
NAMES = tuple(name for name, _, _ in EXPECTATION_COLUMNS)
STAGES = tuple(stage.value.lower() for stage in ExpectedStage)
LARGEST_FILE = 1024 * 1024
LONGEST_SOURCE = 200
_WEEK = re.compile(r"(\d{4})-W(\d{2})")


@dataclass(frozen=True, slots=True)
class ImportedExpectations:
    """The report of an import that took everything."""

    lines: int
    ignored_columns: tuple[str, ...]


def import_expectations(
    *, data: bytes, file: str, on: dt.date, by: Seat | None
) -> ImportedExpectations:
    """Take every line of the file or refuse with the list of what is wrong, line by line."""
    actions.demand_expecting(by=by)
    if len(data) > LARGEST_FILE:
        raise Refusal("Die Datei ist größer als 1 MB. Bitte nur Zahlen je Stadt und Woche senden.")
    problems = tables.Problems()
    table = count_table(data=data, file=file, names=NAMES, problems=problems)
    seen: dict[tuple[int, str, dt.date], int] = {}
    found = [one for row in table if (one := _expectation(row=row, seen=seen)) is not None]
    if not table.records:
        problems.add(file=file, sentence="Die Datei hat eine Kopfzeile, aber keine Zahl.")
    problems.refuse()
    actions.expect_arrivals(expected=found, on=on, by=by)
    ignored = tuple(sorted(set(table.columns) - set(NAMES)))
    return ImportedExpectations(lines=len(found), ignored_columns=ignored)


def _expectation(
    *, row: tables.Row, seen: dict[tuple[int, str, dt.date], int]
) -> actions.Expectation | None:
    town, week = town_of(row=row), _week(row)
    stage = row.choice("stage", allowed=STAGES)
    children = row.whole("children", low=0, high=MOST_EXPECTED)
    source = row.text("source")
    if not source:
        row.note("„source“ ist leer. Bitte sagen, wer diese Zahl nennt und wann.")
    if town is None or week is None or not source:
        return None
    first = seen.setdefault((town.pk, stage, week), row.line)
    if first != row.line:
        row.note(f"{town}, {stage}, {row.text('week')} steht schon in Zeile {first}.")
    return actions.Expectation(
        town=town,
        stage=ExpectedStage(stage.upper()),
        week=week,
        children=children,
        source=source[:LONGEST_SOURCE],
    )


def _week(row: tables.Row) -> dt.date | None:
    """Return the Monday of a calendar week (ISO 8601)."""
    found = _WEEK.fullmatch(row.text("week"))
    try:
        if found:
            return dt.date.fromisocalendar(int(found[1]), int(found[2]), 1)
    except ValueError:
        pass
    row.note("„week“ ist keine Kalenderwoche. Bitte wie 2026-W49 schreiben.")
    return None
