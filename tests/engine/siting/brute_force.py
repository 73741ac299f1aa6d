# SPDX-License-Identifier: EUPL-1.2
"""The slow truth of siting: every set of openings times every assignment, by the letter.

With scenarios, for each assignment every assignment of each scenario's children to what is left.

Shares no line with `solve` or `check`; the assignments are those of placement's slow truth.
"""

from collections import Counter, defaultdict
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
    scale = sum(scenario.weight for scenario in problem.scenarios) or 1
    least: dict[Profile, int] = {}
    for groups, closed in _openings(problem):
        cost = scale * _cost(problem, groups, closed)
        if within is not None and cost > scale * within:
            continue
        for profile, more in reached(problem, _opened(problem, groups, closed)).items():
            least[profile] = min(cost + more, least.get(profile, cost + more))
    target = min(least) if within is not None else min(reached(problem, everything))
    return Best(target, least[target] // scale, sum(target))


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


def reached(problem: Problem, placement: Placement) -> dict[Profile, int]:
    """Return the least cents (times all weights) of every profile that some assignment reaches."""
    children = placement.children
    schools = placement_truth.school_of(placement)
    levels = sorted({placement_truth.level(placement, c) for c in children}, reverse=True)
    scale = sum(scenario.weight for scenario in problem.scenarios) or 1
    found: dict[Profile, int] = {}
    later: dict[tuple[tuple[str, int], ...], int] = {}
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
        used = tuple(sorted(Counter(seats.values()).items()))
        if used not in later:
            later[used] = _arrivals(problem, placement, dict(used))
        value = scale * problem.parameters.cents_per_minute * minutes + later[used]
        found[profile] = min(value, found.get(profile, value))
    return found


def _arrivals(problem: Problem, placement: Placement, used: dict[str, int]) -> int:
    """Return the least cents (times their weights) of all scenarios on what is left."""
    rules, total = problem.parameters, 0
    taken: Counter[str] = Counter()
    for group in placement.groups:
        taken[group.school] += used.get(group.id, 0)
    left = replace(
        placement,
        groups=tuple(
            replace(group, free_seats=group.free_seats - used.get(group.id, 0))
            for group in placement.groups
        ),
        schools=tuple(
            school
            if school.newcomer_cap is None
            else replace(school, newcomer_cap=school.newcomer_cap - taken[school.id])
            for school in placement.schools
        ),
        locked=(),
        excluded=(),
        wishes=(),
        placed=(),
    )
    for scenario in problem.scenarios:
        there = replace(left, children=scenario.children, travel=scenario.travel)
        schools = placement_truth.school_of(there)
        total += scenario.weight * min(
            sum(
                rules.cents_per_minute
                * (placement_truth.minutes_of(there, c, schools[seats[c.id]]) or 0)
                if c.id in seats
                else rules.cents_per_waiting_child
                for c in scenario.children
            )
            for seats in placement_truth.assignments(there)
        )
    return total


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
