# SPDX-License-Identifier: EUPL-1.2
"""Signing in at the district: the whole way through a real provider on this machine, and refusals.

The browser is Django's; between our two pages it visits the provider by HTTP.
"""

import http.client
from collections.abc import Callable, Iterator
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.socialaccount.models import SocialAccount
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from rundertisch.accounts import actions, queries
from rundertisch.accounts.models import Role, Seat, User
from rundertisch.kernel import scope
from rundertisch.kernel.errors import Refusal
from rundertisch.site import environment
from tests.rooms.conftest import Table, asking
from tests.support import clients, provider
from tests.support.provider import Provider, running_provider

pytestmark = pytest.mark.database
Visit = Callable[[Seat | None], Client]
__all__ = ["running_provider"]
PARTNERS = "/partner/"


@pytest.fixture
def district(running_provider: Provider, settings: Settings) -> Iterator[Provider]:
    """The district's provider, known to this instance; it vouches for Bea."""
    settings.SOCIALACCOUNT_PROVIDERS = running_provider.settings()
    running_provider.person = {"sub": "4711", "email": "Bea@example.org", "email_verified": True}
    running_provider.lies, running_provider.signs_with = {}, None
    running_provider.algorithm = "RS256"
    yield running_provider
    running_provider.asked.clear()


def at_provider(url: str) -> str:
    """Visit the provider as the browser does; return where it sends the browser back to."""
    where = urlsplit(url)
    connection = http.client.HTTPConnection(where.netloc, timeout=60)
    connection.request("GET", f"{where.path}?{where.query}")
    back = connection.getresponse().headers["Location"]
    connection.close()
    return str(back)


def sign_in(client: Client, **words: str) -> HttpResponse:
    """Press the button, be vouched for, come back."""
    sent = client.get(reverse("accounts:district_sign_in"), words)
    assert sent.status_code == HTTPStatus.FOUND
    back = urlsplit(at_provider(sent.headers["Location"]))
    return client.get(f"{back.path}?{back.query}")  # type: ignore[return-value]  # a response


def refused(answer: HttpResponse) -> str:
    """Return the sentence of a page that let nobody in."""
    assert answer.status_code == HTTPStatus.FORBIDDEN
    text = answer.content.decode()
    assert "Sie sind nicht angemeldet" in text
    return text


def inside(client: Client) -> bool:
    """Say whether somebody is signed in."""
    return client.get(reverse("accounts:account")).status_code == HTTPStatus.OK


def test_bea_who_is_invited_signs_in_at_the_district_without_any_password(
    table: Table, visit: Visit, district: Provider
) -> None:
    client = visit(None)
    assert "Anmeldung des Kreises" in client.get(reverse("account_login")).content.decode()
    answer = sign_in(client, next=PARTNERS)
    assert answer.headers["Location"] == PARTNERS
    assert client.get(PARTNERS).status_code == HTTPStatus.OK
    asked = district.asked[-1]
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["nonce"]) == 64
    kept = SocialAccount.objects.get(user_id=table.bea.user_id)
    assert (kept.uid, kept.extra_data) == ("4711", {})
    assert not User.objects.get(pk=table.bea.user_id).has_usable_password()
    assert sign_in(visit(None)).headers["Location"] == "/"
    assert SocialAccount.objects.filter(user_id=table.bea.user_id).count() == 1


NOBODY = {"sub": "1", "email": "niemand@example.org", "email_verified": True}
UNVERIFIED = {"sub": "4711", "email": "bea@example.org", "email_verified": False}
WITHOUT_WORD = {"sub": "4711", "email": "bea@example.org"}


@pytest.mark.parametrize(
    ("person", "sentence"),
    [
        (NOBODY, "gibt es hier keine Einladung"),
        (UNVERIFIED, "nicht als geprüft gemeldet"),
        (WITHOUT_WORD, "nicht als geprüft gemeldet"),
    ],
    ids=["unknown", "unverified", "silent"],
)
def test_who_is_not_invited_or_not_verified_stays_outside_and_nothing_is_kept(
    table: Table, visit: Visit, district: Provider, person: dict[str, Any], sentence: str
) -> None:
    district.person, client, before = person, visit(None), User.objects.count()
    assert sentence in refused(sign_in(client))
    assert not inside(client)
    assert (User.objects.count(), SocialAccount.objects.count()) == (before, 0)


@pytest.mark.parametrize(
    "lie",
    [
        {"iss": "http://127.0.0.1:1"},
        {"aud": "ein anderes Programm"},
        {"nonce": "von einer anderen Anmeldung"},
        {"exp": 1},
        {"nonce": None},
    ],
    ids=["issuer", "audience", "nonce", "too old", "no nonce"],
)
def test_a_token_that_was_not_made_for_this_sign_in_opens_nothing(
    table: Table, visit: Visit, district: Provider, lie: dict[str, Any]
) -> None:
    district.lies, client = lie, visit(None)
    assert "war nicht gültig" in refused(sign_in(client))
    assert not inside(client)


@pytest.mark.parametrize("forger", ["another key", "a shared secret", "none"])
def test_a_token_signed_by_somebody_else_opens_nothing(
    table: Table, visit: Visit, district: Provider, forger: str
) -> None:
    if forger == "another key":
        district.signs_with = provider.new_key()
    else:
        district.algorithm = "HS256" if forger == "a shared secret" else "none"
        district.signs_with = provider.SECRET * 2 if forger == "a shared secret" else ""
    client = visit(None)
    assert "war nicht gültig" in refused(sign_in(client))
    assert not inside(client)


def test_an_answer_that_nobody_asked_for_and_a_second_use_open_nothing(
    table: Table, visit: Visit, district: Provider
) -> None:
    asked = visit(None).get(reverse("accounts:district_sign_in")).headers["Location"]
    back = urlsplit(at_provider(asked))
    stranger = visit(None)
    assert "in einem anderen Fenster" in refused(stranger.get(f"{back.path}?{back.query}"))  # type: ignore[arg-type]  # a response
    assert not inside(stranger)
    gone = stranger.get(reverse("accounts:district_back"), {"error": "access_denied", "state": "x"})
    assert gone.status_code == HTTPStatus.FORBIDDEN


def test_who_gives_up_at_the_provider_reads_that_nothing_happened(
    table: Table, visit: Visit, district: Provider
) -> None:
    client = visit(None)
    asked = client.get(reverse("accounts:district_sign_in")).headers["Location"]
    state = parse_qs(urlsplit(asked).query)["state"][0]
    path = reverse("accounts:district_back")
    answer = client.get(path, {"error": "access_denied", "state": state})
    assert "abgebrochen" in refused(answer)  # type: ignore[arg-type]  # a response


def test_an_address_given_to_another_person_does_not_open_beas_account(
    table: Table, visit: Visit, district: Provider
) -> None:
    sign_in(visit(None))
    district.person = {"sub": "0815", "email": "bea@example.org", "email_verified": True}
    client = visit(None)
    assert "eine andere Anmeldung des Kreises" in refused(sign_in(client))
    district.person = {"sub": "4711", "email": "charlie@example.org", "email_verified": True}
    assert "eine andere Anmeldung des Kreises" in refused(sign_in(client))
    assert not inside(client)


def test_a_provider_that_is_silent_is_said_in_a_sentence(
    table: Table, visit: Visit, district: Provider, settings: Settings
) -> None:
    known = district.settings()
    known["openid_connect"]["APPS"][0]["settings"]["server_url"] = "http://127.0.0.1:9"
    settings.SOCIALACCOUNT_PROVIDERS = known
    answer = visit(None).get(reverse("accounts:district_sign_in"))
    assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert "antwortet gerade nicht" in answer.content.decode()


def test_without_a_provider_there_is_no_button_and_no_door(visit: Visit) -> None:
    client = visit(None)
    assert "Anmeldung des Kreises" not in client.get(reverse("account_login")).content.decode()
    for name in ("accounts:district_sign_in", "accounts:district_back"):
        assert client.get(reverse(name)).status_code == HTTPStatus.NOT_FOUND


def test_the_districts_second_factor_counts_only_where_its_word_is_trusted(
    table: Table,
    visit: Visit,
    district: Provider,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings.SECOND_FACTOR_DEMANDED = True
    monkeypatch.setattr(scope, "load_seat", queries.seat_loader(second_factor_demanded=True))
    district.person |= {"amr": ["pwd", "mfa"]}
    client = visit(None)
    sign_in(client)
    assert client.get(PARTNERS).status_code == HTTPStatus.NOT_FOUND
    settings.DISTRICT_SECOND_FACTORS = ["mfa"]
    client = visit(None)
    sign_in(client)
    assert client.get(PARTNERS).status_code == HTTPStatus.OK
    assert "beim Kreis geprüft" in client.get(reverse("accounts:account")).content.decode()
    district.person["amr"] = ["pwd"]
    client = visit(None)
    sign_in(client)
    assert client.get(PARTNERS).status_code == HTTPStatus.NOT_FOUND


def test_who_has_an_app_here_is_asked_for_it_unless_the_district_has_asked(
    table: Table, visit: Visit, district: Provider, settings: Settings
) -> None:
    user = User.objects.get(pk=table.bea.user_id)
    totp.TOTP.activate(user, totp.generate_totp_secret())
    assert Authenticator.objects.filter(user=user).exists()
    assert sign_in(visit(None)).headers["Location"] == reverse("mfa_authenticate")
    settings.DISTRICT_SECOND_FACTORS = ["urn:kreis:loa:hoch"]
    district.person |= {"acr": "urn:kreis:loa:hoch"}
    assert sign_in(visit(None)).headers["Location"] == "/"


def test_who_has_no_password_confirms_at_the_district_before_a_file_and_keeps_the_seat(
    table: Table, visit: Visit, district: Provider
) -> None:
    user = User.objects.get(pk=table.bea.user_id)
    with asking(table.alma):
        second = actions.give_seat(
            user=user,
            partner=table.centre,
            role=Role.KIM_COORDINATION,
            starts_on=table.today,
            by=table.alma,
        )
    client = visit(None)
    sign_in(client)
    client.post(reverse("accounts:choose_seat", args=[second.pk]))
    clients.proven(client, user_id=user.pk, seconds_ago=3600)
    asked = client.get(reverse("schooling:export_figures"))
    again = client.get(asked.headers["Location"]).headers["Location"]
    assert parse_qs(urlsplit(again).query)["prompt"] == ["login"]
    back = urlsplit(at_provider(again))
    waiting = client.get(f"{back.path}?{back.query}").headers["Location"]
    assert waiting.startswith(reverse("accounts:waiting_file"))
    assert client.session["seat_id"] == second.pk
    assert client.get(reverse("schooling:export_figures")).status_code == HTTPStatus.OK


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"URL": "https://sso.example"}, "unvollständig"),
        ({"URL": "http://sso.example", "CLIENT": "c", "SECRET": "s"}, "https://"),
    ],
)
def test_a_half_configured_provider_is_refused_with_a_sentence(
    given: dict[str, str], sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(f"RUNDERTISCH_OIDC_{name}", value)
    with pytest.raises(Refusal, match=sentence):
        environment.identity_provider(mode="production")
