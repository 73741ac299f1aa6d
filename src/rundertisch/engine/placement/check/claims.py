# SPDX-License-Identifier: EUPL-1.2
"""Claims (level 0): which are kept, why the others are not, and what it costs to keep them."""

from collections import Counter
from collections.abc import Iterator

from rundertisch.engine.placement.check.network import (
    NOWHERE,
    Network,
    grade_and_kind_fit,
    never_target,
)
from rundertisch.engine.placement.check.paths import Seating
from rundertisch.engine.placement.check.profile import left_over
from rundertisch.engine.placement.check.ways import UNREACHABLE, pair_minutes
from rundertisch.engine.placement.plan import Plan, UnkeptReason


def unkept(*, network: Network, plan: Plan) -> list[int]:
    """Return the children who sit neither at the school of their claim nor at one they name."""
    school_of = {
        network.child_at[row.child]: network.school_at[row.school] for row in plan.placements
    }
    return [
        c
        for c in sorted(network.claims)
        if c not in school_of
        or (school_of[c] != network.claims[c] and (c, school_of[c]) not in network.wished)
    ]


def unkept_by_level(*, network: Network, plan: Plan) -> dict[str, int]:
    """Count the claims not kept for every level that occurs among the children with a claim."""
    levels = sorted({network.level[c] for c in network.claims}, reverse=True)
    found = {str(level): 0 for level in levels}
    for c in unkept(network=network, plan=plan):
        found[str(network.level[c])] += 1
    return found


def stated_claims(*, network: Network, plan: Plan) -> Iterator[str]:
    """Every claim that is not kept is told with its school, level and reason, and no other."""
    children, schools = network.problem.children, network.problem.schools
    expected = unkept(network=network, plan=plan)
    if [claim.child for claim in plan.unkept_claims] != [children[c].id for c in expected]:
        told = {claim.child for claim in plan.unkept_claims}
        right = {children[c].id for c in expected}
        for name in sorted(right - told):
            yield f"Kind {name}: Der Anspruch ist nicht gehalten; der Plan verschweigt es."
        for name in sorted(told - right):
            yield f"Kind {name}: Der Plan nennt einen nicht gehaltenen Anspruch, den es nicht gibt."
        if told == right:
            yield "Nicht gehaltene Ansprüche stehen nicht je einmal in der Reihenfolge der Eingabe."
        return
    for claim, c in zip(plan.unkept_claims, expected, strict=True):
        school = network.claims[c]
        said = claim.school, claim.level, claim.reason_code
        found = schools[school].id, network.level[c], _reason(network, c, school)
        if said != found:
            yield (
                f"Kind {claim.child}: Zum Anspruch nennt der Plan Schule {said[0]}, Stufe "
                f"{said[1]} und den Grund {said[2]}; es sind {found[0]}, {found[1]} und {found[2]}."
            )
        if not claim.reason.strip() or "optimal" in claim.reason.casefold():
            yield f"Kind {claim.child}: Warum der Anspruch nicht gehalten ist, ist nicht begründet."


def _reason(network: Network, c: int, school: int) -> UnkeptReason:
    """Return the first reason that holds."""
    problem = network.problem
    child, this = problem.children[c], problem.schools[school]
    groups = [
        g
        for g in _groups(network, school)
        if grade_and_kind_fit(child=child, group=problem.groups[g])
    ]
    if c in network.locked:
        return "locked"
    if (c, school) in network.excluded:
        return "excluded"
    named = this.assignable != "named" or (c, school) in network.wished
    if never_target(school=this) or not named or not groups:
        return "no_group"
    if child.forms and this.form not in child.forms:
        return "form"
    if pair_minutes(problem=problem, child=c, schools=[school]) == [UNREACHABLE]:
        return "unreachable"
    return "claims" if _seat_without_others(network, school, groups) else "no_seat"


def _groups(network: Network, school: int) -> list[int]:
    return [g for g, s in enumerate(network.school_of.tolist()) if s == school]


def _seat_without_others(network: Network, school: int, groups: list[int]) -> bool:
    """Whether the groups have a seat and the school room under its cap beside locked children."""
    locked = Counter(network.locked.values())
    free = network.free_seats()
    caps = network.caps()
    at_school = sum(locked[g] for g in _groups(network, school))
    room = school not in caps or caps[school] > at_school
    return room and any(free[g] > locked[g] for g in groups)


def stated_cost_of_claims(*, network: Network, plan: Plan) -> Iterator[str]:
    """The profile without claims is what it says: counted again by augmenting paths."""
    said = plan.unplaced_without_claims
    if not network.claims:
        if said is not None or plan.unkept_claims:
            yield "Der Plan nennt Ansprüche; die Eingabe hat keinen, der nicht aufgegeben ist."
        return
    if said is None:
        yield "Der Plan verschweigt, wie viele Kinder ohne die Ansprüche einen Platz hätten."
        return
    seat = [NOWHERE] * len(network.problem.children)
    for row in plan.placements:
        seat[network.child_at[row.child]] = network.group_at[row.group]
    seating = Seating(network=network, seat=seat, keep=None)
    asking = [c for c, group in enumerate(seat) if group == NOWHERE]
    found = {str(level): 0 for level in sorted(set(network.level), reverse=True)}
    for c in left_over(network=network, seating=seating, asking=asking):
        found[str(network.level[c])] += 1
    if dict(said) != found:
        yield (
            f"Ohne Ansprüche blieben nach dem Plan {sum(said.values())} Kinder ohne Platz "
            f"(nach Stufen {dict(said)}); gezählt sind {sum(found.values())} ({found})."
        )
