# SPDX-License-Identifier: EUPL-1.2
"""The slow truth: every assignment of a small problem, and the best by the letter of the contract.

Shares no line with `solve` or `check`. Plain loops, so that a person can read it beside the page.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
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
    claims: dict[str, int] = field(default_factory=dict)  # not kept, by level
    overrun: int = 0
    together: int = 0  # pairs, or the linear measure
    site_pairs: int = 0
    wishes: tuple[int, int, int] = (0, 0, 0)
    weighed_minutes: int = 0
    shortest: dict[str, int] = field(default_factory=dict)  # bounds of `worst`


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
    return child.priority * 10_000 + child.waiting_days // problem.parameters.level_days


def claim_of(child: Child) -> str:
    """Return the school of a claim that is not waived."""
    return child.claim_school if child.claim_school and not child.claim_waived else ""


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
    if minutes is None:
        return False
    return minutes <= limit[stage(child.grade)] or claim_of(child) == school.id


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


def hard_cap(school: School) -> int | None:
    return None if school.cap_soft else school.newcomer_cap


def assignments(problem: Problem) -> Iterator[dict[str, str]]:
    """Give every assignment that respects eligibility, seats, caps and locks."""
    choices = eligible(problem)
    locked = {lock.child for lock in problem.locked}
    free = {group.id: group.free_seats for group in problem.groups}
    room = {s.id: math.inf if (cap := hard_cap(s)) is None else cap for s in problem.schools}
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
        if hard_cap(school) is not None
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


def named(problem: Problem) -> dict[tuple[str, str], int]:
    return {(wish.child, wish.school): wish.rank for wish in problem.wishes}


def claims_of(problem: Problem, seats: Mapping[str, str]) -> dict[str, int]:
    """Count claims not kept, by level."""
    at, wishes = school_of(problem), named(problem)
    found: dict[int, int] = {}
    for child in problem.children:
        claim = claim_of(child)
        if claim:
            school = at[seats[child.id]].id if child.id in seats else ""
            kept = school == claim or (child.id, school) in wishes
            its_level = level(problem, child)
            found[its_level] = found.get(its_level, 0) + (not kept)
    return {str(key): found[key] for key in sorted(found, reverse=True)}


def overrun_of(problem: Problem, seats: Mapping[str, str]) -> int:
    at = school_of(problem)
    total = 0
    for school in problem.schools:
        if school.cap_soft and school.newcomer_cap is not None:
            sitting = sum(at[group].id == school.id for group in seats.values())
            total += max(0, sitting - school.newcomer_cap)
    return total


def worst_of(
    problem: Problem, seats: Mapping[str, str], names: Mapping[str, str]
) -> dict[str, int]:
    ways, at, wishes = ways_of(problem, seats), school_of(problem), named(problem)
    wishes_weigh = any(problem.parameters.minutes_per_wish)
    found: dict[str, int] = {}
    for child, name in names.items():
        if child in seats:
            wished = wishes_weigh and (child, at[seats[child]].id) in wishes
            found[name] = max(found.get(name, 0), 0 if wished else ways[child])
    return found


def order_of(problem: Problem, names: Mapping[str, str]) -> list[str]:
    """Components with the child of the highest level first, then by name."""
    levels = {child.id: level(problem, child) for child in problem.children}
    highest = {
        name: max(levels[child] for child, its in names.items() if its == name)
        for name in names.values()
    }
    return sorted(highest, key=lambda name: (-highest[name], name))


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


def linear_of(problem: Problem, seats: Mapping[str, str]) -> int:
    """Per family and stage, new children less schools where no sibling of the stage sat before."""
    at = school_of(problem)
    new: dict[tuple[str, str], list[str]] = {}
    for child in problem.children:
        if child.family and child.id in seats:
            new.setdefault((child.family, stage(child.grade)), []).append(at[seats[child.id]].id)
    before = {(each.family, stage(each.grade), at[each.group].id) for each in problem.placed}
    return sum(
        len(schools) - sum((*key, school) not in before for school in set(schools))
        for key, schools in new.items()
    )


def site_pairs_of(problem: Problem, seats: Mapping[str, str]) -> int:
    """Count siblings of different stages at one site, two by two, at least one of them arriving."""
    at = school_of(problem)
    everybody: list[tuple[Child | Placed, School, bool]] = [
        (child, at[seats[child.id]], True) for child in problem.children if child.id in seats
    ]
    everybody += [(each, at[each.group], False) for each in problem.placed]
    return sum(
        bool(a.family)
        and a.family == b.family
        and stage(a.grade) != stage(b.grade)
        and (a_at.id == b_at.id or (bool(a_at.site) and a_at.site == b_at.site))
        and (a_new or b_new)
        for (a, a_at, a_new), (b, b_at, b_new) in combinations(everybody, 2)
    )


def weighed_minutes_of(problem: Problem, seats: Mapping[str, str]) -> int:
    """Minutes; a wished school counts with the least minutes at most, where wishes weigh."""
    ways = ways_of(problem, seats)
    if not any(problem.parameters.minutes_per_wish):
        return sum(ways.values())
    at, wishes, choices = school_of(problem), named(problem), eligible(problem)
    locked = {lock.child for lock in problem.locked}
    total = 0
    for child in problem.children:
        if child.id in seats:
            minutes = ways[child.id]
            if child.id not in locked and (child.id, at[seats[child.id]].id) in wishes:
                near = [minutes_of(problem, child, at[group.id]) for group in choices[child.id]]
                minutes = min([minutes, *(each for each in near if each is not None)])
            total += minutes
    return total


def wishes_of(problem: Problem, seats: Mapping[str, str]) -> tuple[int, int, int]:
    if not any(problem.parameters.minutes_per_wish):
        return 0, 0, 0
    at, wishes = school_of(problem), named(problem)
    locked = {lock.child for lock in problem.locked}
    met = [
        wishes.get((child, at[group].id)) for child, group in seats.items() if child not in locked
    ]
    return met.count(1), met.count(2), met.count(3)


def together_of(problem: Problem, seats: Mapping[str, str]) -> int:
    linear = problem.parameters.sibling_measure == "linear"
    return linear_of(problem, seats) if linear else pairs_of(problem, seats)


def ranked(problem: Problem, seats: Mapping[str, str]) -> tuple[int, int]:
    """Return what level 3 makes least: one number, or two where siblings come strictly first."""
    rules = problem.parameters
    wishes = wishes_of(problem, seats)
    value = weighed_minutes_of(problem, seats)
    value -= sum(m * n for m, n in zip(rules.minutes_per_wish, wishes, strict=True))
    if rules.minutes_per_site:
        value -= rules.minutes_per_site * site_pairs_of(problem, seats)
    together = together_of(problem, seats)
    if rules.minutes_per_pair == "strict":
        return -together, value
    return 0, value - int(rules.minutes_per_pair) * together


def leading(candidates: list[dict[str, str]], ranks: list[tuple[int, ...]]) -> list[dict[str, str]]:
    least = min(ranks)
    return [seats for seats, rank in zip(candidates, ranks, strict=True) if rank == least]


def best_of_first_levels(problem: Problem) -> list[dict[str, str]]:
    """Return every assignment that is best in claims, seats and soft caps, in this order."""
    found = best_of_claims_and_seats(problem)
    return leading(found, [(overrun_of(problem, seats),) for seats in found])


def best_of_claims_and_seats(problem: Problem) -> list[dict[str, str]]:
    """Return every assignment that is best in levels 0 and 1."""
    levels = {child.id: level(problem, child) for child in problem.children}
    falling = sorted(set(levels.values()), reverse=True)
    place = {each: i for i, each in enumerate(falling)}
    least: tuple[tuple[int, ...], tuple[int, ...]] | None = None
    found: list[dict[str, str]] = []
    for seats in assignments(problem):
        left = [0] * len(falling)
        for child, its_level in levels.items():
            left[place[its_level]] += child not in seats
        rank = tuple(claims_of(problem, seats).values()), tuple(left)
        if least is None or rank < least:
            least, found = rank, []
        if rank == least:
            found.append(seats)
    return found


def best(problem: Problem) -> Best:
    """Try everything."""
    names = component_names(problem)
    first = best_of_first_levels(problem)
    candidates = [(seats, worst_of(problem, seats, names)) for seats in first]
    shortest: dict[str, int] = {}
    within = candidates
    for name in order_of(problem, names):
        ways = [worst[name] for _, worst in within if name in worst]
        if ways:
            shortest[name] = min(ways)
            within = [each for each in within if each[1].get(name, 0) <= shortest[name]]
    slack = problem.parameters.worst_slack_minutes
    allowed = [
        seats
        for seats, worst in candidates
        if all(minutes <= shortest[name] + slack for name, minutes in worst.items())
    ]
    chosen = leading(allowed, [ranked(problem, seats) for seats in allowed])[0]
    return replace(judged(problem, chosen, names), shortest=shortest)


def profile_without_claims(problem: Problem) -> dict[str, int]:
    """Level 1 on the same ways as if no claim had to be kept."""
    profiles = (profile_of(problem, seats) for seats in assignments(problem))
    return min(profiles, key=lambda profile: list(profile.values()))


def judged(problem: Problem, seats: dict[str, str], names: Mapping[str, str]) -> Best:
    """Say what any assignment reaches, best or not."""
    worst = worst_of(problem, seats, names)
    rules = problem.parameters
    return Best(
        profile=profile_of(problem, seats),
        worst=worst,
        ways_and_pairs=ranked(problem, seats)[1],
        minutes=sum(ways_of(problem, seats).values()),
        pairs=pairs_of(problem, seats),
        seats=seats,
        claims=claims_of(problem, seats),
        overrun=overrun_of(problem, seats),
        together=together_of(problem, seats),
        site_pairs=site_pairs_of(problem, seats) if rules.minutes_per_site else 0,
        wishes=wishes_of(problem, seats),
        weighed_minutes=weighed_minutes_of(problem, seats),
        shortest=worst,
    )
