# SPDX-License-Identifier: EUPL-1.2
"""Backup, restore, upgrade: whole or not at all, always as the owner role."""

import logging
import os
import re
import time
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
from psycopg import sql

from rundertisch.kernel.errors import Refusal
from rundertisch.site import (
    database_folder,
    database_roles,
    environment,
    operations_dumps,
    operations_receipts,
    operations_versions,
)
from rundertisch.site.operations import House
from rundertisch.site.operations_versions import State

if TYPE_CHECKING:
    from rundertisch.kernel.audit.sealing import Head
    from rundertisch.privacy.actions import Replayed

LEAVING_TRIES = 20
COPY_LINE = re.compile(r"^\d+\t(?P<app>[^\t]+)\t(?P<name>[^\t]+)\t")


def backup(*, house: House, file: Path) -> None:
    """Write the whole database to a file that only its owner can read; never over another.

    Encrypted when a key is set (`operations_plan.KEY`).
    """
    if file.exists():
        raise Refusal(
            f"„{file}“ gibt es schon. Eine Sicherung überschreibt nichts; bitte einen anderen "
            "Namen wählen."
        )
    if not file.parent.is_dir():
        raise Refusal(f"Den Ordner „{file.parent}“ gibt es nicht. Bitte zuerst anlegen.")
    head = _sealed(house=house)
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, database_folder.PRIVATE_FILE))
    try:
        operations_dumps.save(url=house.urls.owner, file=draft)
        if head is not None:
            _write_head(file=file, head=head)
        operations_receipts.write_beside(house=house, file=file)
        draft.rename(file)
    finally:
        draft.unlink(missing_ok=True)


def head_beside(*, file: Path) -> Path:
    """Return where the signed head of the log lies that belongs to a backup."""
    return file.with_name(f"{file.name}.head.jsonl")


def head_of(*, house: House) -> Path:
    """Return where the heads of this data folder lie."""
    return house.home / "audit-heads.jsonl"


def _write_head(*, file: Path, head: "Head") -> None:
    from rundertisch.kernel.audit import sealing

    sealing.write(path=head_beside(file=file), head=head)


def _sealed(*, house: House) -> "Head | None":
    """Seal the logs; None where the tables are older than the seals."""
    from rundertisch.kernel.audit import sealing

    if not _has_seals():
        return None
    try:
        return sealing.seal(using="owner", keep=head_of(house=house))
    except Refusal as refusal:  # a backup is needed most when something is wrong
        logging.getLogger(__name__).warning("%s", refusal.sentence)
        return None


def _has_seals() -> bool:
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "select to_regclass('kernel_logseal') is not null and exists"
            " (select from pg_proc where proname = 'audit_stamp')"
        )
        return bool(cursor.fetchone()[0])


def backup_before_upgrade(*, house: House, state: State) -> Path:
    """Write a backup into the data folder, named after the step that comes next."""
    folder = house.home / "backups"
    folder.mkdir(exist_ok=True, mode=database_folder.PRIVATE_FOLDER)
    stem = re.sub(r"\W+", "-", state.pending[0])
    file = next(
        path
        for number in range(1, 10_000)
        if not (path := folder / f"vor-{stem}-{number}.dump").exists()
    )
    backup(house=house, file=file)
    return file


def upgrade(*, house: House) -> Path | None:
    """Back up, then bring older tables to the state of the code; None when there is nothing."""
    state = operations_versions.state()
    state.refuse_newer()
    if not state.pending:
        return None
    file = backup_before_upgrade(house=house, state=state)
    try:
        operations_versions.migrate()
    except Exception as failure:
        raise Refusal(
            f"Die Umstellung ist gescheitert ({type(failure).__name__}). Die Sicherung von vorher "
            f"liegt in „{file}“; zurück führt: rundertisch restore --replace {file}"
        ) from failure
    operations_receipts.catch_up(house=house)
    return file


def restore(
    *,
    house: House,
    file: Path,
    replace: bool,
    at: datetime,
    receipts: Path | None = None,
    without_receipts: bool = False,
) -> "list[Replayed]":
    """Bring a backup into a new database, and only when it is complete put it in place.

    Whoever was forgotten since is forgotten again before the new database gets its name. Returns
    what that did. Refuses where receipts are missing, unless told that nobody was forgotten.
    """
    refuse_unfit(file=file)
    folders = operations_receipts.folders_for(house=house, file=file, given=receipts)
    known = operations_receipts.found(folders=folders)
    operations_receipts.demand_complete(known=known, file=file, anyway=without_receipts)
    state = operations_versions.state()
    if not state.empty and not replace:
        raise Refusal(
            "In der Datenbank liegen schon Daten. Soll die Sicherung an ihre Stelle treten, bitte "
            f"ausdrücklich: rundertisch restore --replace {file}"
        )
    from django.db import connections

    connections.close_all()
    wanted = environment.parse_url(text=house.urls.owner, name="RUNDERTISCH_OWNER_URL")
    name, draft = wanted["NAME"], f"{wanted['NAME']}_restore_{at:%Y%m%d%H%M%S}"
    with psycopg.connect(maker_url(house=house), autocommit=True) as maker:
        _refuse_others(maker=maker, name=name)
        database_roles.make_database(admin=maker, name=draft)
        try:
            draft_url = with_database(url=house.urls.owner, name=draft)
            operations_dumps.load(url=draft_url, file=file)
            again = forget_again(owner_url=draft_url, known=known)
            _swap(maker=maker, name=name, draft=draft)
        except BaseException:
            drop(maker=maker, name=draft)
            raise
        drop(maker=maker, name=f"{draft}_old")
    if _has_seals():
        from rundertisch.kernel.audit import sealing

        sealing.after_restore(keep=head_of(house=house))
    operations_receipts.take_home(house=house, folders=folders)
    return again


def forget_again(*, owner_url: str, known: operations_receipts.Found) -> "list[Replayed]":
    """Make the receipts true in the restored database; older tables are renewed for that."""
    if not known.statements:
        return []
    with operations_receipts.as_owner(owner_url=owner_url):
        if operations_versions.state().pending:
            operations_versions.migrate()
        return operations_receipts.replay(known=known)


def refuse_unfit(*, file: Path) -> None:
    """Refuse a file that is no backup, or one that a newer program has written."""
    if not file.is_file():
        raise Refusal(f"„{file}“ gibt es nicht.")
    with operations_dumps.as_sql(file=file, words=["--table=django_migrations"]) as lines:
        found = [COPY_LINE.match(line.decode("utf-8", "replace")) for line in lines]
    steps = {(line["app"], line["name"]) for line in found if line}
    if not steps:
        raise Refusal(f"„{file}“ ist keine Sicherung von Rundertisch. Es wurde nichts verändert.")
    unknown = tuple(
        sorted(f"{app}.{name}" for app, name in steps - operations_versions.known_steps())
    )
    State(empty=False, pending=(), unknown=unknown).refuse_newer()


def maker_url(*, house: House) -> str:
    """Return an address that may create databases: our own server's, or an owner who may."""
    if house.urls.admin:
        return with_database(url=house.urls.admin, name="postgres")
    with psycopg.connect(house.urls.owner) as owner:
        row = owner.execute(
            "select rolcreatedb from pg_roles where rolname = current_user"
        ).fetchone()
    if not row or not row[0]:
        raise Refusal(
            "Zum Einspielen entsteht zuerst eine neue Datenbank daneben; das darf die "
            "Eigentümerrolle auf diesem Server nicht. Bitte die Verwaltung des Servers um: "
            "alter role rundertisch_owner createdb"
        )
    return with_database(url=house.urls.owner, name="postgres")


def with_database(*, url: str, name: str) -> str:
    """Return the address of another database on the same server."""
    return psycopg.conninfo.make_conninfo(url, dbname=name)


def _refuse_others(*, maker: psycopg.Connection, name: str) -> None:
    for _ in range(LEAVING_TRIES):  # our own connections need a moment to leave
        row = maker.execute(
            "select count(*) from pg_stat_activity where datname = %s", [name]
        ).fetchone()
        if row == (0,):
            return
        time.sleep(0.1)
    raise Refusal(
        "Jemand arbeitet gerade mit der Datenbank. Bitte zuerst den Server beenden (Strg-C "
        "dort, wo „demo“, „serve“ oder „worker“ läuft), dann die Sicherung einspielen."
    )


def _swap(*, maker: psycopg.Connection, name: str, draft: str) -> None:
    """Exchange both names in one transaction: there is always a complete database of the name."""
    rename = sql.SQL("alter database {} rename to {}")
    pairs = ((name, f"{draft}_old"), (draft, name))
    with maker.transaction():
        for old, new in pairs:
            maker.execute(rename.format(sql.Identifier(old), sql.Identifier(new)))


def drop(*, maker: psycopg.Connection, name: str) -> None:
    """Drop a database, whoever is still connected."""
    maker.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))
