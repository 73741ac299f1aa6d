# SPDX-License-Identifier: EUPL-1.2
"""A worker with one more job, to be killed by a test: told `linger`, it never finishes the job.

It says ``begun`` when it has the job, and ``done`` with what the database calls it afterwards.
"""

import sys
import time

import django

django.setup()

from django.db import connection  # noqa: E402 - after Django woke up

from rundertisch.kernel import audit, jobs  # noqa: E402 - after Django woke up
from rundertisch.kernel.thread import Ref  # noqa: E402 - after Django woke up


def say(word: str) -> None:
    """Tell the test, at once."""
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


@jobs.job(name="test.note")
def note(*, note: int) -> None:
    """Write one entry; the lingering worker dies between it and the commit."""
    audit.record(action="test.note", by=None, about=Ref("note", str(note)))
    say("begun")
    if sys.argv[1] == "linger":
        time.sleep(600)
    with connection.cursor() as cursor:
        cursor.execute("select app_job()")
        say(f"done as {cursor.fetchone()[0]}")


if __name__ == "__main__":
    jobs.work()
