# SPDX-License-Identifier: EUPL-1.2
"""Small random siting problems on placement's random rounds. Nobody in here exists."""

import random

from hypothesis import strategies as st

from rundertisch.engine.placement import problem as placements
from rundertisch.engine.placement.problem import Group
from rundertisch.engine.siting.problem import Candidate, Closable, Parameters, Problem
from tests.engine.placement.strategies import random_problem as random_placement

MOST_CANDIDATES = 3


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
