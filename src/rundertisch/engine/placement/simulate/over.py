# SPDX-License-Identifier: EUPL-1.2
"""Years of many districts, each under each policy, over any executor: in figures only.

A `Play` is a frozen value and its answer depends on nothing else (`placement.running`). An answer
names no child and seats none.
"""

import time
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass, field

from rundertisch.engine.placement import running
from rundertisch.engine.placement.simulate.course import PolicyName, Tallies
from rundertisch.engine.placement.simulate.problem import Year


@dataclass(frozen=True, slots=True)
class Play:
    """A year of one district under one policy."""

    district: str
    year: Year
    policy: PolicyName


@dataclass(frozen=True, slots=True)
class Played:
    """What it came to (one line), or the sentence that says why there is nothing.

    The sentence may name ids of the input; it belongs to whoever may read the input.
    """

    district: str
    policy: PolicyName
    tallies: Tallies | None
    trouble: str = ""
    seconds: float = field(default=0.0, compare=False)


def load() -> None:
    """Load all that `played` needs, so that no year waits for it."""


def played(play: Play) -> Played:
    """Play one year; malformed input is an answer with the engine's sentence."""
    from rundertisch.engine.placement.simulate.run import simulate

    started = time.perf_counter()
    try:
        simulation = simulate(play.year, policies=(play.policy,))
    except ValueError as wrong:
        return _failed(play, str(wrong))
    return Played(
        play.district,
        play.policy,
        simulation.tallies,
        seconds=time.perf_counter() - started,
    )


def _failed(play: Play, trouble: str) -> Played:
    return Played(play.district, play.policy, None, trouble)


def run(
    plays: Iterable[Play], *, executor: Executor, at_once: int, patience: float | None = None
) -> Iterator[Played]:
    """Yield what every year came to as it comes, in no order (`running.run`).

    Raises:
        BrokenExecutor: the executor itself is gone, or nothing came for ``patience`` seconds; what
            has been yielded is done.
    """
    return running.run(
        plays,
        work=played,
        failed=_failed,
        executor=executor,
        at_once=at_once,
        patience=patience,
    )
