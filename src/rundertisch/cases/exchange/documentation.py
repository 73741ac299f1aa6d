# SPDX-License-Identifier: EUPL-1.2
"""The documentation of a case to enter it again in the Land's KIM database: PDF and CSV."""

import datetime as dt

from rundertisch.cases.models.documentation import FieldCode
from rundertisch.cases.queries.documentation import Documentation
from rundertisch.kernel import figures, letters
from rundertisch.kernel.letters import Block, Letter
from rundertisch.kernel.tables import csv_text

OF_THE_CASE = frozenset(
    {
        FieldCode.NAME, FieldCode.PSEUDONYM, FieldCode.OFFICE, FieldCode.AGREED, FieldCode.OPENED,
        FieldCode.PHASE, FieldCode.CLOSED, FieldCode.OUTCOME, FieldCode.REGIME,
    }
)  # fmt: skip


def documentation_csv(*, told: Documentation) -> str:
    """Return one line for each step of each need, for Excel in German; the case in every line."""
    return csv_text(header=[one.heading for one in told.fields], rows=told.rows)


def documentation_letter(*, told: Documentation, on: dt.date) -> Letter:
    """Return the same to be read: the case once, then step by step."""
    at = [number for number, one in enumerate(told.fields) if one.code in OF_THE_CASE]
    rest = [number for number, one in enumerate(told.fields) if one.code not in OF_THE_CASE]
    blocks: list[Block] = []
    if at:
        blocks += [letters.heading("Der Fall"), _facts(told, told.rows[0], at)]
    blocks.append(letters.heading("Bedarfe und Schritte"))
    lines = [_facts(told, row, rest) for row in told.rows if any(row[number] for number in rest)]
    blocks += lines or [letters.paragraph("Noch ist nichts vereinbart.")]
    blocks.append(
        letters.notice(
            "Zum Übertragen in die KIM-Datenbank des Landes. Bitte danach vernichten: Dieses Blatt"
            " erreicht kein Vergessen."
        )
    )
    return Letter(
        title=f"Falldokumentation {told.client.pseudonym}",
        language="de",
        blocks=tuple(blocks),
        foot=f"Stand {figures.day(on)}",
    )


def _facts(told: Documentation, row: tuple[str, ...], numbers: list[int]) -> Block:
    return letters.facts(*((told.fields[at].heading, row[at] or "–") for at in numbers))
