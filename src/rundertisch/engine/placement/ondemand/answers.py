# SPDX-License-Identifier: EUPL-1.2
"""The answers to what people ask beside a plan, in whole numbers; no child is seated by them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

WorseLevel = Literal["", "claims", "unplaced", "soft_caps", "worst_minutes", "ways_and_pairs"]
Hindrance = Literal["named", "no_group", "form", "excluded", "unreachable", "too_far", "full"]


@dataclass(frozen=True, slots=True)
class Move:
    """Another child that would sit elsewhere; empty group: it had, or would have, no seat."""

    child: str
    from_group: str
    to_group: str
    minutes_before: int | None
    minutes_after: int | None

    @property
    def extra_minutes(self) -> int | None:
        """Return how much longer the way would be; None without a seat before or after."""
        if self.minutes_before is None or self.minutes_after is None:
            return None
        return self.minutes_after - self.minutes_before


@dataclass(frozen=True, slots=True)
class Alternative:
    """One group where the child could sit, and what that would mean for all.

    All figures are changes against the plan as it stands, every move of ``moves`` counted.
    """

    group: str
    school: str
    minutes: int
    estimate: bool  # minutes computed from coordinates; never quoted in a notice
    moves: tuple[Move, ...]  # in the order in which one makes room for the next
    extra_minutes: int  # of all who have a seat before and after, this child included
    extra_minutes_child: int | None  # None: the child has no seat in the plan
    claims: int  # more claims not kept
    unplaced: Mapping[str, int]  # more children without a seat, by level; only what changes
    overrun: int  # more children above soft caps
    worst_minutes: int  # the longest way of the component, as level 2 counts it
    worst_minutes_more: int  # than in the plan
    pairs: int  # more siblings of one stage at one school
    ways_and_pairs: int  # how much more level 3 would be (strict: the minutes)

    @property
    def moved(self) -> int:
        """Return how many other children would move, get a seat or lose theirs."""
        return len(self.moves)

    @property
    def left_out(self) -> int:
        """Return how many children would lose their seat."""
        return sum(not move.to_group for move in self.moves)

    @property
    def worse(self) -> WorseLevel:
        """Return the first level of the objective that would be worse; empty: none would."""
        highest = max(self.unplaced, key=int, default="")
        if self.claims > 0:
            return "claims"
        if highest and self.unplaced[highest] > 0:
            return "unplaced"
        if self.overrun > 0:
            return "soft_caps"
        if self.worst_minutes_more > 0:
            return "worst_minutes"
        return "ways_and_pairs" if self.ways_and_pairs > 0 or self.pairs < 0 else ""


@dataclass(frozen=True, slots=True)
class Barred:
    """A school that is no option for the child, with every rule that stands against it.

    Schools that are never a target of a plan (special and hospital schools) are not even listed.
    ``too_far`` alone: ``minutes_over`` says by how much the limit is exceeded. ``full``: the child
    may go there, but all seats are held by children who do not move any more.
    """

    school: str
    minutes: int | None
    against: tuple[Hindrance, ...]
    minutes_over: int = 0


@dataclass(frozen=True, slots=True)
class RulePrice:
    """What one rule costs: level 1 computed again with exactly this rule dropped.

    ``fewer_unplaced`` by level, only what changes: a child that has waited long may then take the
    seat of another, so a lower level can be negative; the sum never is.
    """

    rule: Literal["limit", "cap", "forms"]
    id: str  # the stage of the limit, the school of the cap; empty for the forms
    fewer_unplaced: Mapping[str, int]

    @property
    def more_seated(self) -> int:
        """Return how many more children would have a seat."""
        return sum(self.fewer_unplaced.values())
