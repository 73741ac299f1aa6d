# SPDX-License-Identifier: EUPL-1.2
"""Solving so that Ctrl-C is heard at once and solvers do not talk into our output."""

import multiprocessing
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TypeVar

from rundertisch.engine.placement.plan import Plan
from rundertisch.engine.placement.problem import Problem

Answer = TypeVar("Answer")

_LOOK_UP_EVERY = 0.05  # seconds between two looks for Ctrl-C


def solve_interruptibly(
    *, problem: Problem, seconds: float | None, threads: int, seed: int, certificate: bool = False
) -> Plan:
    """Solve beside the main thread: Python hears Ctrl-C only there, and only between C calls.

    The prices of a certificate, where one is asked for, take their time beyond ``seconds``.
    """
    from rundertisch.engine.placement.solve import solve
    from rundertisch.engine.placement.solve.prices import prices_of

    def work() -> Plan:
        plan = solve(problem, seconds=seconds, threads=threads, seed=seed)
        if certificate:
            plan = replace(plan, certificate=prices_of(problem=problem, plan=plan))
        return plan

    return interruptibly(work)


def interruptibly(work: Callable[[], Answer]) -> Answer:
    """Work beside the main thread, so that Ctrl-C is heard, and return what came of it."""
    answers: list[Answer] = []
    failures: list[BaseException] = []

    def answer() -> None:
        try:
            answers.append(work())
        except BaseException as failure:  # noqa: BLE001 - raised again in the main thread
            failures.append(failure)

    worker = threading.Thread(target=answer, name="solve", daemon=True)
    try:
        with _solvers_silent():
            worker.start()
            while worker.is_alive():
                worker.join(_LOOK_UP_EVERY)
    except KeyboardInterrupt:
        for helper in multiprocessing.active_children():
            helper.terminate()
        raise
    if failures:
        raise failures[0]
    return answers[0]


@contextmanager
def _solvers_silent() -> Iterator[None]:
    """Send what solvers print to file descriptor 1 nowhere: HiGHS greets even when told not to."""
    sys.stdout.flush()
    kept = os.dup(1)
    nothing = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nothing, 1)
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nothing)
