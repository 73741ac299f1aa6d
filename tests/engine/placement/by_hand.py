# SPDX-License-Identifier: EUPL-1.2
"""Plans written by hand around given seats, and what a single change to a problem would do.

Like `brute_force` from the contract alone: shares no line with `solve` or `check`.
"""

from collections.abc import Mapping
from dataclasses import replace

from rundertisch.engine.placement.plan import (
    Change,
    LevelResult,
    PlacedReason,
    Placement,
    Plan,
    UnkeptClaim,
    UnkeptReason,
    Unplaced,
    UnplacedReason,
    Weighed,
)
from rundertisch.engine.placement.problem import Child, Group, GroupKind, Problem
from tests.engine.placement import brute_force


def plan_of(problem: Problem, found: brute_force.Best) -> Plan:
    """Write the plan that the contract asks for, from one best assignment."""
    at = brute_force.school_of(problem)
    ways = brute_force.ways_of(problem, found.seats)
    families = {c.family for c in problem.children if c.id not in found.seats and c.family}
    seated = {c.family for c in problem.children if c.id in found.seats}
    seated |= {each.family for each in problem.placed}
    return Plan(
        placements=tuple(
            Placement(
                child=child.id,
                group=found.seats[child.id],
                school=at[found.seats[child.id]].id,
                minutes=ways[child.id],
                estimate=problem.travel is None,
                reason_code=placed_reason(problem, child, found.seats),
                reason="Abgewogen wurden Weg, Geschwister und freie Plätze.",
            )
            for child in problem.children
            if child.id in found.seats
        ),
        unplaced=tuple(
            Unplaced(
                child=child.id,
                level=brute_force.level(problem, child),
                reason_code=unplaced_reason(problem, child),
                reason="Es fehlt ein Platz.",
                smallest_change=None,
            )
            for child in problem.children
            if child.id not in found.seats
        ),
        levels=levels_of(problem, found),
        minutes=found.minutes,
        pairs=found.pairs,
        families_partly_placed=len(families & seated),
        draft=not problem.parameters.policy.adopted_by,
        seed=0,
        unkept_claims=unkept_claims(problem, found.seats),
        unplaced_without_claims=(
            brute_force.profile_without_claims(problem) if found.claims else None
        ),
        weighed=weighed(problem, found),
    )


def levels_of(problem: Problem, found: brute_force.Best) -> tuple[LevelResult, ...]:
    """Return the levels that the problem has; the bound of the longest way is the shortest."""
    soft = any(s.cap_soft and s.newcomer_cap is not None for s in problem.schools)
    levels = [
        LevelResult("claims", found.claims, found.claims, proven=True) if found.claims else None,
        LevelResult("unplaced", found.profile, found.profile, proven=True),
        LevelResult("soft_caps", found.overrun, found.overrun, proven=True) if soft else None,
        LevelResult("worst_minutes", found.worst, found.shortest, proven=True),
        LevelResult("ways_and_pairs", found.ways_and_pairs, found.ways_and_pairs, proven=True),
    ]
    return tuple(level for level in levels if level is not None)


def weighed(problem: Problem, found: brute_force.Best) -> Weighed | None:
    """Return what level 3 has weighed, where options make it weigh more than ways and pairs."""
    rules = problem.parameters
    linear = rules.sibling_measure == "linear"
    if not any(rules.minutes_per_wish) and not rules.minutes_per_site and not linear:
        return None
    return Weighed(found.weighed_minutes, found.together, found.wishes, found.site_pairs)


def unkept_claims(problem: Problem, seats: Mapping[str, str]) -> tuple[UnkeptClaim, ...]:
    """Return the claims that are not kept, in the order of the children."""
    at, wishes = brute_force.school_of(problem), brute_force.named(problem)
    return tuple(
        UnkeptClaim(
            child=child.id,
            school=brute_force.claim_of(child),
            level=brute_force.level(problem, child),
            reason_code=unkept_reason(problem, child),
            reason="Abgewogen wurde, welche Ansprüche zugleich zu halten sind.",
        )
        for child in problem.children
        if brute_force.claim_of(child)
        and (
            child.id not in seats
            or (
                at[seats[child.id]].id != brute_force.claim_of(child)
                and (child.id, at[seats[child.id]].id) not in wishes
            )
        )
    )


def unkept_reason(problem: Problem, child: Child) -> UnkeptReason:
    """Return the first reason that holds, in the order of the contract."""
    school = next(s for s in problem.schools if s.id == brute_force.claim_of(child))
    groups = [
        group
        for group in problem.groups
        if group.school == school.id and brute_force.fits(child, group)
    ]
    locked = [lock.group for lock in problem.locked]
    here = {group.id for group in problem.groups if group.school == school.id}
    cap = brute_force.hard_cap(school)
    full = cap is not None and cap <= sum(group in here for group in locked)
    if any(lock.child == child.id for lock in problem.locked):
        return "locked"
    if any((e.child, e.school) == (child.id, school.id) for e in problem.excluded):
        return "excluded"
    if not groups or not brute_force.assignable(problem, child, school):
        return "no_group"
    if not brute_force.form_allowed(child, school):
        return "form"
    if brute_force.minutes_of(problem, child, school) is None:
        return "unreachable"
    taken = all(group.free_seats <= locked.count(group.id) for group in groups)
    return "no_seat" if full or taken else "claims"


def placed_reason(  # noqa: PLR0911 - one for each reason
    problem: Problem, child: Child, seats: Mapping[str, str]
) -> PlacedReason:
    """Return the first reason that holds, in the order of the contract."""
    at = brute_force.school_of(problem)
    school = at[seats[child.id]]
    choices = {at[group.id].id: at[group.id] for group in brute_force.eligible(problem)[child.id]}
    ways = {
        name: brute_force.minutes_of(problem, child, each) or 0 for name, each in choices.items()
    }
    alone = {c: g for c, g in seats.items() if c != child.id}
    if any(lock.child == child.id for lock in problem.locked):
        return "locked"
    if brute_force.claim_of(child) == school.id:
        return "claim"
    if any(w.child == child.id and w.school == school.id for w in problem.wishes):
        return "wish"
    if len(choices) == 1:
        return "only"
    if ways[school.id] == min(ways.values()):
        return "nearest"
    if brute_force.pairs_of(problem, seats) > brute_force.pairs_of(problem, alone):
        return "sibling"
    return "makes_room"


def unplaced_reason(problem: Problem, child: Child) -> UnplacedReason:
    """Return why a child has no seat."""
    at = brute_force.school_of(problem)
    offered = [
        at[group.id]
        for group in problem.groups
        if brute_force.fits(child, group) and brute_force.assignable(problem, child, at[group.id])
    ]
    allowed = [school for school in offered if brute_force.form_allowed(child, school)]
    if not offered:
        return "no_group"
    if not allowed:
        return "form"
    return (
        "full"
        if any(brute_force.reachable(problem, child, school) for school in allowed)
        else "too_far"
    )


def measured(problem: Problem) -> Problem:
    """Write estimated ways down as a travel table, so that one way can be changed alone."""
    ways = {
        (child.id, school.id): brute_force.minutes_of(problem, child, school)
        for child in problem.children
        for school in problem.schools
    }
    known = {pair: minutes for pair, minutes in ways.items() if minutes is not None}
    return replace(problem, travel=known)


def changed(problem: Problem, child: Child, change: Change) -> Problem:
    """Make the one change that a plan names for a child without a seat."""
    if change.kind == "seat":
        groups = (
            replace(g, free_seats=g.free_seats + change.amount) if g.id == change.id else g
            for g in problem.groups
        )
        return replace(problem, groups=tuple(groups))
    if change.kind == "cap":
        schools = (
            replace(s, newcomer_cap=s.newcomer_cap + change.amount)
            if s.id == change.id and s.newcomer_cap is not None
            else s
            for s in problem.schools
        )
        return replace(problem, schools=tuple(schools))
    if change.kind == "group":
        kind: GroupKind = "literacy" if child.needs_literacy else "language"
        opened = Group("neu", change.id, kind, child.grade, child.grade, change.amount)
        return replace(problem, groups=(*problem.groups, opened))
    if change.kind == "limit":
        return _nearer(measured(problem), child, change)
    form = next(school.form for school in problem.schools if school.id == change.id)
    children = (
        replace(each, forms=(*each.forms, form)) if each.id == child.id and each.forms else each
        for each in problem.children
    )
    return replace(problem, children=tuple(children))


def _nearer(problem: Problem, child: Child, change: Change) -> Problem:
    """Shorten one way by the minutes that its limit grows: for level 1 the same."""
    key = child.id, change.id
    ways = dict(problem.travel or {})
    if key in ways:
        ways[key] = max(0, ways[key] - change.amount)
    return replace(problem, travel=ways)


def is_smallest(problem: Problem, child: Child, change: Change) -> bool:
    """Whether the change lets one more child of this level sit, and one unit less does not."""
    before = _profile(problem)
    less = replace(change, amount=change.amount - 1)
    return _seats_one_more(problem, child, change, before=before) and not (
        change.amount > 1 and _seats_one_more(problem, child, less, before=before)
    )


def _seats_one_more(
    problem: Problem, child: Child, change: Change, *, before: dict[str, int]
) -> bool:
    after = _profile(changed(problem, child, change))
    mine = brute_force.level(problem, child)
    higher = [key for key in before if int(key) > mine]
    return after[str(mine)] < before[str(mine)] and all(after[key] <= before[key] for key in higher)


def _profile(problem: Problem) -> dict[str, int]:
    """Return who stays without a seat in the best plan: claims and seats alone decide it."""
    return brute_force.profile_of(problem, brute_force.best_of_claims_and_seats(problem)[0])
