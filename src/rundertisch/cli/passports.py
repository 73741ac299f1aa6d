# SPDX-License-Identifier: EUPL-1.2
"""`import passport`: a child comes with the school passport of another centre."""

import argparse
import sys
from pathlib import Path

from rundertisch.cli.german import Adder, say, under
from rundertisch.cli.imports import seat_of
from rundertisch.cli.operations import open_database, today
from rundertisch.kernel.errors import Refusal

STDIN = "-"


def add_commands(commands: Adder) -> None:
    """Hang up `import passport`; `import` is there already."""
    passport = under(commands, "import").add_parser(
        "passport",
        help="den Schulpass eines anderen Zentrums einlesen",
        description="Meldet das Kind eines Schulpasses: Beratung und Wartezeit beginnen nicht neu. "
        "Gelesen werden nur Pässe, deren Schlüssel auf der Seite „Schulpass einlesen“ eingetragen "
        "ist; jeder Pass gilt einmal.",
    )
    passport.add_argument(
        "file", metavar="FILE", help="Textdatei mit dem Inhalt des QR-Codes; - liest die Eingabe"
    )
    passport.add_argument(
        "--town", metavar="AGS", required=True, help="Gemeindeschlüssel der Stadt, in der es wohnt"
    )
    passport.add_argument(
        "--by",
        metavar="E-MAIL",
        required=True,
        help="in wessen Namen: ein Konto der Seiteneinsteigerberatung; es steht im Protokoll",
    )
    passport.set_defaults(command=import_passport)


def import_passport(options: argparse.Namespace) -> int:
    """Report the child of one passport."""
    data = _data(options.file)
    open_database()
    from rundertisch.kernel import scope
    from rundertisch.places import queries as places
    from rundertisch.schooling import exchange

    seat = seat_of(email=options.by)
    with scope.asking(user_id=seat.user_id, seat_id=seat.pk):
        child = exchange.import_passport(
            text=exchange.passport_text(data=data),
            town=places.town(key=options.town),
            on=today(),
            by=seat,
        )
        counselled = f"{child.counselled_on:%d.%m.%Y}" if child.counselled_on else "noch nicht"
        say(
            f"Gemeldet: {child.reference}.",
            f"  wartet seit {child.waiting_since:%d.%m.%Y}, beraten: {counselled}",
            "Name und Anschrift bitte auf der Seite des Kindes nachtragen.",
        )
    return 0


def _data(file: str) -> bytes:
    if file == STDIN:
        return sys.stdin.buffer.read()
    try:
        return Path(file).read_bytes()
    except OSError as wrong:
        raise Refusal(f"Die Datei {file} gibt es nicht oder sie ist nicht lesbar.") from wrong
