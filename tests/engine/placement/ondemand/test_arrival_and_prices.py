# SPDX-License-Identifier: EUPL-1.2
"""One child arrives; what a rule costs. Verified by trying everything, and by solving again."""

import random
from collections.abc import Mapping
from dataclasses import replace

from rundertisch.engine.placement.ondemand.arrival import seats_for
from rundertisch.engine.placement.ondemand.prices import prices_of
from rundertisch.engine.placement.ondemand.standing import standing_of
from rundertisch.engine.placement.problem import Child, Group, Lock, Placed, Problem, School
from rundertisch.engine.placement.solve import solve
from tests.engine.placement import brute_force
from tests.engine.placement.strategies import random_problem


def small(number: int) -> Problem:
    return random_problem(random.Random(number))  # noqa: S311 - reproducible, not secret


def town(*, move_minutes: int) -> Problem:
    """Bo sits near; the seat in the valley is free; Ada's brother already goes to the hill."""
    problem = Problem(
        children=(Child("bo", grade=3, waiting_days=8),),
        schools=(School("berg", "Grundschule"), School("tal", "Grundschule")),
        groups=(
            Group("berg-1", "berg", "language", 1, 4, 1),
            Group("tal-1", "tal", "language", 1, 4, 1),
        ),
        travel={("bo", "berg"): 10, ("bo", "tal"): 14},
        placed=(Placed("ben", grade=4, group="berg-1", family="Amsel"),),
    )
    return replace(problem, parameters=replace(problem.parameters, move_minutes=move_minutes))


def test_another_child_moves_for_one_that_arrives_only_when_it_is_worth_its_price() -> None:
    ada = Child("ada", grade=2)
    for price, school, moved in ((15, "tal", 0), (5, "berg", 1)):
        problem = town(move_minutes=price)
        standing = standing_of(problem=problem, plan=solve(problem))
        best, *_ = seats_for(standing=standing, child=ada, minutes={"berg": 5, "tal": 20})
        assert (best.school, best.moved) == (school, moved), price


def test_a_brother_at_the_school_weighs_and_an_announced_child_stays() -> None:
    problem = town(move_minutes=15)
    ada, ways = Child("ada", grade=2, family="Amsel"), {"berg": 5, "tal": 20}
    plan = solve(problem)
    best, *_ = seats_for(standing=standing_of(problem=problem, plan=plan), child=ada, minutes=ways)
    assert (best.school, best.moved, best.pairs, best.ways_and_pairs) == ("berg", 1, 1, 5 + 4 - 30)
    fixed = standing_of(problem=problem, plan=plan, fixed=("bo",))
    assert [a.school for a in seats_for(standing=fixed, child=ada, minutes=ways)] == ["tal"]


def test_whoever_arrives_takes_nobodys_seat_and_sits_lawfully() -> None:
    asked = seated = 0
    for number in range(400):
        problem = small(number)
        if len(problem.children) < 2:
            continue
        *rest, last = problem.children
        known = {child.id for child in rest}
        before = replace(
            problem,
            children=tuple(rest),
            travel=None
            if problem.travel is None
            else {key: way for key, way in problem.travel.items() if key[0] in known},
            locked=tuple(lock for lock in problem.locked if lock.child in known),
            wishes=tuple(wish for wish in problem.wishes if wish.child in known),
            excluded=tuple(each for each in problem.excluded if each.child in known),
        )
        plan = solve(before)
        ways = (
            None
            if problem.travel is None
            else {key[1]: way for key, way in problem.travel.items() if key[0] == last.id}
        )
        found = seats_for(
            standing=standing_of(problem=before, plan=plan),
            child=last,
            minutes=ways,
            wished=[wish.school for wish in problem.wishes if wish.child == last.id],
        )
        free = replace(problem, excluded=before.excluded, locked=before.locked)
        lawful = list(brute_force.assignments(free))
        seats = {row.child: row.group for row in plan.placements}
        names = brute_force.component_names(free)
        for each in found:
            then = {**seats, last.id: each.group, **{m.child: m.to_group for m in each.moves}}
            assert then in lawful, number
            assert {*then} == {*seats, last.id}
            judged = brute_force.judged(free, then, names)
            held = brute_force.judged(before, seats, brute_force.component_names(before))
            assert each.ways_and_pairs == judged.ways_and_pairs - held.ways_and_pairs, number
            seated += 1
        possible = {
            each[last.id] for each in lawful if {*each} == {*seats, last.id} and last.id in each
        }
        assert {each.group for each in found} == possible, number
        asked += 1
    assert asked > 200
    assert seated > 100


def dropped(problem: Problem, rule: str, name: str) -> Problem:
    """Drop exactly one rule."""
    if rule == "limit":
        limits = replace(problem.parameters.limits, **{name: 10**6})
        return replace(problem, parameters=replace(problem.parameters, limits=limits))
    if rule == "cap":
        schools = (
            replace(each, newcomer_cap=None) if each.id == name else each
            for each in problem.schools
        )
        return replace(problem, schools=tuple(schools))
    return replace(problem, children=tuple(replace(each, forms=()) for each in problem.children))


def fewer_unplaced(problem: Problem, without: Problem) -> dict[str, int]:
    before, after = brute_force.best(problem).profile, brute_force.best(without).profile
    return {key: before[key] - after[key] for key in before if before[key] != after[key]}


def test_the_price_of_every_rule_is_what_level_one_gains_without_it() -> None:
    met = set()
    for number in range(300):
        problem = small(number)
        rules = [("limit", stage) for stage in ("primary", "sec1", "sec2")]
        rules += [("cap", s.id) for s in problem.schools if s.newcomer_cap is not None]
        rules += [("forms", "")]
        gains: dict[tuple[str, str], Mapping[str, int]] = {
            rule: fewer_unplaced(problem, dropped(problem, *rule)) for rule in rules
        }
        prices = {(each.rule, each.id): each for each in prices_of(problem=problem)}
        assert {rule: dict(price.fewer_unplaced) for rule, price in prices.items()} == {
            rule: gain for rule, gain in gains.items() if gain
        }, number
        assert all(price.more_seated >= 0 for price in prices.values())
        met |= {rule for rule, _ in prices}
    assert met == {"limit", "cap", "forms"}


def test_a_rule_nobody_waits_for_has_no_price() -> None:
    problem = town(move_minutes=15)
    assert prices_of(problem=problem) == ()
    locked = replace(problem, locked=(Lock("bo", "tal-1", "erfunden"),))
    assert prices_of(problem=locked) == ()
