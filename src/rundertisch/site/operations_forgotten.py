# SPDX-License-Identifier: EUPL-1.2
"""Look for what a receipt says is forgotten: in every table, in the data folder, in backups.

The receipt holds no text; every word that lies before us is digested under its key and compared.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
from psycopg import sql

from rundertisch.kernel import traces
from rundertisch.kernel.errors import Refusal
from rundertisch.site import database_folder, operations_dumps, operations_plan
from rundertisch.site.operations import House

if TYPE_CHECKING:
    from rundertisch.privacy.queries import Statement

KEPT = {"privacy_receipt"}  # digests and counts; the receipts themselves
COPY = re.compile(r"^COPY public\.\"?(\w+)\"? \((.*)\) FROM stdin;$")
LINES = 500  # of a dump or a file, judged together: a text may go over the end of a line
OVERLAP = traces.MOST_WORDS


@dataclass(frozen=True, slots=True)
class Finding:
    """A place where something forgotten still stands, how often, and how sure that is."""

    where: str
    times: int
    firm: bool

    @property
    def sentence(self) -> str:
        """Say what was found, and what it may mean."""
        often = "einmal" if self.times == 1 else f"{self.times}-mal"
        if self.firm:
            return f"{self.where}: {often} etwas, das vergessen sein soll."
        return (
            f"{self.where}: {often} ein einzelnes Wort der vergessenen Angaben; es kann auch zu "
            "jemand anderem gehören. Bitte nachsehen."
        )


@dataclass(frozen=True, slots=True)
class Search:
    """What was searched, what was found, and what could not be read."""

    findings: tuple[Finding, ...]
    rows: int
    files: int
    dumps: int
    unread: tuple[str, ...]


def finder_of(*, statement: "Statement") -> traces.Finder:
    """Return what looks for the traces of a receipt.

    Raises:
        Refusal: its search part has gone with the last backup.
    """
    known = statement.traces
    if known is None:
        raise Refusal(
            f"Quittung {statement.number} lässt sich nicht mehr durchsuchen: Die letzte Sicherung "
            "mit diesen Angaben ist gestorben, und damit auch der Suchteil. Die Unterschrift "
            "stimmt."
        )
    return traces.Finder(known)


class _Book:
    """Collects findings by place."""

    def __init__(self, statement: "Statement") -> None:
        self.finder = finder_of(statement=statement)
        self.weak = self.finder.traces.weak
        self.names = set((statement.search or {})["names"])
        self.places: Counter[tuple[str, bool]] = Counter()

    def look(self, text: str, *, where: str) -> None:
        """Look for texts."""
        hits = self.finder.found(text)
        if hits:
            self.places[where, bool(hits - self.weak)] += 1

    def look_for_name(self, *, kind: str, key: str, where: str) -> None:
        """Look for a record that is named by kind and id."""
        if traces.digest(key=self.finder.key, run=(kind, key)) in self.names:
            self.places[where, True] += 1

    def findings(self) -> tuple[Finding, ...]:
        """Return what was found, sure things first."""
        ranked = sorted(self.places.items(), key=lambda item: (not item[0][1], item[0][0]))
        return tuple(Finding(where, times, firm) for (where, firm), times in ranked)


def search(*, statement: "Statement", house: House, dumps: Sequence[Path]) -> Search:
    """Search database, data folder and backups for what this receipt says is forgotten."""
    book = _Book(statement)
    rows = _database(book=book, url=house.urls.owner)
    files, found_dumps, unread = _folder(book=book, home=house.home)
    scheduled = operations_plan.backups_folder().glob("*.dump")
    paths = [*dumps, *found_dumps, *sorted(scheduled)]
    every = list(dict.fromkeys(path.resolve() for path in paths))
    for dump in every:
        _dump(book=book, file=dump)
    return Search(book.findings(), rows, files, len(every), tuple(unread))


def _database(*, book: _Book, url: str) -> int:
    counted = 0
    with psycopg.connect(url) as owner:
        for table, columns in _columns(owner=owner).items():
            if table in KEPT:
                continue
            pairs = _pairs(columns)
            cast = [sql.SQL("{}::text").format(sql.Identifier(one)) for one in columns]
            query = sql.SQL("select {} from {}").format(
                sql.SQL(", ").join(cast), sql.Identifier(table)
            )
            for row in owner.execute(query):
                counted += 1
                for column, text in zip(columns, row, strict=True):
                    if text:
                        book.look(text, where=f"Tabelle {table}, Spalte {column}")
                for kind, key in pairs:
                    if row[kind] and row[key]:
                        where = f"Tabelle {table}, Spalte {columns[key]}"
                        book.look_for_name(kind=row[kind], key=row[key], where=where)
    return counted


def _columns(*, owner: psycopg.Connection) -> dict[str, list[str]]:
    """Return every column of every table that can hold a text or a named id."""
    rows = owner.execute(
        "select c.table_name, c.column_name from information_schema.columns c"
        " join information_schema.tables t using (table_schema, table_name)"
        " where c.table_schema = 'public' and t.table_type = 'BASE TABLE'"
        " and (c.data_type in ('text', 'character varying', 'character', 'json', 'jsonb',"
        " 'ARRAY', 'uuid', 'inet', 'tsvector', 'bytea') or c.column_name like '%%\\_id')"
        " order by c.table_name, c.ordinal_position"
    ).fetchall()
    found: dict[str, list[str]] = {}
    for table, column in rows:
        found.setdefault(table, []).append(column)
    return found


def _pairs(columns: Sequence[str]) -> list[tuple[int, int]]:
    """Return the places of columns that name a record together: about_kind and about_id."""
    at = {name: place for place, name in enumerate(columns)}
    named = [(name, name.removesuffix("kind") + "id") for name in columns if name.endswith("kind")]
    named += [(name, f"{name.removesuffix('kind')}record_id") for name in columns if name == "kind"]
    return [(at[kind], at[key]) for kind, key in named if key in at]


def _folder(*, book: _Book, home: Path) -> tuple[int, list[Path], list[str]]:
    """Read every file of the data folder but the server's own: those are read as tables."""
    folder = database_folder.Folder(home=home)
    own = {folder.data.resolve(), folder.socket.resolve(), (home / "static").resolve()}
    files, dumps, unread = 0, [], []
    for path in sorted(home.rglob("*")):
        resolved = path.resolve()
        if not path.is_file() or any(resolved.is_relative_to(one) for one in own):
            continue
        if path.suffix == ".dump":
            dumps.append(resolved)
            continue
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            text = path.read_bytes().decode("latin-1")
        except OSError:
            unread.append(str(path))
            continue
        files += 1
        book.look(text, where=f"Datei {path}")
    return files, dumps, unread


def _dump(*, book: _Book, file: Path) -> None:
    """Read a backup as the SQL that would restore it."""
    with operations_dumps.as_sql(file=file) as lines:
        text = (line.decode("utf-8", "replace") for line in lines)
        for table, columns, line in _copied(text):
            _dumped_row(book=book, file=file, table=table, columns=columns, line=line)


def _copied(lines: Iterator[str]) -> Iterator[tuple[str, list[str], str]]:
    table, columns = "", [""]
    for line in lines:
        begin = COPY.match(line)
        if begin:
            table, columns = begin[1], [one.strip('" ') for one in begin[2].split(",")]
        elif line.startswith("\\."):
            table = ""
        elif table and table not in KEPT:
            yield table, columns, line


def _dumped_row(*, book: _Book, file: Path, table: str, columns: list[str], line: str) -> None:
    values = line.rstrip("\n").split("\t")
    where = f"Sicherung {file.name}, Tabelle {table}"
    for value in values:
        if value != "\\N":
            book.look(value.replace("\\n", " ").replace("\\t", " "), where=where)
    for kind, key in _pairs(columns):
        if len(values) > max(kind, key):
            book.look_for_name(kind=values[kind], key=values[key], where=where)
