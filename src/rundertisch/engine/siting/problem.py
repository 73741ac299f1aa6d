# SPDX-License-Identifier: EUPL-1.2
"""What is asked: where could groups open or close, what would that cost, who waits for a seat.

Words of this question, beside those of `engine.placement.problem`, which all keep their meaning:

- *Candidate*: up to ``max_groups`` equal groups that could open at a school. Each that opens
  offers ``seats`` free seats and costs ``fixed_cost_cents`` (teacher hours and room, per year or
  per whatever period the caller counts in; ``cents_per_minute`` has to mean the same period).
  The hard newcomer cap of the school holds for the new groups too.
- *Closable*: an existing group that may close. Its free seats are lost and ``saved_cents`` saved.
  A group in which a child already sits, or on which a child is locked, is never closable.
- *Cost*: opened groups times their cost, less what the closed ones save. Never below zero for the
  budget's sake alone: what closing saves may be spent.
- *Objective*: ``cost + cents_per_minute * minutes`` is least, where minutes are those of all
  newly placed children (locked ones too), subject to level 1: the number of unplaced children of
  each level is what it would be with every candidate open and nothing closed. So every child that
  could sit with all candidates open sits. With ``budget_cents`` the cost is at most the budget, and
  level 1 (from the highest level down) is first made as good as the budget allows.
- Siting knows no pairs of siblings, no longest way, no wishes' weight, no kept claims and no soft
  caps. They come in the placement that is made afterwards on the opened groups.

*Whole families* (``whole_families``): the children of one family and stage that are to be placed
and sit, sit at one school. As in placement the rule holds per family and stage: siblings of
different stages could only share the few schools that offer both. A child that cannot sit there
stays without a seat rather than at another school, but it does not keep its siblings from sitting:
nobody is left behind for a rule. Locked children and siblings who already sit bind nobody: their
school may be full, and then the rule would leave their siblings without any seat. Families have
any size.

*Scenarios*: possible arrivals of the time to come. The openings and the seats of the children who
wait now are decided once; then each scenario's children take seats that are left. They add to the
objective, by their weight among all weights, ``cents_per_minute`` for their minutes and
``cents_per_waiting_child`` for each that finds none. Families in scenarios are bound by no rule.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from rundertisch.engine.placement.problem import Child, Exclusion, Group, GroupKind
from rundertisch.engine.placement.problem import Problem as Placement

USUAL_SEATS = 15  # of a new group, where nothing else is said


@dataclass(frozen=True, slots=True)
class Candidate:
    """Up to ``max_groups`` equal groups that could open at a school."""

    id: str
    school: str
    kind: GroupKind
    grade_from: int
    grade_to: int
    seats: int  # of each group
    fixed_cost_cents: int  # of each group
    max_groups: int = 1

    def group_id(self, number: int) -> str:
        """Return the id of the ``number``-th group that opens here, counted from 1."""
        return f"{self.id}.{number}"


@dataclass(frozen=True, slots=True)
class Closable:
    """A group of the placement problem that may close, and what that saves."""

    group: str
    saved_cents: int


@dataclass(frozen=True, slots=True)
class Scenario:
    """One possible set of later arrivals; ``weight`` says how likely, beside the other weights."""

    id: str
    weight: int
    children: tuple[Child, ...]
    travel: Mapping[tuple[str, str], int] | None = None  # None: estimated from coordinates


@dataclass(frozen=True, slots=True)
class Parameters:
    """The policy of siting in numbers."""

    cents_per_minute: int  # what one minute of one child's daily way is worth, in the cost's period
    budget_cents: int | None = None  # None: until all are seated who could be
    whole_families: bool = False
    cents_per_waiting_child: int = 0  # a child of a scenario that finds no seat


@dataclass(frozen=True, slots=True)
class Problem:
    """A round of placement, and what could open or close before it."""

    placement: Placement
    candidates: tuple[Candidate, ...]
    parameters: Parameters
    closables: tuple[Closable, ...] = ()
    scenarios: tuple[Scenario, ...] = field(default=())


TOGETHER = "Die Familie bleibt an einer Schule zusammen (whole_families)."


def opened(
    *,
    problem: Problem,
    groups: Mapping[str, int],
    closed: Collection[str] = (),
    together: Mapping[str, str] | None = None,
) -> Placement:
    """Return the placement problem with so many groups open per candidate id, and some closed.

    A closed group stays, without a free seat, so that nothing that names it goes astray. New
    groups follow the old ones in the order of the candidates. ``together`` maps children to the
    only school that is left to them, because their family stays together there.
    """
    kept = tuple(
        replace(group, free_seats=0) if group.id in closed else group
        for group in problem.placement.groups
    )
    new = tuple(
        Group(
            id=candidate.group_id(number),
            school=candidate.school,
            kind=candidate.kind,
            grade_from=candidate.grade_from,
            grade_to=candidate.grade_to,
            free_seats=candidate.seats,
        )
        for candidate in problem.candidates
        for number in range(1, groups.get(candidate.id, 0) + 1)
    )
    excluded = problem.placement.excluded + _kept_away(problem, kept + new, together or {})
    return replace(problem.placement, groups=kept + new, excluded=excluded)


def _kept_away(
    problem: Problem, groups: tuple[Group, ...], together: Mapping[str, str]
) -> tuple[Exclusion, ...]:
    """Keep children away from all schools with a group for them but the one of their family."""
    children = {each.id: each for each in problem.placement.children if each.id in together}
    offers: dict[tuple[int, bool], list[str]] = {}
    for kind in {(child.grade, child.needs_literacy) for child in children.values()}:
        grade, literacy = kind
        fits = {
            group.school
            for group in groups
            if group.grade_from <= grade <= group.grade_to
            and (group.kind == "literacy") == literacy
        }
        offers[kind] = [each.id for each in problem.placement.schools if each.id in fits]
    return tuple(
        Exclusion(name, school, TOGETHER)
        for name, only in together.items()
        for school in offers[children[name].grade, children[name].needs_literacy]
        if school != only
    )


def validate(problem: Problem) -> None:
    """Raise `ValueError` with a German sentence for input that is malformed or against a rule.

    Refused, beside what placement refuses: a candidate at a special school or one that is not
    assignable (the sentence names the rule), an empty or double id, an unknown school or group,
    a number out of range, a closable group in which a child sits or is locked, and a scenario
    whose children are malformed.
    """
    from rundertisch.engine.siting.validation import refuse_malformed

    refuse_malformed(problem)
