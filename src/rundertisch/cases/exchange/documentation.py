# SPDX-License-Identifier: EUPL-1.2
"""The documentation of a case to enter it again in the Land's KIM database: PDF and CSV."""

import datetime as dt

from rundertisch.cases.models.documentation import FieldCode
from rundertisch.cases.queries.documentation import Documentation, Line, Part
from rundertisch.kernel import figures, letters
from rundertisch.kernel.letters import Block, Letter
from rundertisch.kernel.tables import csv_text

OF_THE_CASE = frozenset(
    {
        FieldCode.NAME, FieldCode.PSEUDONYM, FieldCode.OFFICE, FieldCode.AGREED, FieldCode.OPENED,
        FieldCode.PHASE, FieldCode.CLOSED, FieldCode.OUTCOME, FieldCode.REGIME,
    }
)  # fmt: skip
SECTIONS = (  # heading, the lines below it, how the fields begin that each line shows
    ("Bedarfe und Schritte", Part.STEP, ("NEED", "STEP")),
    ("Vermittlungen", Part.REFERRAL, ("NEED_DOMAIN", "SENT")),
    ("Fallkonferenzen", Part.CONFERENCE, ("MET",)),
)


def documentation_csv(*, told: Documentation) -> str:
    """Return the lines one by one, for Excel in German; the case stands in every line."""
    rows = [line.values for line in told.rows]
    return csv_text(header=[one.heading for one in told.fields], rows=rows)


def documentation_letter(*, told: Documentation, on: dt.date) -> Letter:
    """Return the same to be read: the case once, then steps, referrals, conferences."""
    at = [number for number, one in enumerate(told.fields) if one.code in OF_THE_CASE]
    blocks: list[Block] = []
    if at:
        blocks += [letters.heading("Der Fall"), _facts(told, told.rows[0], at)]
    lines = [
        block
        for heading, part, begins in SECTIONS
        for block in _section(told, heading, part, begins)
    ]
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


def _section(told: Documentation, heading: str, part: Part, begins: tuple[str, ...]) -> list[Block]:
    """Return the lines of one part below its heading; nothing where there is no line."""
    at = [
        number
        for number, one in enumerate(told.fields)
        if one.code not in OF_THE_CASE and one.code.startswith(begins)
    ]
    lines = [row for row in told.rows if row.part == part and any(row.values[one] for one in at)]
    return [letters.heading(heading), *(_facts(told, row, at) for row in lines)] if lines else []


def _facts(told: Documentation, row: Line, numbers: list[int]) -> Block:
    return letters.facts(*((told.fields[at].heading, row.values[at] or "–") for at in numbers))
