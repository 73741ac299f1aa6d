# SPDX-License-Identifier: EUPL-1.2
"""Too many wrong passwords, and being asked again before a file leaves the house."""

from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.cache import caches
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from rundertisch.accounts import actions
from rundertisch.accounts.models import Seat, User
from tests.rooms.conftest import PASSWORD, Table, rows
from tests.support import clients
from tests.support.cluster import Sql

pytestmark = pytest.mark.database
Visit = Callable[[Seat | None], Client]
FILE = "/schule/warteliste.csv?kommune=05954012"
LATER = 16 * 60  # seconds; a quarter of an hour is over


def try_password(client: Client, email: str, password: str) -> str:
    """Fill in the sign-in page; return where it leads, or what it says."""
    answer = client.post(reverse("account_login"), {"login": email, "password": password})
    return answer.headers.get("Location") or answer.content.decode()


@pytest.fixture
def bea(table: Table) -> User:
    """Bea, who has chosen a password."""
    user = User.objects.get(pk=table.bea.user_id)
    return actions.set_first_password(user=user, password=PASSWORD, by=None)


def test_after_five_wrong_passwords_even_the_right_one_waits_and_the_page_says_how_long(
    bea: User, table: Table, visit: Visit, settings: Settings
) -> None:
    settings.SIGN_IN_HELP = "Ulrich Gerlach, Telefon 02336 93-0"
    client = visit(None)
    for _ in range(settings.SIGN_IN_TRIES):
        assert "Bitte prüfen Sie Ihre Angaben" in try_password(client, bea.email, "falsch")
    said = try_password(visit(None), bea.email, PASSWORD)  # from another browser too
    assert "längstens 15 Minuten" in said
    assert "Ulrich Gerlach, Telefon 02336 93-0" in said
    charlie = User.objects.get(pk=table.charlie.user_id)
    actions.set_first_password(user=charlie, password=PASSWORD, by=None)
    assert try_password(visit(None), charlie.email, PASSWORD) == "/"


def test_four_wrong_passwords_and_the_right_one_let_bea_in(bea: User, visit: Visit) -> None:
    client = visit(None)
    for _ in range(4):
        try_password(client, bea.email, "falsch")
    assert try_password(client, bea.email, PASSWORD) == "/"


def test_the_count_is_kept_for_all_processes_and_names_nobody(
    bea: User, visit: Visit, owner_sql: Sql
) -> None:
    try_password(visit(None), bea.email, "falsch")
    assert "DatabaseCache" in type(caches["default"]).__name__
    keys = [key for (key,) in rows("select cache_key from shared_cache")]
    assert keys
    assert not [key for key in keys if "bea" in key or "127.0.0.1" in key or ":" in key]
    assert owner_sql("select count(*) from shared_cache") == [(0,)]  # this test's own transaction


def asked_for(answer: Client) -> dict[str, list[str]]:
    """Return what the question remembers of the file that was asked for."""
    wanted = parse_qs(urlsplit(answer.headers["Location"]).query)["next"][0]  # type: ignore[attr-defined]  # a response
    assert wanted.startswith(reverse("accounts:waiting_file"))
    return parse_qs(urlsplit(wanted).query)


def test_who_signed_in_long_ago_is_asked_again_and_then_gets_the_file(
    bea: User, visit: Visit, table: Table
) -> None:
    client = visit(table.bea)
    assert client.get(FILE).status_code == HTTPStatus.OK
    clients.proven(client, user_id=bea.pk, seconds_ago=LATER)
    asked = client.get(FILE, headers={"Referer": "http://testserver/schule/?seite=2"})
    assert asked.status_code == HTTPStatus.FOUND
    assert asked_for(asked) == {"datei": [FILE], "zurueck": ["/schule/?seite=2"]}  # type: ignore[arg-type]  # a response
    question = asked.headers["Location"]
    page = client.get(question).content.decode()
    assert "gibt Daten aus dem Haus" in page
    wrong = client.post(question, {"password": "falsch"})
    assert wrong.status_code == HTTPStatus.OK
    assert client.get(FILE).status_code == HTTPStatus.FOUND
    right = client.post(question, {"password": PASSWORD})
    waiting = client.get(right.headers["Location"])
    assert waiting.headers["Refresh"] == f"0; url={FILE}"
    assert "/schule/?seite=2" in waiting.content.decode()
    assert client.get(FILE).headers["Content-Type"].startswith("text/csv")


def test_the_page_itself_is_shown_without_asking_again(visit: Visit, table: Table) -> None:
    client = visit(table.bea)
    clients.proven(client, user_id=table.bea.user_id, seconds_ago=LATER)
    assert client.get("/schule/").status_code == HTTPStatus.OK


def test_charlie_does_not_learn_by_the_question_that_there_is_a_file(
    visit: Visit, table: Table
) -> None:
    client = visit(table.dora)
    clients.proven(client, user_id=table.dora.user_id, seconds_ago=LATER)
    assert client.get(FILE).status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize(
    "elsewhere", ["https://boese.example/x", "//boese.example", "javascript:1"]
)
def test_the_waiting_page_leads_nowhere_else(visit: Visit, table: Table, elsewhere: str) -> None:
    client, path = visit(table.bea), reverse("accounts:waiting_file")
    for words in ({"datei": elsewhere, "zurueck": "/"}, {"datei": "/", "zurueck": elsewhere}, {}):
        assert client.get(path, words).status_code == HTTPStatus.NOT_FOUND
