# SPDX-License-Identifier: EUPL-1.2
"""A need goes to the job centre and back: with a consent, by account or by link, and in time."""

import datetime as dt
from dataclasses import dataclass

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from rundertisch.accounts.models import Seat
from rundertisch.cases import actions, jobs, queries
from rundertisch.cases.models import (
    Client,
    ClientContact,
    Need,
    Outcome,
    Referral,
    ReferralState,
    RefusalReason,
)
from rundertisch.kernel import links, scope
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.models import LinkKind
from rundertisch.kernel.thread import Ref
from rundertisch.partners.models import Partner
from rundertisch.privacy import actions as privacy
from rundertisch.privacy.models import Consent, DataClass, Giver, Medium, Purpose
from rundertisch.site import operations_receipts
from tests.rooms.cases.test_clients import newest, opened, with_need
from tests.support.cluster import OwnDatabase
from tests.world import DemoWorld, as_, asking, build

pytestmark = pytest.mark.database
ALL = (DataClass.CONTACT, DataClass.NEED, DataClass.REFERRAL)
TOLD = privacy.Told(
    language="de",
    text_version="1",
    refusal_told="Wir helfen Ihnen trotzdem.",
    medium=Medium.SCREEN,
    giver=Giver.SELF,
)


@dataclass(frozen=True, slots=True)
class Story:
    """Amina, whom Charlie accompanies, and where she wants to be referred to."""

    world: DemoWorld
    by: Seat
    client: Client
    need: Need
    to: Partner
    consent: Consent


def consented(
    world: DemoWorld, by: Seat, client: Client, to: Partner, classes: tuple[DataClass, ...] = ALL
) -> Consent:
    """Let the client consent to what a partner may know."""
    return privacy.record_consent(
        subject_id=client.subject_id,
        purpose=Purpose.SERVICE,
        classes=list(classes),
        recipient=to,
        starts_on=world.on - dt.timedelta(days=40),
        ends_on=world.on + dt.timedelta(days=90),
        told=TOLD,
        on=world.on,
        by=by,
    )


@pytest.fixture
def story(world: DemoWorld, charlie: Seat) -> Story:
    """Amina has consented that Alma's Lotsendienst knows name, need and referral."""
    client = opened(world, charlie)
    need = with_need(world, client, charlie)
    to = Partner.objects.get(kind="WELFARE")
    consent = consented(world, charlie, client, to)
    return Story(world, charlie, client, need, to, consent)


def sent(story: Story) -> Referral:
    """Refer Amina's need."""
    return actions.refer(
        need=story.need, to=story.to, asks="Bitte beraten.", on=story.world.on, by=story.by
    )


def secret(story: Story, referral: Referral) -> str:
    """Make a link for somebody without an account."""
    return actions.open_referral_link(referral=referral, at=timezone.now(), by=story.by)  # noqa: TID251 - the test reads the clock


def test_without_consent_nobody_refers_not_even_by_sql(story: Story) -> None:
    job_centre = Partner.objects.get(kind="JOB_CENTRE")
    with pytest.raises(Refusal, match="nicht eingewilligt"):
        actions.refer(need=story.need, to=job_centre, asks="Bitte.", on=story.world.on, by=story.by)
    insert = (
        "insert into cases_referral (subject_id, owner_id, need_id, to_partner_id, asks, sent_on,"
        " sent_by_id, sent_by_name, state, reason, answer, outcome)"
        " values (%s, %s, %s, %s, 'x', app_today(), %s, 'x', 'SENT', '', '', '')"
    )
    values = [story.client.subject_id, story.by.partner_id, story.need.pk]
    for to in (job_centre.pk, story.to.pk):
        if to == story.to.pk:
            privacy.withdraw_consent(consent=story.consent, by=story.by)
        with (
            pytest.raises(DatabaseError, match="needs a consent"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(insert, [*values, to, story.by.pk])


def test_the_addressed_office_reads_what_was_consented_to_and_answers(story: Story) -> None:
    referral = sent(story)
    agency = as_(story.world.agency)
    assert "Bitte beraten." in agency.get(reverse("cases:inbox")).content.decode()
    url = reverse("cases:incoming", args=[referral.pk])
    page = agency.get(url).content.decode()
    for words in ("Amina Kestrel", "Telefon 0170", "Sucht Arbeit."):
        assert words in page
    assert story.client.pseudonym not in page
    answer = reverse("cases:answer_referral", args=[referral.pk, "annehmen"])
    assert agency.post(answer, {"answer": "Termin am Montag."}).status_code == 303
    done = reverse("cases:answer_referral", args=[referral.pk, "erledigt"])
    assert agency.post(done, {"outcome": ""}).status_code == 422
    assert agency.post(done, {"outcome": "SOLVED"}).status_code == 303
    assert "schon" in agency.post(done, {"outcome": "SOLVED"}).content.decode()
    with asking(story.world.charlie):
        need = Need.objects.get(pk=story.need.pk)
        assert (need.outcome, need.closed_on) == (Outcome.SOLVED, story.world.on)
        assert Referral.objects.get(pk=referral.pk).state == ReferralState.DONE
    for who in ("counsellor", "school_head", "centre_head", "administrator", "former"):
        browser = as_(getattr(story.world, who))
        assert browser.get(url).status_code == 404, who


def test_what_was_not_consented_to_is_not_on_the_page(story: Story) -> None:
    other = opened(story.world, story.by, name="Berit Sandmann")
    need = with_need(story.world, other, story.by)
    consented(story.world, story.by, other, story.to, (DataClass.REFERRAL,))
    referral = actions.refer(
        need=need, to=story.to, asks="Bitte beraten.", on=story.world.on, by=story.by
    )
    page = as_(story.world.agency).get(reverse("cases:incoming", args=[referral.pk]))
    text = page.content.decode()
    assert "Berit" not in text
    assert "Sucht Arbeit." not in text
    assert "Den Namen hat die Person nicht freigegeben" in text


def test_a_referral_is_read_by_its_addressee_alone_whatever_else_was_consented_to(
    story: Story,
) -> None:
    job_centre = Partner.objects.get(kind="JOB_CENTRE")
    consented(story.world, story.by, story.client, job_centre)
    other = actions.refer(
        need=story.need, to=job_centre, asks="Bitte fördern.", on=story.world.on, by=story.by
    )
    mine = sent(story)
    with asking(story.world.agency):
        assert [one.pk for one in Referral.objects.all()] == [mine.pk]
    assert (
        as_(story.world.agency).get(reverse("cases:incoming", args=[other.pk])).status_code == 404
    )


def test_a_link_opens_one_person_for_eight_days_and_is_renewed(story: Story) -> None:
    referral = sent(story)
    old = secret(story, referral)
    token = secret(story, referral)
    browser = Browser(headers={"Sec-Fetch-Site": "same-origin"})
    assert browser.get(reverse("referral:received", args=[old])).status_code == 410
    url = reverse("referral:received", args=[token])
    page = browser.get(url).content.decode()
    assert "Amina Kestrel" in page
    assert "csrftoken" not in browser.cookies
    with scope.asking_link(token):
        assert ClientContact.objects.count() == 1
        assert Need.objects.count() == 1
        assert not Client.objects.exists()
    refuse = reverse("referral:answer", args=[token, "ablehnen"])
    assert browser.post(refuse, {"reason": ""}).status_code == 422
    assert browser.post(refuse, {"reason": "NO_CAPACITY"}).status_code == 303
    page = browser.get(url).content.decode()
    assert "Vielen Dank" in page
    for words in ("Amina Kestrel", "Telefon 0170", "Sucht Arbeit."):
        assert words not in page, "the link is answered: it shows the person no longer"
    with scope.asking_link(token):
        assert not ClientContact.objects.exists()
        assert not Need.objects.exists()
    with asking(story.world.charlie):
        answered = Referral.objects.get(pk=referral.pk)
        assert (answered.state, answered.reason) == ("REFUSED", RefusalReason.NO_CAPACITY)
        assert Need.objects.get(pk=story.need.pk).closed_on is None
        with pytest.raises(DatabaseError), transaction.atomic():
            links.open_link(
                kind=LinkKind.REFERRAL,
                about=Ref("referral", str(referral.pk)),
                subject_id=story.client.subject_id,
                partner_id=story.to.pk,
                expires_at=timezone.now() + dt.timedelta(days=8),  # noqa: TID251 - as above
                by=story.by,
            )


def test_a_withdrawal_ends_referral_and_link_in_the_same_moment(story: Story) -> None:
    referral = sent(story)
    token = secret(story, referral)
    browser = Browser(headers={"Sec-Fetch-Site": "same-origin"})
    url = reverse("referral:received", args=[token])
    assert browser.get(url).status_code == 200
    with asking(story.world.charlie):
        privacy.withdraw_consent(consent=story.consent, by=story.by)
    accept = reverse("referral:answer", args=[token, "annehmen"])
    answer = browser.post(accept, {"answer": "Ja."})
    assert answer.status_code == 410
    assert "Amina" not in answer.content.decode()
    agency = as_(story.world.agency)
    assert agency.get(reverse("cases:incoming", args=[referral.pk])).status_code == 404
    with asking(story.world.agency):
        for model in (Referral, Need, ClientContact):
            assert not model.objects.exists()
        with pytest.raises(Refusal, match="nicht mehr für Sie"):
            actions.accept_referral(referral=referral, answer="", by=story.by)
    with asking(story.world.charlie):
        ended = Referral.objects.get(pk=referral.pk)
    assert (ended.state, ended.ended_on) == (ReferralState.WITHDRAWN, story.world.on)


def test_what_was_sent_can_be_taken_back_and_an_open_one_keeps_the_case_open(
    story: Story,
) -> None:
    referral = sent(story)
    token = secret(story, referral)
    with pytest.raises(Refusal, match="dort noch offen"):
        sent(story)
    other = opened(story.world, story.by, name="Berit Sandmann")
    with pytest.raises(Refusal, match="Vermittlung offen"):
        actions.merge_clients(stays=other, closes=story.client, on=story.world.on, by=story.by)
    actions.take_back_referral(referral=referral, by=story.by)
    with pytest.raises(Refusal, match="schon beendet"):
        actions.take_back_referral(referral=referral, by=story.by)
    actions.merge_clients(stays=other, closes=story.client, on=story.world.on, by=story.by)
    assert Referral.objects.get(pk=referral.pk).subject_id == other.subject_id
    assert Browser().get(reverse("referral:received", args=[token])).status_code == 410


def test_two_persons_are_not_parted_past_a_consent_nor_put_together_again(story: Story) -> None:
    referral = sent(story)

    def split() -> Client:
        return actions.split_client(
            client=story.client,
            name="Berit Sandmann",
            needs=[story.need],
            version=story.client.version,
            on=story.world.on,
            by=story.by,
        )

    with pytest.raises(Refusal, match="Vermittlung offen"):
        split()
    actions.take_back_referral(referral=referral, by=story.by)
    berit = split()
    consented(story.world, story.by, berit, story.to)
    with pytest.raises(Refusal, match="nicht mehr zurücknehmen"):
        actions.undo_change(change=newest(story.client), on=story.world.on, by=story.by)
    assert Consent.objects.filter(subject=berit.subject_id).exists(), "what Berit gave is kept"


def test_after_ten_days_somebody_is_reminded_and_after_thirty_it_ends(
    own_database: OwnDatabase,
) -> None:
    world = build()
    with asking(world.charlie):
        by = Seat.objects.select_related("user", "partner").get(pk=world.charlie.seat_id)
        client = opened(world, by)
        to = Partner.objects.get(kind="WELFARE")
        consented(world, by, client, to)
        made = [
            actions.refer(
                need=with_need(world, client, by, words=f"Bedarf {days}"),
                to=to,
                asks="Bitte.",
                on=world.on - dt.timedelta(days=days),
                by=by,
            )
            for days in (9, 10, 30)
        ]
        token = actions.open_referral_link(referral=made[2], at=timezone.now(), by=by)  # noqa: TID251 - as above
        with pytest.raises(DatabaseError, match="only the job"), transaction.atomic():
            actions.age_referrals(on=world.on)
    worker = own_database.urls.worker
    assert worker is not None
    with operations_receipts.as_owner(owner_url=worker):
        jobs.referrals.run()
    with asking(world.charlie):
        found = [Referral.objects.get(pk=one.pk) for one in made]
        assert [one.state for one in found] == ["SENT", "SENT", "EXPIRED"]
        assert [one.reminded_on for one in found] == [None, world.on, None]
        waits = queries.waiting_elsewhere(clients={client.subject_id: client}, on=world.on)
    assert [one.long for one in waits] == [True, False]
    assert Browser().get(reverse("referral:received", args=[token])).status_code == 410


def test_how_fast_an_office_answers_is_told_from_five_cases_and_three_members_on(
    own_database: OwnDatabase,
) -> None:
    world = build()
    with asking(world.charlie):
        by = Seat.objects.select_related("user", "partner").get(pk=world.charlie.seat_id)
        client = opened(world, by)
        to = Partner.objects.get(kind="WELFARE")
        consented(world, by, client, to)
        made = [
            actions.refer(
                need=with_need(world, client, by, words=f"Bedarf {days}"),
                to=to,
                asks="Bitte.",
                on=world.on - dt.timedelta(days=days),
                by=by,
            )
            for days in (2, 4, 6, 8, 9)
        ]
    with asking(world.agency):
        alma = Seat.objects.get(pk=world.agency.seat_id)
        for one in made:
            actions.accept_referral(referral=one, answer="", by=alma)
    with asking(world.charlie):
        assert queries.answer_times() == {}, "two members sit there"
    own_database.owner_sql(
        "insert into accounts_seat (user_id, partner_id, role, starts_on)"
        " select u.id, %s, 'AGENCY_CONTACT', app_today() from accounts_user u"
        " where u.name = 'Karin Funke'",
        to.pk,
    )
    with asking(world.charlie):
        assert queries.answer_times() == {}, "this month is not over: a single answer would show"
    own_database.owner_sql(
        "update cases_referral set sent_on = sent_on - 32, answered_on = answered_on - 32"
    )
    with asking(world.charlie):
        assert queries.answer_times() == {to.pk: 6}
    head = "update accounts_seat set role = %s where partner_id = %s and user_id in (select id"
    head += " from accounts_user where name = 'Karin Funke')"
    own_database.owner_sql(head, "CENTRE_HEAD", to.pk)
    with asking(world.charlie):
        assert queries.answer_times() == {}, "the third member answers no referrals"
    own_database.owner_sql(head, "AGENCY_CONTACT", to.pk)
    own_database.owner_sql("delete from cases_referral where id = %s", made[0].pk)
    with asking(world.charlie):
        assert queries.answer_times() == {}, "four answers"
    with asking(world.agency):
        assert queries.answer_times() == {}, "only whoever leads cases asks"


def test_a_day_says_at_a_glance_what_waits_where_and_the_receiver_what_each_answer_does(
    story: Story,
) -> None:
    token = secret(story, sent(story))
    world, label = story.world, "Wartet auf Ihre Antwort"
    mine = queries.day(seat=story.by, on=world.on)
    assert (mine.waiting_elsewhere, mine.calls_due, mine.answers_due) == (1, 0, 0)
    for who, due in (("agency", 1), ("welfare_manager", 0)):  # consented for the service alone
        with asking(getattr(world, who)):
            seat = Seat.objects.get(pk=getattr(world, who).seat_id)
            assert queries.day(seat=seat, on=world.on).answers_due == due, who
    assert label in as_(world.welfare_manager).get(reverse("cases:day")).content.decode()
    page = Browser().get(reverse("referral:received", args=[token])).content.decode()
    for words in ("Sie kümmern sich darum.", "liest den Grund", "Von Ihrer Seite ist es getan."):
        assert words in page, words
