# SPDX-License-Identifier: EUPL-1.2
"""Tables that people send as CSV: read strictly, every problem told with file and line.

Contract: UTF-8 (a byte order mark is accepted), comma, header row, columns in any order. The
"line" of a message is the line of the file, the header is line 1. `csv_text` writes one for people.
Nothing here knows Django.
"""

import csv
import io
import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from rundertisch.kernel.errors import Refusal

Word = TypeVar("Word", bound=str)

SHOWN_PER_FILE = 20
LARGEST_NUMBER = 1_000_000
HOW_TO_SAVE = (
    "Bitte die Datei als CSV mit Zeichensatz UTF-8 und Komma als Trennzeichen speichern. "
    "LibreOffice: Speichern unter > Text CSV > Filtereinstellungen bearbeiten > "
    "Zeichensatz Unicode (UTF-8), Feldtrenner Komma. "
    "Excel: Datei > Optionen > Erweitert > „Trennzeichen vom Betriebssystem übernehmen“ "
    "ausschalten und den Punkt als Dezimaltrennzeichen wählen, dann Speichern unter > "
    "CSV UTF-8."
)
HOW_TO_SAVE_TOML = "Bitte die Datei im Texteditor öffnen und als UTF-8 speichern."
_WHOLE = re.compile(r"-?[0-9]{1,18}")
_DIGITS = re.compile(r"[0-9]+")
_DECIMAL = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,30})?([eE][+-]?[0-9]{1,3})?")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]")
_LONGEST_SHOWN = 40  # characters of a cell in a message
# A spreadsheet would run such a cell as a formula; some do it with wide signs as well (OWASP).
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


@dataclass(slots=True)
class Problems:
    """Everything that is wrong in the files read so far, in reading order."""

    _by_file: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, *, file: str, sentence: str, line: int | None = None) -> None:
        """Remember one problem; the line is the line of the file."""
        place = file if line is None else f"{file}, Zeile {line}"
        self._by_file[file].append(f"{place}: {sentence}")

    def __bool__(self) -> bool:
        return any(self._by_file.values())

    def text(self) -> str:
        """Return the list that a person reads: at most 20 a file, then how many more."""
        lines: list[str] = []
        for file, sentences in self._by_file.items():
            lines += sentences[:SHOWN_PER_FILE]
            if (more := len(sentences) - SHOWN_PER_FILE) > 0:
                lines.append(f"{file}: … und {more} weitere.")
        return "\n".join(lines)

    def refuse(self) -> None:
        """Raise the whole list as one refusal, if there is any problem."""
        if self:
            raise Refusal(self.text())


@dataclass(frozen=True, slots=True)
class Row:
    """One record; every getter notes what is wrong and then returns something harmless.

    A getter's fallback never reaches a reader: `Problems.refuse` comes before the rows are used.
    """

    file: str
    line: int
    cells: Sequence[str]
    columns: dict[str, int]
    problems: Problems

    def note(self, sentence: str) -> None:
        """Remember a problem of this line."""
        self.problems.add(file=self.file, sentence=sentence, line=self.line)

    def text(self, column: str) -> str:
        """Return the trimmed cell; empty when the (optional) column is missing."""
        at = self.columns.get(column)
        return "" if at is None else self.cells[at].strip()

    def key(self, column: str) -> str:
        """Return an id: not empty, in one line."""
        value = self.text(column)
        if not value:
            self.note(f"„{column}“ ist leer. Bitte eine Kennung eintragen.")
        elif _CONTROL.search(value):
            self.note(f"„{column}“ enthält einen Zeilenumbruch oder ein Steuerzeichen.")
        return value

    def whole(self, column: str, *, low: int, high: int = LARGEST_NUMBER) -> int:
        """Return a whole number between the limits."""
        value = self.text(column)
        if _WHOLE.fullmatch(value) and low <= int(value) <= high:
            return int(value)
        too_large = _DIGITS.fullmatch(value) and int(value[:19]) > high
        upper = f"von {low} bis {high}" if high < LARGEST_NUMBER or too_large else f"ab {low}"
        shown = f"ist „{_short(value)}“" if value else "ist leer"
        self.note(f"„{column}“ {shown}; erlaubt sind ganze Zahlen {upper}.")
        return low

    def whole_or_none(self, column: str, *, low: int) -> int | None:
        """Return a whole number, or None for an empty cell."""
        return self.whole(column, low=low) if self.text(column) else None

    def flag(self, column: str, *, empty: bool | None = None) -> bool:
        """Return a yes/no cell written 0 or 1; `empty` says what an empty cell means."""
        value = self.text(column)
        if value in {"0", "1"}:
            return value == "1"
        if not value and empty is not None:
            return empty
        shown = f"ist „{_short(value)}“" if value else "ist leer"
        self.note(f"„{column}“ {shown}; erlaubt sind 0 (nein) und 1 (ja).")
        return False

    def choice(self, column: str, *, allowed: Sequence[Word], empty: Word | None = None) -> Word:
        """Return one of the allowed words; `empty` says what an empty cell means."""
        value = self.text(column)
        for word in allowed:
            if word == value:
                return word
        if not value and empty is not None:
            return empty
        shown = f"ist „{_short(value)}“" if value else "ist leer"
        self.note(f"„{column}“ {shown}; erlaubt sind: {', '.join(allowed)}.")
        return allowed[0]

    def point(self, *, required: bool) -> tuple[float | None, float | None]:
        """Return lat and lon. No message shows the numbers: they may be a person's home."""
        lat, lon = self.text("lat"), self.text("lon")
        if not lat and not lon:
            if required:
                self.note("„lat“ und „lon“ sind leer. Das geht nur, wenn travel.csv beiliegt.")
            return None, None
        return self._degrees("lat", lat, high=90), self._degrees("lon", lon, high=180)

    def _degrees(self, column: str, value: str, *, high: int) -> float:
        number = float(value) if _DECIMAL.fullmatch(value) else math.nan
        if -high <= number <= high:
            return number
        if not value:
            self.note(f"„{column}“ ist leer; es fehlt die zweite Angabe der Koordinate.")
        elif math.isnan(number):
            self.note(
                f"„{column}“ ist keine Zahl. Bitte Grad mit Punkt schreiben, etwa 51.29 "
                "(kein Komma, keine Einheit)."
            )
        else:
            self.note(f"„{column}“ liegt außerhalb der Welt; erlaubt sind -{high} bis {high} Grad.")
        return 0.0


@dataclass(frozen=True, slots=True)
class Table:
    """A file that could be read as a table: its columns and its records."""

    file: str
    columns: dict[str, int]
    records: Sequence[tuple[int, Sequence[str]]]
    problems: Problems

    def __iter__(self) -> Iterator[Row]:
        for line, cells in self.records:
            yield Row(self.file, line, cells, self.columns, self.problems)


def decode(*, data: bytes, how_to_save: str = HOW_TO_SAVE) -> str:
    """Return the text of a UTF-8 file, or refuse with the sentence how to save it."""
    if data.startswith(_UTF16_MARKS) or b"\x00" in data:
        raise Refusal(f"Der Zeichensatz ist nicht UTF-8. {how_to_save}")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = data.count(b"\n", 0, wrong.start) + 1
        raise Refusal(
            f"Der Zeichensatz ist nicht UTF-8 (zuerst in Zeile {line}). {how_to_save}"
        ) from wrong


def records_of(*, text: str, delimiter: str = ",") -> Iterator[tuple[int, list[str]]]:
    """Yield (line of the file, cells) for every record that is not empty."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as wrong:
        raise Refusal(
            f"Ab Zeile {line} ist die Datei keine Tabelle mehr: ein Anführungszeichen steht "
            "falsch oder fehlt, oder eine Zelle ist zu lang. Bitte die Zeile berichtigen."
        ) from wrong


def read_table(
    *, data: bytes, file: str, required: Sequence[str], problems: Problems
) -> Table | None:
    """Read one file; what is wrong with the file as a whole is noted and None returned."""
    try:
        records = list(records_of(text=decode(data=data)))
        header = _header(records=records, required=required)
    except Refusal as refusal:
        problems.add(file=file, sentence=str(refusal))
        return None
    rows = [record for record in records[1:] if len(record[1]) == len(header)]
    for line, cells in records[1:]:
        if len(cells) != len(header):
            problems.add(
                file=file,
                line=line,
                sentence=f"{len(cells)} Zellen statt {len(header)}. Ein Komma innerhalb einer "
                "Zelle braucht Anführungszeichen um die Zelle.",
            )
    return Table(file, {name: at for at, name in enumerate(header) if name}, rows, problems)


def _header(*, records: Sequence[tuple[int, list[str]]], required: Sequence[str]) -> list[str]:
    if not records:
        raise Refusal(f"Die Datei ist leer. Erwartet wird die Kopfzeile: {','.join(required)}.")
    header = [name.strip() for name in records[0][1]]
    absent = [name for name in required if name not in header]
    if absent and any(re.search(r"[;\t]", name) for name in header):
        raise Refusal(f"Das Trennzeichen ist kein Komma. {HOW_TO_SAVE}")
    named = [name for name in header if name]
    if twice := sorted({name for name in named if named.count(name) > 1}):
        raise Refusal(f"Spalte doppelt: {', '.join(twice)}. Bitte eine der beiden entfernen.")
    if absent:
        raise Refusal(
            f"Spalte fehlt: {', '.join(absent)}. Vorhanden: {', '.join(named) or 'keine'}."
        )
    return header


def _short(value: str) -> str:
    return value if len(value) <= _LONGEST_SHOWN else f"{value[:_LONGEST_SHOWN]}…"


def safe(value: object) -> str:
    """Return the cell as text that no spreadsheet runs as a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(DANGEROUS) else text


def csv_text(*, header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return rows for Excel in German; no cell runs as a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerows([safe(cell) for cell in row] for row in (header, *rows))
    return out.getvalue()
