# SPDX-License-Identifier: EUPL-1.2
"""Who is asking and who may sit where: asked as SQL with the runtime role."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import DataError, ProgrammingError

from rundertisch.accounts.models import Role, Seat
from rundertisch.kernel import scope
from rundertisch.partners.models import PartnerKind
from tests.rooms.conftest import Table, asking, rows
from tests.support.cluster import Sql

pytestmark = pytest.mark.database

WHO = (
    "select app_user_id(), app_seat_id(), app_role(), app_partner_id(), app_partner_kind(),"
    " app_place_id()"
)
NOBODY = (None,) * 6


def insert_seat(*, user: int, partner: int, role: str, on: dt.date) -> None:
    """Try to seat somebody past the actions."""
    with transaction.atomic():
        rows(
            "insert into accounts_seat (user_id, partner_id, role, starts_on)"
            " values (%s, %s, %s, %s)",
            user,
            partner,
            role,
            on,
        )


def test_when_nobody_asks_the_database_knows_nobody_and_shows_no_seat(table: Table) -> None:
    assert rows(WHO) == [NOBODY]
    assert rows("select count(*) from accounts_seat") == [(0,)]


def test_bea_is_known_by_her_seat_her_role_and_her_partner(table: Table) -> None:
    with asking(table.bea):
        found = rows(WHO)
    assert found == [
        (
            table.bea.user_id,
            table.bea.pk,
            "SCHOOL_COUNSELLING",
            table.centre.pk,
            "INTEGRATION_CENTRE",
            table.centre.place_id,
        )
    ]


def test_the_town_of_a_school_office_follows_from_the_seat(table: Table) -> None:
    with asking(table.charlie):
        assert rows("select app_place_id()") == [(table.charlie.partner.place_id,)]
    assert table.charlie.partner.place_id is not None


def test_charlie_gets_nothing_with_the_number_of_beas_seat(table: Table) -> None:
    with scope.asking(user_id=table.charlie.user_id, seat_id=table.bea.pk):
        assert rows(WHO) == [(table.charlie.user_id, *NOBODY[1:])]


@pytest.mark.parametrize("name", ["dora", "emil"])
def test_an_ended_seat_and_a_coming_one_open_nothing(table: Table, name: str) -> None:
    with asking(getattr(table, name)):
        assert rows(WHO)[0][1:] == NOBODY[1:]


def test_a_seat_number_without_a_person_opens_nothing(table: Table) -> None:
    with scope.asking(user_id=None, seat_id=table.bea.pk):
        assert rows(WHO) == [NOBODY]


def test_a_person_without_a_seat_sees_only_their_own_seats(table: Table) -> None:
    with scope.asking(user_id=table.charlie.user_id, seat_id=None):
        assert rows("select id from accounts_seat") == [(table.charlie.pk,)]


def test_the_administration_sees_every_seat_and_bea_only_hers(table: Table) -> None:
    with asking(table.alma):
        seen = {pk for (pk,) in rows("select id from accounts_seat")}
    assert {table.bea.pk, table.charlie.pk, table.dora.pk, table.emil.pk} <= seen
    with asking(table.bea):
        assert rows("select id from accounts_seat") == [(table.bea.pk,)]


def test_an_ended_administration_sees_no_seat_but_its_own(table: Table, owner_sql: Sql) -> None:
    with asking(table.alma):
        zoe = Seat.objects.create(
            user_id=table.emil.user_id,  # whose own seat begins tomorrow
            partner=table.centre,
            role=Role.ADMINISTRATOR,
            starts_on=table.yesterday,
            ends_on=table.today,
        )
    with asking(zoe):
        found = {user for (user,) in rows("select user_id from accounts_seat")}
    assert found == {table.emil.user_id}


def test_bea_cannot_seat_anybody_past_the_actions(table: Table) -> None:
    with asking(table.bea), pytest.raises(ProgrammingError, match="row-level security"):
        insert_seat(
            user=table.charlie.user_id,
            partner=table.centre.pk,
            role="SCHOOL_COUNSELLING",
            on=table.today,
        )


def test_the_administration_cannot_seat_itself_past_the_actions(table: Table) -> None:
    with asking(table.alma), pytest.raises(ProgrammingError, match="row-level security"):
        insert_seat(
            user=table.alma.user_id,
            partner=table.centre.pk,
            role="KIM_COORDINATION",
            on=table.today,
        )


def test_an_immigration_office_never_has_a_seat(table: Table) -> None:
    with asking(table.alma), pytest.raises(IntegrityError, match="immigration office"):
        insert_seat(
            user=table.charlie.user_id,
            partner=table.immigration_office.pk,
            role="AGENCY_CONTACT",
            on=table.today,
        )


def test_a_partner_with_seats_never_becomes_an_immigration_office(table: Table) -> None:
    table.centre.kind = PartnerKind.IMMIGRATION_OFFICE
    with pytest.raises(IntegrityError, match="immigration office"), transaction.atomic():
        table.centre.save(update_fields=["kind"])


def test_nobody_holds_the_same_seat_twice_at_a_time(table: Table) -> None:
    with asking(table.alma), pytest.raises(IntegrityError, match="one_seat_at_a_time"):
        insert_seat(
            user=table.bea.user_id,
            partner=table.centre.pk,
            role="SCHOOL_COUNSELLING",
            on=table.tomorrow,
        )


def test_the_same_seat_may_begin_the_day_the_former_ended(table: Table) -> None:
    with asking(table.alma):
        insert_seat(
            user=table.dora.user_id,
            partner=table.centre.pk,
            role="SCHOOL_COUNSELLING",
            on=table.today,
        )
        found = rows("select id from accounts_seat where user_id = %s", table.dora.user_id)
    assert len(found) == len(["former", "new"])


@pytest.mark.parametrize(
    "change", ["role = 'ADMINISTRATOR'", "user_id = user_id", "starts_on = starts_on - 1"]
)
def test_a_seat_is_never_changed_only_ended(table: Table, change: str) -> None:
    with (
        asking(table.alma),
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
    ):
        rows(f"update accounts_seat set {change} where id = %s", table.bea.pk)  # noqa: S608 - our own words


def test_an_ended_seat_is_never_prolonged(table: Table) -> None:
    with (
        asking(table.alma),
        pytest.raises(IntegrityError, match="never prolonged"),
        transaction.atomic(),
    ):
        rows("update accounts_seat set ends_on = null where id = %s", table.dora.pk)


@pytest.mark.parametrize("name", ["accounts_seat", "accounts_user"])
def test_the_runtime_role_deletes_neither_people_nor_seats(table: Table, name: str) -> None:
    with (
        asking(table.alma),
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
    ):
        rows(f"delete from {name}")  # noqa: S608 - our own words


def test_there_is_a_first_administrator_only_once(table: Table) -> None:
    answer = rows(
        "select accounts_seat_first_administrator(%s, %s, %s)",
        table.charlie.user_id,
        table.centre.pk,
        table.today,
    )
    assert answer == [(None,)]


def test_the_asking_functions_cannot_be_led_astray(db: None) -> None:
    functions = rows(
        "select p.proname, p.prosecdef, p.proconfig::text, p.provolatile,"
        " pg_has_role(current_user, p.proowner, 'MEMBER')"
        " from pg_proc p where p.proname like 'app\\_%%' and p.prosecdef"
    )
    assert {name for name, *_ in functions} >= {
        "app_user_id",
        "app_seat_id",
        "app_role",
        "app_partner_id",
        "app_partner_kind",
        "app_place_id",
    }
    for name, definer, config, volatile, member in functions:
        assert (definer, volatile, member) == (True, "s", False), name
        assert "search_path=public, pg_temp" in config, name


def test_nonsense_as_the_asking_person_is_an_error_and_shows_nothing(table: Table) -> None:
    with transaction.atomic():
        rows("select set_config('app.user_id', 'x or 1=1', true)")
        with pytest.raises(DataError, match="invalid input syntax"), transaction.atomic():
            rows("select * from accounts_seat")
        scope.tell(user_id=None, seat_id=None)
