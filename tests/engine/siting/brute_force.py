# SPDX-License-Identifier: EUPL-1.2
"""The slow truth of siting: every set of openings times every assignment, by the letter.

Shares no line with `solve` or `check`; the assignments are those of placement's slow truth.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product

from rundertisch.engine.placement.problem import Group
from rundertisch.engine.placement.problem import Problem as Placement
from rundertisch.engine.siting.problem import Problem
from tests.engine.placement import brute_force as placement_truth

Profile = tuple[int, ...]


@dataclass(frozen=True)
class Best:
    """What the best openings reach."""

    profile: Profile  # unplaced, from the highest level down
    value: int
    unplaced: int


def best(problem: Problem) -> Best:
    """Return the best profile and, with it, the least cents."""
    everything = _opened(problem, [each.max_groups for each in problem.candidates], closed=())
    within = problem.parameters.budget_cents
    least: dict[Profile, int] = {}
    for groups, closed in _openings(problem):
        cost = _cost(problem, groups, closed)
        if within is not None and cost > within:
            continue
        for profile, minutes in _reached(problem, _opened(problem, groups, closed)).items():
            value = cost + problem.parameters.cents_per_minute * minutes
            least[profile] = min(value, least.get(profile, value))
    target = min(least) if within is not None else min(_reached(problem, everything))
    return Best(target, least[target], sum(target))


def _openings(problem: Problem) -> Iterator[tuple[tuple[int, ...], tuple[str, ...]]]:
    counts = [range(each.max_groups + 1) for each in problem.candidates]
    choices = [((), (each.group,)) for each in problem.closables]
    for groups in product(*counts):
        for closed in product(*choices):
            yield groups, tuple(name for names in closed for name in names)


def _cost(problem: Problem, groups: tuple[int, ...], closed: tuple[str, ...]) -> int:
    opens = sum(
        many * each.fixed_cost_cents for many, each in zip(groups, problem.candidates, strict=True)
    )
    return opens - sum(each.saved_cents for each in problem.closables if each.group in closed)


def _opened(
    problem: Problem, groups: list[int] | tuple[int, ...], closed: tuple[str, ...]
) -> Placement:
    """Return the groups that are there; those of one candidate as one, to keep the cases few."""
    there = [
        replace(group, free_seats=0) if group.id in closed else group
        for group in problem.placement.groups
    ]
    there += [
        Group(f"neu {c.id}", c.school, c.kind, c.grade_from, c.grade_to, many * c.seats)
        for many, c in zip(groups, problem.candidates, strict=True)
        if many
    ]
    return replace(problem.placement, groups=tuple(there))


def _reached(problem: Problem, placement: Placement) -> dict[Profile, int]:
    """Return the least minutes of every profile that some assignment reaches."""
    children = placement.children
    schools = placement_truth.school_of(placement)
    levels = sorted({placement_truth.level(placement, c) for c in children}, reverse=True)
    found: dict[Profile, int] = {}
    for seats in placement_truth.assignments(placement):
        if problem.parameters.whole_families and not _together(placement, seats):
            continue
        left = [placement_truth.level(placement, c) for c in children if c.id not in seats]
        profile = tuple(left.count(level) for level in levels)
        minutes = sum(
            placement_truth.minutes_of(placement, c, schools[seats[c.id]]) or 0
            for c in children
            if c.id in seats
        )
        found[profile] = min(minutes, found.get(profile, minutes))
    return found


def _together(placement: Placement, seats: dict[str, str]) -> bool:
    """Whether the children of each family and stage sit at one school; who is locked is free."""
    locked = {lock.child for lock in placement.locked}
    schools = placement_truth.school_of(placement)
    at: dict[tuple[str, str], set[str]] = defaultdict(set)
    for child in placement.children:
        if child.family and child.id in seats and child.id not in locked:
            key = (child.family, placement_truth.stage(child.grade))
            at[key].add(schools[seats[child.id]].id)
    return all(len(each) == 1 for each in at.values())
