# SPDX-License-Identifier: EUPL-1.2
"""What goes to other calendars is read back by icalendar and by a reader of our own."""

import datetime as dt

import icalendar
import pytest

from rundertisch.kernel import calendar
from rundertisch.kernel.calendar import Event
from tests.support import ical_lines

AT = dt.datetime(2026, 11, 27, 9, 30, tzinfo=dt.UTC)
EVENT = Event(
    uid="3f1c@rundertisch",
    sequence=2,
    starts_at=dt.datetime(2026, 12, 3, 9, tzinfo=dt.timezone(dt.timedelta(hours=1))),
    ends_at=dt.datetime(2026, 12, 3, 10, tzinfo=dt.timezone(dt.timedelta(hours=1))),
    summary="Schulberatung RT-7; nur, was nötig ist",
    location="Beratungsraum 1, Straße der Prüfungen 12, 3. Etage über die Außentreppe, Ennepetal",
)


def test_two_readers_understand_an_invitation_and_agree() -> None:
    told = calendar.invitation(
        event=EVENT, organizer="ki@kreis.example", attendee="bea@kreis.example", at=AT
    )
    ours = ical_lines.read(told)
    assert ours.one("METHOD") == "REQUEST"
    (event,) = ours.parts
    theirs = icalendar.Calendar.from_ical(told)
    assert theirs["METHOD"] == "REQUEST"
    (other,) = theirs.events
    for name, value in (("UID", EVENT.uid), ("SUMMARY", EVENT.summary)):
        assert event.one(name) == str(other[name]) == value
    assert event.one("LOCATION") == str(other["LOCATION"]) == EVENT.location
    assert int(event.one("SEQUENCE")) == other["SEQUENCE"] == 2
    assert ical_lines.moment(event, "DTSTART") == other["DTSTART"].dt == EVENT.starts_at
    assert ical_lines.moment(event, "DTEND") == other["DTEND"].dt == EVENT.ends_at
    assert event.one("ORGANIZER") == str(other["ORGANIZER"]) == "mailto:ki@kreis.example"
    assert event.one("ATTENDEE") == str(other["ATTENDEE"]) == "mailto:bea@kreis.example"
    assert event.one("STATUS") == "CONFIRMED"


def test_a_cancellation_keeps_the_uid_and_says_it_twice() -> None:
    told = calendar.invitation(
        event=EVENT, organizer="a@b.example", attendee="c@d.example", at=AT, cancel=True
    )
    read = ical_lines.read(told)
    assert (read.one("METHOD"), read.parts[0].one("STATUS")) == ("CANCEL", "CANCELLED")
    assert read.parts[0].one("UID") == EVENT.uid


def test_a_feed_has_no_method_and_keeps_what_was_cancelled() -> None:
    gone = Event("4d@rundertisch", 1, EVENT.starts_at, EVENT.ends_at, "x", "y", cancelled=True)
    read = ical_lines.read(calendar.feed(name="Beratung", events=[EVENT, gone], at=AT))
    assert read.all_of("METHOD") == []
    assert [one.one("STATUS") for one in read.parts] == ["CONFIRMED", "CANCELLED"]
    assert ical_lines.read(calendar.feed(name="leer", events=[], at=AT)).parts == []


@pytest.mark.parametrize(
    ("broken", "by"),
    [
        (b"\r\n", b"\n"),
        (b"END:VEVENT", b"END:VTODO"),
        (b"VERSION:2.0\r\n", b""),
        (b"Z\r\n", b"\r\n"),
    ],
)
def test_the_second_reader_refuses_what_is_broken(broken: bytes, by: bytes) -> None:
    told = calendar.feed(name="Beratung", events=[EVENT], at=AT)
    with pytest.raises((AssertionError, ValueError)):
        ical_lines.read(told.replace(broken, by))
