# SPDX-License-Identifier: EUPL-1.2
"""Work outside of requests: ids only, in our transaction, taken up again after a killed worker."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException

from rundertisch.kernel import jobs, scope
from tests.support.cluster import OwnDatabase, Sql

pytestmark = pytest.mark.database

LABOURER = Path(__file__).parents[1] / "support" / "labourer.py"
PATIENCE = 120  # seconds; a test that needs them has failed
DEFER = (
    "select procrastinate_defer_jobs_v1(array[row('default', 'test.note', 0, null, null, %s, null)"
    "::procrastinate_job_to_defer_v1])"
)
KILLED_FIVE = (
    "insert into procrastinate_jobs (queue_name, task_name, args, status, attempts)"
    " values ('default', 'test.note', '{\"note\": 5}', 'doing', 5)"
)
QUEUE = ("jobs", "events", "periodic_defers", "workers")

Start = Callable[[str], subprocess.Popen[str]]


@pytest.fixture
def start(own_database: OwnDatabase) -> Iterator[Start]:
    """Start a worker on the test's own database; none outlives the test."""
    assert own_database.urls.worker
    given = os.environ | {
        "RUNDERTISCH_DATABASE_URL": own_database.urls.worker,
        "RUNDERTISCH_OWNER_URL": own_database.urls.owner,
    }
    started: list[subprocess.Popen[str]] = []

    def begin(how: str) -> subprocess.Popen[str]:
        words = [sys.executable, str(LABOURER), how]
        process = subprocess.Popen(words, env=given, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own script
        started.append(process)
        return process

    yield begin
    for process in started:
        process.kill()
        process.communicate(timeout=PATIENCE)


def said(process: subprocess.Popen[str]) -> str:
    """Return the worker's next word."""
    return (process.stdout or sys.stdin).readline().strip()


def test_a_job_of_a_killed_worker_is_done_by_the_next_one_and_only_once(
    own_database: OwnDatabase, start: Start
) -> None:
    own_database.app_sql(DEFER, '{"note": 7}')
    first = start("linger")
    assert said(first) == "begun"
    first.send_signal(signal.SIGKILL)
    first.wait(timeout=PATIENCE)
    state = "select status::text, attempts from procrastinate_jobs where args @> '{\"note\": 7}'"
    assert own_database.owner_sql(state) == [("doing", 0)]
    # half a minute passes, and the next minute begins
    own_database.owner_sql("update procrastinate_workers set last_heartbeat = '2026-01-01'")
    own_database.owner_sql("delete from procrastinate_periodic_defers")
    own_database.owner_sql(KILLED_FIVE)
    second = start("work")
    assert [said(second), said(second)] == ["begun", "done as test.note"]
    second.send_signal(signal.SIGTERM)
    assert second.wait(timeout=PATIENCE) == 0
    assert own_database.owner_sql(state) == [], "what succeeded does not stay in the queue"
    entries = "select count(*) from kernel_auditentry where action = 'test.note'"
    assert own_database.owner_sql(entries) == [(1,)]
    failed = "select args->>'note' from procrastinate_jobs where status = 'failed'"
    assert own_database.owner_sql(failed) == [("5",)], "what has killed five workers is given up"


def test_a_job_that_was_asked_for_and_taken_back_was_never_there(own_database: OwnDatabase) -> None:
    note = jobs.job(name="test.taken_back")(lambda **_ids: None)
    waiting = "select args from procrastinate_jobs where task_name = 'test.taken_back'"
    with transaction.atomic():
        note.defer(note=3)
        transaction.set_rollback(True)
    assert own_database.owner_sql(waiting) == []
    note.defer(note=4)
    assert own_database.owner_sql(waiting) == [({"note": 4},)]


def test_a_name_gets_into_no_queue_neither_by_code_nor_by_sql(db: None) -> None:
    note = jobs.job(name="test.ids_only")(lambda **_ids: None)
    with pytest.raises(TypeError, match="ids only, not: name"):
        note.defer(note=1, name="Amira")  # type: ignore[arg-type]  # the offence
    with pytest.raises(ConnectorException) as refused, transaction.atomic():
        note.task.defer(name="Amira")
    assert isinstance(refused.value.__cause__, psycopg.errors.CheckViolation)
    note.task.defer(note=1, subject="0b0f4b7e-8f0f-4a53-9d3c-3f6f6c1d2e3f")


@pytest.mark.parametrize("table", QUEUE)
def test_the_runtime_role_sees_and_changes_nothing_of_the_queue(db: None, table: str) -> None:
    for statement in (
        "select * from {}",
        "delete from {}",
        "update {} set id = default",
        "insert into {} default values",
        "truncate {}",
    ):
        with (
            pytest.raises(psycopg.errors.InsufficientPrivilege),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            _execute(cursor, statement.format(f"procrastinate_{table}"))


def _execute(cursor: object, statement: str) -> None:
    from django.db.utils import ProgrammingError  # noqa: PLC0415 - only here

    try:
        cursor.execute(statement)  # type: ignore[attr-defined]  # Django's cursor
    except ProgrammingError as error:
        raise error.__cause__ or error from None


def test_only_the_worker_and_the_owner_are_believed_to_be_a_job(own_database: OwnDatabase) -> None:
    ask = "select app_job() from set_config('app.job', 'forget', false)"
    assert own_database.app_sql(ask) == [(None,)], "a web request cannot pose as a job"
    assert own_database.owner_sql(ask) == [("forget",)]
    with psycopg.connect(own_database.urls.worker or "") as worker:
        assert worker.execute(ask.encode()).fetchall() == [("forget",)]
        row = worker.execute(
            "select current_user, rolsuper or rolbypassrls or rolcreaterole or rolcreatedb,"
            " pg_has_role(current_user, 'rundertisch_owner', 'member'),"
            " pg_has_role(current_user, 'rundertisch_app', 'member')"
            " from pg_roles where rolname = current_user"
        ).fetchone()
        assert row == ("rundertisch_worker", False, False, True)
        children = "select count(*) > 0 from schooling_child"
        assert worker.execute(children).fetchone() == (True,), "who forgets must see whom"
        worker.execute("select set_config('app.job', 'seal', false)")
        assert worker.execute(children).fetchone() == (False,), "no other job sees anybody"


def test_a_job_asks_as_nobody_and_the_asker_comes_back_afterwards(db: None) -> None:
    with scope.asking(user_id=7, seat_id=8):
        with scope.asking_job("retention"):
            assert scope.told() == (None, None)
            assert _job() == "retention"
        assert (scope.told(), _job()) == ((7, 8), "")


def _job() -> str:
    with connection.cursor() as cursor:
        cursor.execute("select current_setting('app.job', true)")
        return str(cursor.fetchone()[0])


def test_every_declared_job_is_known_to_the_worker(owner_sql: Sql) -> None:
    assert {"jobs.take_up_again", "jobs.clear_away"} <= set(app.tasks)
    tables = {table for (table,) in owner_sql("select tablename::text from pg_tables")}
    assert {f"procrastinate_{table}" for table in QUEUE} == {
        table for table in tables if table.startswith("procrastinate_")
    }, "the library has a new table: guard it as the others"
