# SPDX-License-Identifier: EUPL-1.2
"""The own view: what each room shows a person about themselves, and where their records lie.

A room enters one `OwnRecords` in `apps.py ready()`. Privacy asks as the person (or as the office
that keeps the record) and shows what comes back; it never imports the room.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from rundertisch.kernel.thread import Ref

Fact = tuple[str, str]  # a name in the active language, and the value as it is stored


@dataclass(frozen=True, slots=True)
class Section:
    """A few facts under one heading, in the active language."""

    title: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """What one room holds about a person: the facts, why, since when, for how long, who sees it.

    ``why``, ``keep_for`` and ``who`` are sentences in the active language, and so is ``title``, the
    heading of the page where it is not about a child. ``ending`` are the words of the link with
    which the person ends what the room does; empty where that is not possible (any more).
    """

    app: str
    why: str
    since: dt.date | None
    keep_for: str
    who: tuple[str, ...]
    sections: tuple[Section, ...]
    title: str = ""
    ending: str = ""


@dataclass(frozen=True, slots=True)
class OwnEnding:
    """What ending means, in the active language: said before, and what is left to say after."""

    title: str
    ended: bool
    ends: tuple[str, ...]
    remains: tuple[str, ...]
    button: str


@dataclass(frozen=True, slots=True)
class Record:
    """The record a person belongs to, as the office that keeps it knows it: name, address, refs."""

    name: str
    url: str
    refs: tuple[Ref, ...]


@dataclass(frozen=True, slots=True)
class OwnRecords:
    """A room's part of the own view.

    ``held`` returns None, and ``records`` leaves a person out, when there is no record in this room
    or when the asking seat may not see it. ``paths`` name tables whose way to the person no
    foreign key shows. ``oneself``: whoever reads is the person, not the parents of a child.
    ``ending`` says what the person ends, ``end`` ends it; both are asked as the person.
    """

    app: str
    held: Callable[[uuid.UUID, dt.date], Held | None]
    records: Callable[[Sequence[uuid.UUID]], Mapping[uuid.UUID, Record]]
    paths: Sequence[tuple[str, str]] = ()
    oneself: bool = False
    ending: Callable[[uuid.UUID, dt.date], OwnEnding | None] | None = None
    end: Callable[[uuid.UUID, dt.date], None] | None = None


_rooms: dict[str, OwnRecords] = {}


def enter_own_view(one: OwnRecords) -> None:
    """Enter a room's part; a second entry of the same room replaces the first."""
    _rooms[one.app] = one


def own_views() -> tuple[OwnRecords, ...]:
    """Return the parts of all rooms."""
    return tuple(_rooms.values())
