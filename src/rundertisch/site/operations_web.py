# SPDX-License-Identifier: EUPL-1.2
"""The web server in front of the house: static files, a free port, granian until Ctrl-C."""

import contextlib
import hashlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from types import FrameType
from typing import NoReturn

import rundertisch
from rundertisch.kernel.errors import Refusal
from rundertisch.site import database_folder, environment
from rundertisch.site.operations import House

LOOPBACK, EVERYWHERE = "127.0.0.1", "0.0.0.0"  # noqa: S104 - compared with, never bound by itself
NEIGHBOURS = 20  # ports tried after the usual one, if no port was asked for
SITE = "rundertisch.site.wsgi:application"
PATIENCE = 60  # seconds until the server must answer, and to leave


@dataclass(frozen=True, slots=True)
class Door:
    """Where the web server listens and how many processes serve."""

    host: str = LOOPBACK
    port: int = 8000
    workers: int = 1

    @property
    def url(self) -> str:
        """Return the address to type into a browser on this machine."""
        host = "localhost" if self.host in {LOOPBACK, EVERYWHERE} else self.host
        return f"http://{host}:{self.port}/"


def collect_static(*, house: House) -> None:
    """Copy the static files into the data folder, when the program's files have changed."""
    from django.conf import settings
    from django.core.management import call_command

    mark = house.home / "static.version"
    version = _static_version()
    if mark.exists() and mark.read_text("utf-8") == version and settings.STATIC_ROOT.is_dir():
        return
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    database_folder.private_file(path=mark, text=version)


def _static_version() -> str:
    """Return a mark of all static files of our own, by name and content, and of the version."""
    mark = hashlib.sha256(rundertisch.__version__.encode())
    package = Path(rundertisch.__file__).parent
    for path in sorted(package.glob("*/static/**/*")):
        if path.is_file():
            mark.update(str(path.relative_to(package)).encode() + path.read_bytes())
    return mark.hexdigest()


@contextlib.contextmanager
def free_door() -> Iterator[Door]:
    """Hold the asked port, or refuse it; without a wish the first free one from 8000 on.

    Until the block ends no other demo of this machine chooses the port, although nobody listens on
    it yet.
    """
    asked = bool(environment.envtext(name="RUNDERTISCH_PORT"))
    first = environment.port()
    for port in range(first, first + 1 if asked else first + NEIGHBOURS):
        with socket.socket(socket.AF_UNIX) as mark:
            if _is_mine(mark=mark, port=port) and _is_free(host=LOOPBACK, port=port):
                yield Door(port=port)
                return
    raise Refusal(
        f"Der Port {first} ist belegt. Bitte einen anderen wählen, zum Beispiel: "
        f"RUNDERTISCH_PORT={first + NEIGHBOURS} ./run demo"
    )


def _is_mine(*, mark: socket.socket, port: int) -> bool:
    """Take the mark of a port, a name that leaves no file and ends with whoever holds it."""
    try:
        mark.bind(f"\0rundertisch-port-{port}")
    except OSError:
        return False
    return True


def _is_free(*, host: str, port: int) -> bool:
    with socket.socket() as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            one.bind((host, port))
        except OSError:
            return False
    return True


@contextlib.contextmanager
def serving(*, door: Door, application: str = SITE) -> Iterator[subprocess.Popen[bytes]]:
    """Run the web server while the block lasts; it answers when the block begins."""
    from django.db import connections

    connections.close_all()
    words = [
        *("--interface", "wsgi", "--host", door.host, "--port", str(door.port), "--no-ws"),
        *("--workers", str(door.workers), "--log-level", "error", "--respawn-failed-workers"),
        *("--blocking-threads", str(environment.THREADS)),
        *("--backpressure", str(2 * environment.THREADS)),
        *("--workers-kill-timeout", "10", application),
    ]
    server = subprocess.Popen(
        [*_tied(), sys.executable, "-m", "granian", *words],
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        _wait_until_it_answers(door=door, server=server)
        yield server
    finally:
        _end(server=server)


@contextlib.contextmanager
def working() -> Iterator[None]:
    """Let a worker do jobs beside the web server while the block lasts."""
    worker = subprocess.Popen(
        [*_tied(), sys.executable, "-m", "rundertisch", "worker"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield
    finally:
        _end(server=worker)


def _tied() -> tuple[str, ...]:
    """Begin a command line whose program must not outlive us, even if we are killed."""
    return ("setpriv", "--pdeathsig", "TERM") if shutil.which("setpriv") else ()


def _wait_until_it_answers(*, door: Door, server: subprocess.Popen[bytes]) -> None:
    """Wait for any answer; a redirect to https or a refused host name is one."""
    deadline = time.monotonic() + PATIENCE
    host = LOOPBACK if door.host == EVERYWHERE else door.host
    while time.monotonic() < deadline and server.poll() is None:
        with contextlib.closing(HTTPConnection(host, door.port, timeout=PATIENCE)) as asked:
            try:
                asked.request("GET", "/")
                asked.getresponse()
            except OSError:
                time.sleep(0.05)
                continue
            return
    raise Refusal(
        f"Der Webserver auf Port {door.port} antwortet nicht. Die Meldungen darüber sagen, warum."
    )


def _end(*, server: subprocess.Popen[bytes]) -> None:
    """Ask the server to leave; if it stays, end it with all its workers (its own session)."""
    with contextlib.suppress(ProcessLookupError):
        server.terminate()
    try:
        server.wait(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def obey_signals() -> None:
    """Take SIGTERM (systemd) and SIGHUP (a closed terminal) as Ctrl-C: everything is ended well."""

    def stop(_number: int, _frame: FrameType | None) -> NoReturn:
        raise KeyboardInterrupt

    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)


@contextlib.contextmanager
def until_told_to_stop(*, server: subprocess.Popen[bytes]) -> Iterator[None]:
    """Let the block speak, then wait for Ctrl-C; a server that ends by itself is a failure."""
    try:
        yield
        code = server.wait()
    except KeyboardInterrupt:
        return
    raise Refusal(f"Der Webserver hat sich beendet (Code {code}).")
