# SPDX-License-Identifier: EUPL-1.2
"""Everything the centre owns in open formats, for whoever leaves: one encrypted file, logged.

Inside lies a zip archive: a CSV file for each table, `datapackage.json` that describes them
(frictionless Data Package), and a page in German. All of one moment, whole or not there at all.
"""

import contextlib
import datetime as dt
import hashlib
import json
import os
import re
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg

from rundertisch.kernel.errors import Refusal
from rundertisch.site import (
    database_folder,
    operations_encryption,
    operations_package,
    operations_plan,
    operations_runs,
)
from rundertisch.site.operations import House

if TYPE_CHECKING:
    from rundertisch.accounts.models import Seat

IS = "export"
DESCRIPTION, PAGE = "datapackage.json", "LIESMICH.txt"
INSIDE = re.compile(
    rf"[a-z0-9_]+\.csv|anhang-\d+\.(pdf|jpg|png)|{re.escape(DESCRIPTION)}|{re.escape(PAGE)}"
)
ABOUT = """Alles, was {centre} in Rundertisch gespeichert hat, Stand {at}.

Jede Tabelle ist eine Datei: CSV, UTF-8, Komma, erste Zeile Spaltennamen. {null} heißt: nichts.
Zeitpunkte sind in UTC, Listen und Zusammengesetztes als JSON, Töne als Base64. Dokumente von
Vermittlungen liegen als Dateien bei: anhang-Nummer, die Nummer steht in cases_attachment.

datapackage.json beschreibt alles für Maschinen (Data Package, specs.frictionlessdata.io): Art jeder
Spalte, deutscher Name, Bedeutung der Kürzel (labels), Schlüssel und Verweise zwischen den Tabellen,
Zahl der Zeilen und Prüfsumme jeder Datei.

Nicht dabei ist, mit Grund:
{left_out}

Diese Dateien enthalten alle Angaben zu Menschen und sind nicht mehr verschlüsselt. Was hier liegt,
erreicht kein Vergessen mehr: Bitte nur so lange aufbewahren, wie es gebraucht wird.
"""


@dataclass(frozen=True, slots=True)
class Exported:
    """The file, and how much is in it."""

    file: Path
    tables: int
    rows: int


@dataclass(slots=True)
class _Into:
    """Lets a zip archive be written straight into encryption: plain text never lies on a disk."""

    target: operations_encryption.Writer
    at: int = field(default=0)

    def write(self, data: bytes) -> int:
        self.target.write(bytes(data))
        self.at += len(data)
        return len(data)

    def tell(self) -> int:
        return self.at

    def flush(self) -> None:
        """Nothing is held back here that could be flushed."""


def export_everything(*, house: House, folder: Path, at: dt.datetime, by: "Seat") -> Exported:
    """Write every table the centre owns into one encrypted archive in a folder; never over another.

    Raises:
        Refusal: no key is set, or the file is there already.
    """
    secret = operations_plan.key()
    if not secret:
        raise Refusal(
            "Der Gesamtauszug enthält alle Angaben zu Menschen und wird nur verschlüsselt "
            f"geschrieben. Bitte die Einstellung {operations_plan.KEY} setzen. Einen neuen "
            f"Schlüssel erzeugt: {operations_plan.HOW_TO_MAKE_A_KEY}"
        )
    file = folder / f"rundertisch-alles-{at:%Y-%m-%d}.zip.verschluesselt"
    if file.exists():
        raise Refusal(f"„{file}“ gibt es schon. Bitte einen anderen Ordner wählen.")
    with operations_runs.recorded(house=house, kind="EXPORT") as run:
        folder.mkdir(parents=True, exist_ok=True, mode=database_folder.PRIVATE_FOLDER)
        _log(by=by)  # what leaves the house is in the log, or it does not leave
        draft = file.with_name(f".{file.name}.{os.getpid()}")
        os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, database_folder.PRIVATE_FILE))
        try:
            told = _write(house=house, draft=draft, secret=secret, at=at)
            draft.rename(file)
        finally:
            draft.unlink(missing_ok=True)
        run.file, run.size = file.name, file.stat().st_size
    return Exported(file, len(told), sum(one["rows"] for one in told))


def unpack(*, file: Path, folder: Path) -> list[str]:
    """Open an export without a database; return the names of the files, each proven.

    Raises:
        Refusal: the file is none, the key is another one, or the folder is not empty.
    """
    secret = operations_plan.key()
    if not secret:
        raise Refusal(f"Bitte den Schlüssel in der Einstellung {operations_plan.KEY} angeben.")
    if not file.is_file():
        raise Refusal(f"„{file}“ gibt es nicht.")
    if folder.exists() and any(folder.iterdir()):
        raise Refusal(f"„{folder}“ ist nicht leer. Bitte einen neuen Ordner nennen.")
    if operations_encryption.about(file=file).get("is") != IS:
        raise Refusal(f"„{file}“ ist kein Gesamtauszug.")
    operations_encryption.demand_whole(file=file, secret=secret)
    folder.mkdir(parents=True, exist_ok=True, mode=database_folder.PRIVATE_FOLDER)
    with tempfile.TemporaryFile(dir=folder) as plain:
        for piece in operations_encryption.pieces(file=file, secret=secret):
            plain.write(piece)
        with zipfile.ZipFile(plain) as archive:
            names = [name for name in archive.namelist() if INSIDE.fullmatch(name)]
            for name in names:
                archive.extract(name, folder)
    for path in folder.iterdir():
        path.chmod(database_folder.PRIVATE_FILE)
    _demand_same(folder=folder)
    return names


def _log(*, by: "Seat") -> None:
    from rundertisch.kernel import audit, scope
    from rundertisch.kernel.thread import Ref

    with scope.asking(user_id=by.user_id, seat_id=by.pk):
        audit.record(action="site.export_everything", by=by, about=Ref("full_export", "everything"))


def _write(*, house: House, draft: Path, secret: str, at: dt.datetime) -> list[dict[str, Any]]:
    about = {"is": IS, "at": at.isoformat()}
    with draft.open("wb") as target, _one_moment(url=house.urls.owner) as owner:
        encrypted = operations_encryption.Writer(target, secret, about)
        with zipfile.ZipFile(_Into(encrypted), "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[call-overload]  # a zip archive needs no more of it
            told = [
                _table(owner=owner, table=table, archive=archive)
                for table in operations_package.tables(owner=owner)
            ]
            files = _documents(owner=owner, archive=archive)
            _describe(owner=owner, archive=archive, told=[*told, *files], at=at)
        encrypted.close()
        target.flush()
        os.fsync(target.fileno())
    return told


@contextlib.contextmanager
def _one_moment(*, url: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(url) as owner:
        owner.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        owner.read_only = True
        yield owner


def _table(
    *, owner: psycopg.Connection, table: operations_package.Table, archive: zipfile.ZipFile
) -> dict[str, Any]:
    """Copy one table into the archive; return its description."""
    copying = (
        f"copy ({table.select}) to stdout with (format csv, header, encoding 'UTF8',"
        f" null '{operations_package.NULL}')"
    )
    digest, size = hashlib.sha256(), 0
    with (
        archive.open(f"{table.name}.csv", "w", force_zip64=True) as file,
        owner.cursor() as cursor,
    ):
        with cursor.copy(copying.encode()) as lines:
            for line in lines:
                file.write(line)
                digest.update(line)
                size += len(line)
        rows = cursor.rowcount
    return operations_package.resource(table=table, rows=rows, digest=digest.hexdigest(), size=size)


def _documents(*, owner: psycopg.Connection, archive: zipfile.ZipFile) -> list[dict[str, Any]]:
    """Copy the documents of referrals into the archive, opened; return their descriptions.

    Raises:
        Refusal: one was locked under another secret: an export without it would not be everything.
    """
    from rundertisch.kernel import papers, safekeeping

    told = []
    with owner.cursor(name="documents") as cursor:  # one after the other, never all at once
        cursor.itersize = 1
        cursor.execute("select id, content_type, content from cases_attachment order by id")
        for pk, kind, locked in cursor:
            content = safekeeping.unlock(locked)
            name = f"anhang-{pk}"
            path = f"{name}.{papers.ENDINGS[kind]}"
            archive.writestr(path, content)
            digest = hashlib.sha256(content).hexdigest()
            told.append(
                {
                    "name": name,
                    "path": path,
                    "profile": "data-resource",
                    "title": f"Anhang {pk} (cases_attachment)",
                    "mediatype": kind,
                    "bytes": len(content),
                    "hash": f"sha256:{digest}",
                }
            )
    return told


def _describe(
    *,
    owner: psycopg.Connection,
    archive: zipfile.ZipFile,
    told: list[dict[str, Any]],
    at: dt.datetime,
) -> None:
    centre = owner.execute(
        "select name from partners_partner where kind = 'INTEGRATION_CENTRE' order by id limit 1"
    ).fetchone()
    name = str(centre[0]) if centre else "dieses Integrationszentrum"
    left_out = {**operations_package.LEFT_OUT, **operations_package.LEFT_OUT_COLUMNS}
    package = {
        "profile": "tabular-data-package",
        "name": "rundertisch-alles",
        "title": f"Rundertisch: {name}",
        "created": at.isoformat(),
        "left_out": [{"name": one, "why": why} for one, why in left_out.items()],
        "resources": told,
    }
    archive.writestr(DESCRIPTION, json.dumps(package, ensure_ascii=False, indent=1))
    lines = "\n".join(f"- {one}: {why}" for one, why in left_out.items())
    page = ABOUT.format(
        centre=name, at=f"{at:%d.%m.%Y %H:%M}", left_out=lines, null=operations_package.NULL
    )
    archive.writestr(PAGE, page)


def _demand_same(*, folder: Path) -> None:
    """Compare every file with what the description says of it."""
    package = json.loads((folder / DESCRIPTION).read_text("utf-8"))
    for one in package["resources"]:
        if f"sha256:{_digest(folder / one['path'])}" != one["hash"]:
            raise Refusal(f"„{one['path']}“ ist nicht, was geschrieben wurde. Bitte neu entpacken.")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
