# SPDX-License-Identifier: EUPL-1.2
"""`emergency write` and `emergency open`: the list for a day without a computer."""

import argparse
from pathlib import Path

from rundertisch.cli.german import Adder, say
from rundertisch.cli.operations import open_database, today
from rundertisch.kernel.errors import Refusal


def add_commands(commands: Adder) -> None:
    """Hang up both commands."""
    emergency = commands.add_parser(
        "emergency",
        help="die verschlüsselte Liste für Tage ohne Computer",
        description="Schreibt oder öffnet die Notfallliste.",
    ).add_commands()
    write = emergency.add_parser(
        "write",
        help="die Liste von heute schreiben",
        description="Schreibt die Liste von heute in den eingestellten Ordner: eine Datei, die "
        "jeder Browser mit den Worten aus dem Safe öffnet. Jedes Kind darauf steht im Protokoll.",
    )
    write.set_defaults(command=write_command)
    opening = emergency.add_parser(
        "open",
        help="eine Liste ohne Datenbank öffnen",
        description="Schreibt das PDF einer Notfallliste unverschlüsselt in eine neue Datei. "
        "Braucht die Einstellung RUNDERTISCH_EMERGENCY_PASSPHRASE und keine Datenbank.",
    )
    opening.add_argument("file", metavar="FILE", type=Path, help="Datei der Notfallliste")
    opening.add_argument("to", metavar="PDF", type=Path, help="neue Datei für das PDF")
    opening.set_defaults(command=open_command)


def write_command(_options: argparse.Namespace) -> int:
    """Write the list of today."""
    from rundertisch.site import operations_emergency, operations_plan

    plan = operations_plan.emergency_plan()
    if plan is None:
        raise Refusal(
            "Bitte RUNDERTISCH_EMERGENCY_FOLDER (wohin) und RUNDERTISCH_EMERGENCY_PASSPHRASE (die "
            "Worte aus dem Safe) setzen."
        )
    house = open_database()
    file = operations_emergency.write(house=house, plan=plan, on=today())
    say(f"Geschrieben: {file}. Jeder Browser öffnet sie mit den Worten aus dem Safe.")
    return 0


def open_command(options: argparse.Namespace) -> int:
    """Open a list; nothing but the file and the words is needed."""
    from rundertisch.site import operations_emergency

    operations_emergency.open_list(file=options.file, to=options.to)
    say(f"{options.to} ist nicht verschlüsselt. Bitte nach dem Drucken löschen.")
    return 0
