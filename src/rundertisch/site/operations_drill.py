# SPDX-License-Identifier: EUPL-1.2
"""Probe der Wiederherstellung: does the newest backup really come back, and how long does it take?

It goes into a database that is thrown away afterwards; the one that serves is not touched. Rows are
compared with what the backup says it holds, the logs with their seals, and whoever was forgotten
since is forgotten again, as in earnest.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

from rundertisch.kernel.errors import Refusal
from rundertisch.site import (
    database_roles,
    environment,
    operations_backup,
    operations_dumps,
    operations_plan,
    operations_receipts,
    operations_runs,
    operations_schedule,
    operations_versions,
)
from rundertisch.site.operations import House

if TYPE_CHECKING:
    from rundertisch.privacy.actions import Replayed

MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Drill:
    """What came back, how long it took, and what could not be compared."""

    file: Path
    seconds: float
    tables: int
    rows: int
    compared: bool  # the backup says how many rows it holds
    sealed: int | None  # lines of the logs that agree with their seals; None: of older tables
    forgotten: "tuple[Replayed, ...]"


def newest() -> Path:
    """Return the newest backup of the schedule.

    Raises:
        Refusal: there is none.
    """
    folder = operations_plan.backups_folder()
    found = operations_schedule.backups(folder=folder)
    if not found:
        raise Refusal(
            f"In „{folder}“ liegt keine Sicherung. Bitte zuerst: rundertisch backup, oder eine "
            "Datei angeben: rundertisch drill DATEI"
        )
    return found[-1]


def drill(*, house: House, file: Path, at: datetime) -> Drill:
    """Restore a backup beside the house, compare, throw it away; how it ended is kept.

    Raises:
        Refusal: it does not come back whole (`DifferentError`: something else came back).
    """
    with operations_runs.recorded(house=house, kind="DRILL") as run:
        began = time.monotonic()
        operations_backup.refuse_unfit(file=file)
        run.file, run.size = file.name, file.stat().st_size
        folders = operations_receipts.folders_for(house=house, file=file, given=None)
        known = operations_receipts.found(folders=folders)
        wanted = environment.parse_url(text=house.urls.owner, name="RUNDERTISCH_OWNER_URL")
        name = f"{wanted['NAME']}_drill_{at:%Y%m%d%H%M%S}"
        url = operations_backup.with_database(url=house.urls.owner, name=name)
        maker_url = operations_backup.maker_url(house=house)
        with psycopg.connect(maker_url, autocommit=True) as maker:
            database_roles.make_database(admin=maker, name=name)
            try:
                operations_dumps.load(url=url, file=file)
                there = operations_dumps.count_rows(url=url)
                said = operations_dumps.rows(file=file)
                _compare(said=said, there=there)
                sealed = _check_logs(owner_url=url, file=file)
                forgotten = operations_backup.forget_again(owner_url=url, known=known)
            finally:
                operations_backup.drop(maker=maker, name=name)
        return Drill(
            file=file,
            seconds=time.monotonic() - began,
            tables=len(there),
            rows=sum(there.values()),
            compared=said is not None,
            sealed=sealed,
            forgotten=tuple(forgotten),
        )


def _compare(*, said: Mapping[str, int] | None, there: Mapping[str, int]) -> None:
    if not sum(there.values()):
        raise operations_runs.DifferentError("Die Sicherung ist leer.")
    if said is None or said == there:
        return
    tables = sorted(name for name in {*said, *there} if said.get(name) != there.get(name))
    told = ", ".join(
        f"{name} ({there.get(name, 0)} statt {said.get(name, 0)})" for name in tables[:MOST_NAMED]
    )
    raise operations_runs.DifferentError(
        f"Nach dem Einspielen fehlen Zeilen oder es sind zu viele: {told}. Bitte diese Sicherung "
        "nicht verwenden und eine neue machen."
    )


def _check_logs(*, owner_url: str, file: Path) -> int | None:
    """Compare the logs of the restored database with their seals and the head beside the file."""
    from rundertisch.kernel.audit import checking

    with operations_receipts.as_owner(owner_url=owner_url):
        if operations_versions.state().pending:
            return None  # tables of an older version: its own program checks them
        told = checking.check(heads=[operations_backup.head_beside(file=file)])
    if not told.holds:
        raise operations_runs.DifferentError(
            f"Die Protokolle der Sicherung stimmen nicht: {told.wrong[0]}"
        )
    return told.lines
