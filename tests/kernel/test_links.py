# SPDX-License-Identifier: EUPL-1.2
"""A secret opens one thing for a while; a number, a closed or an expired link opens nothing."""

import datetime as dt

import pytest
from django.core.cache import cache
from django.db import DatabaseError, connection, transaction
from django.test import RequestFactory
from pytest_django import Settings

from rundertisch.accounts.models import Seat
from rundertisch.kernel import links, scope
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.models import LinkKind, SecureLink
from rundertisch.kernel.thread import Ref
from rundertisch.schooling.models import Child
from tests.world import DemoWorld, asking, build

pytestmark = [pytest.mark.database, pytest.mark.django_db]
TOMORROW = dt.timedelta(days=1)


@pytest.fixture
def world(db: None) -> DemoWorld:
    """The invented district; nobody is asking, and no address was ever wrong."""
    cache.clear()
    return build()


def one_value(statement: str, *values: object) -> object:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        return cursor.fetchone()[0]


def open_own_view(
    world: DemoWorld, *, by: str = "counsellor", lasts: dt.timedelta = TOMORROW
) -> str:
    """Open the own view of the first child; return the secret."""
    with asking(world.counsellor):
        child = Child.objects.order_by("pk")[0]
    person = getattr(world, by)
    with asking(person):
        now = one_value("select now()")
        assert isinstance(now, dt.datetime)
        return links.open_link(
            kind=LinkKind.OWN_VIEW,
            about=Ref("subject", str(child.subject_id)),
            subject_id=child.subject_id,
            expires_at=now + lasts,
            by=Seat.objects.get(pk=person.seat_id),
        )


def test_the_secret_opens_the_own_view_and_is_stored_nowhere(world: DemoWorld) -> None:
    token = open_own_view(world)
    with scope.asking_subject(token):
        link = SecureLink.objects.get()
        assert one_value("select app_subject_id()") == link.subject_id
        assert one_value("select app_seat_id()") is None
        assert token not in str(SecureLink.objects.values()[0])
        assert Child.objects.get().subject_id == link.subject_id
    assert one_value("select app_subject_id()") is None
    assert not SecureLink.objects.exists()


def test_a_number_or_an_id_is_no_secret(world: DemoWorld) -> None:
    open_own_view(world)
    with asking(world.counsellor):
        link = SecureLink.objects.get()
    for guess in (str(link.pk), str(link.subject_id), link.token_hash, "' or true --", ""):
        with scope.asking_subject(guess):
            assert not Child.objects.exists()
            assert one_value("select app_link_id()") is None


def test_a_link_of_another_kind_makes_nobody_the_subject(world: DemoWorld) -> None:
    token = open_own_view(world)
    with scope.asking_link(token):
        assert one_value("select app_subject_id()") is None
        assert one_value("select app_link_id()") is None
    assert links.knock(token=token, kind=LinkKind.STATUS, address="192.0.2.1") is None


def test_a_closed_link_opens_nothing_and_closes_once(world: DemoWorld) -> None:
    token = open_own_view(world)
    with asking(world.counsellor):
        link = SecureLink.objects.get()
        assert links.close_link(pk=link.pk)
        assert not links.close_link(pk=link.pk)
    assert links.knock(token=token, kind=LinkKind.OWN_VIEW, address="192.0.2.1") is None


def test_the_family_may_close_its_own_link_and_only_close_it(world: DemoWorld) -> None:
    token = open_own_view(world)
    with scope.asking_subject(token):
        link = SecureLink.objects.get()
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            SecureLink.objects.update(expires_at=link.expires_at + TOMORROW)
        assert links.close_link(pk=link.pk)
        assert not Child.objects.exists()


def test_an_expired_link_opens_nothing(world: DemoWorld) -> None:
    token = open_own_view(world, lasts=-TOMORROW)
    assert links.knock(token=token, kind=LinkKind.OWN_VIEW, address="192.0.2.1") is None


@pytest.mark.parametrize("stranger", ["charlie", "administrator", "schulamt", "auditor"])
def test_who_does_not_keep_the_record_opens_no_own_view(world: DemoWorld, stranger: str) -> None:
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        open_own_view(world, by=stranger)


def test_nobody_opens_a_link_in_the_name_of_another(world: DemoWorld) -> None:
    with asking(world.charlie):
        charlie = Seat.objects.get(pk=world.charlie.seat_id)
    with asking(world.counsellor):
        child = Child.objects.order_by("pk")[0]
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            links.open_link(
                kind=LinkKind.OWN_VIEW,
                about=Ref("subject", str(child.subject_id)),
                subject_id=child.subject_id,
                expires_at=dt.datetime.max.replace(tzinfo=dt.UTC),
                by=charlie,
            )


@pytest.mark.parametrize(
    ("proxies", "passed", "address"),
    [
        (0, "", "192.0.2.1"),
        (0, "198.51.100.7", "192.0.2.1"),  # whoever asks wrote it
        (1, "198.51.100.7", "198.51.100.7"),
        (1, "invented, 198.51.100.7", "198.51.100.7"),
        (2, "invented, 198.51.100.7, 192.0.2.2", "198.51.100.7"),
        (2, "198.51.100.7", "192.0.2.1"),  # past one proxy only: from within
        (1, "", "192.0.2.1"),
    ],
)
def test_behind_a_proxy_everybody_is_counted_alone_and_nobody_invents_an_address(
    settings: Settings, proxies: int, passed: str, address: str
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    headers = {"X-Forwarded-For": passed} if passed else {}
    request = RequestFactory(REMOTE_ADDR="192.0.2.1", headers=headers).get("/")
    assert links.address_of(request) == address


def test_after_many_wrong_secrets_an_address_has_to_wait(world: DemoWorld) -> None:
    token = open_own_view(world)
    for number in range(links.WRONG_TOKENS):
        assert links.knock(token=f"x{number}", kind=LinkKind.OWN_VIEW, address="192.0.2.9") is None
    with pytest.raises(Refusal, match="zehn Minuten"):
        links.knock(token=token, kind=LinkKind.OWN_VIEW, address="192.0.2.9")
    assert links.knock(token=token, kind=LinkKind.OWN_VIEW, address="192.0.2.1") is not None


def test_who_asked_before_asks_again_after_a_link_did(world: DemoWorld) -> None:
    token = open_own_view(world)
    with asking(world.counsellor):
        with scope.asking_subject(token):
            assert scope.told() == (None, None)
        assert scope.told() == (world.counsellor.user_id, world.counsellor.seat_id)
        assert one_value("select app_subject_id()") is None
