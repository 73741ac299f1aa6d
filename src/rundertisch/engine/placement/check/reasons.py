# SPDX-License-Identifier: EUPL-1.2
"""The reasons a plan gives: the code is the first that holds, and there is a sentence."""

from collections import Counter, defaultdict
from collections.abc import Iterator

import numpy as np

from rundertisch.engine.placement.check.network import (
    Network,
    grade_and_kind_fit,
    never_target,
)
from rundertisch.engine.placement.plan import PlacedReason, Placement, Plan, UnplacedReason
from rundertisch.engine.placement.problem import Child, Stage, stage_of


class Facts:
    """What the reasons of seated children depend on."""

    def __init__(self, *, network: Network, plan: Plan) -> None:
        problem = network.problem
        self.network = network
        far = np.iinfo(np.int64).max
        self.nearest = np.full(len(problem.children), far, dtype=np.int64)
        np.minimum.at(self.nearest, network.arc_child, network.arc_minutes)
        width = max(1, len(problem.schools))
        pairs = np.sort(network.arc_child * width + network.school_of[network.arc_group])
        first = np.diff(pairs, prepend=-1) > 0  # np.unique would hash, ten times slower
        self.schools = np.bincount(pairs[first] // width, minlength=len(problem.children))
        self.sitting: Counter[tuple[str, Stage, str]] = Counter()
        group_school = {group.id: group.school for group in problem.groups}
        for each in problem.placed:
            key = each.family, stage_of(grade=each.grade), group_school[each.group]
            self.sitting[key] += 1
        for row in plan.placements:
            child = problem.children[network.child_at[row.child]]
            self.sitting[child.family, stage_of(grade=child.grade), row.school] += 1

    def siblings(self, *, row: Placement) -> int:
        """Return how many siblings of the child's stage sit at its school."""
        child = self.network.problem.children[self.network.child_at[row.child]]
        key = child.family, stage_of(grade=child.grade), row.school
        return self.sitting[key] - 1 if child.family else 0

    def reason(self, *, row: Placement) -> PlacedReason:
        """Return the first reason that holds."""
        c = self.network.child_at[row.child]
        if c in self.network.locked:
            return "locked"
        school = self.network.school_at[row.school]
        if self.network.claims.get(c) == school:
            return "claim"
        if (c, school) in self.network.wished:
            return "wish"
        if self.schools[c] == 1:
            return "only"
        if row.minutes <= self.nearest[c]:
            return "nearest"
        return "sibling" if self.siblings(row=row) else "makes_room"


def placed_reasons(*, network: Network, plan: Plan) -> Iterator[str]:
    """Every seat has the reason that the input and the plan give, and a sentence."""
    facts = Facts(network=network, plan=plan)
    for row in plan.placements:
        expected = facts.reason(row=row)
        if row.reason_code != expected:
            yield f"Kind {row.child}: Als Grund steht {row.reason_code}, es ist {expected}."
        yield from _sentence(row.child, row.reason)


def unplaced_reasons(*, network: Network, plan: Plan) -> Iterator[str]:
    """Every child without a seat has its level, its reason and a sentence."""
    known: dict[tuple[object, ...], tuple[bool, bool]] = {}
    named: dict[int, set[int]] = defaultdict(set)
    for wisher, school in network.wished:
        named[wisher].add(school)
    for row in plan.unplaced:
        c = network.child_at[row.child]
        if row.level != network.level[c]:
            yield f"Kind {row.child}: Der Plan nennt Stufe {row.level}, es ist {network.level[c]}."
        expected = _unplaced_reason(network, c, frozenset(named[c]), known)
        if row.reason_code != expected:
            yield f"Kind {row.child}: Als Grund steht {row.reason_code}, es ist {expected}."
        yield from _sentence(row.child, row.reason)


def _sentence(child: str, reason: str) -> Iterator[str]:
    if not reason.strip():
        yield f"Kind {child}: Die Begründung fehlt."
    if "optimal" in reason.casefold():
        yield f"Kind {child}: Die Begründung wägt nicht ab, sie nennt den Platz „optimal“."


def _unplaced_reason(
    network: Network,
    c: int,
    named: frozenset[int],
    known: dict[tuple[object, ...], tuple[bool, bool]],
) -> UnplacedReason:
    if network.arcs_from[c] < network.arcs_from[c + 1]:
        return "full"
    child = network.problem.children[c]
    key = child.grade, child.needs_literacy, child.forms, named
    if key not in known:
        known[key] = _offered(network, child, named)
    offered, allowed = known[key]
    if not offered:
        return "no_group"
    return "too_far" if allowed else "form"


def _offered(network: Network, child: Child, named: frozenset[int]) -> tuple[bool, bool]:
    """Whether any assignable school has a group for the child, and any in an allowed form."""
    forms = set()
    for group, s in zip(network.problem.groups, network.school_of.tolist(), strict=True):
        school = network.problem.schools[s]
        if never_target(school=school) or not grade_and_kind_fit(child=child, group=group):
            continue
        if school.assignable != "named" or s in named:
            forms.add(school.form)
    return bool(forms), any(not child.forms or form in child.forms for form in forms)
