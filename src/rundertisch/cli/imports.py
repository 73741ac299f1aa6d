# SPDX-License-Identifier: EUPL-1.2
"""`import schools | children | registrations | addresses`: files of offices in, all or nothing."""

import argparse
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rundertisch.cli.german import Adder, GermanParser, say
from rundertisch.cli.operations import open_database
from rundertisch.kernel.errors import Refusal

if TYPE_CHECKING:
    from rundertisch.accounts.models import Seat
    from rundertisch.schooling.exchange.school_files import SchoolFile, SchoolRow

OWN_DISTRICT = "05954"  # Ennepe-Ruhr-Kreis, where the house was first asked for

SCHOOL_COLUMNS = (
    "school_id",
    "name",
    "form",
    "town",
    "lat",
    "lon",
    "newcomer_cap",
    "assignable",
)


def add_commands(commands: Adder) -> None:
    """Hang up `import` with one command for each kind of file."""
    importing = commands.add_parser(
        "import",
        help="Dateien einlesen",
        description="Dateien einlesen, ganz oder gar nicht.",
    )
    kinds = importing.add_commands(title="Was", metavar="WAS")
    _add_schools(kinds)
    children = kinds.add_parser(
        "children",
        help="gemeldete Kinder in die Datenbank einlesen",
        description="Liest gemeldete Kinder (CSV oder XLSX) in die Datenbank ein. Spalten zu "
        "Herkunft, Staatsangehörigkeit, Religion oder Volksgruppe werden abgelehnt.",
    )
    children.add_argument("file", metavar="FILE", type=Path, help="CSV- oder XLSX-Datei")
    children.add_argument(
        "--by",
        metavar="E-MAIL",
        required=True,
        help="in wessen Namen: ein Konto der Seiteneinsteigerberatung; es steht im Protokoll",
    )
    children.set_defaults(command=import_children)
    _add_registrations(kinds)
    addresses = kinds.add_parser(
        "addresses",
        help="Adressen mit Koordinaten in die Datenbank einlesen",
        description="Liest ein Adressverzeichnis (street, house_number, postcode, town, ags, lat, "
        "lon) in die Datenbank ein.",
    )
    addresses.add_argument("file", metavar="FILE", type=Path, help="CSV-Datei")
    addresses.set_defaults(command=import_addresses)


def _add_registrations(kinds: Adder) -> None:
    registrations = kinds.add_parser(
        "registrations",
        help="Anmeldezahlen der Städte in die Datenbank einlesen",
        description="Liest, wie viele Kinder im Schulalter eine Stadt in einem Monat neu "
        "angemeldet hat (town, month, age, children, source). Nur Zahlen, keine Personen; eine "
        "Stadt und ein Monat der Datei ersetzen, was davon bekannt war.",
    )
    registrations.add_argument("file", metavar="FILE", type=Path, help="CSV-Datei")
    registrations.add_argument(
        "--by",
        metavar="E-MAIL",
        required=True,
        help="in wessen Namen: ein Konto der Seiteneinsteigerberatung; es steht im Protokoll",
    )
    registrations.set_defaults(command=import_registrations)


def _add_schools(kinds: Adder) -> None:
    schools: GermanParser = kinds.add_parser(
        "schools",
        help="eine Schulliste des Landes einlesen",
        description="Liest die Schulliste von IT.NRW, die Schulgrunddaten des Ministeriums oder "
        "eine vorbereitete Liste. Förder- und Klinikschulen sind nie Ziel eines Plans, "
        "Bekenntnis- und Privatschulen nur auf Wunsch der Familie.",
    )
    schools.add_argument("file", metavar="FILE", type=Path, help="die Schulliste (CSV)")
    schools.add_argument(
        "--to",
        metavar="SCHOOLS_CSV",
        type=Path,
        help="statt in die Datenbank in eine schools.csv für plan placement schreiben",
    )
    which = schools.add_mutually_exclusive_group()
    which.add_argument("--all", action="store_true", help="auch Schulen anderer Kreise behalten")
    which.add_argument(
        "--ags",
        metavar="AGS",
        type=_ags,
        default=OWN_DISTRICT,
        help=f"Anfang des Gemeindeschlüssels der Schulen, die bleiben (Vorgabe {OWN_DISTRICT})",
    )
    schools.set_defaults(command=import_schools)


def _ags(text: str) -> str:
    if re.fullmatch(r"[0-9]{2,8}", text):
        return text
    raise argparse.ArgumentTypeError(f"„{text}“ geht nicht; erlaubt sind 2 bis 8 Ziffern.")


def import_schools(options: argparse.Namespace) -> int:
    """Read a school list and hand it to a file or to the database."""
    from rundertisch.schooling.exchange.school_files import read_schools

    file = read_schools(data=_bytes(options.file), ags=None if options.all else options.ags)
    if not file.rows:
        raise Refusal(
            f"In {options.file} liegt keine Schule mit AGS {options.ags}… ({file.dropped} Schulen "
            "anderer Kreise). Bitte --ags prüfen oder --all angeben."
            if file.dropped
            else f"In {options.file} steht keine Schule."
        )
    if options.to is not None:
        write_text(path=options.to, text=schools_csv(rows=file.rows))
        say(*_school_lines(file), f"Geschrieben nach {options.to}.")
        return 0
    open_database()
    from rundertisch.schooling import exchange

    report = exchange.import_schools(file=file, by=None)
    say(*_school_lines(file), report.sentence)
    return 0


def schools_csv(*, rows: "Sequence[SchoolRow]") -> str:
    """Return the schools as the placement contract wants them; caps are the user's input."""
    import csv
    import io

    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(SCHOOL_COLUMNS)
    for row in rows:
        lat, lon = ("" if degree is None else degree for degree in (row.lat, row.lon))
        writer.writerow((row.number, row.name, row.form, row.town, lat, lon, "", row.assignable))
    return text.getvalue()


def _school_lines(file: "SchoolFile") -> list[str]:
    counts = file.assignable_counts()
    lines = [
        f"{len(file.rows)} Schulen gelesen, {file.dropped} Schulen anderer Kreise weggelassen.",
        f"  {counts['yes']:>4}  offen für jedes Kind (yes)",
        f"  {counts['named']:>4}  nur auf Wunsch: Bekenntnis- und Privatschulen (named)",
        f"  {counts['no']:>4}  nie Ziel eines Plans: Förder- und Klinikschulen (no)",
    ]
    if nowhere := sum(row.lat is None for row in file.rows):
        lines.append(f"Ohne Koordinate: {nowhere}. Für sie braucht ein Plan travel.csv.")
    return lines


def import_children(options: argparse.Namespace) -> int:
    """Read reported children into the database; every bad row is told."""
    data = _bytes(options.file)
    open_database()
    from django.utils import timezone

    from rundertisch.kernel import scope
    from rundertisch.schooling import exchange

    seat = seat_of(email=options.by)
    with scope.asking(user_id=seat.user_id, seat_id=seat.pk):
        report = exchange.import_children(
            data=data, file=options.file.name, on=timezone.localdate(), by=seat
        )
    say(f"{report.headline}.")
    say(*(f"  Zeile {row.line}, {row.reference}: {row.note}" for row in report.rows if row.note))
    if report.ignored_columns:
        say(f"Nicht gelesen wurden die Spalten: {', '.join(report.ignored_columns)}.")
    return 0


def import_registrations(options: argparse.Namespace) -> int:
    """Read the counts of the towns' registers into the database."""
    data = _bytes(options.file)
    open_database()
    from django.utils import timezone

    from rundertisch.kernel import scope
    from rundertisch.schooling import exchange

    seat = seat_of(email=options.by)
    with scope.asking(user_id=seat.user_id, seat_id=seat.pk):
        report = exchange.import_registrations(
            data=data, file=options.file.name, on=timezone.localdate(), by=seat
        )
    say(f"{report.headline}.")
    say(*(f"  Zeile {row.line}: {row.town}, {row.month}, {row.ages}" for row in report.rows))
    if report.ignored_columns:
        say(f"Nicht gelesen wurden die Spalten: {', '.join(report.ignored_columns)}.")
    return 0


def seat_of(*, email: str) -> "Seat":
    """Return the counselling seat of the person in whose name this is done."""
    from rundertisch.accounts import queries as accounts
    from rundertisch.accounts.models import User
    from rundertisch.kernel import scope
    from rundertisch.schooling import policies

    user = User.objects.filter(email__iexact=email).first()
    if user is not None:
        with scope.asking(user_id=user.pk, seat_id=None):
            for seat in accounts.own_seats(user_id=user.pk):
                if policies.may_counsel(seat=seat):
                    return seat
    raise Refusal(
        f"Unter {email} gibt es heute keinen Platz der Seiteneinsteigerberatung. Bitte die "
        "E-Mail eines Kontos nennen, das Kinder führen darf."
    )


def import_addresses(options: argparse.Namespace) -> int:
    """Read a gazetteer into the database."""
    data = _bytes(options.file)
    open_database()
    from rundertisch.places import exchange

    say(exchange.import_addresses(data=data, by=None, file=options.file.name).summary())
    return 0


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as wrong:
        raise Refusal(f"Die Datei {path} gibt es nicht oder sie ist nicht lesbar.") from wrong


def write_text(*, path: Path, text: str) -> None:
    """Write a file aside and put it in place in one step."""
    import tempfile

    try:
        with tempfile.NamedTemporaryFile(
            "w", dir=path.parent, prefix=f".{path.name}.", delete=False, encoding="utf-8"
        ) as aside:
            aside.write(text)
        Path(aside.name).replace(path)
    except OSError as wrong:
        raise Refusal(
            f"{path} lässt sich nicht schreiben. Bitte Ordner und Rechte prüfen."
        ) from wrong
