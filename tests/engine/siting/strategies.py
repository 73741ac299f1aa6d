# SPDX-License-Identifier: EUPL-1.2
"""Small random siting problems on placement's random rounds. Nobody in here exists."""

import random
from dataclasses import replace

from hypothesis import strategies as st

from rundertisch.engine.placement import problem as placements
from rundertisch.engine.placement.problem import Child, Group
from rundertisch.engine.siting.problem import Candidate, Closable, Parameters, Problem, Scenario
from tests.engine.placement.strategies import random_problem as random_placement

MOST_CANDIDATES, MOST_NOW = 3, 4


def random_problem(chance: random.Random) -> Problem:
    """Draw a problem small enough to try every opening and every assignment."""
    placement = random_placement(chance)
    open_to_plans = [school for school in placement.schools if school.assignable != "no"]
    candidates = tuple(
        Candidate(
            id=f"k{number}",
            school=chance.choice(open_to_plans).id,
            kind=like.kind,
            grade_from=like.grade_from,
            grade_to=like.grade_to,
            seats=chance.choice((1, 1, 2, 3)),
            fixed_cost_cents=chance.choice((0, 50, 100, 300, 777, 2000)),
            max_groups=chance.choice((1, 1, 2)),
        )
        for number in range(chance.randint(0, MOST_CANDIDATES) if open_to_plans else 0)
        for like in [chance.choice(placement.groups)]
    )
    return Problem(
        placement=placement,
        candidates=candidates,
        closables=_closables(chance, placement.groups, busy=_busy(placement)),
        parameters=Parameters(
            cents_per_minute=chance.choice((0, 1, 7, 20)),
            budget_cents=chance.choice((None, None, 0, 100, 500)),
            whole_families=chance.random() < 0.4,
        ),
    )


def with_scenarios(chance: random.Random, problem: Problem) -> Problem:
    """Return the problem with some children fewer, and one to three scenarios of arrivals."""
    placement = problem.placement
    locked = {lock.child for lock in placement.locked}
    stay = tuple(
        child
        for number, child in enumerate(placement.children)
        if number < MOST_NOW or child.id in locked
    )
    names = {child.id for child in stay}
    scenarios = tuple(
        _scenario(chance, problem, number) for number in range(chance.choice((1, 2, 2, 3)))
    )
    return replace(
        problem,
        placement=replace(
            placement,
            children=stay,
            travel=None
            if placement.travel is None
            else {way: minutes for way, minutes in placement.travel.items() if way[0] in names},
            wishes=tuple(each for each in placement.wishes if each.child in names),
            excluded=tuple(each for each in placement.excluded if each.child in names),
        ),
        scenarios=scenarios,
        parameters=replace(
            problem.parameters,
            cents_per_waiting_child=chance.choice((0, 300, 2500, 9000)),
            budget_cents=chance.choice((None, None, 400, 2500)),
        ),
    )


def _scenario(chance: random.Random, problem: Problem, number: int) -> Scenario:
    """Draw arrivals that live where children live, often of a grade for which a group may open."""
    placement = problem.placement
    children = tuple(
        _arrival(chance, problem, id=f"neu-{number}-{at}")
        for at in range(chance.choice((0, 1, 2, 3)))
    )
    travel = None
    if placement.travel is not None:
        travel = {
            (child.id, school.id): chance.choice((5, 15, 30, 46))
            for child in children
            for school in placement.schools
            if chance.random() < 0.9
        }
    return Scenario(f"z{number}", chance.choice((1, 1, 2, 5)), children, travel)


def _arrival(chance: random.Random, problem: Problem, *, id: str) -> Child:  # noqa: A002 - the child's
    like = chance.choice(problem.placement.children)
    child = replace(like, id=id, waiting_days=0, claim_school="", priority=0)
    if not problem.candidates or chance.random() < 0.3:
        return child
    served = chance.choice(problem.candidates)
    return replace(
        child, grade=served.grade_from, needs_literacy=served.kind == "literacy", forms=()
    )


def _busy(placement: placements.Problem) -> set[str]:
    """Return the groups in which somebody sits or is to sit."""
    return {each.group for each in (*placement.placed, *placement.locked)}


def _closables(
    chance: random.Random, groups: tuple[Group, ...], *, busy: set[str]
) -> tuple[Closable, ...]:
    free = [group for group in groups if group.id not in busy]
    chosen = chance.sample(free, k=min(len(free), chance.choice((0, 0, 1, 2))))
    return tuple(Closable(group.id, chance.choice((0, 10, 150, 900))) for group in chosen)


problems = st.randoms(use_true_random=False).map(random_problem)
