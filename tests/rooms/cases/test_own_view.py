# SPDX-License-Identifier: EUPL-1.2
"""What a client reads about the own case: in twelve languages, every note, nobody else's."""

import json

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext
from pytest_django import Settings

from rundertisch.accounts.models import Seat
from rundertisch.cases import actions
from rundertisch.cases.models import Audience, Client
from rundertisch.kernel import languages, scope
from rundertisch.partners.models import Partner
from rundertisch.privacy import actions as privacy
from rundertisch.privacy import exchange, queries
from rundertisch.schooling.models import Child
from tests.rooms.cases.test_by_sql import colleague
from tests.rooms.cases.test_clients import opened, with_need
from tests.rooms.cases.test_referrals import Story, consented, sent, story
from tests.world import DemoWorld, as_, asking

__all__ = ["story"]
pytestmark = pytest.mark.database
TITLE = "Was über Sie gespeichert ist"
WITHDRAWING = (
    "Der Widerruf kostet nichts und hat für Sie keinen Nachteil. Wenn Sie es sich anders "
    "überlegen, fragen Sie die Stelle, die Sie begleitet."
)
FOR_A_CHILD = (
    "Der Widerruf kostet nichts und hat für Ihr Kind keinen Nachteil. Wenn Sie es sich anders "
    "überlegen, fragen Sie die Schulberatung."
)
TITLES = {"de": "Was über Sie gespeichert ist", "ar": "ما هو محفوظ عنكم", "uk": "Що про вас"}


def test_a_client_reads_the_own_case_in_twelve_languages_and_takes_everything_along(
    world: DemoWorld, charlie: Seat
) -> None:
    client = opened(world, charlie)
    other = opened(world, charlie, name="Berit Sandmann")
    with_need(world, client, charlie)
    with_need(world, other, charlie, words="Sucht eine Wohnung.")
    actions.write_note(
        client=client, audience=Audience.AUTHOR, words="Nur für mich.", on=world.on, by=charlie
    )
    token = privacy.open_own_view(
        subject_id=client.subject_id,
        at=timezone.now(),  # noqa: TID251 - the test reads the clock
        days=9,
        by=charlie,
    )
    browser = Browser()
    for code in languages.CODES:
        page = browser.get(reverse("own:own_view", kwargs={"language": code, "token": token}))
        text = page.content.decode()
        assert TITLES.get(code, "") in text, code
        for words in ("Amina Kestrel", "Sucht Arbeit.", "Nur für mich.", "Charlie Immel"):
            assert words in text, (code, words)
        assert "Berit" not in text
        assert "Sucht eine Wohnung." not in text
    url = reverse("own:take_along", kwargs={"language": "de", "token": token, "form": "json"})
    told = json.loads(browser.get(url).content)
    kinds = {record["Art"] for record in told["Datensätze"]}
    assert {"Person im Case Management", "Bedarf", "Notiz zum Fall"} <= kinds
    assert "Berit" not in json.dumps(told)


def test_a_client_is_spoken_to_as_the_person_and_not_as_parents_of_a_child(
    world: DemoWorld, charlie: Seat
) -> None:
    client = opened(world, charlie)
    consent = consented(world, charlie, client, Partner.objects.get(kind="WELFARE"))
    token = privacy.open_own_view(
        subject_id=client.subject_id,
        at=timezone.now(),  # noqa: TID251 - the test reads the clock
        days=9,
        by=charlie,
    )
    browser, said = Browser(headers={"Sec-Fetch-Site": "same-origin"}), set()
    for code in languages.CODES:
        where = {"language": code, "token": token}
        url = reverse("own:withdraw_form", kwargs={**where, "pk": consent.pk})
        text = browser.get(url).content.decode()
        with translation.override(code):
            assert gettext(WITHDRAWING) in text, code
            assert gettext(FOR_A_CHILD) not in text, code
            said.add(gettext(WITHDRAWING))
            with asking(world.charlie):
                title = queries.own_title(subject_id=client.subject_id, on=world.on)
            assert title == gettext(TITLE)
    assert len(said) == len(languages.CODES), "a language has no words of its own"
    ask = reverse("own:ask", kwargs={"language": "de", "token": token, "kind": "deletion"})
    told = browser.post(ask, {"words": ""}).content.decode()
    assert "hat für Sie keinen Nachteil" in told
    with asking(world.counsellor):
        child = Child.objects.order_by("pk")[0].subject_id
        assert not queries.reads_about_oneself(subject_id=child)
        assert not queries.own_title(subject_id=child, on=world.on)


def test_a_colleague_does_not_read_a_note_for_oneself_by_making_a_link(story: Story) -> None:
    client, charlie = story.client, story.by
    actions.write_note(
        client=client,
        audience=Audience.AUTHOR,
        words="Nur für mich.",
        on=story.world.on,
        by=charlie,
    )
    other = colleague(story)
    with scope.asking(user_id=other.user_id, seat_id=other.pk):
        token = own_link(client, Seat.objects.select_related("partner").get(pk=other.pk))
    page = Browser().get(reverse("own:own_view", args=["en", token])).content.decode()
    assert "Nur für mich." not in page
    assert "Only the person who wrote this note reads it" in page, "but she learns that it is there"
    with scope.asking_subject(token):
        assert "Nur für mich." not in exchange.subject_access_json(
            subject_id=client.subject_id, on=story.world.on
        )
    with asking(story.world.charlie):
        token = own_link(client, charlie)
    page = Browser().get(reverse("own:own_view", args=["en", token])).content.decode()
    assert "Nur für mich." in page, "whoever wrote it hands it out"


def test_the_auskunft_tells_which_mails_left_about_a_referral_and_no_secret(
    story: Story, settings: Settings
) -> None:
    settings.SENDS_MAIL = True
    actions.mail_referral_link(
        referral=sent(story),
        address="vera@lotsen.example.org",
        at=timezone.now(),  # noqa: TID251 - the test reads the clock
        by=story.by,
    )
    with scope.asking_subject(own_link(story.client, story.by)):
        told = exchange.subject_access_json(subject_id=story.client.subject_id, on=story.world.on)
        kinds = [record["Art"] for record in json.loads(told)["Datensätze"]]
    assert kinds.count("Nachricht") == 1
    assert "vera@lotsen.example.org" not in told, "another person's address"
    assert "/vermittlung/" not in told, "the link is the office's"


def own_link(client: Client, by: Seat) -> str:
    """Make a link to the own view, as this seat."""
    return privacy.open_own_view(
        subject_id=client.subject_id,
        at=timezone.now(),  # noqa: TID251 - the test reads the clock
        days=9,
        by=by,
    )


def test_who_leads_the_case_hands_out_the_link_and_nobody_else(world: DemoWorld) -> None:
    with asking(world.charlie):
        by = Seat.objects.select_related("user", "partner").get(pk=world.charlie.seat_id)
        subject = opened(world, by).subject_id
    url = reverse("privacy:person", args=[subject])
    assert as_(world.charlie).get(url).status_code == 200
    for who in ("counsellor", "agency", "centre_head"):
        assert as_(getattr(world, who)).get(url).status_code == 404, who
