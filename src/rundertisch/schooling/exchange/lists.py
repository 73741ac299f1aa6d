# SPDX-License-Identifier: EUPL-1.2
"""The waiting list and a proposal as CSV. No address leaves the house in these files."""

from collections.abc import Iterable

from rundertisch.kernel.tables import csv_text
from rundertisch.schooling.models import Group
from rundertisch.schooling.queries import ProposalView, RoundLine, WaitingLine


def waiting_csv(*, lines: Iterable[WaitingLine]) -> str:
    """Return the waiting list for Excel in German."""
    header = ["Kennzeichen", "Name", "Klasse", "Stufe", "Stadt", "wartet seit", "Tage", "Schlange"]
    return csv_text(
        header=header,
        rows=(
            [
                line.child.reference,
                line.child,
                line.child.grades,
                line.band.name,
                line.child.home_town.name,
                f"{line.since:%d.%m.%Y}",
                line.days,
                line.queue.name,
            ]
            for line in lines
        ),
    )


def _place(group: Group | None) -> tuple[str, str, str]:
    if group is None:
        return "", "", ""
    return group.school.name, group.school.town.name, str(group)


def proposal_csv(*, view: ProposalView) -> str:
    """Return a proposal line by line; the first line says that it is a draft."""
    header = [
        "Kennzeichen",
        "Name",
        "Klasse",
        "Stadt",
        "Tage gewartet",
        "Schule",
        "Ort der Schule",
        "Gruppe",
        "Minuten (Schätzung)",
        "Begründung",
        "Was helfen würde",
        "Schule der Reihe nach",
    ]
    note = ["Entwurf. Die Maschine schlägt vor, Menschen entscheiden."]
    body = csv_text(
        header=header,
        rows=(
            [
                seating.line.child.reference,
                seating.line.child,
                seating.line.child.grades,
                seating.line.child.home_town.name,
                seating.line.waiting_days,
                *_place(seating.line.group),
                seating.line.minutes,
                seating.line.reason,
                seating.help,
                _place(seating.line.first_come_group)[0],
            ]
            for seating in view.lines
        ),
    )
    return csv_text(header=note, rows=()) + body


def round_csv(*, lines: Iterable[RoundLine]) -> str:
    """Return the children of a round for Excel in German; no address, no words of a person."""
    header = [
        "Kennzeichen",
        "Name",
        "Klasse",
        "Stadt",
        "Tage gewartet",
        "Schule",
        "Ort der Schule",
        "Gruppe",
        "Minuten (Schätzung)",
        "Stand",
        "festgelegt",
        "Begründung der Maschine",
    ]
    note = ["Die Maschine schlägt vor, Menschen entscheiden. Minuten gehören in keinen Bescheid."]
    body = csv_text(
        header=header,
        rows=(
            [
                line.reference,
                line.name,
                line.grades,
                line.town,
                line.days,
                *_place(line.group),
                line.minutes,
                line.state.name,
                "ja" if line.locked else "nein",
                line.reason,
            ]
            for line in lines
        ),
    )
    return csv_text(header=note, rows=()) + body
