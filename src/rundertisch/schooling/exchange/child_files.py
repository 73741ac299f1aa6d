# SPDX-License-Identifier: EUPL-1.2
"""A list of children as CSV or XLSX: all of it comes in, or nothing does.

Columns about ethnicity, religion, origin or residence status are refused before a row is read.
"""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db import transaction
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from rundertisch.accounts.models import Seat
from rundertisch.kernel import refusal, tables
from rundertisch.kernel.errors import Refusal
from rundertisch.places import queries as places
from rundertisch.places.models import Place
from rundertisch.schooling import actions
from rundertisch.schooling.models import LATEST_GRADE, Child

CHILD_COLUMNS = (
    ("child_id", "Kennzeichen des Kindes (oder reference); jedes nur einmal", True),
    ("grade", "Klasse 1 bis 13 oder eine Spanne wie 5-6", True),
    ("town", "Stadt: Name oder Gemeindeschlüssel; oder lat und lon", True),
    ("reported_on", "Tag der Meldung, 2026-08-03 oder 03.08.2026", True),
    ("street", "Straße", False),
    ("house_number", "Hausnummer", False),
    ("postcode", "Postleitzahl", False),
    ("lat", "Breite in Grad, wenn die Straße fehlt", False),
    ("lon", "Länge in Grad, wenn die Straße fehlt", False),
    ("address_protected", "1: Adresse geschützt (§ 51 BMG), sie wird nicht gespeichert", False),
    ("first_name", "Vorname", False),
    ("family_name", "Nachname", False),
    ("born_on", "Geburtstag", False),
    ("registered_on", "im Kreis angemeldet am", False),
    ("latest_school_day_on", "letzter Schultag anderswo", False),
    ("waited_since", "wartet nachweislich seit: ein Papier belegt es", False),
    ("counselled_on", "beraten am; leer: wartet auf Beratung", False),
    ("needs_literacy", "1: lernt erst lesen und schreiben", False),
    ("family_id", "gleiches Kennzeichen bei Geschwistern", False),
    ("language", "Sprache für Sprachmittlung, von der Familie gewählt", False),
    ("forms", "erlaubte Schulformen, mit ; getrennt; leer: jede", False),
)
NAMES = {name for name, _, _ in CHILD_COLUMNS} | {"reference"}
CHECKED_VALUES = ("child_id", "reference", "family_id", "forms")
LARGEST_FILE = 5 * 1024 * 1024
_GRADES = re.compile(r"(\d{1,2})(?:\s*[-–]\s*(\d{1,2}))?")
_GERMAN_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")


@dataclass(slots=True)
class _Counted(tables.Problems):
    """Problems that can be counted, to know whether a row added one."""

    noted: int = 0

    def add(self, *, file: str, sentence: str, line: int | None = None) -> None:
        """Remember one problem and count it."""
        self.noted += 1
        tables.Problems.add(self, file=file, sentence=sentence, line=line)

    def __len__(self) -> int:
        return self.noted


@dataclass(frozen=True, slots=True)
class ImportedRow:
    """What became of one row."""

    line: int
    reference: str
    note: str


@dataclass(frozen=True, slots=True)
class Imported:
    """The report of an import that took everything."""

    rows: tuple[ImportedRow, ...]
    ignored_columns: tuple[str, ...]

    @property
    def headline(self) -> str:
        """Say the result in one sentence."""
        return (
            "Ein Kind übernommen" if len(self.rows) == 1 else f"{len(self.rows)} Kinder übernommen"
        )


def import_children(*, data: bytes, file: str, on: dt.date, by: Seat | None) -> Imported:
    """Take every child of the file or refuse with the list of what is wrong, line by line."""
    actions.demand_counselling(by=by)
    if len(data) > LARGEST_FILE:
        raise Refusal("Die Datei ist größer als 5 MB. Bitte die Liste teilen und einzeln einlesen.")
    problems = _Counted()
    table = _table(data=data, file=file, problems=problems)
    rows: list[ImportedRow] = []
    with transaction.atomic():
        seen: dict[str, int] = {}
        known = set(Child.objects.values_list("reference", flat=True))
        for row in table or ():
            reference = row.key("reference" if "reference" in row.columns else "child_id")
            _note_twice(row=row, reference=reference, seen=seen, known=known)
            try:
                rows.append(_take(row=row, problems=problems, reference=reference, on=on, by=by))
            except Refusal as refused:
                row.note(refused.sentence)
            except _Unreadable:
                continue
        if table is not None and not rows and not problems:
            problems.add(file=file, sentence="Die Datei hat eine Kopfzeile, aber kein Kind.")
        problems.refuse()
    return Imported(
        rows=tuple(rows),
        ignored_columns=tuple(sorted(set(table.columns) - NAMES)) if table else (),
    )


class _Unreadable(Exception):  # noqa: N818 - not an error of the house: the row was already noted
    """A row whose cells were noted as wrong; nothing is tried with it."""


def _note_twice(*, row: tables.Row, reference: str, seen: dict[str, int], known: set[str]) -> None:
    if reference in seen:
        row.note(f"„{reference}“ steht schon in Zeile {seen[reference]}.")
    elif reference in known:
        row.note(f"„{reference}“ ist schon gemeldet. Bitte die Zeile löschen.")
    if reference:
        seen.setdefault(reference, row.line)


def _take(
    *, row: tables.Row, problems: _Counted, reference: str, on: dt.date, by: Seat | None
) -> ImportedRow:
    before = len(problems)
    grade, grade_to = _grades(row)
    home = _home(row)
    reported_on = _day(row, "reported_on") or on
    if not row.text("reported_on"):
        row.note("„reported_on“ ist leer. Bitte den Tag der Meldung eintragen.")
    need = actions.Need(
        grade=grade,
        grade_to=grade_to,
        needs_literacy=row.flag("needs_literacy", empty=False),
        interpreter_language=row.text("language"),
        forms=tuple(form.strip() for form in row.text("forms").split(";") if form.strip()),
    )
    days = actions.Days(
        reported_on=reported_on,
        registered_on=_day(row, "registered_on"),
        latest_school_day_on=_day(row, "latest_school_day_on"),
        waited_since=_day(row, "waited_since"),
    )
    born_on, counselled_on = _day(row, "born_on"), _day(row, "counselled_on")
    if home is None or len(problems) != before or not reference:
        raise _Unreadable
    actions.report_child(
        reference=reference,
        home=home,
        need=need,
        days=days,
        on=on,
        by=by,
        first_name=row.text("first_name"),
        family_name=row.text("family_name"),
        born_on=born_on,
        family_reference=row.text("family_id"),
        counselled_on=counselled_on,
    )
    return ImportedRow(line=row.line, reference=reference, note=_note(home=home))


def _note(*, home: actions.Home) -> str:
    if home.protected:
        return f"{home.town.name}; Adresse geschützt und nicht gespeichert"
    if home.lat is None:
        return f"{home.town.name}; Adresse nicht im Verzeichnis, Wege ab Ortsmitte geschätzt"
    return home.town.name


def _grades(row: tables.Row) -> tuple[int, int | None]:
    found = _GRADES.fullmatch(row.text("grade"))
    low = int(found[1]) if found else 0
    high = int(found[2]) if found and found[2] else low
    if not 1 <= low <= high <= LATEST_GRADE:
        row.note("„grade“ ist keine Klasse; erlaubt sind 1 bis 13 oder eine Spanne wie 5-6.")
        return 1, None
    return low, high if high > low else None


def _day(row: tables.Row, column: str) -> dt.date | None:
    text = row.text(column)
    if not text:
        return None
    german = _GERMAN_DAY.fullmatch(text)
    try:
        if german:
            return dt.date(int(german[3]), int(german[2]), int(german[1]))
        return dt.date.fromisoformat(text[:10])
    except ValueError:
        row.note(f"„{column}“ ist kein Tag. Bitte wie 2026-08-03 oder 03.08.2026 schreiben.")
        return None


def _home(row: tables.Row) -> actions.Home | None:
    protected = row.flag("address_protected", empty=False)
    lat, lon = row.point(required=False)
    town = _town(row=row, lat=lat, lon=lon)
    if town is None:
        return None
    if protected:
        return actions.Home(town=town, protected=True)
    if row.text("street"):
        return actions.found_home(
            town=town,
            street=row.text("street"),
            house_number=row.text("house_number"),
            postcode=row.text("postcode"),
            protected=False,
        )
    return actions.Home(town=town, postcode=row.text("postcode"), lat=lat, lon=lon)


def _town(*, row: tables.Row, lat: float | None, lon: float | None) -> Place | None:
    text = row.text("town")
    if text:
        named = places.town_named(name=text)
        if named is None and text.isdigit():
            named = places.towns().filter(key=text.zfill(8)).first()
        if named is None:
            row.note(f"„town“: {text} ist keine Stadt des Kreises. Bitte Namen oder AGS prüfen.")
        return named
    if lat is not None and lon is not None:
        near = places.nearest_address(lat=lat, lon=lon)
        if near is not None:
            return near.address.town
        row.note(
            "„town“ ist leer und die Koordinate liegt bei keiner bekannten Adresse. Bitte die "
            "Stadt eintragen."
        )
        return None
    row.note("„town“ ist leer. Bitte die Stadt oder lat und lon eintragen.")
    return None


def _table(*, data: bytes, file: str, problems: tables.Problems) -> tables.Table | None:
    if zipfile.is_zipfile(io.BytesIO(data)):
        records = _excel(data=data)
    else:
        records = list(tables.records_of(text=tables.decode(data=data)))
    if not records:
        raise Refusal("Die Datei ist leer. Bitte eine Liste mit Kopfzeile wählen.")
    header = [name.strip() for name in records[0][1]]
    refusal.refuse_columns(columns=header, file=file)
    _demand_columns(header=header)
    for at, name in enumerate(header):
        if name in CHECKED_VALUES:
            cells = [cells[at] if at < len(cells) else "" for _, cells in records[1:]]
            refusal.refuse_values(column=name, values=cells, file=file)
    width = len(header)
    for line, cells in records[1:]:
        if len(cells) != width:
            problems.add(file=file, line=line, sentence=f"{len(cells)} Zellen statt {width}.")
    body = [(line, cells) for line, cells in records[1:] if len(cells) == width]
    return tables.Table(file, {name: at for at, name in enumerate(header) if name}, body, problems)


def _demand_columns(*, header: Sequence[str]) -> None:
    columns = set(header)
    if "child_id" not in columns and len(header) == 1 and ";" in header[0]:
        raise Refusal(f"Das Trennzeichen ist kein Komma. {tables.HOW_TO_SAVE}")
    missing = [name for name in ("grade", "reported_on") if name not in columns]
    if not columns & {"child_id", "reference"}:
        missing.insert(0, "child_id")
    if "town" not in columns and not {"lat", "lon"} <= columns:
        missing.append("town")
    if missing:
        names = ", ".join(missing)
        raise Refusal(f"Es fehlt: Spalte {names}. Bitte die Kopfzeile ergänzen.")
    twice = {name for name in header if name and header.count(name) > 1}
    if twice:
        raise Refusal(f"Spalte doppelt: {', '.join(sorted(twice))}. Bitte eine davon löschen.")


def _excel(*, data: bytes) -> list[tuple[int, list[str]]]:
    """Return (row, cells) of the first sheet; a whole number stays whole, a day stays a day."""
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    except (InvalidFileException, KeyError, ValueError, zipfile.BadZipFile) as wrong:
        raise Refusal(
            "Die Datei ist keine lesbare Excel-Mappe. Bitte als XLSX oder CSV (UTF-8) speichern."
        ) from wrong
    sheet = book.worksheets[0]
    return list(_cells(sheet.iter_rows(values_only=True)))


def _cells(rows: Iterator[tuple[object, ...]]) -> Iterator[tuple[int, list[str]]]:
    width = 0
    for line, cells in enumerate(rows, start=1):
        texts = [_text(cell) for cell in cells]
        if not any(texts):
            continue
        width = width or max(at for at, text in enumerate(texts, start=1) if text)
        yield line, (texts + [""] * width)[:width]


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(int(cell))
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
