# SPDX-License-Identifier: EUPL-1.2
"""Forget whom somebody asked to forget; every night look at the periods."""

from pathlib import Path

from django.conf import settings
from django.utils import timezone

from rundertisch.kernel.jobs import EVERY_MINUTE, job
from rundertisch.privacy import actions


def receipts_folder() -> Path:
    """Return where this instance keeps its receipts."""
    return Path(settings.HOME) / "receipts"


@job(name="forget", every=EVERY_MINUTE)
def forget() -> None:
    """Do what was asked for and not done yet."""
    actions.forget_asked(at=timezone.localtime(timezone.now()), folder=receipts_folder())


@job(name="retention", every="23 3 * * *")
def retention() -> None:
    """Announce what is due, forget what was announced long enough, let receipts and backups die."""
    now = timezone.localtime(timezone.now())
    actions.announce_due(on=now.date(), by=None)
    actions.delete_ended(on=now.date())
    actions.forget_due(at=now, folder=receipts_folder())
    actions.end_searching(on=now.date(), folder=receipts_folder())
    actions.delete_old_backups(on=now.date(), folder=Path(settings.HOME) / "backups")
