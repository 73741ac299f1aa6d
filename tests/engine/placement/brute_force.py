# SPDX-License-Identifier: EUPL-1.2
"""The slow truth: every assignment of a small problem, and the best by the letter of the contract.

Shares no line with `solve` or `check`. Plain loops, so that a person can read it beside the page.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from rundertisch.engine.placement.problem import Child, Group, Placed, Problem, School


@dataclass(frozen=True)
class Best:
    """What an assignment reaches, level by level; of `best` the lexicographic optimum."""

    profile: dict[str, int]
    worst: dict[str, int]
    ways_and_pairs: int
    minutes: int
    pairs: int
    seats: dict[str, str]  # child -> group


def minutes_of(problem: Problem, child: Child, school: School) -> int | None:
    """Return the minutes of a way; None where there is none."""
    if problem.travel is not None:
        return problem.travel.get((child.id, school.id))
    if child.lat is None or child.lon is None or school.lat is None or school.lon is None:
        return None
    north, south = math.radians(child.lat), math.radians(school.lat)
    haversine = (
        math.sin((south - north) / 2) ** 2
        + math.cos(north)
        * math.cos(south)
        * math.sin(math.radians(school.lon - child.lon) / 2) ** 2
    )
    km = 2 * 6371.0088 * math.asin(math.sqrt(min(1.0, haversine)))
    speeds = problem.parameters.speeds
    walk = 60 * km * speeds.walk_detour / speeds.walk_kmh
    ride = speeds.ride_wait_minutes + 60 * km * speeds.ride_detour / speeds.ride_kmh
    return math.ceil(min(walk, ride) - 1e-9)


def stage(grade: int) -> str:
    """Grades 1-4 primary, 5-10 sec1, 11-13 sec2."""
    if grade <= 4:
        return "primary"
    return "sec1" if grade <= 10 else "sec2"


def level(problem: Problem, child: Child) -> int:
    return child.waiting_days // problem.parameters.level_days


def fits(child: Child, group: Group) -> bool:
    in_grade = group.grade_from <= child.grade <= group.grade_to
    return in_grade and child.needs_literacy == (group.kind == "literacy")


def assignable(problem: Problem, child: Child, school: School) -> bool:
    if school.assignable == "no" or school.form.startswith("Förderschule"):
        return False
    wished = any(w.child == child.id and w.school == school.id for w in problem.wishes)
    return school.assignable == "yes" or wished


def form_allowed(child: Child, school: School) -> bool:
    return not child.forms or school.form in child.forms


def reachable(problem: Problem, child: Child, school: School) -> bool:
    if any(e.child == child.id and e.school == school.id for e in problem.excluded):
        return False
    minutes = minutes_of(problem, child, school)
    limits = problem.parameters.limits
    limit = {"primary": limits.primary, "sec1": limits.sec1, "sec2": limits.sec2}
    return minutes is not None and minutes <= limit[stage(child.grade)]


def school_of(problem: Problem) -> dict[str, School]:
    schools = {school.id: school for school in problem.schools}
    return {group.id: schools[group.school] for group in problem.groups}


def eligible(problem: Problem) -> dict[str, list[Group]]:
    """Return the groups each child may sit in; a locked child only in its own."""
    locked = {lock.child: lock.group for lock in problem.locked}
    at = school_of(problem)
    return {
        child.id: [
            group
            for group in problem.groups
            if (
                locked[child.id] == group.id
                if child.id in locked
                else fits(child, group)
                and assignable(problem, child, at[group.id])
                and form_allowed(child, at[group.id])
                and reachable(problem, child, at[group.id])
            )
        ]
        for child in problem.children
    }


def assignments(problem: Problem) -> Iterator[dict[str, str]]:
    """Give every assignment that respects eligibility, seats, caps and locks."""
    choices = eligible(problem)
    locked = {lock.child for lock in problem.locked}
    free = {group.id: group.free_seats for group in problem.groups}
    room = {s.id: math.inf if s.newcomer_cap is None else s.newcomer_cap for s in problem.schools}
    # locked first: they are seated before everybody else
    order = sorted((child.id for child in problem.children), key=lambda c: c not in locked)
    seats: dict[str, str] = {}

    def extend(i: int) -> Iterator[dict[str, str]]:
        if i == len(order):
            yield dict(seats)
            return
        child = order[i]
        for group in choices[child]:
            if free[group.id] > 0 and room[group.school] > 0:
                free[group.id] -= 1
                room[group.school] -= 1
                seats[child] = group.id
                yield from extend(i + 1)
                del seats[child]
                free[group.id] += 1
                room[group.school] += 1
        if child not in locked:
            yield from extend(i + 1)

    return extend(0)


def component_names(problem: Problem) -> dict[str, str]:
    """Return the component (its smallest child id) of every child that is not locked."""
    locked = {lock.child for lock in problem.locked}
    choices = eligible(problem)
    clusters: list[set[tuple[str, str]]] = [
        {("child", child)} | {("group", group.id) for group in choices[child]}
        for child in choices
        if child not in locked
    ]
    clusters += [
        {("group", group.id) for group in problem.groups if group.school == school.id}
        for school in problem.schools
        if school.newcomer_cap is not None
    ]
    merged: list[set[tuple[str, str]]] = []
    for cluster in clusters:
        touching = [other for other in merged if other & cluster]
        merged = [other for other in merged if not other & cluster]
        merged.append(cluster.union(*touching))
    names = {}
    for cluster in merged:
        children = sorted(name for kind, name in cluster if kind == "child")
        names.update(dict.fromkeys(children, children[0] if children else ""))
    return names


def profile_of(problem: Problem, seats: Mapping[str, str]) -> dict[str, int]:
    found = {level(problem, child): 0 for child in problem.children}
    for child in problem.children:
        found[level(problem, child)] += child.id not in seats
    return {str(key): found[key] for key in sorted(found, reverse=True)}


def worst_of(
    problem: Problem, seats: Mapping[str, str], names: Mapping[str, str]
) -> dict[str, int]:
    ways = ways_of(problem, seats)
    found: dict[str, int] = {}
    for child, name in names.items():
        if child in seats:
            found[name] = max(found.get(name, 0), ways[child])
    return found


def ways_of(problem: Problem, seats: Mapping[str, str]) -> dict[str, int]:
    at = school_of(problem)
    ways = {}
    for child in problem.children:
        if child.id in seats:
            minutes = minutes_of(problem, child, at[seats[child.id]])
            assert minutes is not None, "the random problems lock no child to a school out of reach"
            ways[child.id] = minutes
    return ways


def pairs_of(problem: Problem, seats: Mapping[str, str]) -> int:
    """Count siblings of one stage at one school, two by two, at least one of them arriving."""
    at = school_of(problem)
    arriving: list[tuple[Child | Placed, str]] = [
        (child, at[seats[child.id]].id) for child in problem.children if child.id in seats
    ]
    sitting: list[tuple[Child | Placed, str]] = [
        (each, at[each.group].id) for each in problem.placed
    ]
    everybody = [(*each, True) for each in arriving] + [(*each, False) for each in sitting]
    return sum(
        bool(a.family)
        and a.family == b.family
        and stage(a.grade) == stage(b.grade)
        and a_school == b_school
        and (a_new or b_new)
        for (a, a_school, a_new), (b, b_school, b_new) in combinations(everybody, 2)
    )


def best(problem: Problem) -> Best:
    """Try everything."""
    names = component_names(problem)
    leading: tuple[int, ...] | None = None
    candidates: list[dict[str, str]] = []
    levels = {child.id: level(problem, child) for child in problem.children}
    falling = sorted(set(levels.values()), reverse=True)
    place = {each: i for i, each in enumerate(falling)}
    for seats in assignments(problem):
        left = [0] * len(falling)
        for child, its_level in levels.items():
            left[place[its_level]] += child not in seats
        profile = tuple(left)
        if leading is None or profile < leading:
            leading, candidates = profile, []
        if profile == leading:
            candidates.append(seats)
    worsts = [worst_of(problem, seats, names) for seats in candidates]
    least = {
        name: min(worst[name] for worst in worsts if name in worst) for name in set().union(*worsts)
    }
    within = [
        seats
        for seats, worst in zip(candidates, worsts, strict=True)
        if all(minutes <= least[name] for name, minutes in worst.items())
    ]
    return _shortest_ways(problem, within, names)


def _shortest_ways(
    problem: Problem, candidates: list[dict[str, str]], names: Mapping[str, str]
) -> Best:
    rate = problem.parameters.minutes_per_pair

    def rank(seats: dict[str, str]) -> tuple[int, int]:
        minutes, pairs = sum(ways_of(problem, seats).values()), pairs_of(problem, seats)
        return (-pairs, minutes) if rate == "strict" else (minutes - int(rate) * pairs, 0)

    return judged(problem, min(candidates, key=rank), names)


def judged(problem: Problem, seats: dict[str, str], names: Mapping[str, str]) -> Best:
    """Say what any assignment reaches, best or not."""
    minutes, pairs = sum(ways_of(problem, seats).values()), pairs_of(problem, seats)
    rate = problem.parameters.minutes_per_pair
    return Best(
        profile=profile_of(problem, seats),
        worst=worst_of(problem, seats, names),
        ways_and_pairs=minutes if rate == "strict" else minutes - int(rate) * pairs,
        minutes=minutes,
        pairs=pairs,
        seats=seats,
    )
