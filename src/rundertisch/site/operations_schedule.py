# SPDX-License-Identifier: EUPL-1.2
"""The backup of every day: when it is due, where it goes, what it leaves, which old ones go."""

import datetime as dt
import shutil
import subprocess
import sys
from pathlib import Path

from rundertisch.site import (
    database_folder,
    operations_backup,
    operations_encryption,
    operations_plan,
    operations_receipts,
    operations_runs,
)
from rundertisch.site.operations import House
from rundertisch.site.operations_plan import Plan

STEM = "rundertisch-"
AGAIN = dt.timedelta(hours=1)  # so long after an attempt that did not end well
ABANDONED = dt.timedelta(days=1)  # a draft of that age belongs to nobody any more


def due(
    *, at: dt.time, now: dt.datetime, good_age: dt.timedelta | None, tried_age: dt.timedelta | None
) -> bool:
    """Say whether today's run is still to be done: a house that slept at that hour catches up."""
    moment = now.replace(hour=at.hour, minute=at.minute, second=0, microsecond=0)
    if moment > now:
        moment -= dt.timedelta(days=1)
    if good_age is not None and now - good_age >= moment:
        return False
    return tried_age is None or tried_age >= AGAIN


def back_up(*, house: House, plan: Plan, at: dt.datetime) -> Path:
    """Write an encrypted backup, read it back, and let those go that are too many or too old.

    Raises:
        Refusal: something stands against it; the run says so, and no half file stays.
    """
    with operations_runs.recorded(house=house, kind="BACKUP") as run:
        plan.folder.mkdir(parents=True, exist_ok=True, mode=database_folder.PRIVATE_FOLDER)
        _clear_drafts(folder=plan.folder, at=at)
        file = plan.folder / f"{STEM}{at:%Y-%m-%d-%H%M%S}.dump"
        operations_backup.backup(house=house, file=file)
        operations_encryption.demand_whole(file=file, secret=operations_plan.demand_key())
        run.file, run.size = file.name, file.stat().st_size
        thin_out(folder=plan.folder, keep=plan.keep)
        _let_old_ones_die(house=house, folder=plan.folder, on=at.date())
    return file


def backups(*, folder: Path) -> list[Path]:
    """Return the scheduled backups, the newest last: their names tell the moment."""
    return sorted(folder.glob(f"{STEM}*.dump"))


def thin_out(*, folder: Path, keep: int) -> None:
    """Delete the oldest beyond so many, each with what lies beside it."""
    for file in backups(folder=folder)[:-keep]:
        file.unlink()
        operations_backup.head_beside(file=file).unlink(missing_ok=True)
        shutil.rmtree(operations_receipts.beside(file=file), ignore_errors=True)


def run_apart(*words: str) -> None:
    """Run one of our own commands in a process of its own: its failure or size is not ours."""
    subprocess.run(
        [sys.executable, "-m", "rundertisch", *words],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        check=False,
    )


def _let_old_ones_die(*, house: House, folder: Path, on: dt.date) -> None:
    """Keep the promise of the receipts, in whichever folder: no backup outlives its period."""
    from rundertisch.privacy import actions

    with operations_receipts.as_owner(owner_url=house.urls.owner):
        actions.delete_old_backups(on=on, folder=folder)


def _clear_drafts(*, folder: Path, at: dt.datetime) -> None:
    """Delete what a killed run left half-written."""
    for draft in folder.glob(f".{STEM}*"):
        if at.timestamp() - draft.stat().st_mtime > ABANDONED.total_seconds():
            draft.unlink(missing_ok=True)
