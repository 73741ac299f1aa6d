# SPDX-License-Identifier: EUPL-1.2
"""Structural needs as a table to take along: exactly the protected numbers of the page."""

from rundertisch.cases.queries.structural import StructuralView
from rundertisch.kernel import figures
from rundertisch.kernel.tables import csv_text

HEADER = (
    "Lebensbereich",
    "nicht gelöst, weil",
    "Ort",
    "wie oft in zwölf Monaten (auf 5 gerundet)",
    "gemeldet seit",
    "was daraus wurde",
    "wodurch oder warum",
    "Stand",
    "Quelle",
)


def structural_csv(*, view: StructuralView) -> str:
    """Return one line a structural need, for Excel in German; a withheld number is a dash."""
    return csv_text(
        header=HEADER,
        rows=[
            (
                line.need.domain.name,
                line.need.get_kind_display(),
                line.where,
                figures.headline(line.times, near=False),
                f"{line.need.since:%m/%Y}",
                line.standing,
                line.answer.words if line.answer else "",
                figures.day(line.times.as_of),
                line.times.source,
            )
            for line in view.lines
        ],
    )
