# SPDX-License-Identifier: EUPL-1.2
"""The file of a backup: pg_dump writes it, pg_restore reads it, encrypted where a key is set.

Whatever goes through here goes through pipes: the plain text of a backup never lies on a disk.
"""

import contextlib
import os
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import IO

import psycopg
from psycopg import sql

from rundertisch.kernel.errors import Refusal
from rundertisch.site import database_binaries, operations_encryption, operations_plan

ROWS = "rows"  # the first line of an encrypted backup says how many rows each table has
NOT_DONE = "Die Sicherung ist nicht gelungen"
NOTHING_CHANGED = "Die Sicherung lässt sich nicht einspielen; es wurde nichts verändert"


def save(*, url: str, file: Path) -> None:
    """Write a whole database into a file that is there already and empty.

    With a key set, the file is encrypted and says how many rows each table has, counted in the
    very snapshot that is written.
    """
    secret = operations_plan.key()
    with _snapshot(url=url) as (owner, name), file.open("wb") as target:
        if not secret:
            _dump(url=url, snapshot=name, write=target.write)
        else:
            about = {"is": "backup", ROWS: _counted(owner)}
            encrypted = operations_encryption.Writer(target, secret, about)
            _dump(url=url, snapshot=name, write=encrypted.write)
            encrypted.close()
        target.flush()
        os.fsync(target.fileno())


def load(*, url: str, file: Path) -> None:
    """Bring a backup into an empty database: whole or not at all.

    Raises:
        Refusal: it is none, cannot be read, or does not fit.
    """
    words = ["--exit-on-error", "--single-transaction", "--no-owner"]
    with _restoring(file=file, words=words, url=url, stdout=subprocess.DEVNULL) as running:
        code = running.end()
        hint = running.hint()
    if code != 0:
        raise Refusal(f"{NOTHING_CHANGED}: {hint}")


@contextlib.contextmanager
def as_sql(*, file: Path, words: Sequence[str] = ()) -> Iterator[IO[bytes]]:
    """Read the rows of a backup as the SQL that would restore them.

    Raises:
        Refusal: afterwards, when it could not be read to its end; nothing read before counts.
    """
    options = ["--data-only", "--file=-", *words]
    with _restoring(file=file, words=options, url="", stdout=subprocess.PIPE) as running:
        if running.program.stdout is not None:
            yield running.program.stdout
            running.program.stdout.close()
        code = running.end()
    if code != 0:
        raise Refusal(f"„{file}“ ist keine Sicherung von Rundertisch. Es wurde nichts verändert.")


def rows(*, file: Path) -> Mapping[str, int] | None:
    """Return how many rows each table had; None for a backup that does not say so."""
    if not operations_encryption.is_encrypted(file=file):
        return None
    told = operations_encryption.about(file=file).get(ROWS)
    return {str(name): int(n) for name, n in told.items()} if isinstance(told, dict) else None


def count_rows(*, url: str) -> dict[str, int]:
    """Return how many rows each table of a database has now."""
    with psycopg.connect(url) as owner:
        return _counted(owner)


@dataclass(slots=True)
class _Running:
    """A pg_restore at work, and who hands it the plain text of an encrypted file."""

    program: subprocess.Popen[bytes]
    errors: IO[bytes]
    feeder: Thread | None = field(default=None)

    def end(self) -> int:
        """Wait until it is done; return its code."""
        code = self.program.wait()
        if self.feeder is not None:
            self.feeder.join()
        return code

    def hint(self) -> str:
        """Return the first line of what it complained about."""
        return _first_line(self.errors)


@contextlib.contextmanager
def _restoring(*, file: Path, words: Sequence[str], url: str, stdout: int) -> Iterator[_Running]:
    command = [database_binaries.find().program(name="pg_restore"), *_target(url=url), *words]
    encrypted = operations_encryption.is_encrypted(file=file)
    secret = operations_plan.demand_key() if encrypted else ""
    if encrypted:  # first the whole file is proven, then its first byte is believed
        operations_encryption.demand_whole(file=file, secret=secret)
    with (
        tempfile.TemporaryFile() as errors,
        subprocess.Popen(
            command if encrypted else [*command, str(file)],
            env=_environment(url=url),
            stdin=subprocess.PIPE if encrypted else subprocess.DEVNULL,
            stdout=stdout,
            stderr=errors,
        ) as program,
    ):
        running = _Running(program, errors)
        if encrypted and program.stdin is not None:
            given = {"file": file, "secret": secret, "to": program.stdin}
            running.feeder = Thread(target=_feed, kwargs=given, daemon=True)
            running.feeder.start()
        yield running


def _feed(*, file: Path, secret: str, to: IO[bytes]) -> None:
    """Hand over the plain text; a program that has ended before takes no more, and says why."""
    with contextlib.suppress(BrokenPipeError), to:
        for piece in operations_encryption.pieces(file=file, secret=secret):
            to.write(piece)


def _dump(*, url: str, snapshot: str, write: Callable[[bytes], object]) -> None:
    command = [
        *(database_binaries.find().program(name="pg_dump"), *_target(url=url)),
        *("--format=custom", f"--snapshot={snapshot}"),
    ]
    with (
        tempfile.TemporaryFile() as errors,
        subprocess.Popen(
            command,
            env=_environment(url=url),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
        ) as program,
    ):
        if program.stdout is not None:
            while piece := program.stdout.read(operations_encryption.PIECE):
                write(piece)
        if program.wait() != 0:
            raise Refusal(f"{NOT_DONE}: {_first_line(errors)}")


def _first_line(errors: IO[bytes]) -> str:
    errors.seek(0)
    return errors.readline().decode("utf-8", "replace").strip()


def _target(*, url: str) -> list[str]:
    """Return where a program connects to; the password goes by the environment, never by words."""
    if not url:
        return []
    facts = psycopg.conninfo.conninfo_to_dict(url)
    shown = {word: str(value) for word, value in facts.items() if value and word != "password"}
    return ["--dbname", psycopg.conninfo.make_conninfo(**shown)]


def _environment(*, url: str) -> dict[str, str]:
    password = psycopg.conninfo.conninfo_to_dict(url).get("password") if url else None
    secrets = {operations_plan.KEY, operations_plan.PASSPHRASE}
    ours = {name: text for name, text in os.environ.items() if name not in secrets}
    return ours | ({"PGPASSWORD": str(password)} if password else {})


@contextlib.contextmanager
def _snapshot(*, url: str) -> Iterator[tuple[psycopg.Connection, str]]:
    """Hold one moment of the database, by the name under which others see the same."""
    try:
        owner = psycopg.connect(url)
    except psycopg.OperationalError as away:
        raise Refusal(f"{NOT_DONE}: Die Datenbank antwortet nicht.") from away
    with owner:
        owner.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        row = owner.execute("select pg_export_snapshot()").fetchone()
        yield owner, str(row[0]) if row else ""


def _counted(owner: psycopg.Connection) -> dict[str, int]:
    tables = owner.execute(
        "select relname from pg_class where relkind = 'r'"
        " and relnamespace = 'public'::regnamespace order by relname"
    ).fetchall()
    found = {}
    for (table,) in tables:
        count = sql.SQL("select count(*) from {}").format(sql.Identifier(table))
        row = owner.execute(count).fetchone()
        found[str(table)] = int(row[0]) if row else 0
    return found
