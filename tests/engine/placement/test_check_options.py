# SPDX-License-Identifier: EUPL-1.2
"""Check and the slow truth agree about every option and their combinations."""

import random
from dataclasses import replace

from rundertisch.engine.placement.check import check
from rundertisch.engine.placement.plan import LevelResult, Plan
from rundertisch.engine.placement.problem import Problem, validate
from rundertisch.engine.placement.solve import solve
from tests.engine.placement import brute_force, by_hand
from tests.engine.placement.breaking import left_out, nameable
from tests.engine.placement.strategies import (
    OPTIONS,
    random_district,
    random_options,
    random_problem,
    with_options,
)

CASES = 400
HELP = "keine Änderung"  # plans by hand name no smallest change
MARKS = {
    "claims": ("Ebene claims: Als bewiesen",),
    "unplaced": ("Ebene unplaced: Als bewiesen", "ohne Platz, obwohl"),
    "soft_caps": ("Ebene soft_caps: Als bewiesen",),
    "worst_minutes": ("Der längste Weg",),
    "ways_and_pairs": ("Ebene ways_and_pairs: Als bewiesen",),
}


def sentences(problem: Problem, plan: Plan) -> list[str]:
    return [sentence for sentence in check(problem, plan) if HELP not in sentence]


def refused(problem: Problem, plan: Plan) -> set[str]:
    """Return the levels that check calls not best; nothing else may be wrong with the plan."""
    told = sentences(problem, plan)
    found = {
        name: [s for s in told if any(mark in s for mark in marks)] for name, marks in MARKS.items()
    }
    assert sum(map(len, found.values())) == len(told), check(problem, plan)
    return {name for name, said in found.items() if said}


def used(problem: Problem) -> set[str]:
    """Name the options that a problem uses."""
    rules = problem.parameters
    holds = {
        "claims": any(map(brute_force.claim_of, problem.children)),
        "priority": any(child.priority for child in problem.children),
        "soft_caps": any(s.cap_soft and s.newcomer_cap is not None for s in problem.schools),
        "wishes": rules.wishes_weigh and bool(problem.wishes),
        "slack": rules.worst_slack_minutes > 0,
        "sites": rules.minutes_per_site > 0,
        "linear": rules.sibling_measure == "linear",
    }
    return {name for name, true in holds.items() if true}


def test_the_best_by_trying_everything_keeps_its_word_with_every_option() -> None:
    met = dict.fromkeys(OPTIONS, 0)
    for number in range(CASES):
        problem = random_options(random.Random(number))  # noqa: S311 - reproducible, not secret
        validate(problem)
        plan = by_hand.plan_of(problem, brute_force.best(problem))
        assert sentences(problem, plan) == [], (number, used(problem))
        for option in used(problem):
            met[option] += 1
    assert min(met.values()) >= CASES // 10, met


def test_a_seating_that_is_not_best_is_refused_in_its_first_level_and_no_other_is() -> None:
    """Levels before the last exactly, the last soundly: what is refused is really worse."""
    told = dict.fromkeys(MARKS, 0)
    for number in range(CASES):
        chance = random.Random(number)  # noqa: S311 - reproducible, not secret
        problem = random_options(chance)
        best = by_hand.plan_of(problem, brute_force.best(problem))
        every = list(brute_force.assignments(problem))
        for seats in [*chance.sample(every, k=min(4, len(every))), *_nearly(chance, problem)]:
            plan = _claiming(problem, seats, best)
            worse = _first_worse(problem, plan, best)
            found = refused(problem, plan)
            if worse in {None, "ways_and_pairs"}:
                assert found <= ({worse} if worse else set()), (number, seats, worse, found)
            else:
                assert worse in found, (number, seats, worse, found)
            for name in found:
                told[name] += 1
    assert min(told.values()) >= 10, told


def _nearly(chance: random.Random, problem: Problem) -> list[dict[str, str]]:
    """Return seatings that are best in claims and seats, and some in soft caps as well."""
    first = brute_force.best_of_claims_and_seats(problem)
    then = brute_force.best_of_first_levels(problem)
    return chance.sample(first, k=min(3, len(first))) + chance.sample(then, k=min(3, len(then)))


def _claiming(problem: Problem, seats: dict[str, str], best: Plan) -> Plan:
    """Write a plan that tells the truth about its seats, and claims to be best all the same."""
    names = brute_force.component_names(problem)
    plan = by_hand.plan_of(problem, brute_force.judged(problem, seats, names))
    slack = problem.parameters.worst_slack_minutes
    bound = next(level.bound for level in best.levels if level.name == "worst_minutes")
    levels = tuple(
        replace(level, bound=_within(level, bound, slack))
        if level.name == "worst_minutes"
        else level
        for level in plan.levels
    )
    return replace(plan, levels=levels)


def _within(level: LevelResult, bound: object, slack: int) -> dict[str, int]:
    """Return the true bound where the slack allows the value, else the value itself."""
    assert isinstance(level.value, dict)
    assert isinstance(bound, dict)
    allowed = level.value.keys() == bound.keys() and all(
        bound[name] <= minutes <= bound[name] + slack for name, minutes in level.value.items()
    )
    return bound if allowed else level.value


def _first_worse(problem: Problem, plan: Plan, best: Plan) -> str | None:
    """Return the first level in which the plan is worse than the best one."""
    for mine, theirs in zip(plan.levels, best.levels, strict=True):
        if mine.name == "worst_minutes":
            if mine.bound != theirs.bound:
                return mine.name
        elif mine.name == "ways_and_pairs":
            seats = {row.child: row.group for row in plan.placements}
            others = {row.child: row.group for row in best.placements}
            mine_ranked = brute_force.ranked(problem, seats)
            return None if mine_ranked == brute_force.ranked(problem, others) else mine.name
        elif mine.value != theirs.value:
            return mine.name
    return None


def test_with_claims_check_and_trying_everything_agree_which_single_changes_help() -> None:
    """Changes of up to two units that one could name, in 120 small problems with claims."""
    helpful = {"seat": 0, "cap": 0, "limit": 0, "form": 0, "group": 0}
    for number in range(120):
        chance = random.Random(number)  # noqa: S311 - reproducible, not secret
        used_here = {"claims", chance.choice(OPTIONS)}
        problem = with_options(chance, random_problem(chance), used=used_here)
        plan = by_hand.plan_of(problem, brute_force.best(problem))
        for row in plan.unplaced[:1]:
            child = next(each for each in problem.children if each.id == row.child)
            for change in nameable(problem, child):
                told = left_out(plan, child.id, smallest_change=change)
                refused_it = any(
                    f"Die Änderung {change} ist" in each for each in check(problem, told)
                )
                helps = by_hand.is_smallest(problem, child, change)
                assert refused_it != helps, (number, child, change)
                helpful[change.kind] += helps
    assert min(helpful.values()) >= 3, helpful


def test_plans_of_districts_with_options_keep_their_word_also_when_time_is_up() -> None:
    """Too large to try everything; with no time at all a plan claims less, and keeps that."""
    met: set[str] = set()
    for number in range(12):
        chance = random.Random(number)  # noqa: S311 - reproducible, not secret
        options = {chance.choice(OPTIONS)} | {each for each in OPTIONS if chance.random() < 0.3}
        problem = with_options(chance, random_district(chance, children=60), used=options)
        plan = solve(problem)
        assert plan.proven, number
        assert check(problem, plan) == [], number
        assert check(problem, solve(problem, seconds=0.0)) == [], number
        met |= used(problem)
    assert met == set(OPTIONS)
