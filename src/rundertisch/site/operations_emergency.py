# SPDX-License-Identifier: EUPL-1.2
"""The emergency list: written every morning into a folder of the operator, encrypted, logged.

Nothing of a protected address is on it, no address and no telephone of a family. Few are kept: a
list is a copy of names outside of the house, and forgetting does not reach it.
"""

import os
from datetime import date
from pathlib import Path

from rundertisch.kernel.errors import Refusal
from rundertisch.site import (
    database_folder,
    operations_envelope,
    operations_plan,
    operations_receipts,
    operations_runs,
)
from rundertisch.site.operations import House
from rundertisch.site.operations_plan import EmergencyPlan

STEM = "notfallliste-"
KEPT = 2  # today's and yesterday's
JOB = "emergency_list"


def write(*, house: House, plan: EmergencyPlan, on: date) -> Path:
    """Write the list of a day; a second one of the day takes the place of the first."""
    with operations_runs.recorded(house=house, kind="EMERGENCY") as run:
        plan.folder.mkdir(parents=True, exist_ok=True, mode=database_folder.PRIVATE_FOLDER)
        file = plan.folder / f"{STEM}{on:%Y-%m-%d}.html"
        page = operations_envelope.close(
            pdf=_pdf(house=house, plan=plan, on=on),
            title=f"Notfallliste vom {on:%d.%m.%Y}",
            passphrase=operations_plan.passphrase(),
        )
        database_folder.private_file(path=file, text=page)
        run.file, run.size = file.name, file.stat().st_size
        for old in sorted(plan.folder.glob(f"{STEM}*.html"))[:-KEPT]:
            old.unlink()
    return file


def open_list(*, file: Path, to: Path) -> None:
    """Write the PDF of a list, unencrypted, where it was asked for; never over another file.

    Raises:
        Refusal: the file is none, the words are others, or the target is there already.
    """
    if not file.is_file():
        raise Refusal(f"„{file}“ gibt es nicht.")
    words = operations_plan.passphrase()
    if not words:
        raise Refusal(
            f"Bitte die Worte aus dem Safe in der Einstellung {operations_plan.PASSPHRASE} angeben."
        )
    pdf = operations_envelope.opened(page=file.read_text("utf-8"), passphrase=words)
    try:
        number = os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, database_folder.PRIVATE_FILE)
    except FileExistsError:
        raise Refusal(f"„{to}“ gibt es schon. Bitte einen anderen Namen wählen.") from None
    with os.fdopen(number, "wb") as target:
        target.write(pdf)


def _pdf(*, house: House, plan: EmergencyPlan, on: date) -> bytes:
    """Read, enter in the log, and set: what is on paper is in the log, or there is no paper."""
    from rundertisch.kernel import letters, scope
    from rundertisch.schooling import actions, exchange, queries

    with operations_receipts.as_owner(owner_url=house.urls.owner), scope.asking_job(JOB):
        told = queries.emergency_list(on=on)
        actions.note_emergency_list(children=told.children)
        letter = exchange.emergency_letter(told=told, phones=plan.phones)
        return letters.pdf(letter=letter)
