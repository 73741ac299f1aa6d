# SPDX-License-Identifier: EUPL-1.2
"""The list a school gets of the children announced to it: CSV and PDF, without any address."""

import datetime as dt
from collections.abc import Iterator

from rundertisch.kernel import letters
from rundertisch.kernel.letters import Block, Letter
from rundertisch.kernel.tables import csv_text
from rundertisch.schooling.models import Placement
from rundertisch.schooling.queries import SchoolList

NO_TELLING = "Anschrift geschützt (§ 51 BMG): niemandem Auskunft geben"


def known_to_school(place: Placement) -> tuple[tuple[str, str], ...]:
    """Return what a school may know of a child before it decides, by name."""
    child = place.child
    return (
        ("Name", str(child)),
        ("Geburtstag", f"{child.born_on:%d.%m.%Y}" if child.born_on else ""),
        ("Klasse", child.grades),
        ("Gruppe", str(place.group)),
        ("erster Schultag", f"{place.expected_on:%d.%m.%Y}" if place.expected_on else ""),
        ("lernt erst lesen und schreiben", "ja" if child.needs_literacy else "nein"),
        ("Sprachmittlung", child.interpreter_language),
        ("Antwort der Schule", place.get_answer_display() if place.answer else "offen"),
        ("Hinweis", NO_TELLING if child.address_protected else ""),
    )


def school_list_csv(*, found: SchoolList) -> str:
    """Return the list for Excel in German."""
    lines = [known_to_school(place) for place in found.places]
    header = [name for name, _ in lines[0]] if lines else ["Name"]
    return csv_text(header=header, rows=([value for _, value in line] for line in lines))


def school_list_letter(*, found: SchoolList, on: dt.date) -> Letter:
    """Return the list as a sheet for the head of the school."""
    return Letter(
        title=found.title,
        language="de",
        blocks=tuple(_blocks(found, on=on)),
        foot=f"Stand {on:%d.%m.%Y}. Nach der Aufnahme bitte vernichten.",
    )


def _blocks(found: SchoolList, *, on: dt.date) -> Iterator[Block]:
    yield letters.paragraph(
        f"Stand {on:%d.%m.%Y}. Über die Aufnahme entscheidet die Schulleitung; bitte unter „Neue "
        "Kinder“ antworten. Die Anschrift nennt Ihnen die Familie selbst."
    )
    for place in found.places:
        (_, name), *rest = known_to_school(place)
        yield letters.heading(name)
        yield letters.facts(*((label, value) for label, value in rest if value))
    if not found.places:
        yield letters.paragraph("Im Moment ist Ihrer Schule kein Kind neu zugewiesen.")
