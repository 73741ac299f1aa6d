# SPDX-License-Identifier: EUPL-1.2
"""What is answered: who would sit where and why, who not and what would help, with proof."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

PlacedReason = Literal["nearest", "sibling", "only", "makes_room", "wish", "claim", "locked"]
UnplacedReason = Literal["no_group", "too_far", "full", "form"]
UnkeptReason = Literal["locked", "excluded", "no_group", "form", "unreachable", "no_seat", "claims"]
LevelName = Literal["claims", "unplaced", "soft_caps", "worst_minutes", "ways_and_pairs"]


@dataclass(frozen=True, slots=True)
class Placement:
    """One child's proposed seat. A proposal: a person decides.

    ``reason_code`` is the first that holds: locked; claim (the child has a claim to this school
    that is not waived); wish (the family names this school); only (just one school is eligible);
    nearest (no eligible school is nearer, free or not); sibling (together with a sibling of the
    same stage); makes_room (a nearer seat goes to another child).
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
class UnkeptClaim:
    """One child whose claim to a school is not kept, seated elsewhere or not at all; with why.

    ``reason_code`` is the first that holds: ``locked``: a person has decided on another school;
    ``excluded``: a person has excluded the claim school; ``no_group``: the school is not
    assignable for this child, or has no group for its grade and kind (with seats or without);
    ``form``: the form of the school is not among those allowed; ``unreachable``: no minutes are
    known; ``no_seat``: its groups for the child have no free seat, or its hard cap is 0, also when
    locked children have taken the last of them; ``claims``: the seats go to children who have a
    claim that is kept there too, and wait as long or longer.
    """

    child: str
    school: str  # the claim school
    level: int
    reason_code: UnkeptReason
    reason: str


@dataclass(frozen=True, slots=True)
class LevelResult:
    """Value, bound and proof of one level of the objective.

    In this order; the optional ones only where the option is used:

    - ``claims`` (if a child has a claim that is not waived): mapping of level (as text) to claims
      not kept, every level that occurs among the children with such a claim (locked ones too),
      from the highest down.
    - ``unplaced``: mapping of level (as text) to unplaced children, every level that occurs
      among the children (locked ones too), from the highest down.
    - ``soft_caps`` (if a school has a soft cap): the total overrun.
    - ``worst_minutes``: mapping of component name to the largest minutes of a placed child (where
      wishes weigh: of one not at a wished school, else 0), for every component in which a child
      that is not locked sits. The bound is the shortest possible; with ``worst_slack_minutes`` the
      value, that of the plan, may exceed the bound by so much and is still proven.
    - ``ways_and_pairs``: minutes - minutes_per_pair * pairs (with "strict": the minutes); where
      `Plan.weighed` is given, what `Weighed` says.
    """

    name: LevelName
    value: Mapping[str, int] | int
    bound: Mapping[str, int] | int
    proven: bool


@dataclass(frozen=True, slots=True)
class Weighed:
    """What level 3 has weighed, locked children included.

    Its value is ``minutes - minutes_per_pair * together - sum(minutes_per_wish[rank - 1] *
    wishes[rank - 1]) - minutes_per_site * site_pairs``; with "strict" the same without the term
    of ``together``.
    """

    minutes: int  # a wished school counts with the child's least minutes at most, if wishes weigh
    together: int  # pairs, or the linear measure
    wishes: tuple[int, int, int]  # children not locked at a school of rank 1, 2, 3; 0 if no weight
    site_pairs: int  # 0 if minutes_per_site is 0


@dataclass(frozen=True, slots=True)
class Baseline:
    """What another rule would have reached on the same input, for comparison only.

    The same ways are open as in the plan, those to claim schools too. Claims, wishes, soft caps
    and priority play no part in it; ``minutes`` and ``pairs`` are those of the core.
    """

    name: Literal["first_come_first_served", "deferred_acceptance"]
    placed: int
    unplaced: int
    minutes: int
    pairs: int
    seats: Mapping[str, str] = field(default_factory=dict, compare=False)  # child id -> group id


@dataclass(frozen=True, slots=True)
class Certificate:
    """Prices (duals) from which anybody can recompute a bound of the last level.

    In fractions of a minute: a price p means p / ``scale`` minutes. ``groups``: a free seat (by
    group id); ``schools``: a newcomer under a hard cap (by school id); ``cells``: a child that sits
    (by component name and level). A name that is missing has the price 0. ``minutes_per_pair`` is
    the rate, with "strict" any number that outweighs all ways together.
    """

    scale: int
    groups: Mapping[str, int]
    schools: Mapping[str, int]
    cells: Mapping[tuple[str, int], int]
    minutes_per_pair: int


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole proposal, in the order of the problem's children.

    ``minutes`` and ``pairs`` are always those that really are travelled and together.
    ``weighed`` is given where wishes weigh, ``minutes_per_site`` is above 0 or the measure is
    linear. ``unplaced_without_claims`` is given with the level ``claims``: level 1 on the same
    ways as if no claim had to be kept.
    """

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
    unkept_claims: tuple[UnkeptClaim, ...] = ()
    unplaced_without_claims: Mapping[str, int] | None = None
    weighed: Weighed | None = None
    certificate: Certificate | None = field(default=None, compare=False)

    @property
    def proven(self) -> bool:
        """Whether every level is proven best."""
        return all(level.proven for level in self.levels)

    @property
    def fewer_for_claims(self) -> int | None:
        """How many fewer children are placed because claims are kept; None without claims."""
        if self.unplaced_without_claims is None:
            return None
        return len(self.unplaced) - sum(self.unplaced_without_claims.values())
