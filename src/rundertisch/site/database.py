# SPDX-License-Identifier: EUPL-1.2
"""PostgreSQL for everyone: a given server first, else our own embedded one, started on demand.

Our own server listens on a private socket only, asks every role for its generated password,
is shared by all processes of the data folder, and survives the death of any of them.
"""

import contextlib
import dataclasses
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg

from rundertisch.kernel.errors import Refusal
from rundertisch.site import database_binaries, database_folder, database_roles, environment
from rundertisch.site.database_folder import Folder
from rundertisch.site.database_server import PORT, Server

FURNISHED = "roles: owner, app, worker"  # a folder of an older version gets what it lacks


@dataclass(frozen=True, slots=True)
class Urls:
    """Addresses of one database, by role; `admin` only of our own server."""

    default: str
    owner: str
    worker: str | None = None
    admin: str | None = None

    def export(self) -> None:
        """Hand the addresses to Django's settings and to child processes."""
        os.environ["RUNDERTISCH_DATABASE_URL"] = self.default
        os.environ["RUNDERTISCH_OWNER_URL"] = self.owner
        if self.worker:
            os.environ["RUNDERTISCH_WORKER_URL"] = self.worker

    def for_worker(self) -> "Urls":
        """Return the addresses of a process that does jobs: all it asks, it asks as the worker."""
        if self.worker is None:
            raise Refusal(
                "Die Einstellung RUNDERTISCH_WORKER_URL fehlt. Der Arbeiter meldet sich mit einer "
                "eigenen Rolle an der Datenbank an: postgresql://rundertisch_worker:passwort@"
                "rechner:5432/datenbank (docs/howto/bring-your-own-postgresql.md)."
            )
        return dataclasses.replace(self, default=self.worker)


def given() -> Urls | None:
    """Return the addresses set in the environment: the server of the town or the district."""
    default = environment.envtext(name="RUNDERTISCH_DATABASE_URL")
    owner = environment.envtext(name="RUNDERTISCH_OWNER_URL")
    if not default and not owner:
        return None
    for name in ("RUNDERTISCH_DATABASE_URL", "RUNDERTISCH_OWNER_URL"):
        if environment.envurl(name=name) is None:
            raise Refusal(
                f"Die Einstellung {name} fehlt. Eine eigene Datenbank braucht beide Adressen: "
                "RUNDERTISCH_DATABASE_URL (Laufzeitrolle) und RUNDERTISCH_OWNER_URL "
                "(Eigentümerrolle)."
            )
    environment.envurl(name="RUNDERTISCH_WORKER_URL")
    worker = environment.envtext(name="RUNDERTISCH_WORKER_URL") or None
    return Urls(default=default, owner=owner, worker=worker)


def urls(*, folder: Folder, database: str = database_roles.DATABASE) -> Urls:
    """Return the addresses of a database on our own server."""
    passwords = folder.passwords()
    place = quote(str(folder.socket), safe="")
    default, owner, worker, admin = (
        f"postgresql://{role}:{quote(passwords[role], safe='')}@:{PORT}/{database}?host={place}"
        for role in (
            database_roles.APP,
            database_roles.OWNER,
            database_roles.WORKER,
            database_roles.ADMIN,
        )
    )
    return Urls(default=default, owner=owner, worker=worker, admin=admin)


def ensure(*, home: Path, durable: bool = True) -> Urls:
    """Return the addresses of a running database; start (and make) our own if none is given."""
    there = given()
    if there:
        return there
    folder = Folder(home=home)
    folder.prepare()
    with folder.starting():
        server = Server(folder=folder, binaries=database_binaries.find(), durable=durable)
        if not server.answers():
            server.start()
        if not folder.ready.exists() or folder.ready.read_text("utf-8") != FURNISHED:
            _furnish(folder=folder)
    return urls(folder=folder)


def stop(*, home: Path) -> None:
    """Stop our own server, whoever started it."""
    folder = Folder(home=home)
    if not folder.data.exists():
        return
    with folder.starting():
        Server(folder=folder, binaries=database_binaries.find()).stop()


@contextlib.contextmanager
def running(*, home: Path, durable: bool = True) -> Iterator[Urls]:
    """Keep the database running as long as anybody uses it; who leaves as the last stops it."""
    there = given()
    if there:
        yield there
        return
    folder = Folder(home=home)
    folder.prepare()
    with folder.using() as mark:
        try:
            yield ensure(home=home, durable=durable)
        finally:
            with folder.starting():
                if database_folder.sole_user(number=mark):
                    Server(folder=folder, binaries=database_binaries.find()).stop()


def _furnish(*, folder: Folder) -> None:
    """Create roles and database; every step may be repeated after a crash."""
    passwords = folder.passwords()
    admin_url = urls(folder=folder, database="postgres").admin or ""
    with psycopg.connect(admin_url, autocommit=True) as admin:
        database_roles.make_roles(admin=admin, passwords=passwords)
        name = database_roles.DATABASE
        there = admin.execute("select 1 from pg_database where datname = %s", [name]).fetchone()
        if not there:
            database_roles.make_database(admin=admin, name=name)
    with psycopg.connect(urls(folder=folder).owner) as owner:
        database_roles.grant_to(owner=owner, app=database_roles.APP)
    database_folder.private_file(path=folder.ready, text=FURNISHED)
