# SPDX-License-Identifier: EUPL-1.2
"""The sheet of a case conference, without names (SGB VIII § 64 Abs. 2a)."""

from itertools import groupby

from rundertisch.cases.queries.conferences import ConferenceView
from rundertisch.kernel import figures, letters
from rundertisch.kernel.letters import Block, Letter


def conference_sheet(*, view: ConferenceView) -> Letter:
    """Return what lies on the table: person by person, each by a letter only."""
    blocks: list[Block] = [
        letters.facts(
            ("Eingeladen hat", view.conference.owner.name),
            ("Am Tisch", "; ".join(view.present) or "noch niemand eingeladen"),
        ),
        letters.notice(
            "Dieses Blatt nennt niemanden. Wer eine Person erkennt, behält es für sich. Bitte nach"
            " der Konferenz vernichten."
        ),
    ]
    for person, lines in groupby(view.lines, key=lambda line: line.person):
        blocks.append(letters.heading(person))
        for line in lines:
            point = line.point
            agreed = (
                f"{point.agreed} ({point.who}, bis {figures.day(point.due_on)})"
                if point.agreed
                else "nichts vereinbart"
            )
            blocks.append(letters.facts((point.domain.name, point.problem), ("Vereinbart", agreed)))
    if not view.lines:
        blocks.append(letters.paragraph("Noch ist kein Punkt eingetragen."))
    return Letter(
        title=f"Fallkonferenz am {figures.day(view.conference.held_on)}",
        language="de",
        blocks=tuple(blocks),
        foot="Rundertisch",
    )
