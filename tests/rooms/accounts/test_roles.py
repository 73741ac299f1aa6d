# SPDX-License-Identifier: EUPL-1.2
"""Two roles that nobody holds at once: in a sentence, and as SQL past the actions."""

from collections.abc import Callable
from http import HTTPStatus

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import ProgrammingError
from django.test import Client

from rundertisch.accounts import actions, queries
from rundertisch.accounts.models import Role, Seat, User
from rundertisch.kernel.errors import Refusal
from rundertisch.schooling import policies as schooling
from tests.rooms.conftest import Table, asking, rows

pytestmark = pytest.mark.database


def test_every_pair_says_why_and_the_auditor_goes_with_nobody(table: Table) -> None:
    pairs = {frozenset((one.role, one.other)): one for one in queries.incompatible()}
    assert all(one.why.endswith(".") and one.source for one in pairs.values())
    for role in set(Role.values) - {Role.AUDITOR}:
        assert frozenset((Role.AUDITOR, role)) in pairs, role
    opens_children = {role for role in Role if schooling.may_see_children(seat=Seat(role=role))}
    for role in opens_children | {Role.CASE_MANAGER, Role.AGENCY_CONTACT}:
        assert frozenset((Role.ADMINISTRATOR, role)) in pairs, role
    assert frozenset((Role.GRANT_MANAGER, Role.CENTRE_HEAD)) in pairs
    assert frozenset((Role.SCHOOL_COUNSELLING, Role.KIM_COORDINATION)) not in pairs


def test_bea_who_counsels_cannot_audit_and_reads_why(table: Table) -> None:
    user = User.objects.get(pk=table.bea.user_id)
    with asking(table.alma), pytest.raises(Refusal) as no:
        actions.give_seat(
            user=user, partner=table.centre, role=Role.AUDITOR, starts_on=table.today, by=table.alma
        )
    for said in ("Bea Beratung", "Seiteneinsteigerberatung", "prüft nicht die eigene Arbeit"):
        assert said in str(no.value)
    assert no.value.field == "role"


def test_after_the_one_seat_ended_the_other_may_begin(table: Table) -> None:
    user = User.objects.get(pk=table.dora.user_id)  # her counselling ended today
    with asking(table.alma):
        seat = actions.give_seat(
            user=user, partner=table.centre, role=Role.AUDITOR, starts_on=table.today, by=table.alma
        )
    assert seat.role == Role.AUDITOR


def test_the_database_refuses_the_pair_in_both_orders(table: Table) -> None:
    insert = (
        "insert into accounts_seat (user_id, partner_id, role, starts_on, reason)"
        " values (%s, %s, %s, %s, '')"
    )
    with asking(table.alma):
        for user, role in (
            (table.bea.user_id, "ADMINISTRATOR"),
            (table.emil.user_id, "AUDITOR"),  # open end meets his seat of tomorrow
        ):
            with pytest.raises(IntegrityError, match="do not go together"), transaction.atomic():
                rows(insert, user, table.centre.pk, role, table.today)
        zoe = actions.add_person(email="zoe@example.org", name="Zoe Zwei", by=table.alma)
        rows(insert, zoe.pk, table.centre.pk, "AUDITOR", table.today)
        with pytest.raises(IntegrityError, match="do not go together"), transaction.atomic():
            rows(insert, zoe.pk, table.centre.pk, "CENTRE_HEAD", table.tomorrow)


def test_nobody_changes_the_pairs_through_the_application(table: Table) -> None:
    with (
        asking(table.alma),
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
    ):
        rows("delete from accounts_incompatibleroles")


@pytest.mark.parametrize(
    "path", ["/schule/", "/schule/runden/", "/schule/vorschlag/", "/schule/neue-kinder/"]
)
def test_no_page_about_children_opens_for_the_administration(
    table: Table, visit: Callable[[Seat], Client], path: str
) -> None:
    assert visit(table.alma).get(path).status_code == HTTPStatus.NOT_FOUND


def test_the_administration_sees_members_and_no_person(table: Table) -> None:
    """Every table that hangs on a child or a family is empty for Alma; the seats are not."""
    about_children = [
        name
        for (name,) in rows(
            "select distinct c.relname::text from pg_constraint f"
            " join pg_class c on c.oid = f.conrelid"
            " where f.contype = 'f' and f.confrelid in"
            " ('schooling_child'::regclass, 'schooling_family'::regclass)"
        )
    ]
    assert len(about_children) > 3
    with asking(table.alma):
        assert rows("select count(*) > 0 from accounts_seat") == [(True,)]
        for name in ("schooling_child", "schooling_family", *about_children):
            assert rows(f"select count(*) from {name}") == [(0,)], name  # noqa: S608 - a name from the catalogue
