# SPDX-License-Identifier: EUPL-1.2
"""A year under several policies: small years computed by hand, random ones checked and broken."""

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from rundertisch.engine.placement.problem import Child, Exclusion, Group, Lock, Problem, School
from rundertisch.engine.placement.simulate.check import check
from rundertisch.engine.placement.simulate.course import (
    POLICIES,
    Course,
    PolicyName,
    Seating,
    Simulation,
    waits_of,
)
from rundertisch.engine.placement.simulate.problem import Arrival, MoreSeats, Year
from rundertisch.engine.placement.simulate.reading import caveats, reading
from rundertisch.engine.placement.simulate.run import simulate
from tests.engine.placement import brute_force
from tests.engine.placement.strategies import random_problem


def two_towns(**ways: tuple[int, int]) -> Year:
    """Au has one seat in a mixed group, Berg one for grades 3 and 4; a special school has nine."""
    children = {name: Child(name, grade=3, town="Au") for name in ways}
    return Year(
        start=Problem(
            children=(),
            schools=(
                School("au", "Grundschule", town="Au"),
                School("berg", "Grundschule", town="Berg"),
                School("heim", "Förderschule", town="Au"),
            ),
            groups=(
                Group("au-1", "au", "language", 1, 4, 1),
                Group("berg-1", "berg", "language", 3, 4, 1),
                Group("heim-1", "heim", "language", 1, 4, 9),
            ),
            travel={
                (name, school): minutes
                for name, both in ways.items()
                for school, minutes in (("au", both[0]), ("berg", both[1]), ("heim", 1))
            },
        ),
        arrivals=tuple(
            Arrival(week, child) for week, child in zip((1, 1, 2), children.values(), strict=False)
        ),
        weeks=6,
    )


def in_grade(year: Year, name: str, grade: int) -> Year:
    arrivals = tuple(
        replace(each, child=replace(each.child, grade=grade)) if each.child.id == name else each
        for each in year.arrivals
    )
    return replace(year, arrivals=arrivals)


def seats(course: Course) -> list[tuple[int, str, str, int]]:
    return [(each.week, each.child, each.group, each.wait_days) for each in course.seatings]


def test_own_town_first_lets_a_child_wait_beside_a_free_seat_and_the_district_does_not() -> None:
    year = two_towns(ada=(5, 20), ben=(6, 20))
    simulation = simulate(year)
    assert check(year, simulation) == []
    assert seats(simulation.course("own_town_first")) == [
        (1, "ada", "au-1", 0),
        (5, "ben", "berg-1", 28),  # four weeks beside the free seat in Berg
    ]
    assert seats(simulation.course("district_first_come")) == [
        (1, "ada", "au-1", 0),
        (1, "ben", "berg-1", 0),
    ]


def test_the_weekly_optimum_leaves_the_only_seat_to_whom_no_other_helps() -> None:
    year = in_grade(two_towns(ada=(5, 20), ben=(6, 20)), "ben", 1)  # Berg begins with grade 3
    simulation = simulate(year)
    assert check(year, simulation) == []
    first = simulation.course("district_first_come")
    assert (seats(first), first.still_waiting) == ([(1, "ada", "au-1", 0)], (("ben", 35),))
    assert first.waits == waits_of(days=(0, 35))
    best = simulation.course("weekly_optimum")
    assert seats(best) == [(1, "ada", "berg-1", 0), (1, "ben", "au-1", 0)]
    told = reading(simulation.tallies)
    across = next(each for each in told if "Blick über die Stadtgrenze" in each)
    assert "bringt 0,0 von 17,5 Tagen" in across


def test_a_child_not_announced_yet_moves_for_one_that_has_no_other_seat() -> None:
    year = two_towns(ada=(5, 20), mia=(99, 99), ben=(6, 20))
    year = in_grade(year, "ben", 1)  # comes in week 2, when Ada sits in Au
    simulation = simulate(year)
    assert check(year, simulation) == []
    assert simulation.never == ("mia",)
    assert simulation.course("weekly_optimum").unplaced_end == 2
    moved = simulation.course("with_moves")
    assert [(each.week, each.child, each.group, each.moved) for each in moved.seatings] == [
        (1, "ada", "au-1", False),
        (2, "ada", "berg-1", True),
        (2, "ben", "au-1", False),
    ]
    assert (moved.moves, moved.unplaced_end) == (1, 1)
    told = " ".join(caveats(simulation.tallies))
    assert "Für 1 Kind kommt das ganze Jahr keine Lerngruppe in Frage; es zählt" in told
    assert "wartet aber weiter" in told, "Ada or Ben is cut off under other rules, not only Mia"
    only_mia = simulate(year, policies=("with_moves",))
    assert "wartet aber weiter" not in " ".join(caveats(only_mia.tallies))
    late = simulate(replace(year, moving_weeks=0), policies=("with_moves",))
    assert late.course("with_moves").moves == 0, "Ada's seat is announced: she stays"


def test_seats_that_come_later_help_whoever_waits_longest() -> None:
    year = two_towns(ada=(5, 99), ben=(6, 99), cem=(7, 99))
    year = replace(year, more_seats=(MoreSeats(4, "au-1", 1),))
    for course in simulate(year).courses:
        assert seats(course) == [(1, "ada", "au-1", 0), (4, "ben", "au-1", 21)], course.policy
        assert course.still_waiting == (("cem", 28),)


def test_waits_are_nearest_ranks_and_rounded_half_up() -> None:
    assert waits_of(days=(7, 0, 0, 14)) == replace(
        waits_of(days=(0,)), median=0, p90=14, longest=14, mean_tenths=53
    )
    assert waits_of(days=()).longest == 0


def random_year(number: int) -> Year:
    """Some children wait, the others arrive within four weeks; rows of a random round."""
    chance = random.Random(number)  # noqa: S311 - reproducible, not secret
    problem = random_problem(chance)
    locked = {lock.child for lock in problem.locked}
    here = tuple(c for c in problem.children if c.id in locked or chance.random() < 0.1)
    return Year(
        start=replace(problem, children=here),
        arrivals=tuple(
            Arrival(chance.randint(1, 4), child) for child in problem.children if child not in here
        ),
        more_seats=tuple(
            MoreSeats(chance.randint(1, 5), group.id, 1)
            for group in problem.groups
            if chance.random() < 0.3
        ),
        weeks=5,
        own_town_weeks=2,
        moving_weeks=4,
    )


def test_every_random_year_keeps_its_word() -> None:
    moves = 0
    for number in (*range(12), 55, 78):
        year = random_year(number)
        simulation = simulate(year)
        assert check(year, simulation) == [], number
        moves += simulation.course("with_moves").moves
        special = {s.id for s in year.start.schools if s.assignable == "no"}
        sat_at = {group.id for group in year.start.groups if group.school in special}
        assert not any(each.group in sat_at for c in simulation.courses for each in c.seatings)
    assert moves > 0


def test_one_week_of_the_weekly_optimum_is_the_best_of_all_assignments() -> None:
    for number in range(40):
        problem = random_problem(random.Random(number))  # noqa: S311 - as above
        year = Year(start=problem, arrivals=(), weeks=1)
        final = simulate(year, policies=("weekly_optimum",)).courses[0].final
        found = {name: each.group for name, each in final.items()}
        judged = brute_force.judged(problem, found, brute_force.component_names(problem))
        best = brute_force.best(problem)
        assert (judged.profile, judged.ways_and_pairs) == (best.profile, best.ways_and_pairs)


def test_threads_change_nothing() -> None:
    year = random_year(7)
    with ThreadPoolExecutor(3) as pool:
        assert simulate(year, pool=pool) == simulate(year)


def broken_seat(
    simulation: Simulation, policy: PolicyName, change: Callable[[Seating], Seating]
) -> Simulation:
    """Return the simulation with the latest seating of one policy told otherwise."""
    courses = tuple(
        replace(course, seatings=(*course.seatings[:-1], change(course.seatings[-1])))
        if course.policy == policy
        else course
        for course in simulation.courses
    )
    return replace(simulation, courses=courses)


BREAKS: tuple[tuple[str, Callable[[Simulation], Simulation]], ...] = (
    (
        "dort setzt kein Plan",
        lambda s: broken_seat(s, "weekly_optimum", lambda e: replace(e, group="heim-1")),
    ),
    (
        "mehr Kinder, als Plätze",
        lambda s: broken_seat(s, "weekly_optimum", lambda e: replace(e, group="au-1")),
    ),
    ("zu früh", lambda s: broken_seat(s, "own_town_first", lambda e: replace(e, week=2))),
    (
        "Tage gewartet",
        lambda s: broken_seat(s, "own_town_first", lambda e: replace(e, wait_days=1)),
    ),
    ("Minuten", lambda s: broken_seat(s, "own_town_first", lambda e: replace(e, minutes=1))),
    (
        "hier wechselt niemand",
        lambda s: broken_seat(s, "district_first_come", lambda e: replace(e, child="ada", week=2)),
    ),
    ("„moved“", lambda s: broken_seat(s, "with_moves", lambda e: replace(e, moved=True))),
    (
        "gibt es nicht",
        lambda s: broken_seat(s, "with_moves", lambda e: replace(e, group="nirgends")),
    ),
    ("Kinder oder Wochen", lambda s: replace(s, weeks=7)),
    (
        "ohne Platz",
        lambda s: replace(s, courses=(replace(s.courses[0], still_waiting=(("x", 1),)),)),
    ),
    ("Median", lambda s: replace(s, courses=(replace(s.courses[0], waits=waits_of(days=(9,))),))),
    ("Lerngruppe", lambda s: replace(s, never=("ada",))),
)


@pytest.mark.parametrize(("sentence", "breaks"), BREAKS, ids=[each for each, _ in BREAKS])
def test_the_check_names_a_year_that_breaks_its_word(
    sentence: str, breaks: Callable[[Simulation], Simulation]
) -> None:
    year = two_towns(ada=(5, 20), ben=(6, 20))
    assert any(sentence in each for each in check(year, breaks(simulate(year))))


@pytest.mark.parametrize(
    ("sentence", "spoil"),
    [
        (
            "kommt in Woche 9",
            lambda y: replace(y, arrivals=(replace(y.arrivals[0], week=9), *y.arrivals[1:])),
        ),
        ("Zahl der Wochen", lambda y: replace(y, weeks=0)),
        ("Frist in Wochen", lambda y: replace(y, moving_weeks=-1)),
        ("die es nicht gibt", lambda y: replace(y, more_seats=(MoreSeats(1, "weg", 1),))),
        ("Neue Plätze in Gruppe", lambda y: replace(y, more_seats=(MoreSeats(1, "au-1", -1),))),
        (
            "kommt erst im Lauf",
            lambda y: replace(y, start=replace(y.start, locked=(Lock("ada", "au-1", "erfunden"),))),
        ),
    ],
)
def test_a_malformed_year_is_refused_with_a_sentence(
    sentence: str, spoil: Callable[[Year], Year]
) -> None:
    with pytest.raises(ValueError, match=sentence):
        simulate(spoil(two_towns(ada=(5, 20), ben=(6, 20))))


def test_an_excluded_school_stays_excluded_when_others_move() -> None:
    year = in_grade(two_towns(ada=(5, 20), mia=(99, 99), ben=(6, 20)), "ben", 1)
    barred = replace(year.start, excluded=(Exclusion("ben", "au", "erfunden"),))
    assert simulate(replace(year, start=barred)).course("with_moves").unplaced_end == 2


def test_all_policies_are_told_in_their_order() -> None:
    simulation = simulate(two_towns(ada=(5, 20)))
    assert tuple(course.policy for course in simulation.courses) == POLICIES
