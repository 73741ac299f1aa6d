# SPDX-License-Identifier: EUPL-1.2
"""Counts of the towns' residents' registers as CSV: all of it comes in, or nothing does.

Counts only. A column about a person, nationality, origin or religion is refused before a row is
read; so is a file that names the same town, month and age twice.
"""

import datetime as dt
import re
from dataclasses import dataclass

from rundertisch.accounts.models import Seat
from rundertisch.kernel import tables
from rundertisch.kernel.errors import Refusal
from rundertisch.schooling import actions
from rundertisch.schooling.exchange.count_files import count_table, town_of
from rundertisch.schooling.models import SCHOOL_AGE_FROM, SCHOOL_AGE_TO

REGISTRATION_COLUMNS = (
    ("town", "Stadt: Name oder Gemeindeschlüssel (AGS)", True),
    ("month", "Monat der Anmeldung, 2026-10", True),
    ("age", "Alter in Jahren oder eine Spanne, 6-9; zusammen von 6 bis 17", True),
    ("children", "neu angemeldete Kinder dieses Alters, eine ganze Zahl", True),
    ("source", "Quelle, zum Beispiel „Melderegister Ennepetal, Abruf vom 02.11.2026“", True),
)
NAMES = tuple(name for name, _, _ in REGISTRATION_COLUMNS)
LARGEST_FILE = 1024 * 1024
MOST_CHILDREN = 100_000
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_AGES = re.compile(r"(\d{1,2})(?:\s*[-–]\s*(\d{1,2}))?")


@dataclass(frozen=True, slots=True)
class RegistrationRow:
    """What became of one row; the number itself is not repeated, it may be small."""

    line: int
    town: str
    month: str
    ages: str


@dataclass(frozen=True, slots=True)
class ImportedRegistrations:
    """The report of an import that took everything."""

    rows: tuple[RegistrationRow, ...]
    ignored_columns: tuple[str, ...]

    @property
    def headline(self) -> str:
        """Say the result in one sentence."""
        count = len(self.rows)
        return "Eine Zeile übernommen" if count == 1 else f"{count} Zeilen übernommen"


def import_registrations(
    *, data: bytes, file: str, on: dt.date, by: Seat | None
) -> ImportedRegistrations:
    """Take every count of the file or refuse with the list of what is wrong, line by line."""
    actions.demand_counts(by=by)
    if len(data) > LARGEST_FILE:
        raise Refusal("Die Datei ist größer als 1 MB. Bitte nur Zahlen je Stadt und Monat senden.")
    problems = tables.Problems()
    table = count_table(data=data, file=file, names=NAMES, problems=problems)
    counts = [_count(row=row, on=on) for row in table]
    seen: dict[tuple[int, dt.date, int], int] = {}
    for row, one in zip(table, counts, strict=True):
        _note_twice(row=row, one=one, seen=seen)
    if not counts:
        problems.add(file=file, sentence="Die Datei hat eine Kopfzeile, aber keine Zahl.")
    problems.refuse()
    taken = [one for one in counts if one is not None]
    actions.keep_registered_counts(counts=taken, on=on, by=by)
    return ImportedRegistrations(
        rows=tuple(
            RegistrationRow(
                line=row.line,
                town=one.town.name,
                month=f"{one.month:%m/%Y}",
                ages=f"{one.age_from}–{one.age_to} Jahre",
            )
            for row, one in zip(table, taken, strict=True)
        ),
        ignored_columns=tuple(sorted(set(table.columns) - set(NAMES))),
    )


def _note_twice(
    *, row: tables.Row, one: actions.Registered | None, seen: dict[tuple[int, dt.date, int], int]
) -> None:
    if one is None:
        return
    for age in range(one.age_from, one.age_to + 1):
        key = (one.town.pk, one.month, age)
        if key in seen:
            row.note(
                f"{one.town}, {one.month:%m/%Y}, Alter {age} steht schon in Zeile {seen[key]}."
            )
            return
        seen[key] = row.line


def _count(*, row: tables.Row, on: dt.date) -> actions.Registered | None:
    town, month, ages = town_of(row=row), _month(row, on=on), _ages(row)
    children = row.whole("children", low=0, high=MOST_CHILDREN)
    source = row.text("source")
    if not source:
        row.note("„source“ ist leer. Bitte sagen, woher die Zahl kommt.")
    if town is None or month is None or ages is None or not source:
        return None
    return actions.Registered(
        town=town,
        month=month,
        age_from=ages[0],
        age_to=ages[1],
        children=children,
        source=source[:200],
    )


def _month(row: tables.Row, *, on: dt.date) -> dt.date | None:
    found = _MONTH.fullmatch(row.text("month"))
    if found and 1 <= int(found[2]) <= 12:  # noqa: PLR2004 - a year has twelve months
        month = dt.date(int(found[1]), int(found[2]), 1)
        if month <= on:
            return month
        row.note("„month“ liegt noch vor uns. Bitte nur begonnene Monate einlesen.")
        return None
    row.note("„month“ ist kein Monat. Bitte wie 2026-10 schreiben.")
    return None


def _ages(row: tables.Row) -> tuple[int, int] | None:
    found = _AGES.fullmatch(row.text("age"))
    low = int(found[1]) if found else 0
    high = int(found[2]) if found and found[2] else low
    if SCHOOL_AGE_FROM <= low <= high <= SCHOOL_AGE_TO:
        return low, high
    row.note(
        f"„age“ ist kein Alter; erlaubt sind {SCHOOL_AGE_FROM} bis {SCHOOL_AGE_TO} oder eine "
        "Spanne wie 6-9."
    )
    return None
