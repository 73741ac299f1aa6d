# SPDX-License-Identifier: EUPL-1.2
"""What is asked: newly arrived children, schools with groups, and the rules in force.

Words of this question, used by `solve`, `check` and the file contract alike:

- *Stage*: grades 1-4 are primary, 5-10 lower secondary (sec1), 11-13 upper secondary (sec2).
- *Level* of a child: ``priority * PRIORITY_LEVELS + waiting_days // level_days``.
- *Eligible* (child, group): the grade lies within the group; literacy groups exactly for
  children who need literacy; the school's form is allowed; the school is assignable (a
  ``named`` school only for a child whose family names it in a wish); the pair is not excluded;
  the minutes are at most the limit of the child's stage, or the school is the child's claim
  school (see below), where any known minutes will do.
- *Locked* children are seated before everything else. They are no vertices of the eligibility
  graph; they use a free seat and count for the newcomer cap, for minutes and for siblings. A lock
  overrides time limit, form, wish and soft cap; never the grades of the group, literacy, free
  seats, a hard newcomer cap, ``assignable = no``, an exclusion, or a way whose minutes are not
  known.
- A school whose form begins with `SPECIAL_FORM` counts as ``assignable = no`` whatever it says.
- *Component*: vertices are the children that are not locked and all groups, also those without a
  free seat; edges are the eligible pairs; all groups of a school with a hard newcomer cap are
  connected (a soft cap connects nothing). A component is named by its smallest child id (string
  order).

Options; a problem that uses none of them is the core:

- *Claim* (level 0): a child with a ``claim_school`` that is not waived. It lifts the time limit
  for that school and nothing else: grade, literacy, form, ``assignable`` (a ``named`` school has
  to be named), exclusions and unknown minutes keep their force. The claim is *kept* when the child
  sits at the claim school or at a school it ranks in a wish, whatever ``minutes_per_wish`` says;
  not kept when it sits elsewhere or nowhere. Locked children with a claim count as well. From the
  highest level down the number of claims not kept is minimal; these numbers hold in all that
  follows. A waived claim is no claim.
- *Soft cap* (level 1b): levels 0 and 1 know no soft caps. Then the overrun, the sum over the
  schools with a soft cap of max(0, newly placed - cap), is minimal, locked children counted; this
  sum holds in all that follows.
- *Order of components* in level 2, which only matters where components share a soft cap, so that
  a shorter longest way of one costs another: the component with the child of the highest level
  first (of those not locked), then by name. The longest way of the first is minimal, then, keeping
  that, of the second, and so on.
- *Wishes weigh* when ``minutes_per_wish`` has an entry above 0; then all wishes do, also those of
  a rank worth 0 minutes. In level 2 a seat at a wished school does not count (a component whose
  children all sit at wished schools has the longest way 0). In level 3 it counts with the smaller
  of its minutes and the child's least minutes over all its eligible schools (free or not), less
  the minutes of the wish's rank. Where no entry is above 0 wishes only open ``named`` schools,
  keep claims and give a reason. Locked children count with their own minutes and no wish: a person
  has decided, not the wish.
- *Slack*: level 3 may use ways up to ``worst_slack_minutes`` longer than the shortest longest way
  of the component.
- *Sites*: two children of one family in different stages, at least one of them newly placed
  (or locked), are at one site when their schools name the same ``site``; a school that names none
  is a site of its own.
- *Linear* measure instead of pairs: per family and stage, children seated minus schools used; what
  the children who already sit reach alone is taken off, so it is: children newly placed (locked
  ones too) minus schools where no sibling of the stage sat before. Children without a family
  count 0.
- Level 3 minimises minutes - minutes_per_pair x (pairs, or the linear measure) - minutes of wishes
  - minutes_per_site x pairs at one site. With "strict" most pairs (or the largest linear measure)
  come first, then least minutes - minutes of wishes - minutes_per_site x pairs at one site.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

Assignable = Literal["yes", "named", "no"]
GroupKind = Literal["literacy", "language", "regular"]
SiblingMeasure = Literal["pairs", "linear"]
Stage = Literal["primary", "sec1", "sec2"]

STRICT = "strict"
PAIRS: SiblingMeasure = "pairs"
LINEAR: SiblingMeasure = "linear"
PRIORITY_LEVELS = 10_000  # hardship comes before any waiting time
SPECIAL_FORM = "Förderschule"  # school forms that begin so are never a target of a plan
FIRST_GRADE, LATEST_PRIMARY, LATEST_SEC1, LATEST_GRADE = 1, 4, 10, 13


def stage_of(*, grade: int) -> Stage:
    """Return the stage (Primarstufe, Sek I, Sek II) that a grade of 1 to 13 belongs to."""
    if grade <= LATEST_PRIMARY:
        return "primary"
    return "sec1" if grade <= LATEST_SEC1 else "sec2"


@lru_cache(maxsize=1000)
def is_special(*, form: str) -> bool:
    """Whether this is the form of a special school (Förderschule), never a target of a plan."""
    listed = unicodedata.normalize("NFKC", form).strip().casefold().replace("oe", "ö")
    return listed.startswith(SPECIAL_FORM.casefold())


@dataclass(frozen=True, slots=True)
class Child:
    """A newly arrived child (Seiteneinsteiger) who waits for a school place."""

    id: str
    grade: int
    lat: float | None = None
    lon: float | None = None
    waiting_days: int = 0
    needs_literacy: bool = False
    family: str = ""  # empty: no sibling is known
    forms: tuple[str, ...] = ()  # allowed school forms; empty: any
    town: str = ""  # for the baseline only; empty: town of the nearest school in km
    priority: int = 0  # 0-2; hardship (Härtefall), decided by the authority
    claim_school: str = ""  # nearest primary school of the chosen kind: 46(3) SchulG NRW
    claim_waived: bool = False  # only the family may waive it
    address_protected: bool = False  # no coordinate, map, list or log shows this home

    @property
    def claim(self) -> str:
        """Return the school that the child has a claim to, or nothing."""
        return "" if self.claim_waived else self.claim_school


@dataclass(frozen=True, slots=True)
class School:
    """A school; ``assignable = no`` for special and hospital schools, whatever their form."""

    id: str
    form: str
    name: str = ""
    town: str = ""
    lat: float | None = None
    lon: float | None = None
    newcomer_cap: int | None = None  # most newly placed children over all its groups
    assignable: Assignable = "yes"
    site: str = ""  # schools of several stages at one place; empty: a place of its own
    cap_soft: bool = False  # no decision of the Schulträger behind the cap: it may be exceeded

    @property
    def hard_cap(self) -> int | None:
        """Return the cap that is never exceeded, if there is one."""
        return None if self.cap_soft else self.newcomer_cap

    @property
    def soft_cap(self) -> int | None:
        """Return the cap that is exceeded only where a child would be left behind otherwise."""
        return self.newcomer_cap if self.cap_soft else None


@dataclass(frozen=True, slots=True)
class Group:
    """A learning group of a school with the seats that are free now."""

    id: str
    school: str
    kind: GroupKind
    grade_from: int
    grade_to: int
    free_seats: int
    regular_seats: int | None = None  # for the later transition; None: not tracked


@dataclass(frozen=True, slots=True)
class Placed:
    """A child who already sits; its seat is already taken off ``free_seats``."""

    id: str
    grade: int
    group: str
    family: str = ""
    announced: bool = True


@dataclass(frozen=True, slots=True)
class Wish:
    """A family names a school (rank 1 is the dearest wish, 3 the least)."""

    child: str
    school: str
    rank: int


@dataclass(frozen=True, slots=True)
class Lock:
    """A person has decided: this child sits in this group."""

    child: str
    group: str
    reason: str


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A person has decided: this child does not go to this school."""

    child: str
    school: str
    reason: str


@dataclass(frozen=True, slots=True)
class Limits:
    """Longest way in minutes, one direction, per stage."""

    primary: int = 45
    sec1: int = 60
    sec2: int = 75


@dataclass(frozen=True, slots=True)
class Speeds:
    """How minutes are estimated from coordinates where no travel times are given."""

    walk_kmh: float = 4.5
    walk_detour: float = 1.3
    ride_kmh: float = 20.0
    ride_detour: float = 1.4
    ride_wait_minutes: float = 10.0


@dataclass(frozen=True, slots=True)
class Policy:
    """Who adopted the exchange rates; without ``adopted_by`` every plan is a draft."""

    adopted_by: str = ""
    adopted_on: str = ""
    document: str = ""


@dataclass(frozen=True, slots=True)
class Parameters:
    """The policy of a district in numbers."""

    level_days: int = 7
    minutes_per_pair: int | Literal["strict"] = 30
    limits: Limits = field(default_factory=Limits)
    speeds: Speeds = field(default_factory=Speeds)
    policy: Policy = field(default_factory=Policy)
    worst_slack_minutes: int = 0  # level 3 may exceed the shortest longest way by so much
    minutes_per_wish: tuple[int, int, int] = (0, 0, 0)  # what a wish of rank 1, 2, 3 is worth
    minutes_per_site: int = 0  # what siblings of different stages at one site are worth
    sibling_measure: SiblingMeasure = "pairs"
    move_minutes: int = 15  # price of a child who moves when another arrives; not in `solve`

    @property
    def wishes_weigh(self) -> bool:
        """Whether wishes change levels 2 and 3."""
        return any(self.minutes_per_wish)


@dataclass(frozen=True, slots=True)
class Problem:
    """Everything that one placement round knows.

    ``travel`` maps (child id, school id) to whole minutes; a missing pair is unreachable.
    ``travel = None`` means: estimate all minutes from the coordinates (`engine.geo`).
    """

    children: tuple[Child, ...]
    schools: tuple[School, ...]
    groups: tuple[Group, ...]
    travel: Mapping[tuple[str, str], int] | None = None
    placed: tuple[Placed, ...] = ()
    wishes: tuple[Wish, ...] = ()
    locked: tuple[Lock, ...] = ()
    excluded: tuple[Exclusion, ...] = ()
    parameters: Parameters = field(default_factory=Parameters)


def validate(problem: Problem) -> None:
    """Raise `ValueError` with a German sentence for input that is malformed or contradicts itself.

    Refused: an empty or double id, an unknown id, a number out of range, a special school among a
    child's forms, a child or school without coordinates (unless travel minutes are given), and a
    lock that does not fit (the sentence names the rule). A child that no group can take is not
    malformed: the plan answers for it.
    """
    from rundertisch.engine.placement.validation import refuse_malformed

    refuse_malformed(problem)
