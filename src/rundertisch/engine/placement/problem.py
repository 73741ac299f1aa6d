# SPDX-License-Identifier: EUPL-1.2
"""What is asked: newly arrived children, schools with groups, and the rules in force.

Words of this question, used by `solve`, `check` and the file contract alike:

- *Stage*: grades 1-4 are primary, 5-10 lower secondary (sec1), 11-13 upper secondary (sec2).
- *Level* of a child: ``waiting_days // level_days``.
- *Eligible* (child, group): the grade lies within the group; literacy groups exactly for
  children who need literacy; the school's form is allowed; the school is assignable (a
  ``named`` school only for a child whose family names it in a wish); the pair is not excluded;
  the minutes are at most the limit of the child's stage.
- *Locked* children are seated before everything else. They are no vertices of the eligibility
  graph; they use a free seat and count for the newcomer cap, for minutes and for siblings. A lock
  overrides time limit, form and wish; never the grades of the group, literacy, free seats, a
  newcomer cap, ``assignable = no``, an exclusion, or a way whose minutes are not known.
- A school whose form begins with `SPECIAL_FORM` counts as ``assignable = no`` whatever it says.
- *Component*: vertices are the children that are not locked and all groups, also those without a
  free seat; edges are the eligible pairs; all groups of a school with a newcomer cap are
  connected. A component is named by its smallest child id (string order).
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Assignable = Literal["yes", "named", "no"]
GroupKind = Literal["literacy", "language", "regular"]
Stage = Literal["primary", "sec1", "sec2"]

STRICT = "strict"
SPECIAL_FORM = "Förderschule"  # school forms that begin so are never a target of a plan
FIRST_GRADE, LATEST_PRIMARY, LATEST_SEC1, LATEST_GRADE = 1, 4, 10, 13


def stage_of(*, grade: int) -> Stage:
    """Return the stage (Primarstufe, Sek I, Sek II) that a grade of 1 to 13 belongs to."""
    if grade <= LATEST_PRIMARY:
        return "primary"
    return "sec1" if grade <= LATEST_SEC1 else "sec2"


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
