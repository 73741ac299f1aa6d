# SPDX-License-Identifier: EUPL-1.2
"""What is answered: who would sit where and why, who not and what would help, with proof."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

PlacedReason = Literal["nearest", "sibling", "only", "makes_room", "wish", "claim", "locked"]
UnplacedReason = Literal["no_group", "too_far", "full", "form"]
LevelName = Literal["unplaced", "worst_minutes", "ways_and_pairs"]


@dataclass(frozen=True, slots=True)
class Placement:
    """One child's proposed seat. A proposal: a person decides.

    ``reason_code`` is the first that holds: locked; wish (the family names this school); only
    (just one school is eligible); nearest (no eligible school is nearer, free or not); sibling
    (together with a sibling of the same stage); makes_room (a nearer seat goes to another child).
    """

    child: str
    group: str
    school: str
    minutes: int
    estimate: bool  # minutes computed from coordinates; never quoted in a notice
    reason_code: PlacedReason
    reason: str


@dataclass(frozen=True, slots=True)
class Change:
    """A smallest single change that would seat one more child of this level.

    Solved again with it, level 1 leaves one child (or more) fewer of the child's level without a
    seat and no more of any higher level; with a smaller amount of the same change it does not.
    Written ``kind;id;amount``:

    - ``seat;g12;1``: so many more free seats in a group. More than 1 when children who have
      waited longer would take the first of them.
    - ``cap;s3;+1``: so many more newcomers at a school.
    - ``limit;s3;+7``: so many minutes more than the limit of the stage, for this child and this
      school only.
    - ``form;s3;1``: the form of the school allowed for this child (at every school of that form).
    - ``group;s3;1``: a new group for the child's grade and kind (literacy or language) opened at
      the school, with so many free seats.
    """

    kind: Literal["seat", "cap", "limit", "form", "group"]
    id: str
    amount: int

    def __str__(self) -> str:
        sign = "+" if self.kind in {"cap", "limit"} else ""
        return f"{self.kind};{self.id};{sign}{self.amount}"


@dataclass(frozen=True, slots=True)
class Unplaced:
    """One child without a seat, with the named reason.

    ``no_group``: no school that is assignable for this child offers a group for grade and
    literacy, with seats or without; ``form``: groups exist, but none in an allowed form;
    ``too_far``: all allowed groups lie beyond the limit (or are unreachable or excluded);
    ``full``: eligible groups exist, their seats go to others (or they have none).
    """

    child: str
    level: int
    reason_code: UnplacedReason
    reason: str
    smallest_change: Change | None


@dataclass(frozen=True, slots=True)
class LevelResult:
    """Value, bound and proof of one level of the objective.

    - ``unplaced``: mapping of level (as text) to unplaced children, every level that occurs
      among the children (locked ones too), from the highest down.
    - ``worst_minutes``: mapping of component name to the largest minutes of a placed child.
    - ``ways_and_pairs``: minutes - minutes_per_pair * pairs (with "strict": the minutes).
    """

    name: LevelName
    value: Mapping[str, int] | int
    bound: Mapping[str, int] | int
    proven: bool


@dataclass(frozen=True, slots=True)
class Baseline:
    """What another rule would have reached on the same input, for comparison only."""

    name: Literal["first_come_first_served", "deferred_acceptance"]
    placed: int
    unplaced: int
    minutes: int
    pairs: int
    seats: Mapping[str, str] = field(default_factory=dict, compare=False)  # child id -> group id


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole proposal, in the order of the problem's children."""

    placements: tuple[Placement, ...]
    unplaced: tuple[Unplaced, ...]
    levels: tuple[LevelResult, ...]
    minutes: int
    pairs: int
    families_partly_placed: int
    draft: bool
    seed: int
    baselines: tuple[Baseline, ...] = ()
    timings: Mapping[str, float] = field(default_factory=dict, compare=False)

    @property
    def proven(self) -> bool:
        """Whether every level is proven best."""
        return all(level.proven for level in self.levels)
