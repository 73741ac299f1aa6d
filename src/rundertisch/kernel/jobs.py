# SPDX-License-Identifier: EUPL-1.2
"""Work outside of requests: what rooms declare in `jobs.py`, a worker does (`rundertisch worker`).

A job is queued in the transaction that wants it; a rollback takes it back. It carries ids and
nothing else, and it decides from the rows whether there is something to do: whoever could queue it
twice, or too early, gains nothing. It asks the database as a job of its name (`scope.asking_job`).
"""

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from functools import wraps
from uuid import UUID

from django.db import transaction
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued, UniqueViolation
from procrastinate.jobs import Job as Stalled
from procrastinate.jobs import Status
from procrastinate.manager import JobManager
from procrastinate.tasks import Task

from rundertisch.kernel import scope
from rundertisch.kernel.audit import sealing

Work = Callable[..., None]

MOST_ATTEMPTS = 5  # then a job stays in the queue as failed, and the doctor says so
KEPT_HOURS = 30 * 24  # so long a failed job stays for whoever looks
AGAIN = RetryStrategy(max_attempts=MOST_ATTEMPTS, exponential_wait=4)
EVERY_MINUTE = "* * * * *"


@dataclass(frozen=True, slots=True)
class Job:
    """A declared job: call it with `run` (tests, command line) or let the worker do it."""

    name: str
    task: Task[..., None, ...]

    def defer(self, **ids: int | UUID) -> None:
        """Queue one run with these ids, as part of the running transaction.

        Raises:
            TypeError: an argument is no id; texts about people have no place in a queue.
        """
        wrong = [key for key, value in ids.items() if not _is_id(value)]
        if wrong:
            msg = f"{self.name} takes ids only, not: {', '.join(wrong)}"
            raise TypeError(msg)
        self.task.defer(**{key: _written(value) for key, value in ids.items()})

    def run(self, **ids: int | UUID) -> None:
        """Do the work here and now, as the worker would."""
        self.task(**{key: _written(value) for key, value in ids.items()})


def job(*, name: str, every: str | None = None, in_steps: bool = False) -> Callable[[Work], Job]:
    """Declare the function as the job of this name, run in one transaction of its own.

    ``every`` is a cron line in UTC („*/5 * * * *“): the worker then starts it by itself, never two
    at once. Without it somebody calls ``defer``. ``in_steps``: the function opens its transactions
    itself (`scope.asking_job`), because what it does outside cannot be rolled back.
    """

    def declare(work: Work) -> Job:
        @wraps(work)
        def run(timestamp: int | None = None, **ids: int | str) -> None:
            del timestamp  # of the cron line; a late run works with the rows as they are now
            with nullcontext() if in_steps else scope.asking_job(name):
                work(**ids)

        alone = name if every else None
        task: Task[..., None, ...] = app.task(
            name=name, lock=alone, queueing_lock=alone, retry=AGAIN
        )(run)
        if every:
            app.periodic(cron=every)(task)
        return Job(name=name, task=task)

    return declare


def soon(*, name: str) -> None:
    """Let a job that runs by the clock run as soon as a worker is free; one that waits does it.

    For actions, which lie below the jobs of their room. Part of the running transaction.
    """
    try:
        with transaction.atomic():
            app.configure_task(name, lock=name, queueing_lock=name).defer()
    except AlreadyEnqueued:
        return


@app.periodic(cron=EVERY_MINUTE)
@app.task(name="jobs.take_up_again", pass_context=True, queueing_lock="jobs.take_up_again")
async def take_up_again(context: JobContext, timestamp: int) -> None:
    """Give back what a killed worker had begun; what has killed several ends as failed."""
    del timestamp
    manager = context.app.job_manager
    for stalled in await manager.get_stalled_jobs():
        if stalled.attempts >= MOST_ATTEMPTS:
            await manager.finish_job(stalled, status=Status.FAILED, delete_job=False)
        else:
            await _give_back(manager, stalled=stalled)


async def _give_back(manager: JobManager, *, stalled: Stalled) -> None:
    """Queue it again in the place of its successor by the clock: one of them is enough.

    Without that, the two would wait for each other. Another successor may come in between;
    procrastinate then asserts a detail of the error that row security hides.
    """
    for _ in range(MOST_ATTEMPTS):
        if lock := stalled.queueing_lock:
            todo = Status.TODO.value
            for waiting in await manager.list_jobs_async(status=todo, queueing_lock=lock):
                await manager.cancel_job_by_id_async(waiting.id or 0, delete_job=True)
        try:
            await manager.retry_job(stalled)
        except (AssertionError, UniqueViolation):
            continue
        return


@app.periodic(cron="17 2 * * *")
@app.task(name="jobs.clear_away", pass_context=True, queueing_lock="jobs.clear_away")
async def clear_away(context: JobContext, timestamp: int) -> None:
    """Remove failed jobs after a month; those that succeeded are gone at once."""
    del timestamp
    await context.app.job_manager.delete_old_jobs(
        nb_hours=KEPT_HOURS, include_failed=True, include_cancelled=True, include_aborted=True
    )


@job(name="seal", every="*/5 * * * *")
def seal_the_logs() -> None:
    """Chain what became final in both logs, and sign the new head."""
    sealing.seal()


def work(*, until_idle: bool = False) -> None:
    """Do jobs until told to stop (SIGINT, SIGTERM); a job that runs is finished first."""
    worker = app.with_connector(app.connector.get_worker_connector())  # type: ignore[attr-defined]  # Django's connector
    worker.run_worker(wait=not until_idle, delete_jobs="successful", listen_notify=not until_idle)


def _is_id(value: object) -> bool:
    return isinstance(value, UUID) or (isinstance(value, int) and not isinstance(value, bool))


def _written(value: int | UUID) -> int | str:
    return str(value) if isinstance(value, UUID) else value
