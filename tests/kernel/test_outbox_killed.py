# SPDX-License-Identifier: EUPL-1.2
"""kill -9 in the middle of two hundred letters: each is sent once or uncertain, none is lost."""

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import transaction
from pytest_django import Settings

from rundertisch.accounts.models import Seat
from rundertisch.kernel import outbox
from rundertisch.kernel.models import Occasion
from rundertisch.kernel.thread import Ref
from tests import world as worlds
from tests.support import post_office
from tests.support.cluster import OwnDatabase
from tests.support.post_office import TAKEN, PostOffice

pytestmark = pytest.mark.database

LABOURER = Path(__file__).parents[1] / "support" / "labourer.py"
PATIENCE = 120  # seconds; a test that needs them has failed
LETTERS, FIRST_DEATH, SECOND_DEATH = 200, 70, 140
Begin = Callable[[], subprocess.Popen[bytes]]


@pytest.fixture
def office() -> Iterator[PostOffice]:
    """The mail server."""
    with post_office.running() as one:
        yield one


@pytest.fixture
def begin(own_database: OwnDatabase, office: PostOffice) -> Iterator[Begin]:
    """Start a worker after half a minute in which no other gave a sign; none outlives the test."""
    assert own_database.urls.worker
    given = os.environ | {
        "RUNDERTISCH_DATABASE_URL": own_database.urls.worker,
        "RUNDERTISCH_OWNER_URL": own_database.urls.owner,
        "RUNDERTISCH_SMTP_HOST": "127.0.0.1",
        "RUNDERTISCH_SMTP_PORT": str(office.port),
        "RUNDERTISCH_SMTP_SECURITY": "none",
        "RUNDERTISCH_SMTP_FROM": "Zentrum <ki@kreis.example>",
    }
    started: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        own_database.owner_sql("update procrastinate_workers set last_heartbeat = '2026-01-01'")
        own_database.owner_sql("delete from procrastinate_periodic_defers")
        started.append(subprocess.Popen([sys.executable, str(LABOURER), "work"], env=given))  # noqa: S603 - our own script
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait(timeout=PATIENCE)


def write_letters(*, world: worlds.DemoWorld) -> None:
    """Put two hundred messages into the outbox, all or none."""
    by = Seat(pk=world.administrator.seat_id, user_id=world.administrator.user_id)
    to = Ref("user", str(world.administrator.user_id))
    with worlds.asking(world.administrator), transaction.atomic():
        for number in range(LETTERS):
            outbox.put(
                occasion=Occasion.TEST,
                to=to,
                address=f"brief-{number:03}@kreis.example",
                about=to,
                facts={"name": f"Nummer {number}"},
                by=by,
            )


def test_a_worker_killed_twice_in_the_middle_sends_nothing_twice_and_loses_nothing(
    own_database: OwnDatabase, office: PostOffice, begin: Begin, settings: Settings
) -> None:
    settings.SENDS_MAIL = True
    world = worlds.build()
    own_database.owner_sql("delete from kernel_messagetext")  # of the demo's letters
    own_database.owner_sql("delete from kernel_message")
    write_letters(world=world)
    addresses = dict(own_database.owner_sql("select id, address from kernel_messagetext"))
    assert len(addresses) == LETTERS
    killed: list[str] = []

    def die(address: str) -> str:
        """Kill the worker with the letter in hand: it never hears the answer."""
        workers[-1].send_signal(signal.SIGKILL)
        killed.append(address)
        return TAKEN

    workers: list[subprocess.Popen[bytes]] = []
    office.at_letter = lambda address: (
        die(address) if len(office.taken) == FIRST_DEATH and not killed else TAKEN
    )
    workers.append(begin())
    assert workers[-1].wait(timeout=PATIENCE) == -signal.SIGKILL

    office.at_address = lambda address: (
        die(address) if len(office.taken) == SECOND_DEATH and len(killed) == 1 else TAKEN
    )
    workers.append(begin())
    assert workers[-1].wait(timeout=PATIENCE) == -signal.SIGKILL

    office.enough = LETTERS - 1
    workers.append(begin())
    assert office.full.wait(timeout=PATIENCE), Counter(office.taken)
    workers[-1].send_signal(signal.SIGTERM)  # it finishes the job that it is at
    assert workers[-1].wait(timeout=PATIENCE) == 0

    states = dict(own_database.owner_sql("select id, state from kernel_message"))
    assert Counter(states.values()) == {"SENT": LETTERS - 2, "UNCERTAIN": 2}
    assert max(Counter(office.taken).values()) == 1, "nothing is sent twice"
    arrived_unheard, never_arrived = killed
    sent = {addresses[pk] for pk, state in states.items() if state == "SENT"}
    assert set(office.taken) == sent | {arrived_unheard}
    uncertain = {addresses[pk] for pk, state in states.items() if state == "UNCERTAIN"}
    assert uncertain == {arrived_unheard, never_arrived}
    left = own_database.owner_sql("select address from kernel_messagetext")
    assert {address for (address,) in left} == uncertain, "the text of what has left is gone"
