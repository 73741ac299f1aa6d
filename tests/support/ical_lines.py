# SPDX-License-Identifier: EUPL-1.2
"""A second reader of iCalendar, written from RFC 5545 alone: unfolds, splits, refuses.

It knows no library, so that an invitation is read by two that do not know of each other.
"""

import datetime as dt
import re
from dataclasses import dataclass, field

NAME = r"[A-Z0-9-]+"
VALUE = r'(?:"[^"\x00-\x08\x0a-\x1f]*"|[^";:,\x00-\x08\x0a-\x1f]*)'
LINE = re.compile(rf"({NAME})((?:;{NAME}={VALUE}(?:,{VALUE})*)*):(.*)")
UTC_MOMENT = re.compile(r"\d{8}T\d{6}Z")
MOST_OCTETS = 75  # RFC 5545, 3.1
ONCE = ("UID", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE", "STATUS", "SUMMARY", "ORGANIZER")


@dataclass(slots=True)
class Part:
    """A component: its kind, its properties in order, what lies in it."""

    kind: str
    properties: list[tuple[str, str, str]] = field(default_factory=list)
    parts: list["Part"] = field(default_factory=list)

    def all_of(self, name: str) -> list[str]:
        """Return the values of a property."""
        return [value for known, _, value in self.properties if known == name]

    def one(self, name: str) -> str:
        """Return the value of a property that stands exactly once, unescaped."""
        (value,) = self.all_of(name)
        return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value)


def read(content: bytes) -> Part:
    """Return the calendar; an AssertionError says what is not as the standard wants it."""
    assert content.endswith(b"\r\n")
    raw = content.split(b"\r\n")[:-1]
    assert not any(b"\n" in line or b"\r" in line for line in raw)
    assert all(len(line) <= MOST_OCTETS for line in raw)
    lines: list[bytes] = []
    for line in raw:
        if line.startswith((b" ", b"\t")):
            lines[-1] += line[1:]
        else:
            lines.append(line)
    root = Part("")
    open_parts = [root]
    for line in lines:
        found = LINE.fullmatch(line.decode())
        assert found, line
        name, parameters, value = found.groups()
        if name == "BEGIN":
            part = Part(value)
            open_parts[-1].parts.append(part)
            open_parts.append(part)
        elif name == "END":
            assert open_parts.pop().kind == value
        else:
            open_parts[-1].properties.append((name, parameters, value))
    (calendar,) = root.parts
    assert open_parts == [root]
    _demand_calendar(calendar)
    return calendar


def _demand_calendar(calendar: Part) -> None:
    assert calendar.kind == "VCALENDAR"
    assert calendar.one("VERSION") == "2.0"
    assert calendar.one("PRODID")
    for event in calendar.parts:
        assert event.kind == "VEVENT"
        assert all(len(event.all_of(name)) <= 1 for name in ONCE)
        for name in ("DTSTAMP", "DTSTART", "DTEND"):
            assert UTC_MOMENT.fullmatch(event.one(name)), name
        assert moment(event, "DTSTART") < moment(event, "DTEND")
        assert event.one("UID")
        assert event.one("STATUS") in {"CONFIRMED", "CANCELLED", "TENTATIVE"}


def moment(event: Part, name: str) -> dt.datetime:
    """Return a moment of an event."""
    return dt.datetime.strptime(event.one(name), "%Y%m%dT%H%M%SZ").replace(tzinfo=dt.UTC)
