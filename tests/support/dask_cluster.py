# SPDX-License-Identifier: EUPL-1.2
"""A Dask cluster on this machine: a scheduler and workers, each a process of its own."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from distributed import Client

import rundertisch

PATIENCE = 120  # seconds; a test that needs them has failed
SOURCE = str(Path(rundertisch.__file__).parents[1])
LOCAL = "127.0.0.1"
# No page of its own, no nanny that would start a killed worker again, one piece of work at a time.
SCHEDULER = ("--host", LOCAL, "--no-dashboard", "--no-show")
WORKER = ("--host", LOCAL, "--no-dashboard", "--no-nanny", "--nthreads", "1")


@dataclass(slots=True)
class Cluster:
    """The address of the scheduler, and the processes of the workers."""

    address: str
    folder: Path
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def hire(self, count: int) -> None:
        """Start so many workers."""
        for _ in range(count):
            self.workers.append(_started("worker", self.address, *WORKER, folder=self.folder))

    def client(self) -> Client:
        """Look at the cluster beside whoever computes in it, once all workers are there."""
        client = Client(self.address, timeout=PATIENCE, set_as_default=False)
        client.wait_for_workers(len(self.workers), timeout=PATIENCE)
        return client

    def kill(self, *, pid: int) -> None:
        """Kill this worker, and wait until it is dead."""
        (victim,) = [worker for worker in self.workers if worker.pid == pid]
        victim.kill()
        victim.wait(timeout=PATIENCE)


@contextmanager
def running(*, folder: Path, workers: int) -> Iterator[Cluster]:
    """Run a scheduler and so many workers; none of them outlives the block."""
    port = free_port()
    scheduler = _started("scheduler", *SCHEDULER, "--port", str(port), folder=folder)
    cluster = Cluster(address=f"tcp://{LOCAL}:{port}", folder=folder)
    try:
        cluster.hire(workers)
        yield cluster
    finally:
        for process in (*cluster.workers, scheduler):
            process.kill()
            process.wait(timeout=PATIENCE)


def _started(*words: str, folder: Path) -> subprocess.Popen[bytes]:
    with (folder / f"{words[0]}.log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "distributed.cli.dask_" + words[0], *words[1:]],
            env=os.environ | {"DASK_TEMPORARY_DIRECTORY": str(folder), "PYTHONPATH": SOURCE},
            stdout=log,
            stderr=log,
        )


def free_port() -> int:
    """Return a port at which nobody listens."""
    with closing(socket.socket()) as one:
        one.bind((LOCAL, 0))
        number: int = one.getsockname()[1]
        return number
