# SPDX-License-Identifier: EUPL-1.2
"""What a seat may be worth to children who are expected: by hand, and against solving again."""

import random
from dataclasses import replace

import highspy

from rundertisch.engine import geo
from rundertisch.engine.placement.ondemand.arrival import seats_for
from rundertisch.engine.placement.ondemand.reserve import WITHOUT_SEAT, Expected, reserve_for
from rundertisch.engine.placement.ondemand.standing import Standing, standing_of
from rundertisch.engine.placement.plan import Plan
from rundertisch.engine.placement.problem import Child, Group, Problem, School

KM = 0.009  # degrees of latitude
LIMIT = 45  # minutes, primary


def empty(problem: Problem) -> Standing:
    plan = Plan((), (), (), 0, 0, 0, draft=True, seed=0)
    return standing_of(problem=replace(problem, children=()), plan=plan)


def two_schools(*, seats: int = 1) -> Problem:
    """One school in the village, one four kilometres farther; both take grades 1 to 4."""
    return Problem(
        children=(),
        schools=(
            School("dorf", "Grundschule", town="Au", lat=51.0, lon=7.0),
            School("stadt", "Grundschule", town="Berg", lat=51.0 + 4 * KM, lon=7.0),
        ),
        groups=(
            Group("dorf-1", "dorf", "language", 1, 4, seats),
            Group("stadt-1", "stadt", "language", 1, 4, 5),
        ),
    )


def test_the_only_near_seat_is_left_to_whoever_is_expected_beside_it_once_it_is_turned_on() -> None:
    standing = empty(two_schools())
    ada = Child("ada", grade=2, lat=51.0 + 1.9 * KM, lon=7.0)  # nearly as far to both
    soon = Expected(lat=51.0, lon=7.0, grade=3, children=2)
    reserve = reserve_for(standing=standing, expected=(soon,))
    assert (reserve.expected, reserve.short) == (2, 0)
    assert reserve.prices["dorf-1"] > 0
    assert "stadt-1" not in reserve.prices, "there are enough seats"
    assert [each.school for each in seats_for(standing=standing, child=ada)] == ["dorf", "stadt"]
    found = seats_for(standing=standing, child=ada, reserve=reserve)
    assert [each.school for each in found] == ["stadt", "dorf"]


def test_a_reserve_takes_no_seat_away() -> None:
    standing = empty(two_schools())
    far = Child("ada", grade=2, lat=51.0 - 7 * KM, lon=7.0)  # only the village is within reach
    crowd = reserve_for(standing=standing, expected=(Expected(51.0, 7.0, 3, 40),))
    assert crowd.short == 40 - 6
    assert crowd.prices == {"dorf-1": crowd.prices["dorf-1"], "stadt-1": crowd.prices["stadt-1"]}
    assert max(crowd.prices.values()) <= WITHOUT_SEAT
    without = {each.group for each in seats_for(standing=standing, child=far)}
    assert {
        each.group for each in seats_for(standing=standing, child=far, reserve=crowd)
    } == without
    assert without


def test_nobody_expected_is_no_price() -> None:
    reserve = reserve_for(standing=empty(two_schools()), expected=())
    assert (reserve.prices, reserve.expected, reserve.short) == ({}, 0, 0)


def cost(problem: Problem, expected: list[Expected]) -> int:
    """Return the least minutes of a matching, as an LP says it; without a seat `WITHOUT_SEAT`."""
    model = highspy.Highs()
    model.silent()
    at = {school.id: (school.lat or 0.0, school.lon or 0.0) for school in problem.schools}
    total, uses = 0.0, {group.id: 0.0 for group in problem.groups}
    for each in [one for one in expected for _ in range(one.children)]:
        none = model.addVariable(0, 1)
        total, mine = total + WITHOUT_SEAT * none, none
        for group in problem.groups:
            lat, lon = at[group.school]
            pace = geo.Pace(4.5, 1.3, 20.0, 1.4, 10.0)
            way = geo.estimated_minutes(
                lat=each.lat, lon=each.lon, to_lat=lat, to_lon=lon, pace=pace
            )
            if group.grade_from <= each.grade <= group.grade_to and way <= LIMIT:
                sits = model.addVariable(0, 1)
                total, mine = total + way * sits, mine + sits
                uses[group.id] = uses[group.id] + sits
        model.addConstr(mine == 1)
    for group in problem.groups:
        if not isinstance(uses[group.id], float):
            model.addConstr(uses[group.id] <= group.free_seats)
    model.minimize(total)
    return round(model.getObjectiveValue())


def test_a_price_lies_between_what_one_seat_more_saves_and_one_seat_less_costs() -> None:
    chance = random.Random(4)  # noqa: S311 - reproducible, not secret
    priced = 0
    for _ in range(15):
        schools = tuple(
            School(
                f"s{at}", "Grundschule", lat=51 + chance.random() / 9, lon=7 + chance.random() / 9
            )
            for at in range(4)
        )
        groups = tuple(
            Group(
                f"g{at}", f"s{at % 4}", "language", 1, chance.choice((2, 4)), chance.randint(0, 3)
            )
            for at in range(6)
        )
        problem = Problem(children=(), schools=schools, groups=groups)
        expected = [
            Expected(51 + chance.random() / 9, 7 + chance.random() / 9, chance.randint(1, 4), 2)
            for _ in range(5)
        ]
        reserve = reserve_for(standing=empty(problem), expected=expected)
        now = cost(problem, expected)

        def changed(group: Group, by: int, problem: Problem = problem) -> Problem:
            seats = (
                replace(each, free_seats=each.free_seats + by * (each.id == group.id))
                for each in problem.groups
            )
            return replace(problem, groups=tuple(seats))

        for group in groups:
            price = reserve.prices.get(group.id, 0)
            assert now - cost(changed(group, 1), expected) <= price
            if group.free_seats:
                assert price <= cost(changed(group, -1), expected) - now
            priced += price > 0
    assert priced > 10
