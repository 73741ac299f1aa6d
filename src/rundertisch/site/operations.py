# SPDX-License-Identifier: EUPL-1.2
"""Wake the house: database, settings, Django, tables. What every command that reads rows needs."""

import contextlib
import os
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from rundertisch.kernel.errors import Refusal
from rundertisch.site import database, database_folder, environment, signing_key
from rundertisch.site.database import Urls

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class House:
    """The woken house: its mode, its data folder, its database."""

    mode: str
    home: Path
    urls: Urls = field(repr=False)


def set_mode(*, mode: str) -> None:
    """Choose the mode for this process and its children; before anything reads the settings."""
    os.environ["RUNDERTISCH_MODE"] = mode


@contextlib.contextmanager
def awake(*, tables: bool = True, worker: bool = False) -> Iterator[House]:
    """Run the database and Django while the block lasts; with `tables`, all migrations are in.

    With `worker`, everything this process asks of the database, it asks as the worker's role.

    An empty database gets its tables. Older tables are renewed in a demo (after a backup); in
    production a person says when: `rundertisch upgrade`. Newer ones are always refused.
    """
    home = environment.home()
    mode = environment.mode()
    if mode == "demo":
        _own_secret(home=home)
    else:
        environment.envsecret(name="RUNDERTISCH_SECRET_KEY", mode=mode)
    signing_key.ensure(home=home)
    with database.running(home=home) as found:
        urls = found.for_worker() if worker else found
        urls.export()
        os.environ["DJANGO_SETTINGS_MODULE"] = "rundertisch.site.settings"
        import django
        from django.db import connections

        django.setup()
        house = House(mode=mode, home=home, urls=urls)
        try:
            if tables:
                ready_tables(house=house)
            yield house
        finally:
            connections.close_all()


def ready_tables(*, house: House) -> None:
    """Bring the tables to the state of the code, or say why a person must decide."""
    from rundertisch.site import operations_backup, operations_receipts, operations_versions

    state = operations_versions.state()
    state.refuse_newer()
    if not state.pending:
        operations_receipts.catch_up(house=house)
        return
    if not state.empty and house.mode == "production":
        raise Refusal(
            f"Die Datenbank ist älter als das Programm ({len(state.pending)} Schritte fehlen). "
            "Bitte „rundertisch upgrade“ ausführen: Es sichert zuerst und stellt dann um."
        )
    if not state.empty:
        operations_backup.backup_before_upgrade(house=house, state=state)
    operations_versions.migrate()
    operations_receipts.catch_up(house=house)


def _own_secret(*, home: Path) -> None:
    """Give a demo a secret key of its own, made once; nobody is asked for one."""
    if environment.envtext(name="RUNDERTISCH_SECRET_KEY"):
        return
    path = home / "secret.key"
    home.mkdir(parents=True, exist_ok=True, mode=database_folder.PRIVATE_FOLDER)
    if not path.exists():
        database_folder.private_file(path=path, text=secrets.token_urlsafe(64))
    os.environ["RUNDERTISCH_SECRET_KEY"] = path.read_text("utf-8")
