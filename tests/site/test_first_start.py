# SPDX-License-Identifier: EUPL-1.2
"""The first start without the demo: `init` founds the house and hands over one link."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.test import Client
from pytest_django import DjangoDbBlocker

from rundertisch.kernel.errors import Refusal
from rundertisch.site import operations_init, operations_versions
from rundertisch.site.operations import House
from rundertisch.site.operations_init import Founding
from tests.support.cluster import Cluster, lead_django_to

pytestmark = pytest.mark.database
MONDAY = dt.date(2026, 8, 3)
FOUNDING = Founding(
    centre="Kommunales Integrationszentrum Musterkreis",
    email="ada@kreis.example",
    name="Ada Beispiel",
    url="https://rundertisch.kreis.example",
)
PASSWORD = "Apfel-und-Kreide-71"


@pytest.fixture
def empty_house(
    world_database: Cluster,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path: Path,
) -> Iterator[House]:
    """A house with tables and nothing in them."""
    name = world_database.copy_of_tables()
    urls = world_database.urls(name=name)
    with django_db_blocker.unblock(), lead_django_to(urls=urls):
        operations_versions.migrate()
        yield House(mode="production", home=tmp_path, urls=urls)
    world_database.drop(name=name)


def test_init_lays_out_the_district_and_its_link_works_exactly_once(empty_house: House) -> None:
    link = operations_init.found(founding=FOUNDING, on=MONDAY)
    assert link.startswith("https://rundertisch.kreis.example/konto/passwort/neu/")
    with psycopg.connect(empty_house.urls.owner) as owner:
        kinds = dict(
            owner.execute("select kind, count(*) from places_place group by kind").fetchall()
        )
        assert (kinds["DISTRICT"], kinds["TOWN"]) == (1, 9)
        assert owner.execute("select role from accounts_seat").fetchall() == [("ADMINISTRATOR",)]
        assert owner.execute("select count(*) from schooling_child").fetchone() == (0,)
    path = urlsplit(link).path
    ada = Client()
    form = ada.get(path)
    assert form.status_code == 302
    done = ada.post(form.url, {"password1": PASSWORD, "password2": PASSWORD})
    assert done.status_code == 302
    signed_in = Client().post("/konto/anmelden/", {"login": FOUNDING.email, "password": PASSWORD})
    assert signed_in.status_code == 302
    stranger = Client().get(path)
    assert stranger.status_code == 200  # a page that says the link is used up, no form behind it
    assert "password1" not in stranger.content.decode()


def test_init_refuses_a_house_where_somebody_lives(empty_house: House) -> None:
    operations_init.found(founding=FOUNDING, on=MONDAY)
    with pytest.raises(Refusal, match="schon geschehen"):
        operations_init.found(founding=FOUNDING, on=MONDAY)


def test_init_creates_all_or_nothing(empty_house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    from rundertisch.accounts import actions

    def fail(**_facts: object) -> None:
        raise Refusal("Es geht nicht.")

    monkeypatch.setattr(actions, "seat_first_administrator", fail)
    with pytest.raises(Refusal, match="Es geht nicht"):
        operations_init.found(founding=FOUNDING, on=MONDAY)
    with psycopg.connect(empty_house.urls.owner) as owner:
        counted = owner.execute(
            "select (select count(*) from places_place), (select count(*) from partners_partner), "
            "(select count(*) from accounts_user)"
        )
        assert counted.fetchone() == (0, 0, 0)


@pytest.mark.parametrize("url", ["kreis.example", "ftp://kreis.example", "https://", ""])
def test_an_address_no_link_can_begin_with_is_refused(url: str) -> None:
    with pytest.raises(Refusal, match="keine Adresse der Anwendung"):
        Founding(centre="KI", email="a@b.example", name="Ada", url=url).refuse_malformed()
