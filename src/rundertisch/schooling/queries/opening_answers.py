# SPDX-License-Identifier: EUPL-1.2
"""What a proposal of new groups keeps: schools, counts, costs; never a child.

`OpeningQuestion` and `OpeningAnswer` are written to and read from the JSON of `OpeningProposal`.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.db import models


class Whom(models.TextChoices):
    """Whose seats are asked about."""

    WAITING = "WAITING", "Kinder, die heute auf einen Platz warten"
    ROUND = "ROUND", "die Kinder der laufenden Runde, wie sie eingefroren sind"
    APART = "APART", "alle ohne Regelklasse: wartende Kinder und Kinder in Lerngruppen"


@dataclass(frozen=True, slots=True)
class OpeningQuestion:
    """What was asked. Without a budget: until everybody sits who could."""

    whom: str
    budget_euros: int | None = None
    whole_families: bool = False
    may_close: bool = False
    expected: bool = False  # think of children who are expected in the coming weeks as well


@dataclass(frozen=True, slots=True)
class Instead:
    """The best that could be done without an opening; school 0: nothing else opens."""

    school: int
    kind: str
    grade_from: int
    grade_to: int
    children_fewer: int
    euros_more: int  # ways counted in
    minutes_more: int


@dataclass(frozen=True, slots=True)
class Opening:
    """Equal groups that should open at a school; cost of all of them for one school year."""

    school: int
    kind: str
    grade_from: int
    grade_to: int
    groups: int
    seats: int  # of all groups
    hours: int  # teacher hours a week, of all groups
    euros: int
    children_more: int | None  # with minutes_saved; None: the time did not suffice
    minutes_saved: int | None
    instead: Instead | None


@dataclass(frozen=True, slots=True)
class Closing:
    """A learning group that could close, and what that saves in a school year."""

    group: int
    euros: int


@dataclass(frozen=True, slots=True)
class Still:
    """So many children of a stage still have no seat, for one reason."""

    stage: str
    reason: str
    children: int


@dataclass(frozen=True, slots=True)
class TownCount:
    """Children by the town they live in, and new groups by the town of the school."""

    town: str
    children: int
    still: int
    groups: int
    seats: int


@dataclass(frozen=True, slots=True)
class Regular:
    """Children of a stage who wait in separate groups for a regular class, and free seats there."""

    stage: str
    waiting: int
    free: int

    @property
    def missing(self) -> int:
        """Seats in regular classes that are missing at least, wherever the free ones are."""
        return max(0, self.waiting - self.free)


@dataclass(frozen=True, slots=True)
class Apart:
    """Children who sit in separate groups today: their ways now and with the proposal."""

    children: int
    minutes_now: int
    minutes_then: int
    nearer: int  # children with a shorter way
    regular: tuple[Regular, ...]


@dataclass(frozen=True, slots=True)
class Expected:
    """Children who are expected: how many would find a seat in what is left or newly opened."""

    children: int
    seated: int


@dataclass(frozen=True, slots=True)
class OpeningAnswer:
    """What the engine found. ``before``: without a seat if nothing opened."""

    children: int
    before: int
    openings: tuple[Opening, ...]
    closings: tuple[Closing, ...]
    still: tuple[Still, ...]
    towns: tuple[TownCount, ...]
    euros: int
    saved_euros: int
    minutes: int
    minutes_before: int
    seconds: float
    proven: bool
    draft: bool
    group_euros: int
    minute_euros: int
    apart: Apart | None = None
    expected: Expected | None = None

    @property
    def without(self) -> int:
        """Children who still have no seat."""
        return sum(one.children for one in self.still)

    @property
    def groups(self) -> int:
        """Groups that should open."""
        return sum(one.groups for one in self.openings)

    @property
    def hours(self) -> int:
        """Teacher hours a week of all new groups."""
        return sum(one.hours for one in self.openings)


def written(thing: OpeningQuestion | OpeningAnswer) -> dict[str, object]:
    """Return a question or an answer as it is kept."""
    return asdict(thing)


def question_from(row: Mapping[str, Any]) -> OpeningQuestion:
    """Return a kept question."""
    return OpeningQuestion(**row)


def answer_from(row: Mapping[str, Any]) -> OpeningAnswer:
    """Return a kept answer."""
    plain = {key: value for key, value in row.items() if key not in NESTED}
    return OpeningAnswer(
        **plain,
        openings=tuple(_opening(one) for one in row["openings"]),
        closings=tuple(Closing(**one) for one in row["closings"]),
        still=tuple(Still(**one) for one in row["still"]),
        towns=tuple(TownCount(**one) for one in row["towns"]),
        apart=_apart(row["apart"]) if row["apart"] else None,
        expected=Expected(**row["expected"]) if row.get("expected") else None,
    )


NESTED = {"openings", "closings", "still", "towns", "apart", "expected"}


def _opening(row: Mapping[str, Any]) -> Opening:
    instead = Instead(**row["instead"]) if row["instead"] else None
    return Opening(**{**row, "instead": instead})


def _apart(row: Mapping[str, Any]) -> Apart:
    return Apart(**{**row, "regular": tuple(Regular(**one) for one in row["regular"])})
