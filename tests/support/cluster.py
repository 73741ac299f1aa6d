# SPDX-License-Identifier: EUPL-1.2
"""The tests' PostgreSQL: started once, the world built once, copied for whoever must commit.

Several processes may share the tests and then share the server: the first that needs the world
builds it, the others wait and copy it. Who leaves as the last stops the server.
"""

import contextlib
import fcntl
import importlib
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from pytest_django import DjangoDbBlocker

from rundertisch.site import (
    database,
    database_roles,
    environment,
    operations_versions,
    signing_key,
)
from rundertisch.site.database import Urls
from rundertisch.site.database_folder import Folder

Sql = Callable[..., list[tuple[Any, ...]]]
TABLES = "tables_only"
PATIENCE = 300  # seconds: the longest test holds its transaction that long at most


@dataclass(slots=True)
class Cluster:
    """The running server and how many copies this process has made so far."""

    folder: Folder
    copies: int = field(default=0)

    def urls(self, *, name: str = database_roles.DATABASE) -> Urls:
        """Return the addresses of one database."""
        return database.urls(folder=self.folder, database=name)

    def admin(self) -> psycopg.Connection:
        """Return a connection that may create and drop databases."""
        return psycopg.connect(self.urls(name="postgres").admin or "", autocommit=True)

    def copy(self) -> str:
        """Return the name of a new database with the whole world in it."""
        return self.make(template=database_roles.DATABASE)

    def copy_of_tables(self) -> str:
        """Return the name of a new database with all tables and nobody in them."""
        return self.make(template=TABLES)

    def make(self, *, template: str) -> str:
        """Return the name of a new database that is like this one."""
        self.copies += 1
        name = f"copy_{os.getpid()}_{self.copies}"
        with self.admin() as admin:
            database_roles.make_database(admin=admin, name=name, template=template)
        return name

    def renew(self, *, name: str) -> None:
        """Put a fresh copy of the world where this database was, whoever is still connected."""
        self.drop(name=name)
        with self.admin() as admin:
            database_roles.make_database(admin=admin, name=name, template=database_roles.DATABASE)

    def drop(self, *, name: str) -> None:
        """Throw a copy away, whoever is still connected."""
        with self.admin() as admin:
            admin.execute(
                sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name))
            )


def wait_for_older_transactions(*, url: str) -> None:
    """Wait until every transaction of the whole server that runs now has ended.

    The tests of other processes run on the same server, and the sealer of the logs waits for
    whoever began earlier, in whichever database.
    """
    with psycopg.connect(url, autocommit=True) as asking:
        horizon = asking.execute("select pg_snapshot_xmax(pg_current_snapshot())::text").fetchone()
        ended = "select pg_snapshot_xmin(pg_current_snapshot()) >= %s::xid8"
        deadline = time.monotonic() + PATIENCE
        while not (asking.execute(ended, horizon).fetchone() or [True])[0]:
            assert time.monotonic() < deadline, "a transaction of another test does not end"
            time.sleep(0.05)


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """One server for all processes of this run."""
    home = Path(os.environ["RUNDERTISCH_TEST_HOME"])  # set by tests/conftest.py
    os.environ["RUNDERTISCH_HOME"] = str(home)
    with database.running(home=home, durable=False):
        yield Cluster(folder=Folder(home=home))


def point_django_to(*, urls: Urls) -> None:
    """Let Django's two connections lead to another database from now on."""
    from django.db import connections

    connections.close_all()
    for alias, url in (("default", urls.default), ("owner", urls.owner)):
        wanted = environment.parse_url(text=url, name=alias)
        connections[alias].settings_dict.update(wanted)


@contextlib.contextmanager
def lead_django_to(*, urls: Urls) -> Iterator[None]:
    """Let Django's connections lead to another database for a while."""
    from django.db import connections

    before = {alias: dict(connections[alias].settings_dict) for alias in ("default", "owner")}
    point_django_to(urls=urls)
    try:
        yield
    finally:
        connections.close_all()
        for alias, values in before.items():
            connections[alias].settings_dict.update(values)


@pytest.fixture(scope="session")
def world_database(cluster: Cluster, django_db_blocker: DjangoDbBlocker) -> Cluster:
    """The server with the world in it, and beside it the same tables with nobody in them."""
    built = cluster.folder.home / "world-is-built"
    with (cluster.folder.home / "world.lock").open("w") as lock, django_db_blocker.unblock():
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not built.exists():
            signing_key.ensure(home=cluster.folder.home)
            _build_world(cluster=cluster)
            built.touch()
    return cluster


def _build_world(*, cluster: Cluster) -> None:
    from django.db import connections

    point_django_to(urls=cluster.urls())
    operations_versions.migrate()
    connections.close_all()
    with cluster.admin() as admin:
        database_roles.make_database(admin=admin, name=TABLES, template=database_roles.DATABASE)
    importlib.import_module("tests.world").build()
    connections.close_all()


@pytest.fixture(scope="session")
def django_db_setup(world_database: Cluster, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Give Django's tests a copy of the world, seen with the eyes of the runtime role."""
    from django.db import connections

    with django_db_blocker.unblock():
        point_django_to(urls=world_database.urls(name=world_database.copy()))
    yield
    with django_db_blocker.unblock():
        connections.close_all()


@pytest.fixture
def owner_sql(db: None, world_database: Cluster) -> Iterator[Sql]:
    """Ask as the owner role, in a transaction of its own that is rolled back at the end.

    It sees the world, not the rows of the test's own unfinished transaction.
    """
    from django.db import connections

    name = connections["default"].settings_dict["NAME"]
    with psycopg.connect(world_database.urls(name=name).owner) as connection:
        yield asker(connection=connection)
        connection.rollback()


@dataclass(frozen=True, slots=True)
class OwnDatabase:
    """A copy of the world for one test that commits."""

    name: str
    urls: Urls
    owner_sql: Sql
    app_sql: Sql
    leave: Callable[[], None]  # let go of every connection: the database is about to be exchanged


@contextlib.contextmanager
def in_copy(
    *, cluster: Cluster, template: str = database_roles.DATABASE, keep: bool = False
) -> Iterator[OwnDatabase]:
    """Let Django's connections use a copy of a database for a while; commits in it are real."""
    from django.db import connections

    name = cluster.make(template=template)
    urls = cluster.urls(name=name)
    with (
        lead_django_to(urls=urls),
        psycopg.connect(urls.owner, autocommit=True) as owner,
        psycopg.connect(urls.default, autocommit=True) as app,
    ):

        def leave() -> None:
            connections.close_all()
            owner.close()
            app.close()

        yield OwnDatabase(
            name=name,
            urls=urls,
            owner_sql=asker(connection=owner),
            app_sql=asker(connection=app),
            leave=leave,
        )
    if not keep:
        cluster.drop(name=name)


@pytest.fixture
def own_database(
    world_database: Cluster,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[OwnDatabase]:
    """A copy of the world that Django's connections use during this test; commits are real.

    Do not combine it with `db`: there is no surrounding transaction and nothing to roll back.
    """
    with django_db_blocker.unblock(), in_copy(cluster=world_database) as own:
        yield own


def asker(*, connection: psycopg.Connection) -> Sql:
    """Return a function that asks over this connection."""

    def ask(statement: str, *values: object) -> list[tuple[Any, ...]]:
        """Run one statement and return its rows (none for a statement without a result)."""
        cursor = connection.execute(statement.encode(), values or None)
        return cursor.fetchall() if cursor.description else []

    return ask
