# SPDX-License-Identifier: EUPL-1.2
"""What is asked: a year of arrivals in a district, and how long a seat may still change.

Words of this question:

- *Week* 1 is the first of the year. Children of ``start.children`` wait since before and are there
  in week 1; an arrival is there in the week it names. All decisions of a week fall on its last day
  together, for every policy alike.
- *Wait* of a child: its ``waiting_days`` on the day it enters the year (from the earliest known day
  on), plus seven days for every week that passes after the one it enters in until the week that
  gives it a seat; for a child without a seat until the last week: at least so long.
- *Seats* are those of the groups; `MoreSeats` adds some from a week on (children move on to regular
  classes, a group opens). Nobody gives a seat back.
- *Own town*: the town of the child as given, or else of its nearest school in km (ties by school
  id); a child with neither a town nor coordinates has none.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from rundertisch.engine.placement.problem import Child, Problem, Wish
from rundertisch.engine.placement.problem import validate as validate_problem

WEEKS = 52
LONGEST = 520  # weeks
WEEK_DAYS = 7


@dataclass(frozen=True, slots=True)
class Arrival:
    """One child, and the week (1 is the first) in which it is there."""

    week: int
    child: Child


@dataclass(frozen=True, slots=True)
class MoreSeats:
    """So many more free seats in a group from a week on."""

    week: int
    group: str
    seats: int


@dataclass(frozen=True)
class Year:
    """A district at the start of a year, who arrives, and which seats come.

    ``start`` is a placement problem; its ``travel``, ``wishes`` and ``excluded`` may name children
    of the arrivals too, its ``locked`` may not. ``own_town_weeks``: how long "own town first" looks
    no farther. ``moving_weeks``: for so many weeks after its week a seat is not announced yet and
    may change; the first day of school comes after.
    """

    start: Problem
    arrivals: tuple[Arrival, ...]
    more_seats: tuple[MoreSeats, ...] = ()
    weeks: int = WEEKS
    own_town_weeks: int = 4
    moving_weeks: int = 2

    @cached_property
    def everyone(self) -> Problem:
        """Return the start with all children of the year, those of the start first."""
        arriving = tuple(arrival.child for arrival in self.arrivals)
        return replace(self.start, children=(*self.start.children, *arriving))

    @cached_property
    def enters(self) -> dict[str, int]:
        """Return the week in which each child enters the year."""
        weeks = {child.id: 1 for child in self.start.children}
        return weeks | {arrival.child.id: arrival.week for arrival in self.arrivals}

    @cached_property
    def ways(self) -> Mapping[str, Mapping[str, int]] | None:
        """Return the minutes of each child to each school; None: they are estimated."""
        if self.start.travel is None:
            return None
        ways: defaultdict[str, dict[str, int]] = defaultdict(dict)
        for (child, school), minutes in self.start.travel.items():
            ways[child][school] = minutes
        return ways

    @cached_property
    def wishes(self) -> Mapping[str, tuple[Wish, ...]]:
        """Return the wishes of each child that has some."""
        wishes: defaultdict[str, tuple[Wish, ...]] = defaultdict(tuple)
        for wish in self.start.wishes:
            wishes[wish.child] += (wish,)
        return dict(wishes)

    def waited(self, *, child: Child, week: int) -> int:
        """Return the days that a child has waited when the decisions of a week fall."""
        return child.waiting_days + WEEK_DAYS * (week - self.enters[child.id])


def validate(year: Year) -> None:
    """Raise `ValueError` with a German sentence for a year that is malformed."""
    if not 1 <= year.weeks <= LONGEST:
        raise ValueError(f"Die Zahl der Wochen ist {year.weeks}; erlaubt sind 1 bis {LONGEST}.")
    if year.own_town_weeks < 0 or year.moving_weeks < 0:
        raise ValueError("Eine Frist in Wochen ist mindestens 0.")
    validate_problem(year.everyone)
    _refuse_arrivals(year)
    _refuse_more_seats(year)


def _refuse_arrivals(year: Year) -> None:
    for arrival in year.arrivals:
        if not 1 <= arrival.week <= year.weeks:
            raise ValueError(
                f"Kind {arrival.child.id} kommt in Woche {arrival.week}; das Jahr hat die Wochen "
                f"1 bis {year.weeks}."
            )
    arriving = {arrival.child.id for arrival in year.arrivals}
    for lock in year.start.locked:
        if lock.child in arriving:
            raise ValueError(
                f"Kind {lock.child} kommt erst im Lauf des Jahres und kann vorher nirgends "
                "festgelegt sein. Bitte den Eintrag unter „locked“ streichen."
            )


def _refuse_more_seats(year: Year) -> None:
    groups = {group.id for group in year.start.groups}
    for more in year.more_seats:
        if more.group not in groups:
            raise ValueError(f"Neue Plätze für die Gruppe {more.group}, die es nicht gibt.")
        if more.seats < 0 or not 1 <= more.week <= year.weeks:
            raise ValueError(
                f"Neue Plätze in Gruppe {more.group}: Woche {more.week}, {more.seats} Plätze. "
                f"Erlaubt sind die Wochen 1 bis {year.weeks} und mindestens 0 Plätze."
            )
