# SPDX-License-Identifier: EUPL-1.2
"""What files of counts have in common: a town, a source, and no column about a person."""

import re
from collections.abc import Sequence

from rundertisch.kernel import refusal, tables
from rundertisch.kernel.errors import Refusal
from rundertisch.places import queries as places
from rundertisch.places.models import Place

PERSONAL = re.compile(r"name|geb|birth|born|street|stra(ss|ß)e|address|adresse|child_id|reference")


def count_table(
    *, data: bytes, file: str, names: Sequence[str], problems: tables.Problems
) -> tables.Table:
    """Return the rows of a file of counts; columns about people, or of origin, are refused."""
    records = list(tables.records_of(text=tables.decode(data=data)))
    if not records:
        raise Refusal("Die Datei ist leer. Bitte eine Liste mit Kopfzeile wählen.")
    header = [name.strip() for name in records[0][1]]
    refusal.refuse_columns(columns=header, file=file)
    _demand_columns(header=header, names=names)
    source = header.index("source")
    refusal.refuse_values(
        column="source",
        values=[cells[source] if source < len(cells) else "" for _, cells in records[1:]],
        file=file,
    )
    for line, cells in records[1:]:
        if len(cells) != len(header):
            problems.add(file=file, line=line, sentence=f"{len(cells)} Zellen statt {len(header)}.")
    body = [(line, cells) for line, cells in records[1:] if len(cells) == len(header)]
    return tables.Table(file, {name: at for at, name in enumerate(header) if name}, body, problems)


def _demand_columns(*, header: list[str], names: Sequence[str]) -> None:
    if len(header) == 1 and ";" in header[0]:
        raise Refusal(f"Das Trennzeichen ist kein Komma. {tables.HOW_TO_SAVE}")
    if missing := [name for name in names if name not in header]:
        raise Refusal(f"Es fehlt: Spalte {', '.join(missing)}. Bitte die Kopfzeile ergänzen.")
    if twice := {name for name in header if name and header.count(name) > 1}:
        raise Refusal(f"Spalte doppelt: {', '.join(sorted(twice))}. Bitte eine davon löschen.")
    personal = [name for name in header if name not in names and PERSONAL.search(name.casefold())]
    if personal:
        raise Refusal(
            f"Die Spalte „{personal[0]}“ wird nicht angenommen: Hier werden nur Zahlen gelesen, "
            "keine Personen. Es wurde nichts übernommen. Bitte die Spalte löschen."
        )


def town_of(*, row: tables.Row) -> Place | None:
    """Return the town of the district that a row names; otherwise that is noted."""
    text = row.text("town")
    found = places.town_named(name=text) if text else None
    if found is None and text.isdigit():
        found = places.towns().filter(key=text.zfill(8)).first()
    if found is None:
        row.note(f"„town“: „{text}“ ist keine Stadt des Kreises. Bitte Namen oder AGS prüfen.")
    return found
