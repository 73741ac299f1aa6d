# SPDX-License-Identifier: EUPL-1.2
"""Many pieces of work over any `concurrent.futures.Executor`: processes of this machine, a cluster.

A piece is a frozen value and its answer depends on nothing else, so it does not matter where it is
computed, nor whether it is computed again.
"""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from typing import TypeVar

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")


def run(
    pieces: Iterable[Asked],
    *,
    work: Callable[[Asked], Answer],
    failed: Callable[[Asked, str], Answer],
    executor: Executor,
    at_once: int,
    patience: float | None = None,
) -> Iterator[Answer]:
    """Yield the answer to every piece as it comes, in no order.

    At most ``at_once`` pieces are out at a time, and the next is only asked for then: a Land does
    not have to fit into memory. One that fails is answered by ``failed`` with a sentence and stops
    no other; whoever stops reading cancels what has not begun.

    Raises:
        BrokenExecutor: the executor itself is gone (a process of the pool was killed), or nothing
            came for ``patience`` seconds; what has been yielded is done.
    """
    out: dict[Future[Answer], Asked] = {}
    try:
        for piece in pieces:
            out[executor.submit(work, piece)] = piece
            if len(out) >= at_once:
                yield from _ready(out, failed=failed, patience=patience)
        while out:
            yield from _ready(out, failed=failed, patience=patience)
    finally:
        for future in out:
            future.cancel()


def _ready(
    out: dict[Future[Answer], Asked],
    *,
    failed: Callable[[Asked, str], Answer],
    patience: float | None,
) -> Iterator[Answer]:
    done = wait(out, timeout=patience, return_when=FIRST_COMPLETED).done
    if not done:
        raise BrokenExecutor
    for future in done:
        piece = out.pop(future)
        if future.cancelled():  # not by us: the executor has lost its workers
            raise BrokenExecutor
        failure = future.exception()
        if isinstance(failure, BrokenExecutor):
            raise failure
        if failure is None:
            yield future.result()
        else:
            kind = type(failure).__name__
            yield failed(piece, f"Das Rechnen ist gescheitert, ein Fehler im Programm ({kind}).")
