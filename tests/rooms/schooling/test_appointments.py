# SPDX-License-Identifier: EUPL-1.2
"""Families are invited: nothing is booked twice, a missed appointment costs no waiting time."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from rundertisch.accounts.models import Seat
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.models import Message, MessageState
from rundertisch.places import queries as places
from rundertisch.schooling import actions, exchange, queries
from rundertisch.schooling.models import Appointment, AppointmentState, Child, Room
from tests.rooms.schooling import changing
from tests.rooms.schooling.rounding import seat_of
from tests.world import DemoWorld, as_, asking

pytestmark = pytest.mark.database
BERLIN = ZoneInfo("Europe/Berlin")


def moment(day: dt.date, hour: int = 9, minute: int = 0) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour, minute), tzinfo=BERLIN)


def ahead(world: DemoWorld, days: int = 20) -> dt.date:
    """Return an open day that far ahead; nothing of the world is planned so late."""
    return places.calendar().working_days_after(on=world.on, days=days)


def slot(by: Seat, day: dt.date, *, hour: int = 9, room: str = "Beratungsraum 1") -> actions.Slot:
    return actions.Slot(
        room=Room.objects.get(name=room),
        counsellor_id=by.pk,
        starts_at=moment(day, hour),
        ends_at=moment(day, hour + 1),
    )


def invite(
    world: DemoWorld, by: Seat, child: Child, chosen: actions.Slot, **more: bool
) -> Appointment:
    at = moment(world.on, 0)
    return actions.book_appointment(
        child=child, slot=chosen, at=at, by=by, interpreter=more.get("interpreter", False)
    )


def missed(world: DemoWorld, by: Seat, child: Child) -> Appointment:
    """Invite Nela for a day that is over, and note that nobody came."""
    before = world.on - dt.timedelta(days=12)
    day = places.calendar().working_days_after(on=before, days=1)
    made = actions.book_appointment(
        child=child, slot=slot(by, day, hour=14), interpreter=False, at=moment(before, 7), by=by
    )
    return actions.note_no_show(appointment=made, on=world.on, by=by)


def test_a_missed_appointment_costs_no_waiting_time_and_the_next_is_one_step(
    world: DemoWorld, counsellor: Seat
) -> None:
    long_ago = world.on - dt.timedelta(days=40)
    nela = changing.report(world, counsellor, days=actions.Days(reported_on=long_ago))
    gone = missed(world, counsellor, nela)
    nela.refresh_from_db()
    assert nela.waiting_days(on=world.on) == 40
    assert nela.counselled_on is None
    again = actions.book_again(appointment=gone, at=moment(world.on, 8), by=counsellor)
    assert (again.state, again.room, again.counsellor_id) == ("PLANNED", gone.room, counsellor.pk)
    assert again.uid != gone.uid
    assert again.day.weekday() == gone.day.weekday()
    assert again.starts_at.astimezone(BERLIN).hour == 14
    letters = places.calendar().working_days_after(on=world.on, days=queries.LETTER_DAYS)
    assert again.day >= letters, "the letter would not arrive in time"
    with pytest.raises(Refusal, match="schon ein Termin geplant"):
        actions.book_again(appointment=gone, at=moment(world.on, 8), by=counsellor)


def test_nobody_is_invited_when_the_house_is_shut_and_school_holidays_are_only_said(
    world: DemoWorld, counsellor: Seat
) -> None:
    nela = changing.report(world, counsellor)
    saturday = world.on + dt.timedelta(days=5 - world.on.weekday() + 7)
    labour_day = next(
        day
        for year in range(world.on.year + 1, world.on.year + 9)
        if (day := dt.date(year, 5, 1)).weekday() < 5
    )
    outing = ahead(world, 21)
    actions.close_office(
        name="Betriebsausflug",
        first_day=outing,
        latest_day=outing,
        source="Rundschreiben",
        by=counsellor,
    )
    for day, why in (
        (saturday, "Wochenende"),
        (labour_day, "Erster Mai|Tag der Arbeit|Maifeiertag"),
        (outing, "Betriebsausflug"),
    ):
        with pytest.raises(Refusal, match=why):
            invite(world, counsellor, nela, slot(counsellor, day))
    calendar = places.calendar()
    start, end, name = next(one for one in calendar.holidays if one[0] > world.on)
    free = (start + dt.timedelta(days=n) for n in range((end - start).days))
    open_day = next(day for day in free if not calendar.closed_because(on=day))
    made = invite(world, counsellor, nela, slot(counsellor, open_day))
    assert name in queries.appointment_lines(child=nela, on=world.on)[0].note
    with pytest.raises(Refusal, match="noch ein Termin geplant"):
        actions.close_office(
            name="Umzug",
            first_day=made.day,
            latest_day=made.day,
            source="Leitung",
            by=counsellor,
        )


def test_room_and_counsellor_are_booked_once_but_siblings_come_together(
    world: DemoWorld, counsellor: Seat
) -> None:
    day = ahead(world)
    nela = changing.report(world, counsellor, family_reference="F-Probst")
    timo = changing.report(world, counsellor, first_name="Timo", family_reference="F-Probst")
    other = changing.report(world, counsellor, first_name="Vera", family_name="Vogt")
    invite(world, counsellor, nela, slot(counsellor, day))
    invite(world, counsellor, timo, slot(counsellor, day))
    with pytest.raises(Refusal, match="schon eine andere Familie") as refused:
        invite(world, counsellor, other, slot(counsellor, day, room="Beratungsraum 2"))
    assert refused.value.field == "counsellor"
    with pytest.raises(Refusal, match="schon ein Termin geplant"):
        invite(world, counsellor, nela, slot(counsellor, day, hour=11))
    late = invite(world, counsellor, other, slot(counsellor, day, hour=10))
    early = moment(day, 9, 30)
    elsewhere, gone = Room.objects.get(name="Beratungsraum 2"), world.former.seat_id
    for name, changes in (
        ("room_booked_once", {"counsellor_id": gone}),
        ("counsellor_booked_once", {"room": elsewhere}),
    ):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            Appointment.objects.filter(pk=late.pk).update(starts_at=early, **changes)


def test_the_calendars_number_stays_and_its_version_counts_what_changes(
    world: DemoWorld, counsellor: Seat
) -> None:
    nela = changing.report(world, counsellor)
    made = invite(world, counsellor, nela, slot(counsellor, ahead(world)))
    uid = made.uid
    assert made.sequence == 0
    moved = actions.move_appointment(
        appointment=made,
        slot=slot(counsellor, ahead(world, 22)),
        interpreter=False,
        at=moment(world.on, 0),
        by=counsellor,
    )
    assert (moved.uid, moved.sequence) == (uid, 1)
    gone = actions.cancel_appointment(appointment=moved, by=counsellor)
    assert (gone.uid, gone.sequence, gone.state) == (uid, 2, AppointmentState.CANCELLED)
    with pytest.raises(Refusal, match="abgesagt"):
        actions.hold_appointment(appointment=gone, on=world.on, by=counsellor)
    for change in ({"uid": "0" * 32}, {"state": "PLANNED"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Appointment.objects.filter(pk=made.pk).update(**change)


def test_a_family_that_came_is_counselled_and_a_day_to_come_cannot_be_over(
    world: DemoWorld, counsellor: Seat
) -> None:
    nela = changing.report(
        world, counsellor, days=actions.Days(reported_on=world.on - dt.timedelta(days=40))
    )
    gone = missed(world, counsellor, nela)
    held = actions.hold_appointment(appointment=gone, on=world.on, by=counsellor)
    nela.refresh_from_db()
    assert nela.counselled_on == held.day
    coming = invite(world, counsellor, nela, slot(counsellor, ahead(world)))
    for act in (actions.hold_appointment, actions.note_no_show):
        with pytest.raises(Refusal, match="ist erst am"):
            act(appointment=coming, on=world.on, by=counsellor)


def waiting_letters(appointment: Appointment) -> list[str]:
    """Return the news of the letters about it that nobody has printed yet."""
    return [
        str(line.facts["news"])
        for line in queries.letters_to_print()
        if line.message.about_id == str(appointment.pk)
    ]


def test_a_letter_that_nobody_saw_is_withdrawn_and_who_was_told_is_told_again(
    world: DemoWorld, counsellor: Seat
) -> None:
    need = actions.Need(grade=3, interpreter_language="Arabisch")
    nela = changing.report(world, counsellor, need=need)
    made = invite(world, counsellor, nela, slot(counsellor, ahead(world)), interpreter=True)
    moving: dict[str, Any] = {"interpreter": True, "at": moment(world.on, 0), "by": counsellor}
    moved = actions.move_appointment(
        appointment=made, slot=slot(counsellor, ahead(world, 22)), **moving
    )
    assert waiting_letters(moved) == ["invited"], "the first was never printed"
    line = next(one for one in queries.letters_to_print() if one.child == nela)
    letter = exchange.family_letter(line=line)
    told = " ".join(f"{block.text} {block.language}" for block in letter.blocks)
    for expected in ("Nela Probst", "Musterweg 3", "Einladung", "دعوة", " ar", "Beratungsraum 1"):
        assert expected in told, expected
    as_(world.counsellor).post(reverse("schooling:note_letter_printed", args=[line.message.pk]))
    assert waiting_letters(moved) == []
    again = actions.move_appointment(
        appointment=moved, slot=slot(counsellor, ahead(world, 24)), **moving
    )
    assert waiting_letters(again) == ["moved"]
    actions.cancel_appointment(appointment=again, by=counsellor)
    assert waiting_letters(again) == ["cancelled"]


def test_a_protected_home_stands_on_no_letter(world: DemoWorld, counsellor: Seat) -> None:
    home = changing.home(number="7", protected=True)
    nela = changing.report(world, counsellor, home=home)
    invite(world, counsellor, nela, slot(counsellor, ahead(world)))
    line = next(one for one in queries.letters_to_print() if one.child == nela)
    told = " ".join(block.text for block in exchange.family_letter(line=line).blocks)
    assert "Bitte persönlich übergeben" in told
    assert "Musterweg" not in told


def test_an_interpreter_needs_a_language_and_a_closed_record_is_not_invited(
    world: DemoWorld, counsellor: Seat
) -> None:
    nela = changing.report(world, counsellor)
    with pytest.raises(Refusal, match="Für welche Sprache"):
        invite(world, counsellor, nela, slot(counsellor, ahead(world)), interpreter=True)
    with pytest.raises(Refusal, match="schon vorbei"):
        invite(world, counsellor, nela, slot(counsellor, world.on - dt.timedelta(days=1)))
    actions.close_child(child=nela, left_on=world.on, on=world.on, by=counsellor)
    with pytest.raises(Refusal, match="in keiner Liste"):
        invite(world, counsellor, nela, slot(counsellor, ahead(world)))


@pytest.mark.parametrize(
    "who", ["charlie", "administrator", "schulamt", "town_office", "school_head", "centre_head"]
)
def test_nobody_but_counselling_sees_appointments_and_letters(world: DemoWorld, who: str) -> None:
    person = getattr(world, who)
    by = seat_of(world.counsellor)
    with asking(world.counsellor):
        nela = changing.report(world, by)
        made = invite(world, by, nela, slot(by, ahead(world)))
    with asking(person):
        assert not Appointment.objects.exists()
        assert not Message.objects.filter(to_kind="child").exists()
        assert queries.colleagues() == ()
        for act in (actions.cancel_appointment,):
            with pytest.raises(Refusal, match="nur die Seiteneinsteigerberatung"):
                act(appointment=made, by=seat_of(person))
        with pytest.raises(DatabaseError), transaction.atomic():
            Message.objects.create(
                channel="PRINT",
                occasion="APPOINTMENT",
                to_kind="child",
                to_id=str(nela.pk),
                about_kind="appointment",
                about_id=str(made.pk),
            )
    client = as_(person)
    for address in (
        reverse("schooling:new_appointment", args=[nela.pk]),
        reverse("schooling:moving_appointment", args=[made.pk]),
        reverse("schooling:family_letters"),
        reverse("schooling:rooms"),
    ):
        assert client.get(address).status_code == 404, address


def test_the_pages_invite_move_and_say_what_is_wrong(world: DemoWorld) -> None:
    by = seat_of(world.counsellor)
    with asking(world.counsellor):
        nela = changing.report(world, by)
        room, day = Room.objects.get(name="Beratungsraum 1"), ahead(world)
    client = as_(world.counsellor)
    data = {
        "day_tag": day.day,
        "day_monat": day.month,
        "day_jahr": day.year,
        "begins": "9.30",
        "minutes": "60",
        "room": room.pk,
        "counsellor": by.pk,
    }
    url = reverse("schooling:book_appointment", args=[nela.pk])
    assert client.post(url, {**data, "begins": "spät"}).status_code == 422
    assert client.post(url, {**data, "day_jahr": day.year - 1}).status_code == 422
    answer = client.post(url, data, follow=True)
    assert "09:30 bis 10:30 Uhr" in answer.content.decode()
    assert "Brief ist zu drucken" in answer.content.decode()
    with asking(world.counsellor):
        made = Appointment.objects.get(child=nela)
    early = client.post(reverse("schooling:hold_appointment", args=[made.pk]))
    assert early.status_code == 422
    assert "ist erst am" in early.content.decode()
    cancelled = client.post(reverse("schooling:cancel_appointment", args=[made.pk]), follow=True)
    assert "abgesagt" in cancelled.content.decode()
    with asking(world.counsellor):
        assert not Message.objects.filter(state=MessageState.WAITING, to_id=str(nela.pk)).exists()
