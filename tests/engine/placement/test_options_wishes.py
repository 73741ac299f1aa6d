# SPDX-License-Identifier: EUPL-1.2
"""Wishes and slack, worked by hand: what a wish is worth, and what it is not counted for."""

from dataclasses import replace

from rundertisch.engine.placement.check import check
from rundertisch.engine.placement.plan import Plan, Weighed
from rundertisch.engine.placement.problem import (
    Child,
    Group,
    Lock,
    Parameters,
    Problem,
    School,
    Wish,
)
from rundertisch.engine.placement.solve import solve

# Kim: Auen 10 minutes, Berg 30. Both have a seat. Her family wishes Berg.
KIM = Problem(
    children=(Child("kim", grade=3, waiting_days=10),),
    schools=(School("auen", form="Grundschule"), School("berg", form="Grundschule")),
    groups=(
        Group("auen-1", "auen", "language", 1, 4, 1),
        Group("berg-1", "berg", "language", 1, 4, 1),
    ),
    travel={("kim", "auen"): 10, ("kim", "berg"): 30},
    wishes=(Wish("kim", "berg", 2),),
)


def _with(problem: Problem, **rules: object) -> Problem:
    parameters = replace(Parameters(), **rules)  # type: ignore[arg-type]  # fields by name
    return replace(problem, parameters=parameters)


def _seats(plan: Plan) -> dict[str, str]:
    return {each.child: each.school for each in plan.placements}


def _level(plan: Plan, name: str) -> object:
    return next(each for each in plan.levels if each.name == name).value


def test_without_a_price_a_wish_changes_nothing() -> None:
    plan = solve(KIM)
    assert _seats(plan) == {"kim": "auen"}
    assert plan.weighed is None


def test_a_wished_school_counts_like_the_nearest_less_what_the_wish_is_worth() -> None:
    # Berg counts min(30, 10) = 10 minutes less 5: level 3 is 5; and nothing in level 2.
    problem = _with(KIM, minutes_per_wish=(0, 5, 0))
    plan = solve(problem)
    assert _seats(plan) == {"kim": "berg"}
    assert _level(plan, "worst_minutes") == {"kim": 0}
    assert _level(plan, "ways_and_pairs") == 5
    assert plan.weighed == Weighed(minutes=10, together=0, wishes=(0, 1, 0), site_pairs=0)
    assert plan.minutes == 30
    assert plan.placements[0].reason_code == "wish"
    assert check(problem, plan) == []


def test_a_full_nearer_school_still_says_what_a_wished_one_counts() -> None:
    # Auen has no free seat, but is eligible: Berg counts 10 minutes, "free or not".
    full = replace(KIM, groups=(replace(KIM.groups[0], free_seats=0), KIM.groups[1]))
    assert _level(solve(_with(full, minutes_per_wish=(0, 5, 0))), "ways_and_pairs") == 5


def test_a_lock_overrides_the_wish_and_counts_its_own_minutes() -> None:
    locked = replace(KIM, locked=(Lock("kim", "berg-1", "Gespräch"),))
    problem = _with(locked, minutes_per_wish=(0, 5, 0))
    plan = solve(problem)
    assert _level(plan, "ways_and_pairs") == 30
    assert _level(plan, "worst_minutes") == {}
    assert plan.weighed == Weighed(minutes=30, together=0, wishes=(0, 0, 0), site_pairs=0)
    assert check(problem, plan) == []


def test_a_wish_never_takes_the_only_seat_of_another_child() -> None:
    # Berg's seat is all that Lea can reach: she sits there, however dear Kim's wish is.
    two = replace(
        KIM,
        children=(*KIM.children, Child("lea", grade=3)),
        travel={**(KIM.travel or {}), ("lea", "berg"): 40},
    )
    plan = solve(_with(two, minutes_per_wish=(60, 60, 60)))
    assert _seats(plan) == {"kim": "auen", "lea": "berg"}


# Ann and Tom are siblings. Together at Berg: 20 + 21 minutes; apart (Ann Auen, Tom Dom): 12 + 20.
# The shortest longest way is 20 (apart); with one minute of slack they may sit together.
SIBLINGS = Problem(
    children=(
        Child("ann", grade=1, family="Specht"),
        Child("tom", grade=2, family="Specht"),
    ),
    schools=tuple(School(name, form="Grundschule") for name in ("auen", "berg", "dom")),
    groups=(
        Group("auen-1", "auen", "language", 1, 4, 1),
        Group("berg-1", "berg", "language", 1, 4, 2),
        Group("dom-1", "dom", "language", 1, 4, 1),
    ),
    travel={
        ("ann", "auen"): 12,
        ("ann", "berg"): 20,
        ("tom", "berg"): 21,
        ("tom", "dom"): 20,
    },
)


def test_a_minute_of_slack_keeps_siblings_together() -> None:
    assert _seats(solve(SIBLINGS)) == {"ann": "auen", "tom": "dom"}
    problem = _with(SIBLINGS, worst_slack_minutes=1)
    plan = solve(problem)
    assert _seats(plan) == {"ann": "berg", "tom": "berg"}
    (worst,) = [each for each in plan.levels if each.name == "worst_minutes"]
    assert (worst.value, worst.bound, worst.proven) == ({"ann": 21}, {"ann": 20}, True)
    assert _level(plan, "ways_and_pairs") == 20 + 21 - 30
    assert check(problem, plan) == []
