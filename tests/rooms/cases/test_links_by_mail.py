# SPDX-License-Identifier: EUPL-1.2
"""Charlie mails the link of Amina's referral; a real mail server listens on loopback."""

import re
from collections.abc import Iterator
from email.message import Message as Mail

import pytest
from django.db import DatabaseError, transaction
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from rundertisch.accounts.models import Seat
from rundertisch.cases import actions
from rundertisch.cases.models import Referral
from rundertisch.kernel import outbox
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.models import Message, MessageText, Occasion
from rundertisch.kernel.outbox import sending
from rundertisch.kernel.thread import Ref
from rundertisch.partners.models import Partner
from rundertisch.privacy import actions as privacy
from rundertisch.site import operations_receipts
from tests.rooms.cases.test_clients import opened, with_need
from tests.rooms.cases.test_referrals import Story, consented, sent
from tests.support import post_office
from tests.support.cluster import OwnDatabase
from tests.support.post_office import PostOffice
from tests.world import DemoWorld, as_, asking, build

pytestmark = pytest.mark.database
ADDRESS = "vera.kontakt@lotsen.example"
NOW = timezone.now()  # noqa: TID251 - the test reads the clock


@pytest.fixture
def office(settings: Settings) -> Iterator[PostOffice]:
    """A mail server, and this house told to use it."""
    with post_office.running() as one:
        settings.SENDS_MAIL = True
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", one.port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.DEFAULT_FROM_EMAIL = "Zentrum <ki@kreis.example>"
        yield one


def referred(world: DemoWorld) -> tuple[Story, Referral]:
    """Let Charlie refer Amina's need to the Lotsendienst."""
    by = Seat.objects.select_related("user", "partner").get(pk=world.charlie.seat_id)
    client = opened(world, by)
    to = Partner.objects.get(kind="WELFARE")
    consent = consented(world, by, client, to)
    story = Story(world, by, client, with_need(world, client, by), to, consent)
    return story, sent(story)


def words_of(mail: Mail) -> str:
    """Return everything a mail says, its heading included."""
    body = mail.get_payload(decode=True)
    assert isinstance(body, bytes)
    return f"{mail['Subject']}\n{body.decode()}"


def test_the_mail_holds_a_link_and_nothing_about_the_person(
    own_database: OwnDatabase, office: PostOffice
) -> None:
    world = build()
    with asking(world.charlie):
        story, referral = referred(world)
    charlie = as_(world.charlie)
    url = reverse("cases:mail_referral_link", args=[story.client.pk, referral.pk])
    given = {f"{referral.pk}-address": ADDRESS, f"{referral.pk}-again": ADDRESS}
    typo = charlie.post(url, given | {f"{referral.pk}-again": "vera@lotsen.example"})
    assert (typo.status_code, "verschieden" in typo.content.decode()) == (422, True)
    for _ in range(2):  # the first, which waits, is dropped: its link has closed
        assert charlie.post(url, given).status_code == 303
    with asking(world.charlie):
        assert [one.state for one in Message.objects.order_by("pk")] == ["DROPPED", "WAITING"]
    with operations_receipts.as_owner(owner_url=str(own_database.urls.worker)):
        sending.send_what_waits.run()
    assert office.taken == [ADDRESS]
    text = words_of(office.mails[0])
    for kept in ("Amina", "Kestrel", "Sucht Arbeit", "Bitte beraten", story.client.pseudonym):
        assert kept not in text, kept
    assert story.by.partner.name in text
    (path,) = re.findall(r"https?://[^/]+(/vermittlung/\S+)", text)
    assert "Amina Kestrel" in Browser().get(path).content.decode()
    looked = "select fields from kernel_auditentry where action = 'cases.read_received'"
    assert own_database.owner_sql(looked) == [(["asks", "contact", "need"],)], "and it is logged"
    page = charlie.get(reverse("cases:need", args=[story.client.pk, story.need.pk]))
    assert "verschickt" in page.content.decode()
    assert ADDRESS not in page.content.decode()
    kept = "select from kernel_messagetext t join kernel_message m using (id) where m.occasion = %s"
    assert own_database.owner_sql(kept, "REFERRAL") == [], "address and link went with the mail"
    for who in ("agency", "counsellor", "welfare_manager", "administrator"):
        with asking(getattr(world, who)):
            assert not Message.objects.filter(occasion=Occasion.REFERRAL).exists(), who
        assert as_(getattr(world, who)).post(url, given).status_code == 404, who


def test_without_a_mail_server_the_link_is_handed_over_as_before(
    world: DemoWorld, charlie: Seat
) -> None:
    story, referral = referred(world)
    page = as_(world.charlie).get(reverse("cases:need", args=[story.client.pk, story.need.pk]))
    assert "Link per E-Mail senden" not in page.content.decode()
    with pytest.raises(Refusal, match="keine E-Mails"):
        actions.mail_referral_link(referral=referral, address=ADDRESS, at=NOW, by=charlie)


def test_nobody_mails_a_link_to_a_referral_of_others_not_even_by_sql(
    world: DemoWorld, charlie: Seat, settings: Settings
) -> None:
    _, referral = referred(world)
    settings.SENDS_MAIL = True
    about = Ref("referral", str(referral.pk))
    with asking(world.welfare_manager):
        other = Seat.objects.get(pk=world.welfare_manager.seat_id)
        with pytest.raises(DatabaseError), transaction.atomic():
            outbox.put(
                occasion=Occasion.REFERRAL,
                to=about,
                address=ADDRESS,
                about=about,
                facts={"office": "x", "link": "x", "days": "8"},
                by=other,
            )
    with asking(world.charlie):
        assert not MessageText.objects.exists()
        actions.take_back_referral(referral=referral, by=charlie)
        with pytest.raises(Refusal, match="zurückgezogen"):
            actions.mail_referral_link(
                referral=Referral.objects.get(pk=referral.pk),
                address=ADDRESS,
                at=NOW,
                by=charlie,
            )


def test_a_withdrawal_stops_the_mail_that_still_waits(
    world: DemoWorld, charlie: Seat, settings: Settings
) -> None:
    story, referral = referred(world)
    settings.SENDS_MAIL = True
    mail = actions.mail_referral_link(referral=referral, address=ADDRESS, at=NOW, by=charlie)
    privacy.withdraw_consent(consent=story.consent, by=charlie)
    mail.refresh_from_db()
    assert mail.state == "DROPPED", "the person said no before it left"
