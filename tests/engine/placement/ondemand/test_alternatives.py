# SPDX-License-Identifier: EUPL-1.2
"""Alternatives of a child, verified by solving again with a lock and by trying every seating."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest

from rundertisch.engine.placement.ondemand.alternatives import alternatives_of, barred_of
from rundertisch.engine.placement.ondemand.answers import Alternative
from rundertisch.engine.placement.ondemand.looks import look_at
from rundertisch.engine.placement.ondemand.standing import standing_of
from rundertisch.engine.placement.problem import Child, Exclusion, Group, Lock, Problem, School
from rundertisch.engine.placement.solve import solve
from tests.engine.placement import brute_force
from tests.engine.placement.strategies import random_district, random_options, random_problem

CASES = 150
Seats = dict[str, str]


def problems(first: int, last: int) -> Iterator[tuple[int, Problem]]:
    for number in range(first, last):
        yield number, random_problem(random.Random(number))  # noqa: S311 - reproducible, not secret


def seats_of(problem: Problem) -> Seats:
    return {row.child: row.group for row in solve(problem).placements}


def after(seats: Mapping[str, str], child: str, found: Alternative) -> Seats:
    """Carry out an alternative: the child and everybody who would move."""
    moved = {**seats, child: found.group}
    for move in found.moves:
        assert seats.get(move.child, "") == move.from_group
        moved[move.child] = move.to_group
    return {who: group for who, group in moved.items() if group}


def is_lawful(problem: Problem, seats: Mapping[str, str]) -> bool:
    """Whether the seating keeps every rule (locks aside: they are eligible by decision)."""
    choices = brute_force.eligible(problem)
    fits = all(group in {each.id for each in choices[child]} for child, group in seats.items())
    room = all(
        sum(group == each.id for group in seats.values()) <= each.free_seats
        for each in problem.groups
    )
    at = brute_force.school_of(problem)
    caps = all(
        school.newcomer_cap is None
        or sum(at[group].id == school.id for group in seats.values()) <= school.newcomer_cap
        for school in problem.schools
    )
    return fits and room and caps


def without_lock(problem: Problem, child: str) -> Problem:
    return replace(problem, locked=tuple(lock for lock in problem.locked if lock.child != child))


def test_every_alternative_keeps_the_rules_and_its_figures_are_those_of_its_moves() -> None:
    asked, met = 0, set()
    for number, problem in problems(0, CASES):
        plan = solve(problem)
        standing = standing_of(problem=problem, plan=plan)
        seats = {row.child: row.group for row in plan.placements}
        names = brute_force.component_names(problem)
        locked = {lock.child for lock in problem.locked}
        before = brute_force.judged(problem, seats, names)
        for child in problem.children:
            free = without_lock(problem, child.id)
            for found in alternatives_of(standing=standing, child=child.id):
                asked += 1
                then = after(seats, child.id, found)
                assert is_lawful(free, then), number
                assert not {move.child for move in found.moves} & (locked | {child.id}), number
                judged = brute_force.judged(free, then, names)
                more = {
                    key: left - before.profile[key]
                    for key, left in judged.profile.items()
                    if left != before.profile[key]
                }
                assert found.unplaced == more, number
                assert found.pairs == judged.pairs - before.pairs, number
                assert found.ways_and_pairs == judged.ways_and_pairs - before.ways_and_pairs
                if child.id in names:
                    name = names[child.id]
                    assert found.worst_minutes == judged.worst[name], number
                    grown = judged.worst[name] - before.worst.get(name, -1)
                    assert found.worst_minutes_more == grown, number
                both = {*seats} & {*then}
                ways, ways_then = (brute_force.ways_of(free, each) for each in (seats, then))
                extra = sum(ways_then[who] - ways[who] for who in both)
                assert found.extra_minutes == extra, number
                met |= {found.worse, f"moved {min(found.moved, 2)}", f"out {found.left_out}"}
                met |= {"locked"} if child.id in locked else set()
    assert asked > CASES
    wanted = {"", "unplaced", "worst_minutes", "ways_and_pairs", "moved 0", "moved 1", "moved 2"}
    assert {*wanted, "out 0", "out 1", "locked"} <= met


def test_level_one_of_every_alternative_is_what_solving_again_with_a_lock_reaches() -> None:
    asked = 0
    for number, problem in problems(CASES, CASES + 120):
        plan = solve(problem)
        standing = standing_of(problem=problem, plan=plan)
        levels = brute_force.profile_of(problem, {})
        before = plan.levels[0].value
        assert isinstance(before, Mapping)
        for child in problem.children:
            free = without_lock(problem, child.id)
            free = problem if free == problem else free
            seen = {each.group for each in alternatives_of(standing=standing, child=child.id)}
            for group in brute_force.eligible(free)[child.id]:
                again = replace(free, locked=(*free.locked, Lock(child.id, group.id, "erfunden")))
                try:
                    best = brute_force.best(again).profile
                except ValueError:  # all its seats are locked away
                    assert group.id not in seen, number
                    continue
                if group.id not in seen:
                    here = next((r.group for r in plan.placements if r.child == child.id), None)
                    assert group.id == here, number
                    continue
                found = next(
                    a
                    for a in alternatives_of(standing=standing, child=child.id)
                    if a.group == group.id
                )
                claimed = {key: before[key] + found.unplaced.get(key, 0) for key in levels}
                if free is problem:
                    assert claimed == best, (number, child.id, group.id)
                else:  # a lock released frees a seat that others may want: they are asked anew
                    assert [*claimed.values()] >= [best[key] for key in claimed]
                asked += 1
    assert asked > 120


def length(problem: Problem, seats: Seats, then: Seats, child: str) -> tuple[int, int, int, int]:
    """Return how far the moves of others reach beyond the longest way, how many do, their cost.

    By the letter of `standing`: each move as if it was the only one; settled siblings only can be
    joined.
    """
    names = brute_force.component_names(problem)
    worst = brute_force.judged(problem, seats, names).worst
    ways, ways_then = (brute_force.ways_of(problem, each) for each in (seats, then))
    rate = problem.parameters.minutes_per_pair
    price = 1 << 24 if rate == "strict" else int(rate)
    settled = {lock.child for lock in problem.locked} - {child}
    beyond, many, cost, moved = 0, 0, 0, 0
    for who in sorted({*seats, *then} - {child}):
        if seats.get(who) == then.get(who):
            continue
        moved += 1
        if who in then and ways_then[who] > worst.get(names[who], -1):
            beyond, many = max(beyond, ways_then[who]), many + 1
        cost += problem.parameters.move_minutes + ways_then.get(who, 0) - ways.get(who, 0)
        if who in seats:
            alone = {c: g for c, g in seats.items() if c != who}
            cost += price * (brute_force.pairs_of(problem, seats) - _pairs(problem, alone))
        if who in then:
            rest = {c: g for c, g in seats.items() if c in settled}
            joined = _pairs(problem, {**rest, who: then[who]})
            cost -= price * (joined - _pairs(problem, rest))
    return beyond, many, cost, moved


def only_makes_room(problem: Problem, seats: Seats, then: Seats, child: str) -> bool:
    """Whether nobody but those who make room moves.

    No place but the child's own gets emptier, and nobody leaves a group with a free seat.

    A place is a group; where a cap holds, room is made in the school as a whole.
    """
    at = brute_force.school_of(problem)
    place = {g.id: g.id if at[g.id].newcomer_cap is None else at[g.id].id for g in problem.groups}
    before = [place[group] for group in seats.values()]
    now = [place[group] for group in then.values()]
    groups = [*seats.values()]
    for who, group in seats.items():
        school = at[group]
        here = [at[each].id for each in groups].count(school.id)
        capped = school.newcomer_cap is not None and here >= school.newcomer_cap
        seat = next(g.free_seats for g in problem.groups if g.id == group) > groups.count(group)
        if who != child and then.get(who) != group and seat and not capped:
            return False
    own = place.get(seats.get(child, ""))
    return all(now.count(each) >= before.count(each) - (each == own) for each in place.values())


def _pairs(problem: Problem, seats: Mapping[str, str]) -> int:
    return brute_force.pairs_of(problem, seats)


def test_no_other_seating_makes_room_with_a_shorter_chain() -> None:
    asked = chains = 0
    for number, problem in problems(5000, 5000 + 220):
        if len(problem.children) > 5:
            continue
        seats = seats_of(problem)
        standing = standing_of(problem=problem, plan=solve(problem))
        for child in problem.children:
            if any(lock.child == child.id for lock in problem.locked):
                continue
            every = list(brute_force.assignments(problem))
            for found in alternatives_of(standing=standing, child=child.id):
                if found.left_out:
                    continue  # level 1 is verified above; two chains are each the shortest
                mine = after(seats, child.id, found)
                others = [
                    each
                    for each in every
                    if each.get(child.id) == found.group
                    and {*each} == {*mine}
                    and only_makes_room(problem, seats, each, child.id)
                ]
                least = min(length(problem, seats, each, child.id) for each in others)
                assert length(problem, seats, mine, child.id) == least, (number, child.id)
                asked += 1
                chains += found.moved > 0
    assert asked > 120
    assert chains > 12


def test_with_every_option_the_figures_are_those_of_the_moves() -> None:
    asked = 0
    for number in range(120):
        problem = random_options(random.Random(number))  # noqa: S311 - reproducible, not secret
        plan = solve(problem)
        standing = standing_of(problem=problem, plan=plan)
        seats = {row.child: row.group for row in plan.placements}
        names = brute_force.component_names(problem)
        before = brute_force.judged(problem, seats, names)
        for child in problem.children:
            if child.id not in names:
                continue
            for found in alternatives_of(standing=standing, child=child.id):
                judged = brute_force.judged(problem, after(seats, child.id, found), names)
                claims = sum(judged.claims.values()) - sum(before.claims.values())
                assert found.claims == claims, number
                assert found.overrun == judged.overrun - before.overrun, number
                assert found.worst_minutes == judged.worst[names[child.id]], number
                assert found.ways_and_pairs == judged.ways_and_pairs - before.ways_and_pairs
                asked += 1
    assert asked > 120


def test_ways_of_a_child_are_those_that_the_solver_sees() -> None:
    for number, problem in problems(0, 200):
        standing = standing_of(problem=problem, plan=solve(problem))
        for at, child in enumerate(problem.children):
            look = look_at(problem=problem, child=child)
            network = standing.network
            groups = network.group[network.start[at] : network.start[at + 1]]
            schools = {problem.groups[group].school for group in groups}
            fits = {s.id for s, fit in zip(problem.schools, look.fits, strict=True) if fit}
            assert fits == schools, number


def test_whoever_is_announced_does_not_move() -> None:
    for number, problem in problems(0, 200):
        plan = solve(problem)
        fixed = {row.child for row in plan.placements[::2]}
        standing = standing_of(problem=problem, plan=plan, fixed=fixed)
        for child in problem.children:
            for found in alternatives_of(standing=standing, child=child.id):
                assert not {move.child for move in found.moves} & fixed, number


@pytest.mark.parametrize("number", range(6))
def test_alternatives_of_a_district_keep_the_rules(number: int) -> None:
    problem = random_district(random.Random(number), children=80)  # noqa: S311 - as above
    plan = solve(problem)
    standing = standing_of(problem=problem, plan=plan)
    seats = {row.child: row.group for row in plan.placements}
    before = brute_force.profile_of(problem, seats)
    for child in problem.children[::3]:
        for found in alternatives_of(standing=standing, child=child.id):
            then = after(seats, child.id, found)
            assert is_lawful(problem, then)
            profile = brute_force.profile_of(problem, then)
            more = {k: v - before[k] for k, v in profile.items() if v != before[k]}
            assert found.unplaced == more


def three_children() -> Problem:
    """Ada sits near, Bo and Cem farther; only Cem can go to the free seat in the valley."""
    return Problem(
        children=(
            Child("ada", grade=2, waiting_days=9),
            Child("bo", grade=3, waiting_days=8),
            Child("cem", grade=3, waiting_days=1),
        ),
        schools=(
            School("auen", "Grundschule"),
            School("berg", "Grundschule"),
            School("tal", "Grundschule"),
            School("klinik", "Klinikschule", assignable="no"),
            School("dom", "Grundschule", assignable="named"),
            School("fern", "Grundschule"),
        ),
        groups=(
            Group("auen-1", "auen", "language", 1, 4, 1),
            Group("berg-1", "berg", "language", 1, 4, 2),
            Group("tal-1", "tal", "language", 1, 4, 1),
            Group("klinik-1", "klinik", "language", 1, 4, 9),
            Group("dom-1", "dom", "language", 1, 4, 9),
            Group("fern-1", "fern", "language", 1, 4, 9),
        ),
        travel={
            ("ada", "auen"): 5,
            ("ada", "berg"): 9,
            ("bo", "berg"): 10,
            ("cem", "berg"): 12,
            ("cem", "tal"): 20,
            ("ada", "klinik"): 1,
            ("ada", "dom"): 2,
            ("ada", "fern"): 52,
        },
    )


def test_the_chain_says_who_moves_where_and_how_much_longer_the_ways_are() -> None:
    problem = three_children()
    standing = standing_of(problem=problem, plan=solve(problem))
    (only,) = alternatives_of(standing=standing, child="ada")
    assert only.group == "berg-1"
    (move,) = only.moves
    assert (move.child, move.from_group, move.to_group) == ("cem", "berg-1", "tal-1")
    assert (move.extra_minutes, only.extra_minutes_child, only.extra_minutes) == (8, 4, 12)
    assert only.worse == "worst_minutes"
    assert only.worst_minutes_more == 20 - 12


def test_who_has_waited_least_would_be_left_out() -> None:
    problem = three_children()
    fewer = replace(problem, excluded=(Exclusion("cem", "tal", "erfunden"),))
    standing = standing_of(problem=fewer, plan=solve(fewer))
    (only,) = alternatives_of(standing=standing, child="ada")
    assert [move.child for move in only.moves if not move.to_group] == ["cem"]
    assert only.unplaced == {"0": 1}
    assert only.worse == "unplaced"


def test_a_school_that_is_no_option_says_why_and_a_special_school_is_not_named() -> None:
    problem = three_children()
    standing = standing_of(problem=problem, plan=solve(problem))
    said = {each.school: each for each in barred_of(standing=standing, child="ada")}
    assert "klinik" not in said
    assert said["dom"].against == ("named",)
    assert said["fern"].against == ("too_far",)
    assert said["fern"].minutes_over == 52 - 45
    assert said["tal"].against == ("unreachable",)
