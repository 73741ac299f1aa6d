# SPDX-License-Identifier: EUPL-1.2
"""The list for a day without a computer, as printed: who comes, waits, begins; room to write."""

from collections.abc import Iterable, Iterator, Sequence

from rundertisch.kernel import letters
from rundertisch.kernel.letters import Block, Letter
from rundertisch.schooling.models import Appointment, Child, Placement
from rundertisch.schooling.queries.emergency import EmergencyList

LINES_TO_FILL_IN = 14
FOOT = "Nur für den Notbetrieb. Nach dem Nachtragen vernichten."


def emergency_letter(*, told: EmergencyList, phones: Sequence[str]) -> Letter:
    """Return the list; ``phones`` are the numbers that the operator has set."""
    blocks = (
        *_first(told=told, phones=[*_desk(told), *phones]),
        *_appointments(told.appointments),
        *_waiting("Wartet auf die Beratung", told.counselling, told=told),
        *_waiting("Beraten, noch ohne Platz", told.place, told=told),
        *_first_days(told.first_days),
        *_to_fill_in(),
    )
    return Letter(
        title=f"Notfallliste vom {told.on:%d.%m.%Y}", language="de", blocks=blocks, foot=FOOT
    )


def _first(*, told: EmergencyList, phones: Sequence[str]) -> Iterator[Block]:
    yield letters.notice(
        "Stand vom frühen Morgen. Was heute geschieht, bitte hinten auf dem Blatt eintragen; die "
        "Beratung trägt es nach, sobald Rundertisch wieder läuft."
    )
    if phones:
        yield letters.heading("Telefonnummern")
        yield letters.points(*phones)
    if told.left_out:
        one = "Ein Kind steht" if told.left_out == 1 else f"{told.left_out} Kinder stehen"
        yield letters.paragraph(
            f"{one} nicht auf dieser Liste, weil eine Anschrift geschützt ist. Die zuständige "
            "Beratung kennt die Familie; bitte niemandem am Telefon etwas darüber sagen."
        )


def _desk(told: EmergencyList) -> Iterator[str]:
    if told.desk is not None:
        yield f"{told.desk.name} {told.desk.phone}"


def _appointments(appointments: Sequence[Appointment]) -> Iterator[Block]:
    yield letters.heading("Termine heute und in den nächsten Tagen")
    pairs = [
        (
            f"{one.when}: {one.child}, Klasse {one.child.grades}",
            f"{one.room}, {_with_whom(one)}, Kennzeichen {one.child.reference}",
        )
        for one in appointments
    ]
    yield letters.facts(*pairs) if pairs else letters.paragraph("keine")


def _with_whom(one: Appointment) -> str:
    said = f"Beratung durch {one.counsellor.user.name}"
    language = one.child.interpreter_language
    return f"{said}, Sprachmittlung angefragt ({language})" if one.interpreter else said


def _waiting(title: str, children: Iterable[Child], *, told: EmergencyList) -> Iterator[Block]:
    pairs = [
        (
            f"{child}, Klasse {child.grades}",
            f"{child.home_town.name}, {_since(child, told)}, Kennzeichen {child.reference}",
        )
        for child in children
    ]
    yield letters.heading(f"{title}: {len(pairs)}")
    yield letters.facts(*pairs) if pairs else letters.paragraph("niemand")


def _since(child: Child, told: EmergencyList) -> str:
    days = child.waiting_days(on=told.on)
    return f"wartet seit {child.waiting_since:%d.%m.%Y} ({days} {'Tag' if days == 1 else 'Tage'})"


def _first_days(placements: Sequence[Placement]) -> Iterator[Block]:
    yield letters.heading("Erste Schultage in den nächsten sieben Tagen")
    pairs = [
        (
            f"{one.comes_on:%d.%m.%Y}: {one.child}, Klasse {one.child.grades}",
            f"{one.group.school.name}, Kennzeichen {one.child.reference}",
        )
        for one in placements
    ]
    yield letters.facts(*pairs) if pairs else letters.paragraph("keine")


def _to_fill_in() -> Iterator[Block]:
    yield letters.heading("Was heute geschah")
    yield letters.paragraph("Uhrzeit, Kennzeichen oder Name, was war, wer hat es getan:")
    yield from [letters.paragraph(f"\n{'_' * 80}")] * LINES_TO_FILL_IN
