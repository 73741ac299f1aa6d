# SPDX-License-Identifier: EUPL-1.2
"""Charlie invites Pauline and Gesa to a conference by e-mail, moves it and calls it off."""

import datetime as dt
from dataclasses import dataclass
from email.header import decode_header, make_header
from email.message import Message as Mail

import icalendar
import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from pytest_django import Settings

from rundertisch.accounts.models import Seat
from rundertisch.cases.actions import meetings, participants
from rundertisch.cases.models.conferences import CaseConference, ConferenceParticipant
from rundertisch.kernel import outbox
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.models import AuditEntry, Message, MessageText, Occasion
from rundertisch.kernel.outbox import sending
from rundertisch.kernel.thread import Ref
from rundertisch.partners.models import Partner
from rundertisch.site import operations_receipts
from tests.rooms.cases.test_clients import opened
from tests.rooms.cases.test_conferences import pointed, seat_of
from tests.rooms.cases.test_links_by_mail import office as office  # noqa: PLC0414 - a fixture
from tests.support.cluster import OwnDatabase
from tests.support.post_office import PostOffice
from tests.world import DemoWorld, as_, asking, build

pytestmark = pytest.mark.database
GESA = "gesa.wirth@jobcenter.example"
TEN, ROOM = dt.time(10), "Kreishaus, Raum 214"


def listed(world: DemoWorld, by: Seat) -> CaseConference:
    """Let Charlie put Pauline (with an account) and Gesa (without) on a list of next week."""
    when = meetings.When(world.on + dt.timedelta(days=7), TEN, 90, ROOM)
    conference = meetings.call_conference(when=when, by=by)
    participants.invite(conference=conference, seat_id=world.welfare_manager.seat_id, by=by)
    job_centre = Partner.objects.filter(kind="JOB_CENTRE")[0]
    participants.invite_contact(
        conference=conference, partner=job_centre, name="Gesa Wirth", email=GESA, by=by
    )
    return conference


def read(mail: Mail) -> tuple[str, str, icalendar.Event, str]:
    """Return heading, text, event and method of an invitation."""
    text, calendar = mail.get_payload()
    assert isinstance(text, Mail)
    assert isinstance(calendar, Mail)
    body, told = text.get_payload(decode=True), calendar.get_payload(decode=True)
    assert isinstance(body, bytes)
    assert isinstance(told, bytes)
    found = icalendar.Calendar.from_ical(told)
    (event,) = found.walk("VEVENT")
    heading = str(make_header(decode_header(mail["Subject"])))
    return heading, body.decode(), event, str(found["METHOD"])


@dataclass
class Post:
    """What the worker sends, letter by letter."""

    database: OwnDatabase
    office: PostOffice

    def send(self, *, expected: int) -> list[Mail]:
        """Send what waits; return the letters, as many as expected."""
        before = len(self.office.mails)
        with operations_receipts.as_owner(owner_url=str(self.database.urls.worker)):
            sending.send_what_waits.run()
        assert len(self.office.mails) == before + expected
        return self.office.mails[before:]


def invited(world: DemoWorld, post: Post, conference: CaseConference, unsaid: list[str]) -> None:
    """Let Charlie press the button; the mails carry an appointment and none of these words."""
    browser, at = as_(world.charlie), {"pk": conference.pk}
    page = reverse("cases:conference", kwargs=at)
    assert "Per E-Mail einladen (2)" in browser.get(page).content.decode()
    mail = reverse("cases:mail_invitations", kwargs=at)
    assert browser.post(mail).status_code == 303
    letters = post.send(expected=2)
    assert {one["To"] for one in letters} == {GESA, world.welfare_manager.email}
    for letter in letters:
        heading, text, event, method = read(letter)
        assert "Einladung zur Fallkonferenz" in heading
        for part in (heading, text, letter.as_string(), event.to_ical().decode()):
            assert not [word for word in unsaid if word in part]
        assert (method, event["SEQUENCE"], str(event["LOCATION"])) == ("REQUEST", 0, ROOM)
        assert event["DTEND"].dt - event["DTSTART"].dt == dt.timedelta(minutes=90)
        assert ("in Rundertisch" in text) == (letter["To"] != GESA), "Gesa has no account"
    shown = browser.get(page).content.decode()
    assert ("verschickt" in shown, "Per E-Mail einladen" in shown) == (True, False)
    twice = browser.post(mail)
    assert (twice.status_code, "schon eingeladen" in twice.content.decode()) == (422, True)


def moved(world: DemoWorld, post: Post, conference: CaseConference) -> None:
    """Let Charlie change day and time; both are told, as a newer version of the appointment."""
    browser, at = as_(world.charlie), {"pk": conference.pk}
    day = world.on + dt.timedelta(days=8)
    given = {"held_on_tag": day.day, "held_on_monat": day.month, "held_on_jahr": day.year}
    given |= {"begins": "11:30", "minutes": "60", "place": ROOM}
    move = reverse("cases:move_conference", kwargs=at)
    half = browser.post(move, given | {"place": ""})
    assert (half.status_code, "gehören zusammen" in half.content.decode()) == (422, True)
    assert browser.post(move, given).status_code == 303
    page = browser.get(reverse("cases:conference", kwargs=at)).content.decode()
    assert "weiß noch nichts von der Änderung" in page
    browser.post(reverse("cases:mail_invitations", kwargs=at))
    for letter in post.send(expected=2):
        heading, text, event, method = read(letter)
        assert "neue Zeit" in heading
        assert f"{day:%d.%m.%Y}, 11:30 bis 12:30" in text
        assert (method, event["SEQUENCE"]) == ("REQUEST", 1)


def test_whoever_is_invited_gets_an_appointment_its_change_and_its_end_and_no_word_of_a_person(
    own_database: OwnDatabase, office: PostOffice
) -> None:
    world, post = build(), Post(own_database, office)
    charlie = seat_of(world, "charlie")
    with asking(world.charlie):
        conference, client = listed(world, charlie), opened(world, charlie)
        point = pointed(world, conference, client, charlie)
        gesa = conference.participants.get(name="Gesa Wirth")
    unsaid = ["Amina", client.pseudonym, "gekündigt", "Vermieter", "Wohnen", "HOUSING"]
    invited(world, post, conference, unsaid)
    moved(world, post, conference)

    browser, at = as_(world.charlie), {"pk": conference.pk}
    excuse = reverse("cases:excuse", kwargs={**at, "participant": gesa.pk})
    browser.post(excuse)
    (letter,) = post.send(expected=1)
    heading, _, event, method = read(letter)
    assert (letter["To"], method, event["SEQUENCE"]) == (GESA, "CANCEL", 2)
    assert "ohne Sie" in heading
    call_off = reverse("cases:call_off_conference", kwargs=at)
    early = browser.post(call_off)
    assert (early.status_code, "schon Punkte" in early.content.decode()) == (422, True)
    browser.post(reverse("cases:remove_point", kwargs={**at, "point": point.pk}))
    assert browser.post(call_off).status_code == 303
    (letter,) = post.send(expected=1)
    heading, _, event, method = read(letter)
    assert (letter["To"], method) == (world.welfare_manager.email, "CANCEL")
    assert "fällt aus" in heading
    late = browser.post(excuse)
    assert (late.status_code, "abgesagt" in late.content.decode()) == (422, True)
    assert "abgesagt" in browser.get(reverse("cases:conferences")).content.decode()
    kept = "select from kernel_messagetext t join kernel_message m using (id) where m.occasion = %s"
    assert own_database.owner_sql(kept, "CONFERENCE") == [], "the addresses went with the mails"
    with asking(world.charlie):
        logged = AuditEntry.objects.filter(about_kind="case_conference").order_by("pk")
        assert list(logged.values_list("action", flat=True))[-4:] == [
            "cases.mail_invitations",
            "cases.move_conference",
            "cases.mail_invitations",
            "cases.call_off_conference",
        ]


def test_what_has_not_left_yet_is_withdrawn_and_never_cancelled_by_a_second_mail(
    world: DemoWorld, charlie: Seat, settings: Settings
) -> None:
    conference = listed(world, charlie)
    with pytest.raises(Refusal, match="keine E-Mails"):
        meetings.mail_invitations(conference=conference, on=world.on, by=charlie)
    settings.SENDS_MAIL = True
    assert meetings.mail_invitations(conference=conference, on=world.on, by=charlie) == 2
    gesa = conference.participants.get(name="Gesa Wirth")
    pauline = conference.participants.exclude(pk=gesa.pk).get()
    participants.excuse(participant=gesa, excused=True, on=world.on, by=charlie)
    participants.remove_participant(participant=pauline, on=world.on, by=charlie)
    assert {one.state for one in Message.objects.filter(occasion=Occasion.CONFERENCE)} == {
        "DROPPED"
    }
    assert not MessageText.objects.exists()
    participants.excuse(participant=gesa, excused=False, on=world.on, by=charlie)
    assert meetings.mail_invitations(conference=conference, on=world.on, by=charlie) == 1


def test_nobody_is_invited_to_what_is_over_has_no_time_or_is_not_their_own(
    world: DemoWorld, charlie: Seat, settings: Settings
) -> None:
    settings.SENDS_MAIL = True
    conference = listed(world, charlie)
    later = conference.held_on + dt.timedelta(days=1)
    with pytest.raises(Refusal, match="eingeladen wird nicht mehr"):
        meetings.mail_invitations(conference=conference, on=later, by=charlie)
    meetings.mail_invitations(conference=conference, on=world.on, by=charlie)
    with pytest.raises(Refusal, match="zu einer Uhrzeit eingeladen"):
        meetings.move_conference(conference=conference, when=meetings.When(world.on), by=charlie)
    bare = meetings.call_conference(when=meetings.When(world.on), by=charlie)
    with pytest.raises(Refusal, match="fehlen Uhrzeit und Ort"):
        meetings.mail_invitations(conference=bare, on=world.on, by=charlie)
    gesa = ConferenceParticipant.objects.get(name="Gesa Wirth", conference=conference)
    about = Ref("conference_participant", str(gesa.pk))
    for who in ("welfare_manager", "agency", "town_manager", "coordination", "administrator"):
        with asking(getattr(world, who)):
            assert not Message.objects.filter(occasion=Occasion.CONFERENCE).exists(), who
            with pytest.raises(DatabaseError), transaction.atomic():
                outbox.put(
                    occasion=Occasion.CONFERENCE,
                    to=about,
                    address=GESA,
                    about=about,
                    facts={},
                    by=seat_of(world, who),
                )
        url = reverse("cases:mail_invitations", kwargs={"pk": conference.pk})
        assert as_(getattr(world, who)).post(url).status_code == 404, who
