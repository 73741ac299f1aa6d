# SPDX-License-Identifier: EUPL-1.2
"""Rows that go by themselves at the end of a period while their person stays: copies of papers.

A room enters such a table in `apps.py ready()`; how long is a dated rule (`Retention`). They are
copies, so they also go by a rule that nobody has verified, and nobody is told before; what a legal
hold on the person keeps, stays.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ended:
    """From which day the period of a row is counted, and whose row it is."""

    on: dt.date
    kind: str  # of the person, as logs call it
    pk: int | None


@dataclass(frozen=True, slots=True)
class Ending:
    """A table whose rows go by themselves: from which event, and how logs name a row."""

    model: str
    ref: str
    event: str
    name: str  # of the event, a German sentence's end
    ended: Callable[[], Mapping[int, Ended]]


_endings: dict[str, Ending] = {}


def enter_ending(one: Ending) -> None:
    """Enter a table; a second entry of the same table replaces the first."""
    _endings[one.model] = one


def endings() -> tuple[Ending, ...]:
    """Return the tables of all rooms."""
    return tuple(_endings.values())
