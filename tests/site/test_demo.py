# SPDX-License-Identifier: EUPL-1.2
"""`rundertisch demo` as a person meets it: one command, an address, four sign-ins, Ctrl-C."""

import contextlib
import os
import re
import secrets
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

from rundertisch.site import database
from rundertisch.site.database_binaries import find
from rundertisch.site.database_folder import Folder
from rundertisch.site.database_server import Server
from tests.support.browser import free_port

pytestmark = pytest.mark.database
END = "Beenden mit Strg-C."


Start = Callable[[], tuple[subprocess.Popen[str], str]]


@pytest.fixture
def home() -> Iterator[Path]:
    parent = Path(tempfile.mkdtemp(prefix="rundertisch-demo-"))
    yield parent / "Daten"
    database.stop(home=parent / "Daten")
    shutil.rmtree(parent)


@pytest.fixture
def start(home: Path) -> Iterator[Start]:
    """Start a demo and return it with everything it said until it was ready."""
    kept = {name: text for name, text in os.environ.items() if "RUNDERTISCH" not in name}
    if "RUNDERTISCH_POSTGRES" in os.environ:
        kept["RUNDERTISCH_POSTGRES"] = os.environ["RUNDERTISCH_POSTGRES"]
    started: list[subprocess.Popen[str]] = []

    def begin() -> tuple[subprocess.Popen[str], str]:
        demo = subprocess.Popen(
            [sys.executable, "-m", "rundertisch", "demo"],
            env=kept | {"RUNDERTISCH_HOME": str(home), "PYTHONUTF8": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(demo)
        said = ""
        for line in demo.stdout or ():
            said += line
            if END in line:
                return demo, said
        pytest.fail(f"Die Demo endete vorher:\n{said}")

    yield begin
    for demo in started:
        if demo.poll() is None:
            stop(demo)


def stop(demo: subprocess.Popen[str], how: signal.Signals = signal.SIGINT) -> int:
    demo.send_signal(how)
    demo.communicate(timeout=90)
    return demo.returncode


def address(said: str) -> str:
    found = re.search(r"http://localhost:\d+/", said)
    assert found is not None
    return found[0].replace("localhost", "127.0.0.1")


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=10) as page:
            return "Rundertisch" in page.read().decode()
    except urllib.error.URLError:
        return False


def database_answers(home: Path) -> bool:
    return Server(folder=Folder(home=home), binaries=find()).answers()


def test_the_demo_starts_finds_a_second_port_survives_a_kill_and_leaves_nothing_running(
    home: Path, start: Start
) -> None:
    first, said = start()
    assert answers(address(said))
    assert str(home) in said
    sign_ins = re.findall(r"^  .+  (\S+@demo\.example) +\S+$", said, flags=re.MULTILINE)
    assert len(set(sign_ins)) == 4
    for secret in ("secret.key", "signing.key"):
        assert stat.S_IMODE((home / secret).stat().st_mode) == 0o600, secret

    second, also_said = start()
    assert "wiederfinden" in also_said
    assert address(said) != address(also_said)
    stop(first, signal.SIGKILL)
    deadline = time.monotonic() + 30
    while answers(address(said)) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not answers(address(said))
    assert answers(address(also_said)), "the second goes on, with the same database"
    assert stop(second) == 0
    assert not answers(address(also_said))
    assert not database_answers(home), "who leaves as the last stops it, though one was killed"


def test_init_and_serve_run_the_house_in_production(home: Path) -> None:
    port = free_port()
    clean = {name: text for name, text in os.environ.items() if "RUNDERTISCH_T" not in name}
    production = clean | {
        "RUNDERTISCH_MODE": "production",
        "RUNDERTISCH_HOME": str(home),
        "RUNDERTISCH_SECRET_KEY": secrets.token_urlsafe(64),
        "RUNDERTISCH_PORT": str(port),
        "PYTHONUTF8": "1",
    }
    for name in ("RUNDERTISCH_DATABASE_URL", "RUNDERTISCH_OWNER_URL"):
        production.pop(name, None)
    words = ("--centre", "KI Musterkreis", "--email", "ada@kreis.example", "--name", "Ada Bei")
    command = [sys.executable, "-m", "rundertisch"]
    founded = subprocess.run(
        [*command, "init", *words, "--url", "https://kreis.example"],
        env=production,
        capture_output=True,
        text=True,
        check=False,
    )
    assert founded.returncode == 0, founded.stderr
    assert "https://kreis.example/konto/passwort/neu/" in founded.stdout
    serving = subprocess.Popen(
        [*command, "serve", "--workers", "1"],
        env=production,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert "Rundertisch läuft" in (serving.stdout or sys.stdin).readline()
    with contextlib.closing(HTTPConnection("127.0.0.1", port, timeout=30)) as browser:
        browser.request("GET", "/")
        answer = browser.getresponse()
        assert (answer.status, answer.headers["Location"]) == (301, f"https://127.0.0.1:{port}/")
    with contextlib.closing(HTTPConnection("127.0.0.1", port, timeout=30)) as browser:
        browser.request("GET", "/", headers={"X-Forwarded-Proto": "https"})
        answer = browser.getresponse()
        assert answer.status == 200
        assert answer.headers["Strict-Transport-Security"]
        assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert stop(serving, signal.SIGTERM) == 0
    assert not database_answers(home)
