# SPDX-License-Identifier: EUPL-1.2
"""How seats stand on a day, whose link is shown, and which seat the kernel is given."""

import pytest
from allauth.mfa.models import Authenticator

from rundertisch.accounts import actions, queries
from rundertisch.accounts.models import Role, Seat, User
from rundertisch.kernel import scope
from rundertisch.kernel.errors import Refusal
from tests.rooms.conftest import PASSWORD, Table, asking

pytestmark = pytest.mark.database


def test_a_seat_stands_as_running_coming_or_ended(table: Table) -> None:
    with asking(table.alma):
        dora = Seat.objects.get(pk=table.dora.pk)
    states = [
        queries.seat_line(seat=one, on=table.today).state for one in (table.bea, table.emil, dora)
    ]
    assert states == ["running", "coming", "ended"]
    assert queries.seat_line(seat=dora, on=table.yesterday).state == "running"


def test_a_seat_taken_back_before_it_began_is_ended(table: Table) -> None:
    table.emil.ends_on = table.emil.starts_on
    assert queries.seat_line(seat=table.emil, on=table.today).state == "ended"


def test_the_administration_sees_who_was_invited_and_who_sits(table: Table) -> None:
    with asking(table.alma):
        members = {one.user.name: one for one in queries.members(on=table.today)}
    assert members["Bea Beratung"].seated
    assert members["Bea Beratung"].invited
    assert not members["Dora Damals"].seated
    assert [line.state for line in members["Emil Erst"].seats] == ["coming"]


def test_who_does_not_administer_sees_nobody_elses_seats(table: Table) -> None:
    with asking(table.charlie):
        members = {one.user.name: one for one in queries.members(on=table.today)}
    assert members["Bea Beratung"].seats == ()


def test_an_invitation_link_is_shown_until_there_is_a_password(table: Table) -> None:
    user = User.objects.get(pk=table.bea.user_id)
    assert queries.invitation_path(user=user).startswith("/konto/passwort/neu/")
    actions.set_first_password(user=user, password=PASSWORD, by=None)
    with pytest.raises(Refusal, match="schon ein Passwort"):
        queries.invitation_path(user=user)


def test_the_kernel_gets_the_wished_seat_or_the_first_or_none(table: Table) -> None:
    load = queries.seat_loader(second_factor_demanded=False)
    user_id = table.bea.user_id
    with asking(table.alma):
        second = actions.give_seat(
            user=User.objects.get(pk=user_id),
            partner=table.centre,
            role=Role.KIM_COORDINATION,
            starts_on=table.today,
            by=table.alma,
        )
    with scope.asking(user_id=user_id, seat_id=None):
        assert load(user_id=user_id, seat_id=None) == table.bea
        assert load(user_id=user_id, seat_id=second.pk) == second
        assert load(user_id=user_id, seat_id=table.charlie.pk) is None


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0 Safari/537.36", "Chrome, Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/156.0 Safari/537.36 Edg/156", "Edge, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 26_1 like Mac OS X) Safari/605", "Safari, iPhone"),
        ("Probe", "Probe"),
        ("", "unbekannt"),
    ],
)
def test_a_browser_is_called_as_people_call_it(said: str, name: str) -> None:
    assert queries.browser_name(user_agent=said) == name


@pytest.mark.parametrize("name", ["dora", "emil"])
def test_the_kernel_gets_no_seat_that_does_not_run_today(table: Table, name: str) -> None:
    seat = getattr(table, name)
    load = queries.seat_loader(second_factor_demanded=False)
    with scope.asking(user_id=seat.user_id, seat_id=None):
        assert load(user_id=seat.user_id, seat_id=seat.pk) is None
        assert load(user_id=seat.user_id, seat_id=None) is None


def test_where_a_second_factor_is_demanded_there_is_no_seat_without_one(table: Table) -> None:
    load = queries.seat_loader(second_factor_demanded=True)
    user_id = table.bea.user_id
    with scope.asking(user_id=user_id, seat_id=None):
        assert load(user_id=user_id, seat_id=None) is None
        Authenticator.objects.create(user_id=user_id, type="recovery_codes", data={})
        assert load(user_id=user_id, seat_id=None) is None
        Authenticator.objects.create(user_id=user_id, type="totp", data={})
        assert load(user_id=user_id, seat_id=None) == table.bea


def test_production_demands_the_second_factor_and_demo_and_tests_do_not() -> None:
    from rundertisch.site import settings  # noqa: PLC0415 - read as a module, not as Django's

    demanded = {mode: mode == "production" for mode in ("production", "demo", "test")}
    assert settings.SECOND_FACTOR_DEMANDED is demanded[settings.MODE]
