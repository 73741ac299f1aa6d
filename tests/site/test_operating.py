# SPDX-License-Identifier: EUPL-1.2
"""How the house fares: for a monitor, for Ulrich who administers it, and for nobody else."""

import datetime as dt
from http import HTTPStatus

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from rundertisch.kernel import jobs
from rundertisch.site import health, operations_figures, operations_plan, operations_view
from rundertisch.site.models import OperationRun
from tests import world as worlds
from tests.support.cluster import OwnDatabase
from tests.world import DemoWorld

pytestmark = pytest.mark.database
PAGE, METRICS = "/betrieb/", "/metriken/"
KEY = "k" * operations_plan.SHORTEST_KEY
RUN = (
    "insert into site_operationrun (kind, begun_at, ended_at, trouble, file, size) values"
    " (%s, now() - %s::interval, now() - %s::interval + interval '75 seconds', %s, 'a.dump',"
    " 1234567)"
)


@pytest.fixture
def world(own_database: OwnDatabase) -> DemoWorld:
    return worlds.build()


@pytest.fixture
def plan(monkeypatch: pytest.MonkeyPatch) -> None:
    """The operator has set a key: every night there is a backup."""
    monkeypatch.setenv(operations_plan.KEY, KEY)


def text(client: Client, address: str = PAGE) -> str:
    return client.get(address).content.decode()


def test_health_says_two_words_to_anybody_and_tells_a_missing_table_from_a_living_process(
    own_database: OwnDatabase,
) -> None:
    stranger = Client(headers={"host": "10.1.2.3"})
    for address in (health.LIVES, health.READY):
        answer = stranger.get(address)
        assert (answer.status_code, answer.content) == (HTTPStatus.OK, b"bereit\n")
        assert "Set-Cookie" not in answer
    own_database.owner_sql("delete from django_migrations where app = 'site'")
    assert stranger.get(health.READY).status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert stranger.get(health.LIVES).status_code == HTTPStatus.OK


def test_without_its_database_the_process_lives_and_is_not_ready(
    own_database: OwnDatabase,
) -> None:
    right = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = "nowhere"
    try:
        answer = Client().get(health.READY)
        assert Client().get(health.LIVES).status_code == HTTPStatus.OK
    finally:
        connection.close()
        connection.settings_dict["NAME"] = right
    assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert answer.content == b"nicht bereit\n", "no address, no role, no error text"


def test_a_monitor_reads_numbers_from_this_machine_and_not_past_a_proxy(
    world: DemoWorld, own_database: OwnDatabase
) -> None:
    own_database.owner_sql(RUN, "BACKUP", "2 hours", "2 hours", "")
    monitor = Client()
    told = text(monitor, METRICS)
    lines = dict(line.rsplit(" ", 1) for line in told.splitlines() if not line.startswith("#"))
    assert int(lines['rundertisch_jobs{state="failed"}']) == 0
    assert lines['rundertisch_run_seconds{kind="backup"}'] == "75"
    assert 7200 <= int(lines["rundertisch_backup_age_seconds"]) < 7300
    assert int(lines["rundertisch_database_bytes"]) > 1_000_000
    assert "rundertisch_drill_age_seconds" not in lines, "there was none; zero would be a lie"
    for person in (world.counsellor, world.administrator):
        assert person.name not in told
    for elsewhere in (
        Client(REMOTE_ADDR="10.1.2.3"),
        Client(headers={"x-forwarded-for": "10.1.2.3"}),
        Client(headers={"x-forwarded-proto": "https"}),
    ):
        assert elsewhere.get(METRICS).status_code == HTTPStatus.NOT_FOUND


def test_with_a_token_only_the_token_counts(world: DemoWorld, settings: Settings) -> None:
    settings.METRICS_TOKEN = "t" * 24
    assert Client().get(METRICS).status_code == HTTPStatus.NOT_FOUND
    wrong = Client(headers={"authorization": "Bearer " + "u" * 24})
    assert wrong.get(METRICS).status_code == HTTPStatus.NOT_FOUND
    far = Client(REMOTE_ADDR="10.1.2.3", headers={"authorization": "Bearer " + "t" * 24})
    assert far.get(METRICS).status_code == HTTPStatus.OK


def test_the_page_says_first_what_is_missing_and_the_start_page_leads_there(
    world: DemoWorld, own_database: OwnDatabase, plan: None
) -> None:
    ulrich = worlds.as_(world.administrator)
    page, start = text(ulrich), text(ulrich, "/")
    for said in ("Kein Arbeiter läuft", "Heute fehlt eine Sicherung: noch keine"):
        assert said in page
        assert said in start
    assert "noch nie geprobt" not in page, "there is nothing yet that could come back"
    own_database.owner_sql(RUN, "BACKUP", "25 hours", "25 hours", "")
    assert "noch nie geprobt" in text(ulrich)
    assert "noch nie geprobt" not in text(ulrich, "/"), "what can wait does not stand there"
    own_database.owner_sql(RUN, "DRILL", "3 days", "3 days", "")
    page = text(ulrich)
    assert "Heute fehlt eine Sicherung" not in page
    assert "noch nie geprobt" not in page
    assert "vor 1 Tag, Dauer 1 Minute, 1,2 MB" in page
    own_database.owner_sql(RUN, "BACKUP", "1 hour", "1 hour", "SPACE")
    page = text(ulrich)
    assert "Die letzte Sicherung ist nicht gelungen" in page
    assert "Der Datenträger ist voll." in page
    assert "Die letzte Sicherung ist nicht gelungen" in text(ulrich, "/")
    own_database.owner_sql(
        "update site_operationrun set begun_at = begun_at - interval '2 days',"
        " ended_at = ended_at - interval '2 days' where trouble = ''"
    )
    own_database.owner_sql("delete from site_operationrun where trouble <> ''")
    assert "Heute fehlt eine Sicherung: die letzte vor 3 Tagen" in text(ulrich)


def test_without_a_key_the_page_says_that_there_is_no_daily_backup(world: DemoWorld) -> None:
    assert "Es gibt keine tägliche Sicherung" in text(worlds.as_(world.administrator))


def test_a_job_that_failed_is_seen_with_its_attempts_and_started_again(
    world: DemoWorld, own_database: OwnDatabase
) -> None:
    add = (
        "insert into procrastinate_jobs (queue_name, task_name, args, status, attempts,"
        " queueing_lock) values ('default', %s, '{}', 'failed', 5, %s) returning id"
    )
    (alone,) = own_database.owner_sql(add, "seal", "seal")[0]
    (beside,) = own_database.owner_sql(add, "retention", "retention")[0]
    jobs.soon(name="retention")
    ulrich = worlds.as_(world.administrator)
    page = text(ulrich)
    for said in ("Protokolle versiegeln", "Fristen prüfen und Fälliges löschen", "5-mal begonnen"):
        assert said in page
    assert "2 Aufträge sind gescheitert" in page
    for pk in (alone, beside):
        assert ulrich.post(reverse("retry_job", args=[pk])).headers["Location"] == PAGE
    assert own_database.owner_sql(
        "select task_name, status::text from procrastinate_jobs"
        " where task_name in ('seal', 'retention') order by 1"
    ) == [("retention", "todo"), ("seal", "todo")], "what waits anyway is not queued twice"
    again = ulrich.post(reverse("retry_job", args=[alone]))
    assert again.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    entry = "select count(*) from kernel_auditentry where action = 'accounts.retry_job'"
    assert own_database.owner_sql(entry) == [(2,)]


def test_who_does_not_administer_sees_no_page_no_run_and_starts_no_job(
    world: DemoWorld, own_database: OwnDatabase
) -> None:
    own_database.owner_sql(RUN, "BACKUP", "2 hours", "2 hours", "")
    for person in (world.charlie, world.counsellor, world.auditor, world.centre_head):
        client = worlds.as_(person)
        assert client.get(PAGE).status_code == HTTPStatus.NOT_FOUND, person.name
        assert client.post(reverse("retry_job", args=[1])).status_code == HTTPStatus.NOT_FOUND
        with worlds.asking(person):
            assert not OperationRun.objects.exists(), person.name
            with connection.cursor() as cursor:
                cursor.execute("select * from app_jobs_in_trouble()")
                assert cursor.fetchall() == []
    with worlds.asking(world.administrator):
        assert OperationRun.objects.count() == 1


def test_lengths_and_sizes_are_said_as_people_say_them() -> None:
    said = [operations_view.length(dt.timedelta(seconds=n)) for n in (1, 59, 60, 7200, 86_400 * 3)]
    assert said == ["1 Sekunde", "59 Sekunden", "1 Minute", "2 Stunden", "3 Tagen"]
    sizes = [operations_view.size(n) for n in (999, 1500, 1_234_567, 250_000_000, 3 * 10**12)]
    assert sizes == ["999 Byte", "1,5 KB", "1,2 MB", "250 MB", "3,0 TB"]


def test_an_old_server_and_a_full_disk_are_alarms(world: DemoWorld, plan: None) -> None:
    from dataclasses import replace

    with worlds.asking(world.administrator):
        state = operations_figures.look()
    titles = [one.title for one in operations_view.alarms(replace(state, server=(16, 1)))]
    assert "PostgreSQL 16.1 ist nicht auf dem neuesten Stand" in titles
    full = replace(state, free_bytes=10**9, connections=90, connections_most=100)
    titles = [one.title for one in operations_view.alarms(full)]
    assert "Nur noch 1,0 GB frei" in titles
    assert "90 von 100 Verbindungen zur Datenbank belegt" in titles
    late = replace(state, unsealed=3, unsealed_age=dt.timedelta(hours=2))
    titles = [one.title for one in operations_view.alarms(late)]
    assert "Die Protokolle sind seit 2 Stunden nicht versiegelt" in titles
