# SPDX-License-Identifier: EUPL-1.2
"""How long a link opens, when somebody calls and what expires: dated, unchecked until checked."""

import datetime as dt

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from rundertisch.accounts.models import Seat
from rundertisch.cases import actions, queries
from rundertisch.cases.actions import periods
from rundertisch.cases.models import PeriodCode, ReferralPeriod
from rundertisch.kernel import links
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.models import LinkKind, SecureLink
from rundertisch.kernel.thread import Ref
from rundertisch.partners.models import Partner
from tests.rooms.cases.test_clients import opened, with_need
from tests.rooms.cases.test_referrals import consented
from tests.world import DemoWorld, as_, asking

pytestmark = pytest.mark.database
PAGE, SET = "cases:referral_periods", "cases:set_period"
GIVEN = {"code": "LINK", "days": 3, "source": "Lenkungsgruppe, Beschluss vom 3. November"}
CHECKED = {"verified_on_tag": 3, "verified_on_monat": 11, "verified_on_jahr": 2026}


def test_the_coordination_sets_the_days_with_their_source(world: DemoWorld) -> None:
    browser, page, to = as_(world.coordination), reverse(PAGE), reverse(SET)
    assert "nicht geprüft" in browser.get(page).content.decode()
    assert 'value="8"' in browser.get(page, {"frist": "LINK"}).content.decode()
    for wrong in ({"days": 0}, {"days": 366}, {"source": ""}, {"code": "X"}):
        assert browser.post(to, GIVEN | wrong).status_code == 422, wrong
    late = browser.post(to, GIVEN | {"code": "REMIND", "days": 30})
    assert (late.status_code, "bevor jemand anruft" in late.content.decode()) == (422, True)
    assert browser.post(to, GIVEN | {"days": 5}).status_code == 303
    assert browser.post(to, GIVEN | CHECKED).status_code == 303, "a second thought replaces it"
    assert "geprüft am 03.11.2026" in browser.get(page).content.decode()
    before = queries.referral_periods(on=world.on - dt.timedelta(days=1))
    assert before[PeriodCode.LINK].days == 8, "what applied before stays readable"
    assert ReferralPeriod.objects.filter(code="LINK").count() == 2


def test_links_and_reminders_follow_the_days_also_past_the_actions(world: DemoWorld) -> None:
    with asking(world.coordination):
        by = Seat.objects.get(pk=world.coordination.seat_id)
        for code, days in ((PeriodCode.LINK, 3), (PeriodCode.REMIND, 2)):
            periods.set_period(
                code=code, days=days, source="x", verified_on=None, on=world.on, by=by
            )
    with asking(world.charlie):
        charlie = Seat.objects.select_related("user", "partner").get(pk=world.charlie.seat_id)
        client = opened(world, charlie)
        to = Partner.objects.get(kind="WELFARE")
        consented(world, charlie, client, to)
        need = with_need(world, client, charlie)
        day = world.on - dt.timedelta(days=2)
        referral = actions.refer(need=need, to=to, asks="Bitte.", on=day, by=charlie)
        now = timezone.now()  # noqa: TID251 - the test reads the clock
        actions.open_referral_link(referral=referral, at=now, by=charlie)
        made = SecureLink.objects.get(kind=LinkKind.REFERRAL, closed_at=None)
        assert made.expires_at - now == dt.timedelta(days=3)
        with pytest.raises(DatabaseError), transaction.atomic():
            links.open_link(
                kind=LinkKind.REFERRAL,
                about=Ref("referral", str(referral.pk)),
                subject_id=client.subject_id,
                partner_id=to.pk,
                expires_at=now + dt.timedelta(days=4),
                by=charlie,
            )
        (waits,) = queries.waiting_elsewhere(clients={client.subject_id: client}, on=world.on)
        assert waits.long


def test_who_refers_reads_the_days_and_nobody_else_sets_them(
    world: DemoWorld, charlie: Seat
) -> None:
    page = as_(world.charlie).get(reverse(PAGE), {"frist": "LINK"})
    assert (page.status_code, "Ändern" in page.content.decode()) == (200, False)
    for who in ("charlie", "agency", "schulamt"):
        assert as_(getattr(world, who)).post(reverse(SET), GIVEN).status_code == 404, who
    assert as_(world.agency).get(reverse(PAGE)).status_code == 404
    with asking(world.charlie), pytest.raises(Refusal, match="KIM-Koordination"):
        periods.set_period(
            code=PeriodCode.LINK, days=3, source="x", verified_on=None, on=world.on, by=charlie
        )
