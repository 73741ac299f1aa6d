# SPDX-License-Identifier: EUPL-1.2
"""Renate's calendar: by day, week and room; her feed and her invitations name nobody.

A real mail server listens on loopback. Gerda is a colleague who takes an appointment over.
"""

import datetime as dt
from collections.abc import Iterator
from email.message import Message as Mail

import icalendar
import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from rundertisch.accounts import actions as accounts
from rundertisch.accounts.models import Role, Seat
from rundertisch.kernel import scope
from rundertisch.kernel.models import Message, SecureLink
from rundertisch.kernel.outbox import sending
from rundertisch.schooling import actions, queries
from rundertisch.schooling.models import Appointment
from rundertisch.site import operations_receipts
from tests import world as worlds
from tests.support import ical_lines, post_office
from tests.support.cluster import OwnDatabase
from tests.support.post_office import PostOffice
from tests.world import DemoWorld, asking

pytestmark = pytest.mark.database


@pytest.fixture
def world(own_database: OwnDatabase) -> DemoWorld:
    """The invented district; what is done here is committed."""
    return worlds.build()


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


def seat_of(world: DemoWorld) -> Seat:
    """Return Renate's seat."""
    with asking(world.counsellor):
        return Seat.objects.select_related("user", "partner").get(pk=world.counsellor.seat_id)


def coming(world: DemoWorld) -> Appointment:
    """Return the appointment of the demo that is still to come."""
    with asking(world.counsellor):
        rows = Appointment.objects.filter(state="PLANNED").select_related("child", "room")
        return rows.order_by("starts_at")[0]


def colleague(world: DemoWorld) -> Seat:
    """Let the administration seat Gerda beside Renate."""
    renate = seat_of(world)
    with asking(world.administrator):
        alma = Seat.objects.select_related("user", "partner").get(pk=world.administrator.seat_id)
        return accounts.invite(
            email="gerda@kreis.example",
            name="Gerda Gut",
            partner=renate.partner,
            role=Role.SCHOOL_COUNSELLING,
            starts_on=world.on,
            by=alma,
        )


def work(own_database: OwnDatabase) -> None:
    """Let the worker do its job once."""
    with operations_receipts.as_owner(owner_url=own_database.urls.worker or ""):
        sending.send_what_waits.run()


def invitations(office: PostOffice) -> list[tuple[str, ical_lines.Part, icalendar.Event]]:
    """Return to whom each invitation went, as both readers read it."""
    return [
        (str(mail["To"]), *_read(part))
        for mail in office.mails
        for part in mail.walk()
        if part.get_content_type() == "text/calendar"
    ]


def _read(part: Mail) -> tuple[ical_lines.Part, icalendar.Event]:
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    calendar = ical_lines.read(content)
    assert part.get_param("method") == calendar.one("METHOD")
    return calendar, icalendar.Calendar.from_ical(content).events[0]


def test_an_invitation_is_updated_handed_on_and_cancelled_under_one_uid(
    world: DemoWorld, own_database: OwnDatabase, office: PostOffice
) -> None:
    gerda, renate, found = colleague(world), seat_of(world), coming(world)
    with asking(world.counsellor):
        slot = actions.Slot(
            room=found.room,
            counsellor_id=renate.pk,
            starts_at=found.starts_at + dt.timedelta(hours=1),
            ends_at=found.ends_at + dt.timedelta(hours=1),
        )
        at = worlds.moment()
        moved = actions.move_appointment(
            appointment=found, slot=slot, interpreter=False, at=at, by=renate
        )
        slot = actions.Slot(found.room, gerda.pk, moved.starts_at, moved.ends_at)
        handed = actions.move_appointment(
            appointment=moved, slot=slot, interpreter=False, at=at, by=renate
        )
        actions.cancel_appointment(appointment=handed, by=renate)
    work(own_database)
    told = invitations(office)
    renates, gerdas = world.counsellor.email, "gerda@kreis.example"
    assert [(to, one.one("METHOD"), event["SEQUENCE"]) for to, one, event in told] == [
        (renates, "REQUEST", found.sequence + 1),
        (renates, "CANCEL", found.sequence + 2),
        (gerdas, "REQUEST", found.sequence + 2),
        (gerdas, "CANCEL", found.sequence + 3),
    ]
    assert {str(event["UID"]) for _, _, event in told} == {f"{found.uid}@rundertisch"}
    assert {one.parts[0].one("UID") for _, one, _ in told} == {f"{found.uid}@rundertisch"}
    assert ical_lines.moment(told[0][1].parts[0], "DTSTART") == moved.starts_at
    child = found.child
    for mail in office.mails:
        text = mail.as_string()
        assert child.reference in str(invitations(office)[0][2]["SUMMARY"])
        assert not any(name and name in text for name in (child.first_name, child.family_name))


def test_the_feed_follows_the_appointments_and_ends_when_it_is_closed(world: DemoWorld) -> None:
    renate, found = seat_of(world), coming(world)
    renates = worlds.as_(world.counsellor)
    shown = renates.post(reverse("schooling:open_calendar")).content.decode()
    path = shown.split("<code>")[1].split("</code>")[0].removeprefix("http://testserver")
    feed = Client().get(path)
    assert feed["Content-Type"] == "text/calendar; charset=utf-8"
    read = {one.one("UID"): one for one in ical_lines.read(feed.content).parts}
    mine = read[f"{found.uid}@rundertisch"]
    assert mine.one("SUMMARY") == f"Schulberatung {found.child.reference}"
    assert found.room.address in mine.one("LOCATION")
    assert len(icalendar.Calendar.from_ical(feed.content).events) == len(read)
    assert found.child.family_name not in feed.content.decode()
    with asking(world.counsellor):
        actions.cancel_appointment(appointment=found, by=renate)
    read = {one.one("UID"): one for one in ical_lines.read(Client().get(path).content).parts}
    assert read[f"{found.uid}@rundertisch"].one("STATUS") == "CANCELLED"
    renates.post(reverse("schooling:open_calendar"))
    assert Client().get(path).status_code == 410
    assert Client().get(reverse("calendar_feed", args=["geraten"])).status_code == 410


def test_the_holder_of_a_feed_reads_no_row_and_of_no_colleague(world: DemoWorld) -> None:
    gerda = colleague(world)
    with asking(world.counsellor):
        renates = actions.open_calendar(at=worlds.moment(), by=seat_of(world))
    with scope.asking(user_id=gerda.user_id, seat_id=gerda.pk):
        assert not SecureLink.objects.exists()
        gerdas = actions.open_calendar(at=worlds.moment(), by=gerda)
    with scope.asking_link(gerdas):
        assert queries.feed_events() == []
    with scope.asking_link(renates):
        assert queries.feed_events()
        assert not Appointment.objects.exists()
        assert not Message.objects.exists()
    with scope.asking(user_id=None, seat_id=None):
        assert queries.feed_events() == []


def test_day_week_and_rooms_show_who_comes_when(world: DemoWorld) -> None:
    found = coming(world)
    renates = worlds.as_(world.counsellor)
    where = reverse("schooling:calendar")
    for view in ("tag", "woche"):
        text = renates.get(where, {"tag": f"{found.day}", "ansicht": view}).content.decode()
        assert str(found.child) in text
    nobody = renates.get(where, {"tag": f"{found.day}", "wer": "999999"}).content.decode()
    assert str(found.child) not in nobody
    everybody = renates.get(where, {"tag": f"{found.day}", "wer": "alle"}).content.decode()
    assert str(found.child) in everybody
    rooms = renates.get(
        reverse("schooling:room_calendar"), {"tag": f"{found.day}"}
    ).content.decode()
    assert world.counsellor.name in rooms
    assert found.child.family_name not in rooms
    assert renates.get(where, {"tag": "morgen"}).status_code == 404
    holiday = renates.get(where, {"tag": "2026-12-25", "ansicht": "tag"}).content.decode()
    assert "Weihnachtstag" in holiday
    for person in (world.charlie, world.administrator, world.town_office, world.school_head):
        assert worlds.as_(person).get(where).status_code == 404
