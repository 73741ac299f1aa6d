# SPDX-License-Identifier: EUPL-1.2
"""A family learns by SMS that there is something new on its page: never what, and never twice.

Renate counsels. Mira's family wants SMS, Nela's does not. A real gateway listens on loopback.
"""

import json
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from rundertisch.accounts.models import Seat
from rundertisch.kernel import outbox, scope
from rundertisch.kernel.models import Message, MessageText
from rundertisch.kernel.outbox import sending
from rundertisch.privacy import actions as privacy
from rundertisch.privacy import exchange
from rundertisch.schooling import actions
from rundertisch.schooling.models import Child
from rundertisch.site import operations_receipts
from rundertisch.site.environment import SmsGateway
from tests import world as worlds
from tests.support import sms_gateway
from tests.support.cluster import OwnDatabase
from tests.support.sms_gateway import Gateway
from tests.world import DemoWorld, asking

pytestmark = pytest.mark.database
NUMBER = "+4915123456789"


@pytest.fixture
def world(own_database: OwnDatabase) -> DemoWorld:
    """The invented district; what is done here is committed."""
    return worlds.build()


@pytest.fixture
def gateway(settings: Settings) -> Iterator[Gateway]:
    """A gateway, and this house told to use it."""
    with sms_gateway.running() as one:
        settings.SENDS_SMS, settings.SITE = True, "https://tisch.kreis.example"
        settings.SMS = SmsGateway(url=one.url, token="geheim", sender="Kreis")
        yield one


@pytest.fixture
def renate(world: DemoWorld) -> Seat:
    """The counsellor's seat."""
    with asking(world.counsellor):
        return Seat.objects.select_related("user", "partner").get(pk=world.counsellor.seat_id)


@pytest.fixture
def mira(world: DemoWorld, renate: Seat) -> Child:
    """A child whose family wants SMS, in Arabic."""
    with asking(world.counsellor):
        child = Child.objects.filter(appointments=None).exclude(family_name="").order_by("pk")[0]
        actions.keep_family_phone(
            child=child, number="0151 23456789", language="ar", by_sms=True, on=world.on, by=renate
        )
    return child


def tell(world: DemoWorld, child: Child, *, by: Seat) -> Message | None:
    """Tell the family that there is something new."""
    with asking(world.counsellor):
        return actions.tell_family(child=child, by=by)


def work(own_database: OwnDatabase) -> None:
    """Let the worker do its job once."""
    with operations_receipts.as_owner(owner_url=own_database.urls.worker or ""):
        sending.send_what_waits.run()


def states(world: DemoWorld) -> list[tuple[str, str]]:
    """Return state and trouble of every SMS, as Renate sees them."""
    with asking(world.counsellor):
        rows = Message.objects.filter(channel="SMS").order_by("pk")
        return list(rows.values_list("state", "trouble"))


def test_an_sms_says_only_that_there_is_a_message_and_where(
    world: DemoWorld, own_database: OwnDatabase, gateway: Gateway, renate: Seat, mira: Child
) -> None:
    assert tell(world, mira, by=renate)
    assert tell(world, mira, by=renate) is None  # the one that waits says the same
    work(own_database)
    work(own_database)
    (sent,) = gateway.taken
    assert gateway.heads[0]["Authorization"] == "Bearer geheim"
    assert (sent["to"], sent["from"]) == (NUMBER, "Kreis")
    words, link = sent["text"].splitlines()
    assert words == "توجد رسالة لكم. تجدونها هنا:"
    assert link.startswith("https://tisch.kreis.example/ar/stand/")
    for secret in (mira.first_name, mira.family_name, mira.reference):
        assert secret not in sent["text"]
    assert Client().get(link.removeprefix("https://tisch.kreis.example")).status_code == 200
    assert states(world) == [("SENT", "")]
    with asking(world.counsellor):
        assert not MessageText.objects.filter(message__channel="SMS").exists()


def test_only_what_surely_did_not_leave_is_tried_again(
    world: DemoWorld, own_database: OwnDatabase, gateway: Gateway, renate: Seat, mira: Child
) -> None:
    """One SMS for each answer; what is not settled is dropped before the next."""
    seen = []
    for status in (503, 401, 422, 404, 302, 500, 0):
        gateway.status = status
        message = tell(world, mira, by=renate)
        work(own_database)
        work(own_database)
        seen.append((status, *states(world)[-1]))
        with asking(world.counsellor):
            outbox.drop(pk=message.pk, by=renate)
    assert len(gateway.taken) == len(seen)
    assert seen == [
        (503, "WAITING", "LATER"),
        (401, "WAITING", "SIGN_IN"),
        (422, "FAILED", "ADDRESS"),
        (404, "FAILED", "REFUSED"),
        (302, "FAILED", "REFUSED"),
        (500, "UNCERTAIN", "INTERRUPTED"),
        (0, "UNCERTAIN", "INTERRUPTED"),
    ]


def test_an_uncertain_sms_waits_for_renate_who_decides(
    world: DemoWorld, own_database: OwnDatabase, gateway: Gateway, renate: Seat, mira: Child
) -> None:
    gateway.status = 0
    message = tell(world, mira, by=renate)
    assert message
    work(own_database)
    renates = worlds.as_(world.counsellor)
    assert "SMS an Familien, über die jemand" in renates.get("/").content.decode()
    page = renates.get(reverse("schooling:family", args=[mira.pk])).content.decode()
    assert "Vielleicht ist sie angekommen" in page
    where = reverse("schooling:decide_on_message", args=[mira.pk, message.pk])
    for person in (world.charlie, world.administrator, world.town_office):
        assert worlds.as_(person).post(where, {"again": "1"}).status_code == 404
    gateway.status = 200
    assert renates.post(where, {"again": "1"}).status_code == 303
    work(own_database)
    first, second = (head["Idempotency-Key"] for head in gateway.heads)
    assert first == second
    assert renates.post(where, {}).status_code == 422
    assert states(world) == [("SENT", "")]


def test_who_did_not_ask_for_sms_gets_none_and_without_a_gateway_nobody_does(
    world: DemoWorld, settings: Settings, renate: Seat, mira: Child
) -> None:
    assert tell(world, mira, by=renate) is None
    settings.SENDS_SMS = True
    with asking(world.counsellor):
        nela = Child.objects.exclude(pk=mira.pk).order_by("pk")[0]
    assert tell(world, nela, by=renate) is None


def test_the_administration_sees_no_sms_to_a_family_and_the_family_its_own(
    world: DemoWorld, gateway: Gateway, renate: Seat, mira: Child
) -> None:
    tell(world, mira, by=renate)
    with asking(world.administrator):
        assert not Message.objects.filter(to_kind="child").exists()
        assert not MessageText.objects.exists()
    with asking(world.counsellor):
        token = privacy.open_own_view(
            subject_id=mira.subject_id, at=worlds.moment(), days=9, by=renate
        )
    with scope.asking_subject(token), connection.cursor() as cursor:
        cursor.execute("select count(*) from kernel_message")
        assert cursor.fetchone() == (1,)
        told = exchange.subject_access_json(subject_id=mira.subject_id, on=world.on)
    assert NUMBER in told
    kinds = [record["Art"] for record in json.loads(told)["Datensätze"]]
    assert {"Nachricht", "Text einer Nachricht", "Telefon der Familie"} <= set(kinds)


def test_the_administration_sends_itself_an_sms_from_the_set_up_page(
    world: DemoWorld, own_database: OwnDatabase, gateway: Gateway
) -> None:
    ulrich = worlds.as_(world.administrator)
    where = reverse("accounts:send_test_sms")
    assert ulrich.post(where, {"phone": "keine"}).status_code == 422
    assert ulrich.post(where, {"phone": "0151 23456789"}).status_code == 303
    work(own_database)
    assert gateway.taken[0]["to"] == NUMBER
    assert "127.0.0.1" in ulrich.get(reverse("accounts:outbox")).content.decode()


def test_nobody_sends_a_test_without_a_gateway(world: DemoWorld) -> None:
    answer = worlds.as_(world.administrator).post(
        reverse("accounts:send_test_sms"), {"phone": "0151 23456789"}
    )
    assert answer.status_code == 422
    assert "RUNDERTISCH_SMS_URL" in answer.content.decode()
