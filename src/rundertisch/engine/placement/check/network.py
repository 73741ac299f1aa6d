# SPDX-License-Identifier: EUPL-1.2
"""The problem as `check` reads it: who is eligible where, and what hangs together."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rundertisch.engine.placement.check.ways import (
    UNREACHABLE,
    Ints,
    Pairs,
    minutes_between,
    near_pairs,
)
from rundertisch.engine.placement.problem import (
    PRIORITY_LEVELS,
    SPECIAL_FORM,
    Child,
    Group,
    Problem,
    School,
    Stage,
    stage_of,
)

NOWHERE = -1
Truths = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Network:
    """Children, groups and schools by their places in the problem, and the eligible arcs.

    ``arcs_from[c]:arcs_from[c + 1]`` are the arcs of child c. Locked children have none.
    """

    problem: Problem
    child_at: dict[str, int]
    school_at: dict[str, int]
    group_at: dict[str, int]
    school_of: Ints  # group -> school
    locked: dict[int, int]  # child -> group
    wished: frozenset[tuple[int, int]]  # (child, school)
    excluded: frozenset[tuple[int, int]]
    claims: dict[int, int]  # child -> school of a claim that is not waived
    level: list[int]
    arc_child: Ints
    arc_group: Ints
    arc_minutes: Ints
    arc_wished: Truths  # the school of the group is one that the family names
    arcs_from: Ints

    @property
    def keeps(self) -> Truths:
        """Whether an arc keeps the claim of its child: to the claim school or to a wished one."""
        school = np.full(len(self.problem.children), NOWHERE, dtype=np.int64)
        school[list(self.claims)] = list(self.claims.values())
        claimed = school[self.arc_child]
        there = claimed == self.school_of[self.arc_group]
        kept: Truths = (claimed != NOWHERE) & (there | self.arc_wished)
        return kept

    @property
    def counted(self) -> Truths:
        """Whether an arc's minutes count in level 2: not to a wished school, if wishes weigh."""
        if not self.problem.parameters.wishes_weigh:
            return np.ones(len(self.arc_child), dtype=np.bool_)
        return ~self.arc_wished

    def free_seats(self) -> list[int]:
        """Return the free seats per group before anybody is seated, locked children included."""
        return [group.free_seats for group in self.problem.groups]

    def caps(self) -> dict[int, int]:
        """Return the newcomer cap per school that has one that is never exceeded."""
        schools = enumerate(self.problem.schools)
        return {
            s: each.newcomer_cap
            for s, each in schools
            if each.newcomer_cap is not None and not each.cap_soft
        }

    def soft_caps(self) -> dict[int, int]:
        """Return the newcomer cap per school without a decision behind it."""
        schools = enumerate(self.problem.schools)
        return {
            s: each.newcomer_cap
            for s, each in schools
            if each.newcomer_cap is not None and each.cap_soft
        }


def never_target(*, school: School) -> bool:
    """Whether no plan may choose the school: special and hospital schools, whoever lists them."""
    listed = (school.form, SPECIAL_FORM)
    form, special = (unicodedata.normalize("NFC", each).casefold().strip() for each in listed)
    spelled_out = form.replace("ö", "oe").startswith(special.replace("ö", "oe"))
    return school.assignable == "no" or spelled_out


def limit_of(*, problem: Problem, child: Child) -> int:
    """Return the longest allowed way of the child in minutes."""
    limits = problem.parameters.limits
    by_stage = {"primary": limits.primary, "sec1": limits.sec1, "sec2": limits.sec2}
    return by_stage[stage_of(grade=child.grade)]


def grade_and_kind_fit(*, child: Child, group: Group) -> bool:
    """Whether the grade lies within the group, and literacy groups meet literacy needs."""
    if not group.grade_from <= child.grade <= group.grade_to:
        return False
    return (group.kind == "literacy") == child.needs_literacy


def build_network(*, problem: Problem, longer: dict[int, int] | None = None) -> Network:
    """Read the problem and find every eligible arc; ``longer``: child -> school at any distance."""
    child_at = {child.id: i for i, child in enumerate(problem.children)}
    school_at = {school.id: i for i, school in enumerate(problem.schools)}
    group_at = {group.id: i for i, group in enumerate(problem.groups)}
    school_of = np.array([school_at[group.school] for group in problem.groups], dtype=np.int64)
    locked = {child_at[lock.child]: group_at[lock.group] for lock in problem.locked}
    wished = frozenset((child_at[w.child], school_at[w.school]) for w in problem.wishes)
    excluded = frozenset((child_at[e.child], school_at[e.school]) for e in problem.excluded)
    claims = {
        c: school_at[child.claim_school]
        for c, child in enumerate(problem.children)
        if child.claim_school and not child.claim_waived
    }
    ways = _ways(problem, locked, school_of)
    if claims:
        ways = _at_any_distance(problem, ways, {c: s for c, s in claims.items() if c not in locked})
    if longer:
        ways = _at_any_distance(problem, ways, longer)
    arcs = _allowed(problem, ways, wished, excluded)
    child, group, minutes = _seats_at_schools(problem, arcs, school_of)
    width = max(1, len(problem.schools))
    days = problem.parameters.level_days
    return Network(
        problem=problem,
        child_at=child_at,
        school_at=school_at,
        group_at=group_at,
        school_of=school_of,
        locked=locked,
        wished=wished,
        excluded=excluded,
        claims=claims,
        level=[
            each.priority * PRIORITY_LEVELS + each.waiting_days // days for each in problem.children
        ],
        arc_child=child,
        arc_group=group,
        arc_minutes=minutes,
        arc_wished=np.isin(child * width + school_of[group], _keys(wished, width)),
        arcs_from=np.searchsorted(child, np.arange(len(problem.children) + 1)).astype(np.int64),
    )


def _ways(problem: Problem, locked: dict[int, int], school_of: Ints) -> Pairs:
    """Return every child and open school of its stage within the limit of the stage."""
    stages: tuple[Stage, ...] = ("primary", "sec1", "sec2")
    parts = []
    for stage in stages:
        children = [
            i
            for i, child in enumerate(problem.children)
            if stage_of(grade=child.grade) == stage and i not in locked
        ]
        schools = _open_schools(problem, stage, school_of)
        if children and schools:
            parts.append(
                near_pairs(
                    problem=problem,
                    child=np.array(children, dtype=np.int64),
                    school=np.array(schools, dtype=np.int64),
                    limit=limit_of(problem=problem, child=problem.children[children[0]]),
                )
            )
    nothing = np.zeros(0, dtype=np.int64)
    parts.append(Pairs(nothing, nothing, nothing))
    return Pairs(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _at_any_distance(problem: Problem, ways: Pairs, schools: dict[int, int]) -> Pairs:
    """Add the way of each of these children to its school, however long, if it is known."""
    child = np.array(list(schools), dtype=np.int64)
    school = np.array(list(schools.values()), dtype=np.int64)
    minutes = minutes_between(problem=problem, child=child, school=school)
    never = np.array([never_target(school=each) for each in problem.schools], dtype=np.bool_)
    width = max(1, len(problem.schools))
    known = np.isin(child * width + school, ways.child * width + ways.school)
    more = (minutes != UNREACHABLE) & ~known & ~never[school]
    parts = zip(ways, (child[more], school[more], minutes[more]), strict=True)
    return Pairs(*(np.concatenate(both) for both in parts))


def _open_schools(problem: Problem, stage: Stage, school_of: Ints) -> list[int]:
    found = set()
    for group, s in zip(problem.groups, school_of.tolist(), strict=True):
        stages = {stage_of(grade=grade) for grade in range(group.grade_from, group.grade_to + 1)}
        if stage in stages and not never_target(school=problem.schools[s]):
            found.add(s)
    return sorted(found)


def _allowed(
    problem: Problem,
    pairs: Pairs,
    wished: Iterable[tuple[int, int]],
    excluded: Iterable[tuple[int, int]],
) -> Pairs:
    """Drop pairs that a form, a named-only school or a person's decision forbids."""
    width = max(1, len(problem.schools))
    key = pairs.child * width + pairs.school
    named = np.array([each.assignable == "named" for each in problem.schools], dtype=np.bool_)
    keep = ~np.isin(key, _keys(excluded, width))
    keep &= ~named[pairs.school] | np.isin(key, _keys(wished, width))
    sets = sorted({child.forms for child in problem.children})
    place = {forms: i for i, forms in enumerate(sets)}
    which = np.array([place[child.forms] for child in problem.children], dtype=np.int64)
    allowed = np.array(
        [[not forms or each.form in forms for each in problem.schools] for forms in sets],
        dtype=np.bool_,
    ).reshape(len(sets), len(problem.schools))
    keep &= allowed[which[pairs.child], pairs.school]
    return Pairs(*(column[keep] for column in pairs))


def _keys(pairs: Iterable[tuple[int, int]], width: int) -> Ints:
    return np.array([a * width + b for a, b in pairs], dtype=np.int64)


def _seats_at_schools(problem: Problem, pairs: Pairs, school_of: Ints) -> tuple[Ints, Ints, Ints]:
    """Turn ways to schools into arcs to their groups that fit grade and literacy."""
    groups = problem.groups
    by_school = np.argsort(school_of, kind="stable")
    how_many = np.bincount(school_of, minlength=len(problem.schools))
    first = np.concatenate(([0], np.cumsum(how_many)))
    times = how_many[pairs.school]
    row = np.repeat(np.arange(len(pairs.child)), times)
    step = np.arange(len(row)) - np.repeat(np.cumsum(times) - times, times)
    group = by_school[first[pairs.school[row]] + step]
    child, minutes = pairs.child[row], pairs.minutes[row]
    grade = np.array([each.grade for each in problem.children], dtype=np.int64)[child]
    needs = np.array([each.needs_literacy for each in problem.children], dtype=np.bool_)[child]
    lowest = np.array([each.grade_from for each in groups], dtype=np.int64)[group]
    highest = np.array([each.grade_to for each in groups], dtype=np.int64)[group]
    literacy = np.array([each.kind == "literacy" for each in groups], dtype=np.bool_)[group]
    fits = (lowest <= grade) & (grade <= highest) & (literacy == needs)
    child, group, minutes = child[fits], group[fits], minutes[fits]
    order = np.lexsort((group, child))
    return child[order], group[order], minutes[order]


def components(*, network: Network) -> list[int]:
    """Return for every child the child whose id names its component; `NOWHERE` if locked.

    Groups of one capped school hang together, also across stages.
    """
    children = network.problem.children
    by_id = sorted(range(len(children)), key=lambda c: children[c].id)
    rank = np.empty(len(children) + 1, dtype=np.int64)
    rank[by_id] = np.arange(len(children))
    rank[-1] = len(children)  # what no child reaches
    of_child = rank[:-1].copy()
    of_group = np.full(len(network.problem.groups), len(children), dtype=np.int64)
    capped = sorted(network.caps())
    tied = np.flatnonzero(np.isin(network.school_of, np.array(capped, dtype=np.int64)))
    school = network.school_of[tied]
    while True:
        before = of_child.copy(), of_group.copy()
        np.minimum.at(of_group, network.arc_group, of_child[network.arc_child])
        of_school = np.full(len(network.problem.schools), len(children), dtype=np.int64)
        np.minimum.at(of_school, school, of_group[tied])
        of_group[tied] = of_school[school]
        np.minimum.at(of_child, network.arc_child, of_group[network.arc_group])
        if (before[0] == of_child).all() and (before[1] == of_group).all():
            break
    names = [by_id[r] for r in of_child.tolist()]
    return [NOWHERE if c in network.locked else name for c, name in enumerate(names)]
