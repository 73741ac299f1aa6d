# SPDX-License-Identifier: EUPL-1.2
"""What is answered: which groups to open and close, at what cost, with proof and reasons."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from rundertisch.engine.placement.plan import Plan as PlacementPlan


@dataclass(frozen=True, slots=True)
class NextBest:
    """The best plan in which one opening is not to be had, solved anew: exact where proven.

    ``candidate`` is the candidate of which that plan opens more groups (the dearest such one, then
    the first in the order of the problem); empty: no other opens, the children go to groups that
    are open anyway, or stay without a seat. ``children_fewer``: so many more stay without one.
    ``cents_more``: how much dearer that plan is in the objective (ways counted); comparable only
    where nobody more stays without a seat.
    """

    candidate: str
    children_fewer: int
    cents_more: int
    minutes_more: int
    proven: bool


@dataclass(frozen=True, slots=True)
class Opening:
    """Groups that would open at one candidate, and what they bring.

    Compared with the same plan without this opening (all others staying):
    ``children_more`` is how many more children sit; ``minutes_saved`` how much shorter the ways of
    as many children as would sit without it can be (per level as many, of the part of the district
    that hangs together with it). ``next_best`` is the best that could be done instead.
    For whole families, both numbers are None if the time did not suffice.
    """

    candidate: str
    groups: int
    seats: int  # of all these groups
    cost_cents: int
    children_more: int | None
    minutes_saved: int | None
    next_best: NextBest | None = None  # None: not asked for
    reason: str = ""  # German: what it brings, and the next best


@dataclass(frozen=True, slots=True)
class Closing:
    """An existing group that would close."""

    group: str
    saved_cents: int


@dataclass(frozen=True, slots=True)
class ScenarioResult:
    """How the openings would serve one scenario's arrivals."""

    scenario: str
    placed: int
    waiting: int  # children of the scenario that find no seat
    minutes: int


@dataclass(frozen=True, slots=True)
class Standing:
    """Children without a seat, and minutes of the others, if nothing opened and nothing closed."""

    unplaced: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole proposal; a person decides.

    - ``unplaced``: children without a seat; ``levels`` the same per level (as text), from the
      highest down. ``levels_bound``: fewest that could be (with everything open; with a budget:
      within it).
    - ``minutes``: the least minutes that the openings allow when nothing but ways counts (what
      siting minimises). ``placement.minutes`` may be more: placement also keeps siblings together.
    - ``value_cents`` = cost - saved + cents_per_minute * minutes (+ the scenarios' share, rounded
      down); ``bound_cents``: no plan with the same ``levels`` is cheaper. ``proven``: both levels
      and value are proven best.
    - ``placement``: the plan of `engine.placement` on the opened groups (`problem.opened`).
    - ``together``: with ``whole_families``, child id -> the school that its family stays at.
    - ``today``: what would be without any opening.
    """

    openings: tuple[Opening, ...]
    closings: tuple[Closing, ...]
    unplaced: int
    levels: Mapping[str, int]
    levels_bound: Mapping[str, int]
    cost_cents: int
    saved_cents: int
    minutes: int
    value_cents: int
    bound_cents: int
    proven: bool
    placement: PlacementPlan
    today: Standing
    draft: bool
    seed: int
    scenarios: tuple[ScenarioResult, ...] = ()
    together: Mapping[str, str] = field(default_factory=dict)
    timings: Mapping[str, float] = field(default_factory=dict, compare=False)

    @property
    def seats(self) -> int:
        """How many seats would open."""
        return sum(opening.seats for opening in self.openings)

    @property
    def children_more(self) -> int:
        """How many children would sit who do not with what is open today."""
        return self.today.unplaced - self.unplaced

    def summary(self) -> tuple[str, ...]:
        """Return what the plan says, in a few German sentences."""
        from rundertisch.engine.siting.told import summary_of

        return summary_of(plan=self)
