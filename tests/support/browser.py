# SPDX-License-Identifier: EUPL-1.2
"""The real site on a free port and the browser that reads it, for the journeys."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from rundertisch.site.database import Urls
from tests.support.cluster import Cluster

# Debian's headless shell first: without a window of its own it takes less of the processor
PROGRAMS = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
FLAGS = [
    "--no-sandbox",  # root and containers have none; only our own pages are opened
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-sync",
    "--metrics-recording-only",
    "--no-default-browser-check",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]
PATIENCE = 60  # seconds
PASSWORD = "Kreide-und-Apfel-17"  # of everybody in the invented world

Window = Callable[..., Page]  # given its size and colours
SignIn = Callable[..., Page]  # given an address, and the size and colours of the window


@dataclass(frozen=True, slots=True)
class LiveSite:
    """A running site: where it is and which database is behind it."""

    url: str
    urls: Urls


def free_port() -> int:
    """Return a loopback port that nobody uses at the moment."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.fixture(scope="session")
def server(world_database: Cluster) -> Iterator[LiveSite]:
    """The real server, started once in this process."""
    name = f"live_{os.getpid()}"
    world_database.renew(name=name)
    urls = world_database.urls(name=name)
    port = free_port()
    log = world_database.folder.home / f"{name}.log"
    environment = os.environ | {
        "RUNDERTISCH_MODE": "test",
        "RUNDERTISCH_DATABASE_URL": urls.default,
        "RUNDERTISCH_OWNER_URL": urls.owner,
        "RUNDERTISCH_PORT": str(port),
    }
    words = ["-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, *words, "--no-ws", "rundertisch.site.wsgi:application"],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            url = f"http://127.0.0.1:{port}"
            _wait_until_it_answers(url=url, server=process)
            yield LiveSite(url=url, urls=urls)
        finally:
            process.terminate()
            process.wait(timeout=PATIENCE)
    world_database.drop(name=name)


@pytest.fixture(scope="module")
def live_site(server: LiveSite, world_database: Cluster) -> LiveSite:
    """The real site with a fresh world, for all tests of one file."""
    world_database.renew(name=f"live_{os.getpid()}")
    return server


def _wait_until_it_answers(*, url: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=PATIENCE):
                return
        except urllib.error.HTTPError as answer:
            answer.close()
            return
        except OSError:
            time.sleep(0.05)
    pytest.fail(f"Der Server unter {url} antwortet nicht.")


def chromium(*, downloaded: str) -> str:
    """Return the browser's program, or fail with the line that installs it."""
    if Path(downloaded).is_file():  # by `playwright install chromium`, where apt has none
        return downloaded
    for program in PROGRAMS:
        if found := shutil.which(program):
            return found
    pytest.fail("Es fehlt ein Browser. Bitte: sudo apt-get install -y chromium")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One headless browser for the session; it resolves no name and knows only this machine."""
    expect.set_options(timeout=PATIENCE * 1000)  # other tests may use the machine at the same time
    with sync_playwright() as playwright:
        path = chromium(downloaded=playwright.chromium.executable_path)
        program = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield program
        program.close()


@pytest.fixture
def window(browser: Browser, live_site: LiveSite) -> Iterator[Window]:
    """Open a browser of its own, German, of any size and colours; all are closed afterwards."""
    with contextlib.ExitStack() as opened:

        def come(**looks: object) -> Page:
            """Return an empty tab in a browser that nobody has used."""
            wanted = {"base_url": live_site.url, "locale": "de-DE"} | looks
            context = browser.new_context(**wanted)  # type: ignore[arg-type]  # size and colours
            opened.callback(context.close)
            context.set_default_timeout(PATIENCE * 1000)  # the first plan loads the solver
            return context.new_page()

        yield come


@pytest.fixture
def page(window: Window) -> Page:
    """An empty tab of a fresh visit."""
    return window()


@pytest.fixture
def signed_in(window: Window) -> SignIn:
    """Let somebody sign in, each in a browser of their own."""

    def come(email: str, **looks: object) -> Page:
        """Return this person's tab, on the page that comes after signing in."""
        return sign_in(window(**looks), email)

    return come


def sign_in(page: Page, email: str) -> Page:
    """Sign in as somebody does, and wait until the next page is there."""
    say_the_password(page, email)
    expect(page.get_by_role("button", name="Abmelden")).to_be_visible()
    page.wait_for_load_state()
    return page


def say_the_password(page: Page, email: str) -> None:
    """Fill in address and password; whoever has a second factor is asked for it then."""
    page.goto("/konto/anmelden/")
    page.get_by_label("E-Mail").fill(email)
    page.get_by_label("Passwort", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Anmelden", exact=True).click()


def ask_owner(*, site: LiveSite, statement: str) -> list[tuple[object, ...]]:
    """Look into the site's database as the owner role, for what a page cannot show."""
    with psycopg.connect(site.urls.owner) as connection:
        return connection.execute(statement.encode()).fetchall()
