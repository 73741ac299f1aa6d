# SPDX-License-Identifier: EUPL-1.2
"""Doors of accounts: signing in, own seats, and the administration's pages."""

import re
from collections.abc import Callable
from http import HTTPStatus

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.test import Client
from django.urls import get_resolver, reverse
from pytest_django import Settings

from rundertisch.accounts import actions, queries, urls
from rundertisch.accounts.models import Role, Seat, User
from rundertisch.kernel import scope
from tests.rooms.conftest import PASSWORD, Table, asking

pytestmark = pytest.mark.database
Visit = Callable[[Seat | None], Client]

OPEN = {
    "account_login",
    "account_signup",
    "account_inactive",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
}
OWN = {"mfa_index", "mfa_list_webauthn", "account_change_password"}


def sign_in(client: Client, email: str, password: str = PASSWORD) -> str:
    """Fill in the sign-in page and return where it leads."""
    answer = client.post(reverse("account_login"), {"login": email, "password": password})
    return answer.headers.get("Location", str(answer.status_code))


def confirm(client: Client, name: str) -> None:
    """Say the password once more before the protection of the account changes."""
    asked = client.get(reverse(name)).headers["Location"]
    assert asked.startswith(reverse("account_reauthenticate"))
    assert "Bitte bestätigen" in client.get(asked).content.decode()
    done = client.post(asked, {"password": PASSWORD})
    assert done.headers["Location"] == reverse(name)


def with_password(seat: Seat) -> User:
    """Give an invited person a password, as the invitation link does."""
    user = User.objects.get(pk=seat.user_id)
    return actions.set_first_password(user=user, password=PASSWORD, by=None)


def test_every_door_of_allauth_is_behind_a_policy_of_ours() -> None:
    assert len(urls.doors) > len(OPEN)
    for door in urls.doors:
        assert callable(getattr(door.callback, "policy", None)), door.name
    names = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    assert not {name for name in names if name.startswith("socialaccount")}


@pytest.mark.parametrize("name", sorted(OPEN))
def test_the_doors_on_the_way_in_are_open_and_kern(visit: Visit, name: str) -> None:
    page = visit(None).get(reverse(name))
    assert page.status_code == HTTPStatus.OK
    assert "rt-main" in page.content.decode()
    assert page.headers["Cache-Control"].startswith(("no-store", "max-age=0"))


@pytest.mark.parametrize("name", sorted(OWN))
def test_the_doors_of_the_own_account_ask_strangers_to_sign_in(visit: Visit, name: str) -> None:
    answer = visit(None).get(reverse(name))
    assert answer.headers["Location"].startswith(reverse("account_login"))


def test_bea_signs_in_with_her_address_and_lands_on_the_start_page(
    table: Table, visit: Visit
) -> None:
    with_password(table.bea)
    client = visit(None)
    assert sign_in(client, "BEA@example.org") == "/"
    page = client.get(reverse("accounts:account")).content.decode()
    assert table.bea.get_role_display() in page
    assert "rfolgreich" not in page


def test_a_wrong_password_says_so_at_the_form(table: Table, visit: Visit) -> None:
    with_password(table.bea)
    page = visit(None).post(
        reverse("account_login"), {"login": "bea@example.org", "password": "falsch"}
    )
    assert "Bitte prüfen Sie Ihre Angaben" in page.content.decode()


def test_nobody_signs_up_without_an_invitation(visit: Visit) -> None:
    client = visit(None)
    page = client.post(
        reverse("account_signup"),
        {"email": "x@example.org", "password1": PASSWORD, "password2": PASSWORD},
    )
    assert "Einladung" in page.content.decode()
    assert not User.objects.filter(email="x@example.org").exists()


def test_an_invitation_link_sets_one_password_and_works_once(table: Table, visit: Visit) -> None:
    user = User.objects.get(pk=table.bea.user_id)
    path = queries.invitation_path(user=user)
    client = visit(None)
    form = client.get(path).headers["Location"]
    assert "Passwort setzen" in client.get(form).content.decode()
    done = client.post(form, {"password1": PASSWORD, "password2": PASSWORD})
    assert done.headers["Location"] == reverse("account_reset_password_from_key_done")
    assert sign_in(client, user.email) == "/"
    assert "gilt nicht mehr" in visit(None).get(path).content.decode()


def test_who_set_up_an_app_is_asked_for_its_code(table: Table, visit: Visit) -> None:
    user = with_password(table.bea)
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(user, secret)
    client = visit(None)
    assert sign_in(client, user.email) == reverse("mfa_authenticate")
    assert client.get(reverse("accounts:account")).status_code == HTTPStatus.FOUND
    assert "Zweiter Faktor" in client.get(reverse("mfa_authenticate")).content.decode()
    client.post(reverse("account_logout"), {"next": reverse("account_login")})
    assert client.get(reverse("mfa_authenticate")).headers["Location"] == reverse("account_login")
    sign_in(client, user.email)
    code = totp.format_hotp_value(
        totp.hotp_value(secret, next(iter(totp.yield_hotp_counters_from_time())))
    )
    answer = client.post(reverse("mfa_authenticate"), {"code": code})
    assert answer.headers["Location"] == "/"


def test_bea_sets_up_an_app_and_gets_codes_for_an_emergency(table: Table, visit: Visit) -> None:
    user = with_password(table.bea)
    client = visit(None)
    sign_in(client, user.email)
    confirm(client, "mfa_activate_totp")
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    secret = re.search(r"<code>([A-Z2-7]+)</code>", page)
    assert secret is not None
    code = totp.format_hotp_value(
        totp.hotp_value(secret[1], next(iter(totp.yield_hotp_counters_from_time())))
    )
    client.post(reverse("mfa_activate_totp"), {"code": code})
    assert Authenticator.objects.filter(user=user, type="totp").exists()
    assert "Notfallcode" in client.get(reverse("mfa_view_recovery_codes")).content.decode()
    assert "eingerichtet" in client.get(reverse("mfa_index")).content.decode()


def test_a_passkey_is_added_after_confirming(table: Table, visit: Visit) -> None:
    client = visit(None)
    sign_in(client, with_password(table.bea).email)
    confirm(client, "mfa_add_webauthn")
    page = client.get(reverse("mfa_add_webauthn")).content.decode()
    assert 'id="mfa_webauthn_add"' in page
    assert "allauth.webauthn.forms.addForm" in page


def test_bea_changes_her_password(table: Table, visit: Visit) -> None:
    client = visit(None)
    sign_in(client, with_password(table.bea).email)
    new = "Ein anderer Garten voller Quitten"
    form = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert "rt-main" in client.get(reverse("account_change_password")).content.decode()
    client.post(reverse("account_change_password"), form)
    assert User.objects.get(pk=table.bea.user_id).check_password(new)


def test_bea_changes_to_another_of_her_seats_and_not_to_charlies(
    table: Table, visit: Visit
) -> None:
    with asking(table.alma):
        second = actions.give_seat(
            user=User.objects.get(pk=table.bea.user_id),
            partner=table.centre,
            role=Role.KIM_COORDINATION,
            starts_on=table.today,
            by=table.alma,
        )
    client = visit(table.bea)
    assert "hier sitzen Sie" in client.get(reverse("accounts:account")).content.decode()
    done = client.post(reverse("accounts:choose_seat", args=[second.pk]))
    assert (done.status_code, client.session["seat_id"]) == (HTTPStatus.SEE_OTHER, second.pk)
    refused = client.post(reverse("accounts:choose_seat", args=[table.charlie.pk]))
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "haben Sie heute nicht" in refused.content.decode()
    assert client.session["seat_id"] == second.pk


def test_who_has_no_seat_today_sees_only_their_account(table: Table, visit: Visit) -> None:
    client = visit(table.dora)
    page = client.get(reverse("accounts:account"))
    assert "heute keinen Platz am Tisch" in page.content.decode()
    assert client.get(reverse("partners:partners")).status_code == HTTPStatus.NOT_FOUND


def test_where_a_second_factor_is_demanded_nothing_opens_before_it(
    table: Table, visit: Visit, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SECOND_FACTOR_DEMANDED = True
    loader = queries.seat_loader(second_factor_demanded=True)
    monkeypatch.setattr(scope, "load_seat", loader)
    user, client, path = with_password(table.bea), visit(None), reverse("partners:partners")
    sign_in(client, user.email)
    assert client.get(path).status_code == HTTPStatus.NOT_FOUND
    page = client.get(reverse("accounts:account")).content.decode()
    assert "Bitte richten Sie zuerst einen zweiten Faktor ein" in page
    totp.TOTP.activate(user, totp.generate_totp_secret())
    assert client.get(path).status_code == HTTPStatus.OK


def test_a_session_ends_with_the_seat(table: Table, visit: Visit) -> None:
    bea, alma = visit(table.bea), visit(table.alma)
    assert bea.get(reverse("partners:partners")).status_code == HTTPStatus.OK
    day = table.today
    done = alma.post(
        reverse("accounts:end_seat", args=[table.bea.pk]),
        {"ends_on_tag": day.day, "ends_on_monat": day.month, "ends_on_jahr": day.year},
    )
    assert done.status_code == HTTPStatus.SEE_OTHER
    answer = bea.get(reverse("partners:partners"))
    assert answer.headers["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("name", ["bea", "charlie", "dora"])
def test_who_does_not_administer_sees_no_page_of_people(
    table: Table, visit: Visit, name: str
) -> None:
    client = visit(getattr(table, name))
    user, seat = table.charlie.user_id, table.charlie.pk
    for path in (
        reverse("accounts:members"),
        reverse("accounts:new_invitation"),
        reverse("accounts:member", args=[user]),
        reverse("accounts:ask_end_seat", args=[seat]),
    ):
        assert client.get(path).status_code == HTTPStatus.NOT_FOUND, path
    for path in (
        reverse("accounts:invite"),
        reverse("accounts:give_seat", args=[user]),
        reverse("accounts:end_seat", args=[seat]),
    ):
        assert client.post(path).status_code == HTTPStatus.NOT_FOUND, path


def test_alma_invites_a_person_and_gets_the_link_to_hand_over(table: Table, visit: Visit) -> None:
    client, day = visit(table.alma), table.today
    assert client.get(reverse("accounts:new_invitation")).status_code == HTTPStatus.OK
    done = client.post(
        reverse("accounts:invite"),
        {
            "name": "Fritz Frisch",
            "email": "fritz@example.org",
            "partner": table.centre.pk,
            "role": "AUDITOR",
            "starts_on_tag": day.day,
            "starts_on_monat": day.month,
            "starts_on_jahr": day.year,
        },
    )
    assert done.status_code == HTTPStatus.SEE_OTHER
    page = client.get(done.headers["Location"]).content.decode()
    assert "Fritz Frisch" in page
    assert "/konto/passwort/neu/" in page
    assert "Fritz Frisch" in client.get(reverse("accounts:members")).content.decode()


def test_what_is_refused_stands_at_its_field(table: Table, visit: Visit) -> None:
    client, day = visit(table.alma), table.today
    answer = client.post(
        reverse("accounts:give_seat", args=[table.charlie.user_id]),
        {
            "partner": table.centre.pk,
            "role": "TOWN_SCHOOL_OFFICE",
            "starts_on_tag": day.day,
            "starts_on_monat": day.month,
            "starts_on_jahr": day.year,
        },
    )
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "nur bei: Schulverwaltungsamt der Stadt" in answer.content.decode()


def test_an_immigration_office_is_not_even_offered(table: Table, visit: Visit) -> None:
    page = visit(table.alma).get(reverse("accounts:new_invitation")).content.decode()
    assert table.centre.name in page
    assert table.immigration_office.name not in page


def test_a_person_and_a_seat_that_do_not_exist_are_not_found(table: Table, visit: Visit) -> None:
    client = visit(table.alma)
    for name in ("accounts:member", "accounts:ask_end_seat"):
        assert client.get(reverse(name, args=[10**9])).status_code == HTTPStatus.NOT_FOUND


def test_the_page_of_people_asks_the_same_few_questions_however_many_they_are(
    table: Table, visit: Visit, django_assert_max_num_queries: Callable[..., object]
) -> None:
    client = visit(table.alma)
    with django_assert_max_num_queries(16):  # type: ignore[attr-defined]  # a context manager
        client.get(reverse("accounts:members"))
