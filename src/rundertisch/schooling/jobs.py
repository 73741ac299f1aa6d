# SPDX-License-Identifier: EUPL-1.2
"""Answer the scenarios of rounds, beside the pages. What is answered stays, whoever is killed."""

import time
from collections.abc import Iterable, Iterator

from django.conf import settings
from django.utils import timezone

from rundertisch.engine.placement.scenarios import Scenario
from rundertisch.kernel import jobs, scope
from rundertisch.kernel.errors import Refusal
from rundertisch.schooling import actions, planning

JOB = "scenarios"
SLICE = (
    30.0  # seconds; then letters and forgetting have their turn, and the rest goes on behind them
)


@jobs.job(name=JOB, every=jobs.EVERY_MINUTE, in_steps=True)
def compute_scenarios() -> None:
    """Compute what no run has an answer to yet; each answer is kept as it comes."""
    with scope.asking_job(JOB):
        waiting = planning.waiting_scenarios(at=timezone.now())
        one_by_one = planning.interrupted()
    if not waiting:
        return
    until = time.monotonic() + SLICE
    begun = _begun(waiting, until=until)
    try:
        for answer in planning.answers(
            scenarios=begun, cluster=settings.CLUSTER, one_by_one=one_by_one
        ):
            with scope.asking_job(JOB):
                actions.keep_outcome(
                    scenario=answer.scenario,
                    counts=answer.counts,
                    trouble=answer.trouble,
                    at=timezone.now(),
                )
    except Refusal as refusal:  # the cluster; the next minute tries again
        with scope.asking_job(JOB):
            actions.note_trouble(sentence=refusal.sentence)
        return
    if time.monotonic() >= until:
        jobs.soon(name=JOB)


def _begun(waiting: Iterable[Scenario], *, until: float) -> Iterator[Scenario]:
    """Hand out what still waits, as long as the slice lasts."""
    for scenario in waiting:
        if time.monotonic() >= until:
            return
        with scope.asking_job(JOB):
            wanted = actions.begin_scenario(scenario=int(scenario.district), at=timezone.now())
        if wanted:
            yield scenario
