# SPDX-License-Identifier: EUPL-1.2
"""A budget that does not reach for everybody: its rows hold, its answer is best, time ends it."""

import random
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from itertools import product

import numpy as np

from rundertisch.engine.placement.problem import Child, Group, School
from rundertisch.engine.placement.problem import Problem as Placement
from rundertisch.engine.placement.solve.network import Ints
from rundertisch.engine.siting.check import check
from rundertisch.engine.siting.problem import Candidate, Parameters, Problem
from rundertisch.engine.siting.solve import solve
from rundertisch.engine.siting.solve.sited import Siting
from tests.engine.siting.strategies import random_problem

CASES = 30


def siting_of(problem: Problem, *, seconds: float = float("inf")) -> Siting:
    return Siting(problem=problem, seed=0, seconds_left=lambda: seconds)


def all_openings(siting: Siting) -> Iterator[Ints]:
    for groups in product(*(range(most + 1) for most in siting.model.openings.most.tolist())):
        yield np.array(groups, np.int64)


def poor(chance: random.Random) -> Problem:
    """Return a problem whose budget hardly reaches for half of what could open."""
    problem = random_problem(chance)
    dear = sum(each.fixed_cost_cents * each.max_groups for each in problem.candidates)
    rules = replace(problem.parameters, budget_cents=dear // chance.choice((2, 3)))
    return replace(problem, parameters=rules)


def test_no_openings_break_a_row_and_none_within_the_budget_seat_more() -> None:
    met = dict.fromkeys(("rows", "capped", "binds"), 0)
    for number in range(CASES):
        problem = poor(random.Random(number))  # noqa: S311 - reproducible, not secret
        siting = siting_of(problem)
        budget = siting.most_spent(problem.parameters.budget_cents or 0)
        best, gains = siting.affordable(budget), siting.gains
        seats: dict[bytes, Ints] = {}
        within: dict[bytes, tuple[int, ...]] = {}
        for opened in all_openings(siting):
            gains.learn(opened)
            seats[opened.tobytes()] = reached = gains.reached(opened)
            if (siting.model.openings.cents * opened).sum() <= budget:
                within[opened.tobytes()] = tuple(reached.sum(axis=0).tolist())
        for gain, opened in product(gains.rows, all_openings(siting)):
            more = (gain.more * np.maximum(opened - gain.opened, 0)).sum()
            assert seats[opened.tobytes()][gain.part, gain.level] <= gain.base + more
        assert best.proven
        assert tuple(np.cumsum(best.profile).tolist()) == max(within.values())
        assert within[best.opened.tobytes()] == max(within.values())
        met["rows"] += len(gains.rows)
        met["capped"] += any(s.newcomer_cap is not None for s in problem.placement.schools)
        met["binds"] += len(within) < len(seats)
    assert min(met["rows"], met["capped"], met["binds"]) >= 10, met


def test_two_groups_may_bring_together_what_none_brings_alone() -> None:
    """One seat is left under the cap of Talschule, and Zoe has it; nothing opens for Ben there.

    A group for Ben at Talschule brings nothing while Zoe stays, one for Zoe at Auenschule nothing
    by itself: two rows of a school share its cap.
    """
    schools = (
        School("tal", "Grundschule", lat=51.3, lon=7.3, newcomer_cap=1),
        School("auen", "Grundschule", lat=51.31, lon=7.3),
    )
    placement = Placement(
        children=(Child("zoe", 1, lat=51.3, lon=7.3), Child("ben", 4, lat=51.3, lon=7.3)),
        schools=schools,
        groups=(Group("tal-1", "tal", "language", 1, 2, 1),),
    )
    candidates = (
        Candidate("neu-tal", "tal", "language", 3, 4, 1, 100_00),
        Candidate("neu-auen", "auen", "language", 1, 2, 1, 100_00),
    )
    for budget, unplaced in ((199_99, 1), (200_00, 0)):
        problem = Problem(placement, candidates, Parameters(1, budget_cents=budget))
        plan = solve(problem)
        assert plan.proven
        assert plan.unplaced == unplaced
        assert len(plan.openings) == (2 if budget == 200_00 else 0)
        assert check(problem, plan) == []


def test_without_any_time_the_plan_is_within_the_budget_and_says_that_it_is_not_proven() -> None:
    met = dict.fromkeys(("opens", "unproven"), 0)
    for number in (18, 24, 26, 47, 52):
        problem = poor(random.Random(number))  # noqa: S311 - reproducible, not secret
        plan = solve(problem, seconds=0, explain=False)
        assert check(problem, plan) == []
        assert plan.cost_cents - plan.saved_cents <= (problem.parameters.budget_cents or 0)
        met["opens"] += bool(plan.openings)
        met["unproven"] += not plan.proven
    assert min(met.values()) >= 3, met


def test_a_family_that_no_school_can_seat_together_leaves_what_must_be_left() -> None:
    """Also where minutes cost nothing and nothing can open: nobody sits apart, nothing breaks."""
    problem = random_problem(random.Random(50018))  # noqa: S311 - reproducible, not secret
    assert problem.parameters.whole_families
    plan = solve(replace(problem, candidates=(), closables=()))
    assert plan.proven
    assert tuple(plan.levels.values()) == (1, 2)


def district() -> Problem:
    """Return 60 children at eight schools, all as far and as dear: any eight groups will do."""
    schools = tuple(School(f"s{at}", "Grundschule", lat=51.3, lon=7.3) for at in range(8))
    children = tuple(Child(f"c{at}", 1, lat=51.3, lon=7.3, waiting_days=at) for at in range(60))
    placement = Placement(
        children=children,
        schools=schools,
        groups=tuple(Group(f"g{at}", f"s{at}", "language", 1, 4, 0) for at in range(8)),
        travel={(child.id, school.id): 20 for child in children for school in schools},
    )
    candidates = tuple(
        Candidate(f"k{at}", f"s{at}", "language", 1, 4, 5, 100_00, max_groups=2) for at in range(8)
    )
    return Problem(placement, candidates, Parameters(50))


def test_when_the_clock_stops_the_answer_so_far_is_told_and_no_other_is_waited_for() -> None:
    """The clock ends after so many looks at it; the first answer is waited for, others are not."""
    for looks in (0, 3, 30):
        clock = iter(range(looks, -1_000_000, -1))
        siting = Siting(problem=district(), seed=0, seconds_left=clock.__next__)
        (answer,) = siting.answers()
        assert answer.found.bound <= answer.found.value
        assert answer.found.value == 12 * 100_00 + 50 * 60 * 20
        if not looks:
            assert siting.in_time(partial(siting.answers, barred=0)) is None
