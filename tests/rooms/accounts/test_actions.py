# SPDX-License-Identifier: EUPL-1.2
"""Inviting, seating, ending: what is refused says what to do."""

import datetime as dt

import pytest
from allauth.account.models import EmailAddress

from rundertisch.accounts import actions
from rundertisch.accounts.models import Role, Seat, User
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.models import AuditEntry
from tests.rooms.conftest import PASSWORD, Table, asking

pytestmark = pytest.mark.database


def test_an_invitation_makes_an_account_without_a_password_and_a_seat(table: Table) -> None:
    user = User.objects.get(pk=table.bea.user_id)
    assert (user.email, user.name) == ("bea@example.org", "Bea Beratung")
    assert not user.has_usable_password()
    assert EmailAddress.objects.filter(user=user, verified=True, primary=True).exists()


def test_who_has_an_account_gets_one_more_seat_and_keeps_their_name(table: Table) -> None:
    with asking(table.alma):
        seat = actions.invite(
            email=" BEA@example.org ",
            name="Jemand Anderes",
            partner=table.centre,
            role=Role.KIM_COORDINATION,
            starts_on=table.today,
            by=table.alma,
        )
    assert seat.user_id == table.bea.user_id
    assert seat.user.name == "Bea Beratung"


def test_every_verb_leaves_its_own_entry_with_ids_only(table: Table) -> None:
    with asking(table.alma):
        entries = list(AuditEntry.objects.filter(about_kind="seat", about_id=str(table.bea.pk)))
    assert [(one.action, one.user_id) for one in entries] == [
        ("accounts.give_seat", table.alma.user_id)
    ]


@pytest.mark.parametrize("email", ["", "bea", "bea@", "a b@example.org"])
def test_an_address_that_is_none_is_refused(table: Table, email: str) -> None:
    with pytest.raises(Refusal, match="keine E-Mail-Adresse") as no:
        actions.add_person(email=email, name="Bea", by=table.alma)
    assert no.value.field == "email"


def test_a_person_needs_a_name(table: Table) -> None:
    with pytest.raises(Refusal, match="Namen der Person"):
        actions.add_person(email="x@example.org", name="  ", by=table.alma)


def test_only_the_administration_gives_and_ends_seats(table: Table) -> None:
    user = User.objects.get(pk=table.charlie.user_id)
    with asking(table.bea):
        with pytest.raises(Refusal, match="nur die Administration"):
            actions.give_seat(
                user=user,
                partner=table.centre,
                role=Role.CENTRE_HEAD,
                starts_on=table.today,
                by=table.bea,
            )
        with pytest.raises(Refusal, match="nur die Administration"):
            actions.end_seat(seat=table.bea, ends_on=table.today, on=table.today, by=table.bea)


def give(
    table: Table, *, role: Role = Role.GRANT_MANAGER, day: dt.date | None = None, **fields: object
) -> Seat:
    """Let Alma give Charlie a seat that differs in one thing."""
    values: dict[str, object] = {
        "user": User.objects.get(pk=table.charlie.user_id),
        "partner": table.centre,
        "role": role,
        "starts_on": day or table.today,
    } | fields
    with asking(table.alma):
        return actions.give_seat(by=table.alma, **values)  # type: ignore[arg-type]  # one differs


def test_an_immigration_office_is_refused_with_the_reason(table: Table) -> None:
    with pytest.raises(Refusal, match="§ 87 AufenthG") as no:
        give(table, partner=table.immigration_office)
    assert no.value.field == "partner"


def test_a_role_sits_only_where_it_means_something(table: Table) -> None:
    with pytest.raises(Refusal, match="nur bei: Schulverwaltungsamt der Stadt"):
        give(table, role=Role.TOWN_SCHOOL_OFFICE)


def test_nobody_gives_a_seat_to_themselves(table: Table) -> None:
    with pytest.raises(Refusal, match="Sich selbst"):
        give(table, user=User.objects.get(pk=table.alma.user_id))


def test_a_seat_ends_after_it_began(table: Table) -> None:
    with pytest.raises(Refusal, match="muss später enden"):
        give(table, ends_on=table.today)


def test_the_same_seat_twice_is_refused_and_a_later_one_is_not(table: Table) -> None:
    give(table, ends_on=table.tomorrow)
    with pytest.raises(Refusal, match="hat diesen Platz schon"):
        give(table)
    later = give(table, day=table.tomorrow)
    assert later.starts_on == table.tomorrow


def test_a_seat_that_ends_today_ends_every_session(table: Table) -> None:
    before = User.objects.get(pk=table.bea.user_id)
    with asking(table.alma):
        actions.end_seat(seat=table.bea, ends_on=table.today, on=table.today, by=table.alma)
    after = User.objects.get(pk=table.bea.user_id)
    assert after.get_session_auth_hash() != before.get_session_auth_hash()


def test_a_seat_that_ends_later_leaves_the_sessions_alone(table: Table) -> None:
    with asking(table.alma):
        actions.end_seat(seat=table.bea, ends_on=table.tomorrow, on=table.today, by=table.alma)
    assert User.objects.get(pk=table.bea.user_id).sessions_ended == 0


def test_a_seat_never_ends_in_the_past_and_never_later_than_it_did(table: Table) -> None:
    with asking(table.alma):
        with pytest.raises(Refusal, match="frühestens heute"):
            actions.end_seat(seat=table.bea, ends_on=table.yesterday, on=table.today, by=table.alma)
        with pytest.raises(Refusal, match="endet schon"):
            actions.end_seat(seat=table.dora, ends_on=table.tomorrow, on=table.today, by=table.alma)


def test_a_seat_that_has_not_begun_is_taken_back(table: Table) -> None:
    with asking(table.alma):
        actions.end_seat(seat=table.emil, ends_on=table.today, on=table.today, by=table.alma)
        found = Seat.objects.get(pk=table.emil.pk)
    assert found.ends_on == found.starts_on == table.tomorrow


def test_the_last_administration_stays(table: Table) -> None:
    with asking(table.alma):
        others = Seat.objects.filter(role=Role.ADMINISTRATOR, ends_on=None).exclude(
            pk=table.alma.pk
        )
        for other in others:
            actions.end_seat(seat=other, ends_on=table.today, on=table.today, by=table.alma)
        with pytest.raises(Refusal, match="letzte Platz der Administration"):
            actions.end_seat(seat=table.alma, ends_on=table.today, on=table.today, by=table.alma)


def test_one_sits_down_on_own_running_seats_only(table: Table) -> None:
    user = User.objects.get(pk=table.bea.user_id)
    with asking(table.bea):
        assert actions.choose_seat(user=user, seat_id=table.bea.pk) == table.bea
        for other in (table.charlie, table.emil):
            with pytest.raises(Refusal, match="haben Sie heute nicht"):
                actions.choose_seat(user=user, seat_id=other.pk)


def test_a_first_password_is_set_once_and_not_too_short(table: Table) -> None:
    user = User.objects.get(pk=table.bea.user_id)
    with pytest.raises(Refusal, match="12"):
        actions.set_first_password(user=user, password="kurz", by=None)
    actions.set_first_password(user=user, password=PASSWORD, by=None)
    assert user.check_password(PASSWORD)
    with pytest.raises(Refusal, match="schon ein Passwort"):
        actions.set_first_password(user=user, password=PASSWORD, by=None)
