# SPDX-License-Identifier: EUPL-1.2
"""The page of places: for everybody with a seat, and marked where nobody checked."""

from collections.abc import Callable
from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import reverse

from rundertisch.accounts.models import Seat
from tests.rooms.conftest import Table

pytestmark = pytest.mark.database
Visit = Callable[[Seat | None], Client]


def test_everybody_with_a_seat_sees_the_towns_and_what_is_not_checked(
    table: Table, visit: Visit
) -> None:
    for seat in (table.alma, table.bea, table.charlie):
        page = visit(seat).get(reverse("places:places")).content.decode()
        assert "Sprockhövel" in page
        assert "24.739" in page
        assert "nicht geprüft" in page


@pytest.mark.parametrize("name", ["dora", "emil"])
def test_who_has_no_seat_today_does_not_see_it(table: Table, visit: Visit, name: str) -> None:
    answer = visit(getattr(table, name)).get(reverse("places:places"))
    assert answer.status_code == HTTPStatus.NOT_FOUND


def test_a_stranger_signs_in_first(visit: Visit) -> None:
    answer = visit(None).get(reverse("places:places"))
    assert answer.headers["Location"].startswith(reverse("account_login"))


def test_the_page_only_reads(table: Table, visit: Visit) -> None:
    answer = visit(table.bea).post(reverse("places:places"))
    assert answer.status_code == HTTPStatus.METHOD_NOT_ALLOWED
