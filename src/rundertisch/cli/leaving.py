# SPDX-License-Identifier: EUPL-1.2
"""`export everything` and `export unpack`: all the centre owns, in open formats."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from rundertisch.cli.german import Adder, say, under
from rundertisch.cli.operations import moment, open_database
from rundertisch.kernel.errors import Refusal

if TYPE_CHECKING:
    from rundertisch.accounts.models import Seat


def add_commands(commands: Adder) -> None:
    """Hang up both below `export`, which is there already."""
    kinds = under(commands, "export")
    everything = kinds.add_parser(
        "everything",
        help="alles mitnehmen: jede Tabelle als CSV, beschrieben und verschlüsselt",
        description="Schreibt alles, was dem Zentrum gehört, in eine verschlüsselte Datei: jede "
        "Tabelle als CSV und eine Beschreibung für Maschinen (Data Package). Braucht die "
        "Einstellung RUNDERTISCH_BACKUP_KEY. Steht im Protokoll und auf der Seite Betrieb.",
    )
    everything.add_argument("folder", metavar="FOLDER", type=Path, help="wohin die Datei kommt")
    everything.add_argument(
        "--by",
        metavar="E-MAIL",
        required=True,
        help="in wessen Namen: ein Konto der Leitung oder der Administration; es steht im "
        "Protokoll",
    )
    everything.set_defaults(command=export_everything)
    unpack = kinds.add_parser(
        "unpack",
        help="einen Gesamtauszug ohne Datenbank öffnen",
        description="Entschlüsselt einen Gesamtauszug in einen neuen Ordner und prüft jede Datei. "
        "Braucht die Einstellung RUNDERTISCH_BACKUP_KEY und keine Datenbank.",
    )
    unpack.add_argument("file", metavar="FILE", type=Path, help="Datei von export everything")
    unpack.add_argument("folder", metavar="FOLDER", type=Path, help="neuer Ordner")
    unpack.set_defaults(command=unpack_everything)


def export_everything(options: argparse.Namespace) -> int:
    """Write the archive."""
    house = open_database()
    from rundertisch.site import operations_export

    done = operations_export.export_everything(
        house=house, folder=options.folder, at=moment(), by=_seat_of(email=options.by)
    )
    say(
        f"Geschrieben: {done.file}",
        f"  {done.tables} Tabellen, {done.rows} Zeilen, verschlüsselt mit dem Schlüssel der "
        "Sicherungen.",
        f"Öffnen: rundertisch export unpack {done.file} ORDNER",
    )
    return 0


def unpack_everything(options: argparse.Namespace) -> int:
    """Open an archive; nothing but the file and the key is needed."""
    from rundertisch.site import operations_export

    names = operations_export.unpack(file=options.file, folder=options.folder)
    say(
        f"Entpackt und geprüft: {len(names)} Dateien in {options.folder}.",
        "Sie sind nicht verschlüsselt. Bitte LIESMICH.txt lesen.",
    )
    return 0


def _seat_of(*, email: str) -> "Seat":
    """Return the seat of the leadership or the administration in whose name this is done."""
    from rundertisch.accounts import queries as accounts
    from rundertisch.accounts.models import Role, User
    from rundertisch.kernel import scope

    user = User.objects.filter(email__iexact=email).first()
    if user is not None:
        with scope.asking(user_id=user.pk, seat_id=None):
            for seat in accounts.own_seats(user_id=user.pk):
                if seat.role in {Role.CENTRE_HEAD, Role.ADMINISTRATOR}:
                    return seat
    raise Refusal(
        f"Unter {email} gibt es heute keinen Platz der Leitung oder der Administration. Bitte die "
        "E-Mail eines solchen Kontos nennen."
    )
