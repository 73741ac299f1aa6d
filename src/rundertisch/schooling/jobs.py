# SPDX-License-Identifier: EUPL-1.2
"""Answer the scenarios of rounds and play years through, beside the pages.

What is answered stays, whoever is killed.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from typing import Protocol, TypeVar

from django.conf import settings
from django.utils import timezone

from rundertisch.kernel import jobs, scope
from rundertisch.kernel.errors import Refusal
from rundertisch.schooling import actions, planning

JOB, YEARS = "scenarios", "played_years"
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
    begun = _begun(waiting, until=until, job=JOB, begin=_begin_scenario)
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


@jobs.job(name=YEARS, every=jobs.EVERY_MINUTE, in_steps=True)
def play_years() -> None:
    """Play the year that somebody asked for, policy by policy; each answer is kept as it comes."""
    with scope.asking_job(YEARS):
        waiting = planning.waiting_years()
        one_by_one = planning.years_interrupted()
    if not waiting:
        return
    until = time.monotonic() + SLICE
    begun = _begun(waiting, until=until, job=YEARS, begin=_begin_policy)
    try:
        for answer in planning.play_years(
            plays=begun, cluster=settings.CLUSTER, one_by_one=one_by_one
        ):
            with scope.asking_job(YEARS):
                planning.keep_answer(answer=answer)
    except Refusal as refusal:  # the cluster; the next minute tries again
        with scope.asking_job(YEARS):
            actions.note_played_year_trouble(sentence=refusal.sentence)
        return
    if time.monotonic() >= until:
        jobs.soon(name=YEARS)


class _OfARow(Protocol):
    @property
    def district(self) -> str: ...


Piece = TypeVar("Piece", bound=_OfARow)


def _begun(
    waiting: Iterable[Piece], *, until: float, job: str, begin: Callable[[int], bool]
) -> Iterator[Piece]:
    """Hand out what still waits, as long as the slice lasts."""
    for piece in waiting:
        if time.monotonic() >= until:
            return
        with scope.asking_job(job):
            wanted = begin(int(piece.district))
        if wanted:
            yield piece


def _begin_scenario(row: int) -> bool:
    return actions.begin_scenario(scenario=row, at=timezone.now())


def _begin_policy(row: int) -> bool:
    return actions.begin_played_policy(policy=row)
