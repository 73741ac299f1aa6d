# SPDX-License-Identifier: EUPL-1.2
"""Counselling records and withdraws a consent of a child; nobody else finds the page."""

import datetime as dt
from http import HTTPStatus

import pytest
from django.db import connection
from django.urls import reverse

from rundertisch.partners.models import Partner, PartnerKind
from rundertisch.privacy.models import Consent
from rundertisch.schooling.models import Child
from tests.world import DemoWorld, as_, asking, build

pytestmark = [pytest.mark.database, pytest.mark.django_db]


@pytest.fixture
def world(db: None) -> DemoWorld:
    """The invented district."""
    return build()


@pytest.fixture
def child(world: DemoWorld) -> Child:
    """The first child of the district."""
    with asking(world.counsellor):
        return Child.objects.order_by("pk")[0]


def day(name: str, on: dt.date) -> dict[str, int]:
    """Type a day as the form asks for it."""
    return {f"{name}_tag": on.day, f"{name}_monat": on.month, f"{name}_jahr": on.year}


def filled(world: DemoWorld, **changes: object) -> dict[str, object]:
    """Fill the form in as Renate Abel would."""
    recipient = Partner.objects.exclude(kind=PartnerKind.IMMIGRATION_OFFICE).order_by("pk")[0]
    return {
        "recipient": recipient.pk,
        "purpose": "SERVICE",
        "classes": ["NEED", "CONTACT"],
        **day("starts_on", world.on),
        **day("ends_on", world.on + dt.timedelta(days=90)),
        "language": "ar",
        "text_version": "2026-11",
        "refusal_told": "Nachteile entstehen nicht.",
        "giver": "GUARDIAN",
        "medium": "SCREEN",
        **changes,
    }


def test_a_consent_is_recorded_shown_and_withdrawn(world: DemoWorld, child: Child) -> None:
    browser = as_(world.counsellor)
    page = reverse("privacy:consents", kwargs={"subject": child.subject_id})
    assert page in browser.get(reverse("schooling:child", args=[child.pk])).content.decode()
    assert "Es ist keine Einwilligung eingetragen" in browser.get(page).content.decode()
    answer = browser.post(f"{page}eintragen/", filled(world))
    assert answer.status_code == HTTPStatus.SEE_OTHER, answer.content.decode()
    text = browser.get(page).content.decode()
    for shown in ("gilt", "Bedarf", "العربية", "Nachteile entstehen nicht.", "Widerruf eintragen"):
        assert shown in text, shown
    with asking(world.counsellor):
        consent = Consent.objects.get(subject=child.subject_id)
    for _ in range(2):  # twice by mistake is once
        answer = browser.post(f"{page}{consent.pk}/widerrufen/")
        assert answer.status_code == HTTPStatus.SEE_OTHER
    text = browser.get(page).content.decode()
    assert "widerrufen" in text
    assert "Widerruf eintragen" not in text


def test_what_is_missing_is_said_and_nothing_typed_is_lost(world: DemoWorld, child: Child) -> None:
    page = reverse("privacy:consents", kwargs={"subject": child.subject_id})
    answer = as_(world.counsellor).post(f"{page}eintragen/", filled(world, medium="PAPER"))
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "wo das unterschriebene Papier liegt" in answer.content.decode()
    assert "Nachteile entstehen nicht." in answer.content.decode()
    with asking(world.counsellor):
        assert not Consent.objects.exists()


@pytest.mark.parametrize("name", ["charlie", "schulamt", "administrator", "auditor", "centre_head"])
def test_who_does_not_keep_the_record_finds_no_page(
    world: DemoWorld, child: Child, name: str
) -> None:
    page = reverse("privacy:consents", kwargs={"subject": child.subject_id})
    browser = as_(getattr(world, name))
    assert browser.get(page).status_code == HTTPStatus.NOT_FOUND
    assert browser.post(f"{page}eintragen/", filled(world)).status_code == HTTPStatus.NOT_FOUND
    with asking(world.counsellor), connection.cursor() as cursor:
        cursor.execute("select count(*) from privacy_consent")
        assert cursor.fetchone() == (0,)
