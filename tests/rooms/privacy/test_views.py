# SPDX-License-Identifier: EUPL-1.2
"""The page of the register: for everybody with a seat."""

from collections.abc import Callable
from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import reverse

from rundertisch.accounts.models import Seat
from tests.rooms.conftest import Table

pytestmark = pytest.mark.database
Visit = Callable[[Seat | None], Client]


def test_everybody_at_the_table_may_read_the_register(table: Table, visit: Visit) -> None:
    page = visit(table.bea).get(reverse("privacy:register"))
    assert page.status_code == HTTPStatus.OK
    text = page.content.decode()
    assert "Verzeichnis der Verarbeitungstätigkeiten" in text
    assert "rechtlich nicht geprüft" in text


def test_a_stranger_and_a_former_member_may_not(table: Table, visit: Visit) -> None:
    path = reverse("privacy:register")
    assert path == "/datenschutz/verzeichnis/"
    assert visit(None).get(path).headers["Location"].startswith(reverse("account_login"))
    assert visit(table.dora).get(path).status_code == HTTPStatus.NOT_FOUND
