# SPDX-License-Identifier: EUPL-1.2
"""A question that PostgreSQL planned once still shows each person their own rows, and no others.

Bea counsels, Charlie works for another town, Dora's seat has ended. All ask on one connection.
"""

import datetime as dt
import re
from collections.abc import Iterable
from importlib import import_module
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY
from django.db import connection
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from psycopg_pool import ConnectionPool

from rundertisch.accounts import actions as accounts
from rundertisch.accounts import queries
from rundertisch.accounts.models import Role, Seat, User
from rundertisch.kernel import connections, prepared, scope
from rundertisch.kernel.pages import WriteWhileReadingError, reading
from rundertisch.partners import actions as partners
from rundertisch.partners.models import PartnerKind
from tests.rooms.conftest import Table, asking, rows
from tests.support import clients

pytestmark = pytest.mark.database
OFTEN = 7  # PostgreSQL keeps one plan for all values from the sixth time on


def _seats(since: dt.date) -> QuerySet[Seat]:
    return Seat.objects.filter(starts_on__gte=since).select_related("user").order_by("pk")


def plans() -> int:
    """Return how many questions this connection has planned for good."""
    return int(rows("select count(*) from pg_prepared_statements")[0][0])


def test_each_person_sees_their_own_rows_through_one_plan(table: Table) -> None:
    seats = prepared.Prepared(_seats, since=dt.date)
    with asking(table.bea):
        assert seats.all(since=table.today) == []
        before = plans()
        for _ in range(OFTEN):
            assert seats.all(since=table.yesterday - dt.timedelta(days=40)) == [table.bea]
    with asking(table.charlie):
        assert seats.all(since=table.yesterday - dt.timedelta(days=40)) == [table.charlie]
    with asking(table.alma):
        ids = {seat.pk for seat in seats.all(since=table.yesterday - dt.timedelta(days=40))}
        assert {table.bea.pk, table.charlie.pk, table.dora.pk, table.emil.pk} <= ids
    scope.tell(user_id=None, seat_id=None)
    assert seats.all(since=table.yesterday - dt.timedelta(days=40)) == []
    assert plans() == before


def test_what_is_found_is_what_django_would_have_found(table: Table) -> None:
    ids = prepared.Prepared(
        lambda pk: Seat.objects.filter(pk=pk).values_list("pk", flat=True), pk=int
    )
    with asking(table.bea):
        seat = queries.running_seat(user_id=table.bea.user_id, seat_id=table.bea.pk)
        assert seat is not None
        with CaptureQueriesContext(connection) as asked:
            assert (seat.user.name, seat.partner.name) == ("Bea Beratung", "Zentrum der Proben")
            assert (seat.partner.place, seat.deputy_of) == (None, None)
        assert len(asked) == 0
        assert seat.starts_on == table.bea.starts_on
        assert ids.all(pk=table.bea.pk) == [table.bea.pk]
        assert ids.first(pk=10**30) is None  # an address may hold any number


def test_a_question_must_leave_its_values_to_the_database(table: Table) -> None:
    lost = prepared.Prepared(lambda pk: Seat.objects.filter(pk=F("pk") * 0 + abs(pk)), pk=int)
    with pytest.raises(TypeError, match="does not ask for pk"):
        lost.all(pk=table.bea.pk)


def test_a_value_that_is_counted_with_before_would_be_kept_and_is_refused() -> None:
    month = prepared.Prepared(
        lambda since: Seat.objects.filter(
            starts_on__gte=since, ends_on__lt=since + dt.timedelta(days=30)
        ),
        since=dt.date,
    )
    with pytest.raises(TypeError, match="kept for good"):
        month.all(since=dt.date(2026, 11, 1))


def test_the_guard_of_a_reading_page_sees_it(table: Table) -> None:
    @reading
    def writes(_request: HttpRequest) -> HttpResponse:
        prepared.rows(sql="delete from accounts_seat where id = %s returning id", values=[1])
        return HttpResponse()

    with asking(table.bea), pytest.raises(WriteWhileReadingError):
        writes(RequestFactory().get("/"))


def test_who_is_signed_in_is_asked_once_and_a_session_that_ended_stays_ended(
    table: Table,
) -> None:
    bea = clients.signed_in(user_id=table.bea.user_id)
    with CaptureQueriesContext(connection) as asked:
        assert bea.get("/konto/").status_code == 200
    alone = [each for each in asked.captured_queries if 'FROM "accounts_user"' in each["sql"]]
    assert alone == []
    with asking(table.bea):
        User.objects.filter(pk=table.bea.user_id).update(sessions_ended=F("sessions_ended") + 1)
    scope.tell(user_id=None, seat_id=None)
    assert bea.get("/konto/").status_code == 302
    assert HASH_SESSION_KEY not in bea.session


def test_a_connection_of_the_web_server_has_planned_every_question_before_anybody_asks(
    table: Table,
) -> None:
    import_module(settings.SESSION_ENGINE)  # as the middleware does before the pool is opened
    prepared.know_all()
    django: Any = connection
    mine = connections.Connection.connect(**django.get_connection_params(), autocommit=True)
    with mine:
        before = planned(mine)
        assert {"django_session", "accounts_seat", "schooling_roundchild"} <= words_of(before)
        assert set(before.values()) == {(1, 0)}  # once, and never for one person's values
        django.ensure_connection()
        others, django.connection = django.connection, mine
        try:
            assert queries.running_seat(user_id=table.bea.user_id, seat_id=table.bea.pk) is None
        finally:
            django.connection = others
        after = planned(mine)
    asked = [statement for statement, counted in after.items() if counted != (1, 0)]
    assert after.keys() == before.keys()
    assert len(asked) == 1
    assert '"accounts_seat"' in asked[0]


def test_of_several_seats_the_first_is_found_and_no_other_is_told(table: Table) -> None:
    with asking(table.alma):
        for name, days in (("Zweites Zentrum", 40), ("Drittes Zentrum", 35)):
            kind = PartnerKind.INTEGRATION_CENTRE
            accounts.give_seat(
                user=table.bea.user,
                partner=partners.keep_partner(kind=kind, name=name, by=table.alma),
                role=Role.SCHOOL_COUNSELLING,
                starts_on=table.today - dt.timedelta(days=days),
                by=table.alma,
            )
    scope.tell(user_id=table.bea.user_id, seat_id=None)
    found = queries.running_seat(user_id=table.bea.user_id, seat_id=None)
    assert found is not None
    assert found.partner.name == "Zweites Zentrum", "it began first, and the last row is another"
    assert scope.told() == (table.bea.user_id, found.pk)


def test_the_pool_notices_a_server_that_has_taken_leave(table: Table) -> None:
    del table
    django: Any = connection
    mine = connections.Connection.connect(**django.get_connection_params(), autocommit=True)
    ConnectionPool.check_connection(mine)
    with connection.cursor() as cursor:
        cursor.execute("select pg_terminate_backend(%s, 5000)", [mine.info.backend_pid])
        assert cursor.fetchone() == (True,)
    with pytest.raises(psycopg.OperationalError):
        ConnectionPool.check_connection(mine)
    with pytest.raises(psycopg.OperationalError):
        ConnectionPool.check_connection(mine)


def planned(mine: connections.Connection) -> dict[str, tuple[int, int]]:
    """Return what a connection has planned: how often for all values, how often for some."""
    with psycopg.ClientCursor(mine) as cursor:
        cursor.execute("select statement, generic_plans, custom_plans from pg_prepared_statements")
        return {statement: (general, special) for statement, general, special in cursor}


def words_of(statements: Iterable[str]) -> set[str]:
    """Return the words of some questions."""
    return set(re.findall(r"\w+", " ".join(statements)))
