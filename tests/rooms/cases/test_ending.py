# SPDX-License-Identifier: EUPL-1.2
"""Amina no longer wants to take part: all shuts at once, and the page says what remains."""

import datetime as dt

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from rundertisch.cases import actions
from rundertisch.cases.actions import conferences
from rundertisch.cases.models import (
    Audience,
    CaseNote,
    Client,
    ClientContact,
    Findable,
    Need,
    Outcome,
    Referral,
    ReferralState,
)
from rundertisch.kernel import scope
from rundertisch.kernel.errors import Refusal
from rundertisch.partners.models import Partner
from rundertisch.privacy import actions as privacy
from rundertisch.privacy.models import Consent, DataClass, Retention
from tests.rooms.cases import test_conferences as table
from tests.rooms.cases.test_clients import newest, opened
from tests.rooms.cases.test_referrals import Story, consented, secret, sent
from tests.rooms.cases.test_referrals import story as story  # noqa: PLC0414 - a fixture
from tests.support import documents
from tests.world import as_, asking

pytestmark = pytest.mark.database
READ_BY_CONSENT = (ClientContact, Need, CaseNote, Referral)


def seen_by_alma(story: Story) -> list[int]:
    """Return how many contacts, needs, notes and referrals Alma's office reads."""
    with asking(story.world.agency):
        return [model.objects.count() for model in READ_BY_CONSENT]


def shared(story: Story) -> tuple[str, str]:
    """Let Amina share all there is; return the secrets of a referral's link and of her own."""
    world, by = story.world, story.by
    consented(world, by, story.client, story.to, (DataClass.NOTE,))
    actions.write_note(
        client=story.client, audience=Audience.CONSENT, words="Kommt gern.", on=world.on, by=by
    )
    actions.make_findable(
        client=story.client, name="Amina", born_on=world.on, language="ar", on=world.on, by=by
    )
    token = secret(story, sent(story))
    at = timezone.now()  # noqa: TID251 - the test reads the clock
    return token, privacy.open_own_view(subject_id=story.client.subject_id, at=at, days=9, by=by)


def test_who_no_longer_wants_to_take_part_is_read_by_nobody_else_from_that_moment(
    story: Story,
) -> None:
    link, own = shared(story)
    world, pk = story.world, story.client.pk
    received = reverse("referral:received", args=[link])
    assert Browser().get(received).status_code == 200
    assert seen_by_alma(story) == [1, 1, 1, 1]
    office = as_(world.charlie)
    page = office.get(reverse("cases:ending", args=[pk]))
    told = page.content.decode()
    for words in (story.to.name, "Sucht Arbeit.", "Was bleibt, und bis wann", "nicht geprüft"):
        assert words in told, words
    with asking(world.charlie):
        rule = Retention.objects.get(record="cases.Client", kind="PERIOD")
    assert (rule.amount, rule.unit) == (1, "YEAR")
    assert f"{world.on.day:02}.{world.on.month:02}.{world.on.year + 1}" in told
    done = office.post(
        reverse("cases:end_participation", args=[pk]), {"version": page.context["client"].version}
    )
    assert done.status_code == 303

    assert seen_by_alma(story) == [0, 0, 0, 0]
    assert Browser().get(received).status_code == 410
    after = office.get(reverse("cases:client", args=[pk])).content.decode()
    assert "Die Person nimmt nicht mehr teil" in after
    with asking(world.charlie):
        assert not Consent.objects.filter(
            subject=story.client.subject_id, withdrawn_at=None
        ).exists()
        assert Referral.objects.get().state == ReferralState.WITHDRAWN
        assert Need.objects.get(pk=story.need.pk).outcome == Outcome.NOT_WANTED
        assert not Findable.objects.filter(ended_on=None).exists()
        story.client.refresh_from_db()
        assert (story.client.closed_on, story.client.outcome) == (world.on, Outcome.NOT_WANTED)
    url = reverse("own:own_view", kwargs={"language": "de", "token": own})
    assert "weil Sie die Erlaubnis widerrufen haben" in Browser().get(url).content.decode()


def test_it_is_not_taken_back_and_not_done_twice(story: Story) -> None:
    world, by = story.world, story.by
    version = story.client.version
    client = actions.end_participation(client=story.client, version=version, on=world.on, by=by)
    with pytest.raises(Refusal, match="nicht mehr zurücknehmen"):
        actions.undo_change(change=newest(client), on=world.on, by=by)
    with pytest.raises(Refusal, match="abgeschlossen"):
        actions.end_participation(client=client, version=client.version, on=world.on, by=by)
    page = as_(world.charlie).get(reverse("cases:ending", args=[client.pk]))
    assert page.status_code == 303, "nothing is left to end"


def test_no_conference_names_her_any_more_and_documents_are_told_with_their_period(
    story: Story,
) -> None:
    world, by, client = story.world, story.by, story.client
    conference = table.called(world, by)
    point = table.pointed(world, conference, client, by)
    table.consented(world, client, DataClass.CONTACT, by=by)
    conferences.release_name(conference=conference, client=client, on=world.on, by=by)
    point.refresh_from_db()
    assert point.named_on == world.on
    consented(world, by, client, story.to, (DataClass.DOCUMENT,))
    paper = actions.Paper("Zeugnis", documents.PDF)
    actions.attach(referral=sent(story), paper=paper, on=world.on, by=by)
    page = as_(world.charlie).get(reverse("cases:ending", args=[client.pk])).content.decode()
    assert "Zeugnis" in page
    assert "6 Monate nach dem Ende der Vermittlung" in page
    client.refresh_from_db()
    actions.end_participation(client=client, version=client.version, on=world.on, by=by)
    point.refresh_from_db()
    assert point.named_on is None


def test_a_referral_whose_consent_ran_out_before_ends_as_well(story: Story) -> None:
    referral, world = sent(story), story.world
    later = world.on + dt.timedelta(days=200)
    client = actions.end_participation(
        client=story.client, version=story.client.version, on=later, by=story.by
    )
    referral.refresh_from_db()
    assert referral.state == ReferralState.TAKEN_BACK
    assert client.closed_on == later


def test_nobody_else_ends_it_and_another_case_stays_as_it_is(story: Story) -> None:
    world = story.world
    job_centre = Partner.objects.get(kind="JOB_CENTRE")
    berit = opened(world, story.by, name="Berit Sandmann")
    kept = consented(world, story.by, berit, job_centre)
    pk, version = story.client.pk, story.client.version
    for who in ("agency", "counsellor", "town_manager", "centre_head", "administrator", "auditor"):
        client = as_(getattr(world, who))
        assert client.get(reverse("cases:ending", args=[pk])).status_code == 404, who
        sent_in = client.post(reverse("cases:end_participation", args=[pk]), {"version": version})
        assert sent_in.status_code == 404, who
    with asking(world.charlie):
        actions.end_participation(client=story.client, version=version, on=world.on, by=story.by)
        kept.refresh_from_db()
        berit.refresh_from_db()
    assert kept.withdrawn_at is None
    assert berit.closed_on is None


def test_she_ends_it_alone_in_her_own_view_and_the_same_shuts_at_once(story: Story) -> None:
    link, own = shared(story)
    world, client = story.world, story.client
    asked = {"language": "en", "token": own}
    phone = Browser(headers={"Sec-Fetch-Site": "same-origin"})
    view = reverse("own:own_view", kwargs=asked)
    form = reverse("own:end_form", kwargs=asked | {"app": "cases"})
    assert form in phone.get(view).content.decode()
    told = phone.get(form).content.decode()
    for words in (
        f"This office no longer reads anything about you: {story.to.name}",
        "We no longer help with: Sucht Arbeit.",
        "No other office learns any more",
        "Whoever supports you learns of this at once: Charlie",
        "This link stays valid",
    ):
        assert words in told, words
    assert seen_by_alma(story) == [1, 1, 1, 1], "looking changes nothing"
    end = reverse("own:end", kwargs=asked | {"app": "cases"})
    assert Browser().post(end).status_code == 403, "not from one of our own pages"
    done = phone.post(end)
    assert (done.status_code, "Your support has ended" in done.content.decode()) == (200, True)

    assert seen_by_alma(story) == [0, 0, 0, 0]
    assert Browser().get(reverse("referral:received", args=[link])).status_code == 410
    assert form not in phone.get(view).content.decode(), "nothing is left to end"
    assert phone.post(end).status_code == 200, "ended twice is ended"
    day = as_(world.charlie).get(reverse("cases:day")).content.decode()
    assert "Eine Person hat die Begleitung beendet" in day
    assert (
        "die Person selbst"
        in as_(world.charlie).get(reverse("cases:client", args=[client.pk])).content.decode()
    )
    with asking(world.charlie):
        client.refresh_from_db()
        assert (client.closed_on, client.outcome) == (world.on, Outcome.NOT_WANTED)
        assert newest(client).by is None
        with pytest.raises(Refusal, match="nicht mehr zurücknehmen"):
            actions.undo_change(change=newest(client), on=world.on, by=story.by)


def test_with_her_link_nobody_ends_another_case_or_leaves_a_consent_behind(story: Story) -> None:
    _, own = shared(story)
    world, by = story.world, story.by
    berit = opened(world, by, name="Berit Sandmann")
    end = "select cases_end_participation(%s, %s, 'x')"
    with scope.asking_subject(own), connection.cursor() as cursor:
        cursor.execute(end, [berit.pk, world.on])
        assert cursor.fetchone() == (False,)
        with pytest.raises(DatabaseError, match="only after its consents"), transaction.atomic():
            cursor.execute(end, [story.client.pk, world.on])
        assert not Client.objects.filter(pk=story.client.pk).update(closed_on=world.on), "by SQL"
    with asking(world.agency), connection.cursor() as cursor:
        cursor.execute(end, [story.client.pk, world.on])
        assert cursor.fetchone() == (False,)
    strange = {"language": "de", "token": own, "app": "schooling"}
    assert Browser().get(reverse("own:end_form", kwargs=strange)).status_code == 404
