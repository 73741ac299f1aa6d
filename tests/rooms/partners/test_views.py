# SPDX-License-Identifier: EUPL-1.2
"""The page of partners, and adding one."""

from collections.abc import Callable
from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import reverse

from rundertisch.accounts.models import Seat
from rundertisch.partners.models import Partner
from tests.rooms.conftest import Table

pytestmark = pytest.mark.database
Visit = Callable[[Seat | None], Client]


def test_everybody_at_the_table_sees_who_sits_there(table: Table, visit: Visit) -> None:
    page = visit(table.charlie).get(reverse("partners:partners")).content.decode()
    assert table.centre.name in page
    assert "Partner hinzufügen" not in page


@pytest.mark.parametrize("name", ["dora", "emil"])
def test_who_has_no_seat_today_does_not(table: Table, visit: Visit, name: str) -> None:
    answer = visit(getattr(table, name)).get(reverse("partners:partners"))
    assert answer.status_code == HTTPStatus.NOT_FOUND


def test_only_the_administration_adds_a_partner(table: Table, visit: Visit) -> None:
    form = {"kind": "WELFARE", "name": "Verein der Proben", "place": ""}
    refused = visit(table.bea).post(reverse("partners:keep_partner"), form)
    assert refused.status_code == HTTPStatus.NOT_FOUND
    assert visit(table.bea).get(reverse("partners:new_partner")).status_code == 404
    assert not Partner.objects.filter(name="Verein der Proben").exists()
    alma = visit(table.alma)
    assert alma.get(reverse("partners:new_partner")).status_code == HTTPStatus.OK
    done = alma.post(reverse("partners:keep_partner"), form)
    assert done.status_code == HTTPStatus.SEE_OTHER
    assert "Verein der Proben" in alma.get(done.headers["Location"]).content.decode()


def test_what_is_missing_stands_at_the_form(table: Table, visit: Visit) -> None:
    form = {"kind": "TOWN_SCHOOL_OFFICE", "name": "Amt der Proben", "place": ""}
    answer = visit(table.alma).post(reverse("partners:keep_partner"), form)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Bitte die Stadt auswählen" in answer.content.decode()


def test_the_list_shows_one_kind_and_its_part_is_the_same(table: Table, visit: Visit) -> None:
    client, path = visit(table.charlie), reverse("partners:partners")
    page = client.get(path, {"art": "TOWN_SCHOOL_OFFICE"}).content.decode()
    assert table.charlie.partner.name in page
    assert f">{table.centre.name}</th>" not in page
    part = client.get(path, {"art": "TOWN_SCHOOL_OFFICE"}, headers={"HX-Request": "true"})
    assert part.content.decode().strip() in page
    unknown = client.get(path, {"art": "ALLE_MENSCHEN"}).content.decode()
    assert f">{table.centre.name}</th>" in unknown
