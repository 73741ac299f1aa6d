# SPDX-License-Identifier: EUPL-1.2
"""What the clock starts for the house itself. The work is done by a command of its own, as owner.

The worker only looks whether something is due: it holds no right to read everything.
"""

import datetime as dt

from django.db import connection
from django.utils import timezone

from rundertisch.kernel import scope
from rundertisch.kernel.jobs import job
from rundertisch.site import operations_plan, operations_schedule
from rundertisch.site.models import OperationKind

EVERY_TEN_MINUTES = "*/10 * * * *"
AGES = (
    "select now() - max(begun_at) filter (where ended_at is not null and trouble = ''),"
    " now() - max(begun_at) from site_operationrun where kind = %s"
)


@job(name="backup", every=EVERY_TEN_MINUTES, in_steps=True)
def back_up() -> None:
    """Make today's backup, if a key is set and it was not made yet."""
    plan = operations_plan.plan()
    if plan is not None:
        _run_if_due("backup", kind=OperationKind.BACKUP, at=plan.at, job_name="backup")


@job(name="emergency_list", every=EVERY_TEN_MINUTES, in_steps=True)
def write_emergency_list() -> None:
    """Write the list for a day without a computer, if folder and words are set."""
    if operations_plan.emergency_plan() is not None:
        at = operations_plan.at()
        kind = OperationKind.EMERGENCY
        _run_if_due("emergency", "write", kind=kind, at=at, job_name="emergency_list")


def _run_if_due(*words: str, kind: str, at: dt.time, job_name: str) -> None:
    """Run a command when it is due; a command that leaves no trace failed before it began.

    Raises:
        RuntimeError: then the queue shows the job as failed.
    """
    now = timezone.localtime(timezone.now())
    good, tried = _ages(kind=kind, job_name=job_name)
    if not operations_schedule.due(at=at, now=now, good_age=good, tried_age=tried):
        return
    operations_schedule.run_apart(*words)
    _, after = _ages(kind=kind, job_name=job_name)
    if after is None or (tried is not None and after > tried):
        msg = f"rundertisch {' '.join(words)} did not even begin"
        raise RuntimeError(msg)


def _ages(*, kind: str, job_name: str) -> tuple[dt.timedelta | None, dt.timedelta | None]:
    """Return how long ago a run of this kind that ended well, and any run, began."""
    with scope.asking_job(job_name), connection.cursor() as cursor:
        cursor.execute(AGES, [kind])
        good, tried = cursor.fetchone()
    return good, tried
