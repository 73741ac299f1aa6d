# SPDX-License-Identifier: EUPL-1.2
"""Processes that use the embedded database, to be started and killed by the tests."""

import sys
import time
from pathlib import Path

import psycopg

from rundertisch.site import database


def say(word: object) -> None:
    """Tell the test, at once."""
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def ensure_once(*, home: Path) -> None:
    """Start the database if need be and write one row."""
    urls = database.ensure(home=home)
    with psycopg.connect(urls.default) as app:
        app.execute("select 1")
    say("ok")


def write_on(*, home: Path) -> None:
    """Write numbers one by one; say each number only after the server confirmed it."""
    with psycopg.connect(database.ensure(home=home).default, autocommit=True) as app:
        number = 0
        while True:
            number += 1
            app.execute("insert into words (writer, number) values (%s, %s)", [sys.argv[3], number])
            say(number)


def hold(*, home: Path) -> None:
    """Use the database until killed or until the standard input ends."""
    with database.running(home=home):
        say("ok")
        sys.stdin.read()


def linger(*, home: Path) -> None:
    """Only keep the folder's start lock for a moment."""
    from rundertisch.site.database_folder import Folder

    with Folder(home=home).starting():
        say("ok")
        time.sleep(1)


if __name__ == "__main__":
    JOBS = {"ensure": ensure_once, "write": write_on, "hold": hold, "linger": linger}
    JOBS[sys.argv[1]](home=Path(sys.argv[2]))
