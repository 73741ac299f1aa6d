# SPDX-License-Identifier: EUPL-1.2
"""`check audit`: is the log still what was written?"""

import argparse
from pathlib import Path

from rundertisch.cli.german import Adder, say, under
from rundertisch.cli.operations import open_database
from rundertisch.kernel.errors import Refusal

HOLDS, BROKEN = 0, 1


def add_commands(commands: Adder) -> None:
    """Hang up `check audit`."""
    audit = under(commands, "check").add_parser(
        "audit",
        help="prüfen, ob die Protokolle unverändert und vollständig sind",
        description="Versiegelt, was noch offen ist, und vergleicht dann jede Zeile der beiden "
        "Protokolle mit ihrem Siegel, die Kette der Siegel und die unterschriebenen Köpfe im "
        "Datenordner und neben den Sicherungen darin. Rückgabewert 0: alles stimmt; 1: etwas "
        "stimmt nicht, gesagt wird was und ab welcher Zeile.",
    )
    audit.add_argument(
        "--head",
        metavar="FILE",
        type=Path,
        action="append",
        default=[],
        help="ein Kopf, der anderswo aufbewahrt wird (neben einer Sicherung); mehrmals möglich",
    )
    audit.set_defaults(command=check_audit)


def check_audit(options: argparse.Namespace) -> int:
    """Seal, then compare everything; say what is wrong, then what is known."""
    missing = [path for path in options.head if not path.is_file()]
    if missing:
        raise Refusal(f"„{missing[0]}“ gibt es nicht.")
    house = open_database()
    from rundertisch.kernel.audit import checking, sealing
    from rundertisch.site import operations_backup, operations_plan

    own = operations_backup.head_of(house=house)
    beside = sorted(operations_plan.backups_folder().glob("*.head.jsonl"))
    told = checking.check(heads=[own, *beside, *options.head])
    if told.holds and told.unsealed:  # a broken chain gets no new, signed head
        sealing.seal(using="owner", keep=own)
        told = checking.check(heads=[own, *beside, *options.head])
    say(*told.wrong, *told.notes)
    say(f"Versiegelte Zeilen: {told.lines}. Noch nicht versiegelt: {told.unsealed}.")
    say("Die Protokolle stimmen." if told.holds else "Die Protokolle stimmen nicht.")
    return HOLDS if told.holds else BROKEN
