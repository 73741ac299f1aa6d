# SPDX-License-Identifier: EUPL-1.2
"""kill -9 amid a run of scenarios: what is answered stays, another worker does the rest."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from rundertisch.schooling import planning
from tests.rooms.schooling.rounding import now, opened, seat_of
from tests.support.cluster import OwnDatabase
from tests.world import asking, build

pytestmark = pytest.mark.database

LABOURER = Path(__file__).parents[2] / "support" / "labourer.py"
PATIENCE = 120  # seconds; a test that needs them has failed
GATE = 4711  # whoever holds this lock keeps the second answer from being kept
GATES = f"""
create function test_gate() returns trigger language plpgsql as $$
begin
  if exists (select from schooling_scenario where state = 'DONE') then
    perform pg_advisory_xact_lock({GATE});
  else
    perform pg_notify('scenarios', 'answered');
  end if;
  return new;
end $$;
create trigger gate before update on schooling_scenario for each row
  when (new.state = 'DONE') execute function test_gate();
create function test_end() returns trigger language plpgsql as $$
begin
  perform pg_notify('scenarios', 'ended');
  return new;
end $$;
create trigger ended before update on schooling_scenariorun for each row
  when (new.ended_at is not null) execute function test_end();
"""
ANSWERS = "select number, state, attempts, counts from schooling_scenario order by number"
Begin = Callable[[], subprocess.Popen[bytes]]


@pytest.fixture
def begin(own_database: OwnDatabase) -> Iterator[Begin]:
    """Start a worker after half a minute in which no other gave a sign; none outlives the test."""
    given = os.environ | {
        "RUNDERTISCH_DATABASE_URL": own_database.urls.worker or "",
        "RUNDERTISCH_OWNER_URL": own_database.urls.owner,
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


def wait_for(listening: psycopg.Connection, word: str) -> None:
    """Wait until the database says so."""
    said = [one.payload for one in listening.notifies(timeout=PATIENCE, stop_after=1)]
    assert said == [word]


def test_a_worker_killed_in_the_middle_leaves_what_is_answered_and_another_does_the_rest(
    own_database: OwnDatabase, begin: Begin
) -> None:
    world = build()
    shown, _ = opened(world)
    own_database.owner_sql(GATES)
    by = seat_of(world.counsellor)
    with (
        psycopg.connect(own_database.urls.owner, autocommit=True) as gatekeeper,
        psycopg.connect(own_database.urls.owner, autocommit=True) as listening,
    ):
        listening.execute("listen scenarios")
        gatekeeper.execute("select pg_advisory_lock(%s)", [GATE])
        with asking(world.counsellor):
            questions = planning.Questions(fewer_seats_percent=10, more_arrivals_percent=20)
            planning.start_scenarios(round=shown, questions=questions, at=now(), by=by)

        killed = begin()
        wait_for(listening, "answered")
        pool = psutil.Process(killed.pid).children(recursive=True)
        assert pool
        killed.send_signal(signal.SIGKILL)
        assert killed.wait(timeout=PATIENCE) == -signal.SIGKILL
        assert psutil.wait_procs(pool, timeout=PATIENCE)[1] == [], "they end with their parent"
        gatekeeper.execute("select pg_advisory_unlock(%s)", [GATE])
        before = own_database.owner_sql(ANSWERS)
        (done,) = [row for row in before if row[1] == "DONE"]

        another = begin()
        wait_for(listening, "ended")
    another.send_signal(signal.SIGTERM)
    assert another.wait(timeout=PATIENCE) == 0
    after = own_database.owner_sql(ANSWERS)
    assert {state for _, state, _, _ in after} == {"DONE"}
    assert done in after, "it was not computed again"
    assert max(attempts for _, _, attempts, _ in after) == 2
