# SPDX-License-Identifier: EUPL-1.2
"""The way to the mail server: encrypted, with whom it claims to be, or nothing is sent at all."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pytest_django import Settings

from rundertisch.accounts.models import Seat
from rundertisch.kernel import outbox
from rundertisch.kernel.models import Occasion
from rundertisch.kernel.outbox import sending
from rundertisch.kernel.thread import Ref
from rundertisch.site import operations_receipts
from tests import world as worlds
from tests.support import post_office
from tests.support.cluster import OwnDatabase
from tests.support.post_office import PostOffice

pytestmark = pytest.mark.database
GOOD = "richtig"
SENT, AWAY = ("SENT", ""), ("WAITING", "UNREACHABLE")
Send = Callable[[], tuple[str, str]]


@pytest.fixture(scope="module")
def identity(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Key and certificate of the mail server; nobody but itself vouches for it."""
    return post_office.certificate(folder=tmp_path_factory.mktemp("post"))


@pytest.fixture
def send(own_database: OwnDatabase, settings: Settings) -> Send:
    """Put one message into the outbox, let the worker try, and return what became of it."""
    world = worlds.build()
    settings.SENDS_MAIL = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"

    def once() -> tuple[str, str]:
        to = Ref("user", str(world.charlie.user_id))
        seat = Seat(pk=world.administrator.seat_id, user_id=world.administrator.user_id)
        with worlds.asking(world.administrator):
            pk = outbox.put(
                occasion=Occasion.TEST,
                to=to,
                address="charlie@kreis.example",
                about=to,
                facts={"name": "Charlie"},
                by=seat,
            ).pk
        with operations_receipts.as_owner(owner_url=own_database.urls.worker or ""):
            sending.send_what_waits.run()
        asked = "select state, trouble from kernel_message where id = %s"
        [(state, trouble)] = own_database.owner_sql(asked, pk)
        return state, trouble

    return once


@contextmanager
def told_to_use(
    settings: Settings, *, security: str, identity: Path | None, password: str
) -> Iterator[PostOffice]:
    """A mail server that knows one member, and this house told to sign in there."""
    with post_office.running(security=security, identity=identity) as office:
        office.members = {"rundertisch": GOOD}
        settings.EMAIL_HOST, settings.EMAIL_PORT = post_office.LOOPBACK, office.port
        settings.EMAIL_HOST_USER = "rundertisch"
        settings.EMAIL_HOST_PASSWORD = password
        yield office


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_mail_goes_encrypted_and_signed_in_or_not_at_all(
    send: Send,
    settings: Settings,
    identity: Path,
    security: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings.EMAIL_USE_TLS = security == "starttls"
    settings.EMAIL_USE_SSL = security == "tls"
    with told_to_use(settings, security=security, identity=identity, password=GOOD) as office:
        assert send() == AWAY, "nobody vouches for this server yet"
        monkeypatch.setenv("SSL_CERT_FILE", str(identity))
        assert send() == SENT
        assert office.encrypted == [True, True], "what had waited went as well"
    with told_to_use(settings, security=security, identity=identity, password="falsch") as office:
        assert send() == ("WAITING", "SIGN_IN")
        assert office.taken == []


def test_a_server_that_offers_no_encryption_gets_neither_password_nor_mail(
    send: Send, settings: Settings
) -> None:
    settings.EMAIL_USE_TLS, settings.EMAIL_USE_SSL = True, False
    with told_to_use(settings, security="none", identity=None, password=GOOD) as office:
        assert send() == AWAY
        assert office.taken == []
