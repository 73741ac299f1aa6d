# SPDX-License-Identifier: EUPL-1.2
"""What no page does is refused to SQL as well; the runtime role tries it on the tables of cases."""

import datetime as dt

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from rundertisch.accounts.models import Role, Seat
from rundertisch.cases import actions
from rundertisch.cases.models import Audience, CaseNote, Client, Need, ReferralPeriod
from rundertisch.kernel import scope
from rundertisch.partners.models import Partner
from rundertisch.privacy import actions as privacy
from tests.rooms.cases.test_clients import opened, with_need
from tests.rooms.cases.test_referrals import Story, consented, sent, story
from tests.world import asking

__all__ = ["story"]
pytestmark = pytest.mark.database
REFER = (
    "insert into cases_referral (subject_id, owner_id, need_id, to_partner_id, asks, sent_on,"
    " sent_by_id, sent_by_name, state, reason, answer, outcome, answered_on, ended_on)"
    " values (%s, %s, %s, %s, 'x', app_today(), %s, 'x', %s, %s, '', %s, app_today(), %s)"
)
NOTE = (
    "insert into cases_casenote (subject_id, owner_id, audience, words, written_on, author_name,"
    " author_id) values (%s, %s, 'AUTHOR', 'x', app_today(), 'x', %s)"
)
LATER = "2026-01-01"


def run(statement: str, *values: object) -> int:
    """Run SQL as whoever asks; return how many rows it touched."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        return cursor.rowcount


def refused(words: str, statement: str, *values: object) -> None:
    """Let PostgreSQL say no, in these words."""
    with pytest.raises(DatabaseError, match=words):
        run(statement, *values)


def colleague(story: Story) -> Seat:
    """Give somebody else a seat in the Case Management of Charlie's office."""
    with asking(story.world.administrator):
        return Seat.objects.create(
            user_id=story.world.former.user_id,
            partner_id=story.by.partner_id,
            role=Role.CASE_MANAGER,
            starts_on=story.world.on,
        )


def test_no_state_no_sender_and_no_other_person_gets_a_referral_past_the_consent(
    story: Story,
) -> None:
    job_centre = Partner.objects.get(kind="JOB_CENTRE").pk
    other = opened(story.world, story.by, name="Berit Sandmann")
    office, by = story.by.partner_id, story.by.pk
    past = ("DONE", "", "SOLVED"), ("REFUSED", "OTHER", ""), ("EXPIRED", "", "")
    for to in (job_centre, story.to.pk):  # one without, one with a consent
        for state, reason, outcome in past:
            values = (story.client.subject_id, office, story.need.pk, to, by)
            refused("begins as sent", REFER, *values, state, reason, outcome, LATER)
    sending = REFER.replace("app_today(), %s)", "null, null)")
    mine = (story.client.subject_id, office, story.need.pk)
    refused(
        "begins as sent", sending, *mine, story.to.pk, story.world.agency.seat_id, "SENT", "", ""
    )
    refused("needs a consent", sending, *mine, job_centre, by, "SENT", "", "")
    theirs = (other.subject_id, office, story.need.pk)
    refused("needs a consent|about whom", sending, *theirs, story.to.pk, by, "SENT", "", "")
    referral = sent(story)
    for column, value in (("subject_id", other.subject_id), ("to_partner_id", job_centre)):
        refused("permission denied", f"update cases_referral set {column} = %s", value)  # noqa: S608 - our columns
    refused("permission denied", "delete from cases_referral where id = %s", referral.pk)
    refused("permission denied", "select cases_consented(%s, 1, 'NEED')", story.client.subject_id)


def test_a_consent_without_its_proof_does_not_stand(story: Story) -> None:
    insert = (
        "insert into privacy_consent (subject_id, recipient_id, what_for, classes, starts_on,"
        " ends_on) values (%s, %s, 'SERVICE', '{REFERRAL}', app_today(), app_today() + 9)"
    )
    end_of_request = "set constraints all immediate"

    def unproven() -> None:
        run(insert, story.client.subject_id, story.to.pk)
        run(end_of_request)

    with pytest.raises(DatabaseError, match="has its proof"), transaction.atomic():
        unproven()
    consented(story.world, story.by, story.client, story.to)
    run(end_of_request)


def test_notes_and_whole_cases_are_not_removed_past_their_author_and_past_forgetting(
    story: Story, charlie: Seat
) -> None:
    client, office = story.client, story.by.partner_id
    other = colleague(story)
    refused("row-level security", NOTE, client.subject_id, office, other.pk)
    actions.write_note(
        client=client, audience=Audience.AUTHOR, words="Für mich.", on=story.world.on, by=charlie
    )
    assert run("delete from cases_client where id = %s", client.pk) == 0, "it is not bare"
    with scope.asking(user_id=other.user_id, seat_id=other.pk):
        assert Client.objects.filter(pk=client.pk).exists(), "a colleague of the same office"
        assert not CaseNote.objects.filter(subject=client.subject_id).exists()
        assert run("delete from cases_casenote") == 0
    assert CaseNote.objects.filter(subject=client.subject_id).exists()


def test_an_addressee_writes_nothing_into_the_case_and_an_end_is_not_taken_back(
    story: Story,
) -> None:
    sent(story)
    actions.make_findable(
        client=story.client,
        name="Amina Kestrel",
        born_on=dt.date(1990, 5, 17),
        language="de",
        on=story.world.on,
        by=story.by,
    )
    actions.end_finding(client=story.client, on=story.world.on, by=story.by)
    refused("asked anew", "update cases_findable set ended_on = null")
    finds = (
        "insert into cases_findable (subject_id, owner_id, digest, language, agreed_on, by_name,"
        " recorded_by_id) values (%s, app_partner_id(), 'x', 'de', app_today(), 'x', app_seat_id())"
    )
    changes = (
        "insert into cases_regimechange (subject_id, owner_id, takes_place_on, noted_on)"
        " values (%s, app_partner_id(), app_today(), app_today())"
    )
    with asking(story.world.welfare_manager):  # leads cases of her own where Amina was referred
        for statement in (finds, changes):
            refused("row-level security", statement, story.client.subject_id)


def test_whoever_holds_a_link_changes_nothing_and_nobody_loosens_what_was_agreed(
    story: Story,
) -> None:
    actions.correct_client(
        client=story.client,
        pseudonym="Quelle 9",
        agreed_on=story.world.on,
        version=story.client.version,
        on=story.world.on,
        by=story.by,
    )
    token = privacy.open_own_view(
        subject_id=story.client.subject_id,
        at=timezone.now(),  # noqa: TID251 - the test reads the clock
        days=9,
        by=story.by,
    )
    with scope.asking_subject(token):
        for table in ("casechange", "client", "clientcontact", "need", "planstep", "casenote"):
            with connection.cursor() as cursor:
                cursor.execute(f"select count(*) from cases_{table}")  # noqa: S608 - our tables
                assert table == "casenote" or cursor.fetchone()[0] > 0, table
            assert run(f"delete from cases_{table}") == 0, table  # noqa: S608 - our tables
        assert run("update cases_casechange set by_name = 'x'") == 0
    loosen = "update cases_referralperiod set days = 365"
    assert run(loosen) == 0, "whoever refers does not say for how long a link opens"
    with asking(story.world.centre_head):
        assert run(loosen) == ReferralPeriod.objects.count() > 0
    with_need(story.world, story.client, story.by, words="Zweiter Bedarf")
    assert Need.objects.filter(subject=story.client.subject_id).count() == 2
