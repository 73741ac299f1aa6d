# SPDX-License-Identifier: EUPL-1.2
"""What is answered: for each policy who got which seat in which week, and how long they waited."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

PolicyName = Literal[
    "own_town_first",
    "district_first_come",
    "deferred_acceptance",
    "weekly_optimum",
    "with_moves",
]
POLICIES: tuple[PolicyName, ...] = get_args(PolicyName)
PERCENT = 100


@dataclass(frozen=True, slots=True)
class Seating:
    """A child gets a seat, or changes it before anything was announced (``moved``)."""

    week: int
    child: str
    group: str
    minutes: int
    wait_days: int  # until its first seat; a move does not change it
    moved: bool = False


@dataclass(frozen=True, slots=True)
class Waits:
    """How long children waited, in days; those without a seat count until the end of the year.

    ``median`` and ``p90``: the wait that at least half (nine tenths) of the children do not exceed,
    a wait that occurs (nearest rank). ``mean_tenths``: the mean in tenths of a day, rounded half
    up. All are 0 where nobody waits.
    """

    median: int
    p90: int
    longest: int
    mean_tenths: int


@dataclass(frozen=True, slots=True)
class Course:
    """One year under one policy; ``seatings`` in the order of weeks, within a week by child id."""

    policy: PolicyName
    seatings: tuple[Seating, ...]
    still_waiting: tuple[tuple[str, int], ...]  # child and days until the end, by child id
    waits: Waits

    @property
    def unplaced_end(self) -> int:
        """Return how many children have no seat at the end of the year."""
        return len(self.still_waiting)

    @property
    def moves(self) -> int:
        """Return how often a seat changed before it was announced."""
        return sum(seating.moved for seating in self.seatings)

    @property
    def final(self) -> dict[str, Seating]:
        """Return where each seated child sits at the end."""
        return {seating.child: seating for seating in self.seatings}


@dataclass(frozen=True, slots=True)
class Tally:
    """What a year under one policy comes to, without a child."""

    policy: PolicyName
    waits: Waits
    unplaced_end: int
    moves: int


@dataclass(frozen=True, slots=True)
class Tallies:
    """A year under several policies, without a child; ``never``: whom no group could take."""

    children: int
    never: int
    lines: tuple[Tally, ...]


@dataclass(frozen=True, slots=True)
class Simulation:
    """A year under several policies. Nobody is seated by it.

    ``never``: children that no group of the year could take under any policy, by child id: they are
    part of every figure.
    """

    children: int
    weeks: int
    courses: tuple[Course, ...]
    never: tuple[str, ...]

    @property
    def tallies(self) -> Tallies:
        """Return what it comes to, without a child."""
        return Tallies(
            children=self.children,
            never=len(self.never),
            lines=tuple(
                Tally(course.policy, course.waits, course.unplaced_end, course.moves)
                for course in self.courses
            ),
        )

    def course(self, policy: PolicyName) -> Course:
        """Return the year under one policy."""
        return next(course for course in self.courses if course.policy == policy)


def waits_of(*, days: Sequence[int]) -> Waits:
    """Return median, nine tenths, longest and mean of some waits."""
    if not days:
        return Waits(0, 0, 0, 0)
    ordered, many = sorted(days), len(days)
    return Waits(
        median=ordered[_rank(50, many)],
        p90=ordered[_rank(90, many)],
        longest=ordered[-1],
        mean_tenths=(20 * sum(ordered) + many) // (2 * many),
    )


def _rank(percent: int, many: int) -> int:
    """Return the place of the nearest rank, counted from 0."""
    return -(-percent * many // PERCENT) - 1
