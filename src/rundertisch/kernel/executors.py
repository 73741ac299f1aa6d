# SPDX-License-Identifier: EUPL-1.2
"""Where work is computed that is too much for one core: processes of this machine, or a cluster.

Both are a `concurrent.futures.Executor`; whoever computes needs to know no more. Nothing here
knows Django: a process of the pool loads what it computes with and nothing else.
"""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any
from urllib.parse import urlsplit

from rundertisch.kernel import packages
from rundertisch.kernel.errors import Refusal

LOOPBACK = {"localhost", "127.0.0.1", "::1"}
SCHEMES = {"tcp", "tls"}
SECONDS_TO_ANSWER = 15
OURS = ("rundertisch", "numpy", "numba", "highspy")  # what a result depends on
Prepare = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Power:
    """An executor, and how many pieces of work it does at once."""

    executor: Executor
    width: int

    @property
    def at_once(self) -> int:
        """How many pieces to hand out, so that nobody waits for the next."""
        return 2 * self.width


@contextmanager
def power(*, cluster: str = "", workers: int | None = None, prepare: Prepare) -> Iterator[Power]:
    """Open the cluster of this address, or else a pool of processes (as many as cores).

    ``prepare`` loads what the work needs in every process of the pool, before the first piece.

    Raises:
        Refusal: the cluster cannot be used; the sentence says why and what to do.
    """
    if cluster:
        with _cluster(address=cluster) as found:
            yield found
    else:
        width = workers or os.cpu_count() or 1
        with _pool(width=width, prepare=prepare) as made:
            yield made


@contextmanager
def _pool(*, width: int, prepare: Prepare) -> Iterator[Power]:
    """Start processes afresh (spawn): a fork would copy open connections and running threads."""
    pool = ProcessPoolExecutor(
        width, multiprocessing.get_context("spawn"), initializer=_begin, initargs=(prepare,)
    )
    others = set(multiprocessing.active_children())
    try:
        yield Power(pool, width)
    except BaseException:
        for process in set(multiprocessing.active_children()) - others:
            process.terminate()  # what it computes, nobody will read
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def _begin(prepare: Prepare) -> None:
    """Make a process ready: it ends with its parent, leaves Ctrl-C to it, and prints nothing."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # HiGHS greets even when told not to
    prepare()


def _end_with(parent: multiprocessing.process.BaseProcess) -> None:
    """A parent that was killed closes no pipe that we would notice: look at itself."""
    parent.join()
    os._exit(1)


def refuse_address(*, address: str) -> None:
    """Refuse what is no address of a cluster, or one to which homes would travel in the clear.

    Raises:
        Refusal: with the sentence what to write instead.
    """
    try:
        parts = urlsplit(address)
        complete = parts.scheme in SCHEMES and parts.hostname and parts.port
    except ValueError:
        complete = False
    if not complete:
        raise Refusal(
            f"„{address}“ ist keine Adresse eines Rechenverbunds. Erwartet wird "
            "tls://rechner:8786, auf demselben Rechner auch tcp://127.0.0.1:8786."
        )
    if parts.scheme == "tcp" and parts.hostname not in LOOPBACK:
        raise Refusal(
            f"Nach {parts.hostname} gingen Wohnorte und Jahrgänge von Kindern unverschlüsselt. "
            "Bitte tls:// verwenden; tcp:// ist nur auf demselben Rechner erlaubt."
        )


@contextmanager
def _cluster(*, address: str) -> Iterator[Power]:
    refuse_address(address=address)
    if find_spec("distributed") is None:
        raise Refusal(
            "Für einen Rechenverbund fehlt das Paket dask[distributed] (Zusatz „cluster“). Bitte "
            "requirements-cluster.lock installieren oder ohne Verbund rechnen."
        )
    from dask import config  # noqa: PLC0415 - an extra, and slow to load
    from distributed import Client  # noqa: PLC0415 - likewise

    if address.startswith("tls:") and not config.get("distributed.comm.tls.ca-file"):
        raise Refusal(
            "Für tls:// fehlen die Zertifikate. Bitte DASK_DISTRIBUTED__COMM__TLS__CA_FILE, "
            "…__CLIENT__CERT und …__CLIENT__KEY setzen (docs/howto/cluster.md)."
        )
    try:
        client: Any = Client(  # type: ignore[no-untyped-call]  # dask has few types
            address, timeout=SECONDS_TO_ANSWER, set_as_default=False
        )
    except (OSError, ValueError) as silent:  # TimeoutError is an OSError
        raise Refusal(
            f"Der Rechenverbund {address} antwortet nicht. Läuft dort „dask scheduler“? Sonst ohne "
            "Verbund rechnen."
        ) from silent
    try:
        _refuse_strangers(client=client, address=address)
        executor = client.get_executor()
        try:
            yield Power(executor, sum(client.nthreads().values()))
        finally:
            executor.shutdown(wait=False)
    finally:
        client.close()


def versions() -> dict[str, str]:
    """Return the packages that a result depends on, as this process has them."""
    return packages.versions(names=OURS)


def _refuse_strangers(*, client: Any, address: str) -> None:  # noqa: ANN401 - dask has no types
    """Refuse a cluster without workers, or with one that computes with other versions than we."""
    ours = versions()
    try:
        found: Mapping[str, Mapping[str, str]] = client.run(versions)
    except Exception as failure:  # dask hands a worker's failure on as a plain Exception
        raise Refusal(
            f"Im Rechenverbund {address} fehlt jemandem Rundertisch. Bitte dort dasselbe "
            "Rundertisch und dieselbe Sperrdatei installieren."
        ) from failure
    if not found:
        raise Refusal(
            f"Im Rechenverbund {address} rechnet niemand. Bitte „dask worker {address}“ starten."
        )
    for worker, theirs in found.items():
        if theirs != ours:
            raise Refusal(
                f"Im Rechenverbund rechnet {worker} mit anderen Fassungen ({_listed(theirs)}) als "
                f"hier ({_listed(ours)}). Gleiche Ergebnisse gibt es nur mit gleichen; bitte dort "
                "dasselbe Rundertisch und dieselbe Sperrdatei installieren."
            )


def _listed(packages: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {version}" for name, version in packages.items())
