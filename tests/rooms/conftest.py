# SPDX-License-Identifier: EUPL-1.2
"""Invented people at an invented table, built through the actions, for the tests of the rooms.

Alma administers. Bea counsels at the centre. Charlie works for the school office of another town.
Dora's seat ended today, Emil's begins tomorrow.
"""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

import django
import pytest

django.setup()  # pytest reads this file before its own hook wakes Django

from django.db import connection  # noqa: E402 - after Django woke up
from django.test import Client  # noqa: E402 - after Django woke up

from rundertisch.accounts import actions as accounts  # noqa: E402 - after Django woke up
from rundertisch.accounts.models import Role, Seat  # noqa: E402 - after Django woke up
from rundertisch.kernel import scope  # noqa: E402 - after Django woke up
from rundertisch.partners import actions as partners  # noqa: E402 - after Django woke up
from rundertisch.partners.models import Partner, PartnerKind  # noqa: E402 - after Django woke up
from rundertisch.places import queries as places  # noqa: E402 - after Django woke up
from tests.support import clients  # noqa: E402 - after Django woke up
from tests.support.cluster import Sql  # noqa: E402 - after Django woke up

PASSWORD = "Ein Garten voller Mirabellen"


@dataclass(frozen=True, slots=True)
class Table:
    """Who sits where, and the day on which they do."""

    today: dt.date
    alma: Seat
    bea: Seat
    charlie: Seat
    dora: Seat
    emil: Seat
    centre: Partner
    immigration_office: Partner

    @property
    def tomorrow(self) -> dt.date:
        """The day after today."""
        return self.today + dt.timedelta(days=1)

    @property
    def yesterday(self) -> dt.date:
        """The day before today."""
        return self.today - dt.timedelta(days=1)


def asking(seat: Seat) -> AbstractContextManager[None]:
    """Ask PostgreSQL as the person on this seat."""
    return scope.asking(user_id=seat.user_id, seat_id=seat.pk)


def rows(statement: str, *values: object) -> list[tuple[Any, ...]]:
    """Run SQL as the runtime role, as whoever is asking."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        return cursor.fetchall() if cursor.description else []


@pytest.fixture
def today(db: None) -> dt.date:
    """Berlin's day, as the row rules see it."""
    return rows("select app_today()")[0][0]  # type: ignore[no-any-return]  # one date


@pytest.fixture
def administrator(today: dt.date, owner_sql: Sql) -> Seat:
    """Alma: whoever administers the world, which also has the district and its calendar."""
    pk, user_id, partner_id = owner_sql(
        "select id, user_id, partner_id from accounts_seat where role = 'ADMINISTRATOR'"
        " and starts_on <= app_today() and ends_on is null order by id limit 1"
    )[0]
    return Seat(
        pk=pk, user_id=user_id, partner_id=partner_id, role=Role.ADMINISTRATOR, starts_on=today
    )


@pytest.fixture
def table(administrator: Seat, today: dt.date) -> Table:
    """Everybody at their place; afterwards nobody is asking."""
    with asking(administrator):
        made = _seat_everybody(alma=administrator, today=today)
    scope.tell(user_id=None, seat_id=None)
    return made


def _seat_everybody(*, alma: Seat, today: dt.date) -> Table:
    keep = partners.keep_partner
    centre = keep(kind=PartnerKind.INTEGRATION_CENTRE, name="Zentrum der Proben", by=alma)
    office = keep(
        kind=PartnerKind.TOWN_SCHOOL_OFFICE,
        name="Schulverwaltung der Proben",
        place=places.town(key="05954036"),
        by=alma,
    )
    wall = keep(kind=PartnerKind.IMMIGRATION_OFFICE, name="Ausländerbehörde der Proben", by=alma)

    def seat(name: str, partner: Partner, role: Role, days: int) -> Seat:
        return accounts.invite(
            email=f"{name.split(maxsplit=1)[0]}@example.org",
            name=name,
            partner=partner,
            role=role,
            starts_on=today + dt.timedelta(days=days),
            by=alma,
        )

    dora = seat("Dora Damals", centre, Role.SCHOOL_COUNSELLING, -30)
    accounts.end_seat(seat=dora, ends_on=today, on=today, by=alma)
    return Table(
        today=today,
        alma=alma,
        bea=seat("Bea Beratung", centre, Role.SCHOOL_COUNSELLING, -30),
        charlie=seat("Charlie Chor", office, Role.TOWN_SCHOOL_OFFICE, -30),
        dora=dora,
        emil=seat("Emil Erst", centre, Role.SCHOOL_COUNSELLING, 1),
        centre=centre,
        immigration_office=wall,
    )


@pytest.fixture
def visit(table: Table) -> Callable[[Seat | None], Client]:
    """A browser without JavaScript in which this person is signed in, or nobody."""

    def browser(seat: Seat | None) -> Client:
        return clients.signed_in(user_id=seat.user_id) if seat is not None else Client()

    return browser
