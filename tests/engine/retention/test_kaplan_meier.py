# SPDX-License-Identifier: EUPL-1.2
"""The estimate equals textbook values; who still waits is censored; the check finds a false one."""

import dataclasses
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rundertisch.engine.retention.check import check
from rundertisch.engine.retention.problem import Problem, Spell
from rundertisch.engine.retention.solve import solve

# Weeks in remission, Freireich et al., Blood 21, 1963, 699-716; printed in nearly every textbook.
SIX_MP = ((6, 6, 6, 7, 10, 13, 16, 22, 23), (6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35))
PLACEBO = ((1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23), ())


def problem(ended: tuple[int, ...], censored: tuple[int, ...]) -> Problem:
    spells = [Spell(days, ended=True) for days in ended]
    return Problem((*spells, *(Spell(days, ended=False) for days in censored)))


def test_the_shares_and_the_median_are_those_of_the_textbooks() -> None:
    plan = solve(problem(*SIX_MP))
    shares = {step.days: round(float(step.waiting), 4) for step in plan.steps}
    assert shares == {
        6: 0.8571, 7: 0.8067, 10: 0.7529, 13: 0.6902, 16: 0.6275, 22: 0.5378, 23: 0.4482,
    }  # fmt: skip
    assert plan.steps[0].waiting == Fraction(6, 7)
    assert (plan.people, plan.ended, plan.censored) == (21, 9, 12)
    assert (plan.median, plan.low, plan.high) == (23, 13, None), "as SAS prints it, log-log"
    plan = solve(problem(*PLACEBO))
    assert (plan.median, plan.low, plan.high) == (8, 4, 11), "as SAS prints it, log-log"
    assert [(step.at_risk, step.ended) for step in plan.steps[:3]] == [(21, 2), (19, 2), (17, 1)]


def test_whoever_still_waits_is_neither_left_out_nor_counted_as_done() -> None:
    done = tuple(range(10, 20))
    without = solve(problem(done, ()))
    waiting = solve(problem(done, (100,) * 12))
    assert without.median == 14
    assert waiting.median is None, "more than half still wait"
    assert waiting.people == 22
    late = solve(problem((50,), (10,)))
    assert late.median == 50
    assert late.steps[0].at_risk == 1, "who was seen for ten days says nothing about day 50"


def test_nobody_at_all_and_nobody_done_are_answers() -> None:
    assert solve(Problem(())).median is None
    plan = solve(problem((), (3, 4)))
    assert (plan.people, plan.steps, plan.low, plan.high) == (2, (), None, None)
    at_once = solve(problem((0, 0, 0), ()))
    assert (at_once.median, at_once.low, at_once.high) == (0, 0, None)
    assert check(problem((0, 0, 0), ()), at_once) == []


def test_counted_spells_are_the_same_as_single_ones() -> None:
    single = solve(problem((5, 5, 9), (7, 7)))
    counted = Problem((Spell(5, True, 2), Spell(9, True), Spell(7, False, 2)))
    assert solve(counted) == single
    assert check(counted, single) == []


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.integers(0, 30), max_size=14).map(tuple),
    st.lists(st.integers(0, 30), max_size=14).map(tuple),
)
def test_the_other_way_of_computing_it_gives_the_same(
    ended: tuple[int, ...], censored: tuple[int, ...]
) -> None:
    asked = problem(ended, censored)
    plan = solve(asked)
    assert check(asked, plan) == []
    shares = [step.waiting for step in plan.steps]
    assert shares == sorted(shares, reverse=True)
    if plan.median is not None:
        assert plan.low is not None
        assert plan.low <= plan.median
        assert plan.high is None or plan.high >= plan.median


def test_the_check_finds_every_kind_of_false_answer() -> None:
    asked = problem(*SIX_MP)
    plan = solve(asked)
    first = dataclasses.replace(plan.steps[0], waiting=Fraction(1, 2))
    for wrong, told in (
        ({"people": 20}, "statt 21, 9"),
        ({"median": 22}, "Der Median"),
        ({"steps": (first, *plan.steps[1:])}, "Anteil"),
        ({"low": 16}, "falschen Seite"),
        ({"high": 23}, "falschen Seite"),
    ):
        faults = check(asked, dataclasses.replace(plan, **wrong))
        assert any(told in fault for fault in faults), wrong


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda: Spell(-1, ended=True), "nie negativ"),
        (lambda: Spell(1, ended=True, count=0), "nicht da ist"),
        (lambda: Problem((), confidence=1), "zwischen 0 und 1"),
    ],
)
def test_input_that_cannot_be_is_refused_with_a_sentence(make: object, told: str) -> None:
    assert callable(make)
    with pytest.raises(ValueError, match=told):
        make()
