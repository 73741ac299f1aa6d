# SPDX-License-Identifier: EUPL-1.2
"""Level 2 behind soft caps, in a district where many children would have to move at once."""

import random
from dataclasses import replace

from benchmarks.instances import instance
from rundertisch.engine.placement.check import check
from rundertisch.engine.placement.problem import Child, Problem, School, Wish
from rundertisch.engine.placement.solve import solve


def distance(school: School, child: Child) -> float:
    assert school.lat is not None
    assert school.lon is not None
    assert child.lat is not None
    assert child.lon is not None
    return (school.lat - child.lat) ** 2 + (school.lon - child.lon) ** 2


def district() -> Problem:
    """Give a district of 450 children claims, hardship, wishes, caps, sites and slack."""
    whole, draw = instance(name="district-450"), random.Random(1)  # noqa: S311 - no secret
    primary = [school for school in whole.schools if school.form == "Grundschule"]
    children, wishes = [], []
    for given in whole.children:
        child = given
        if child.grade <= 4 and draw.random() < 0.5:
            near = min(primary, key=lambda school: distance(school, given))
            child = replace(child, claim_school=near.id, claim_waived=draw.random() < 0.2)
        if draw.random() < 0.03:
            child = replace(child, priority=draw.randint(1, 2))
        children.append(child)
    for child in children:
        if draw.random() < 0.3:
            near_by = sorted(whole.schools, key=lambda school: distance(school, child))[:20]
            named = draw.sample(near_by, 2)
            wishes += [Wish(child.id, each.id, rank) for rank, each in enumerate(named, start=1)]
    rules = replace(
        whole.parameters,
        minutes_per_wish=(20, 10, 5),
        minutes_per_site=10,
        worst_slack_minutes=3,
        sibling_measure="linear",
    )
    return replace(
        whole,
        children=tuple(children),
        schools=_capped(whole, draw),
        wishes=tuple(wishes),
        parameters=rules,
    )


def _capped(whole: Problem, draw: random.Random) -> tuple[School, ...]:
    seats: dict[str, int] = {}
    for group in whole.groups:
        seats[group.school] = seats.get(group.school, 0) + group.free_seats
    schools = []
    for number, given in enumerate(whole.schools):
        school = given
        if draw.random() < 0.4:
            cap = int(seats.get(school.id, 0) * draw.choice([0.5, 0.8, 1]))
            school = replace(school, newcomer_cap=cap, cap_soft=draw.random() < 0.7)
        site = f"x{number // 3}" if draw.random() < 0.5 else ""
        schools.append(replace(school, site=site))
    return tuple(schools)


def test_a_child_that_has_given_up_its_seat_is_not_taken_for_one_that_waits_outside() -> None:
    """The plan is best; taking a moving child for a waiting one, check once believed otherwise."""
    problem = district()
    plan = solve(problem)
    assert plan.proven
    assert check(problem, plan) == []
