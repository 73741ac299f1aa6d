# SPDX-License-Identifier: EUPL-1.2
"""Rounding of counts of people: examples by hand, the rule for every count, and what check sees."""

import time
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from rundertisch.engine.disclosure.check import check
from rundertisch.engine.disclosure.plan import UNDER, Plan
from rundertisch.engine.disclosure.problem import Problem
from rundertisch.engine.disclosure.solve import measured, people, round_counts, share, solve
from rundertisch.engine.figures import Nearness
from rundertisch.kernel import figures

TOWNS = np.array([[0, 1, 4], [5, 7, 8], [12, 13, 57]])  # rows are towns, columns bands


def written(count: int, *, openable: bool = False) -> str:
    return figures.written(people(count, openable=openable))


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "0"), (1, "unter 5"), (4, "unter 5"), (5, "rund 5"), (7, "rund 5"), (8, "rund 10"),
     (12, "rund 10"), (13, "rund 15"), (1203, "rund 1.205")],
)  # fmt: skip
def test_a_count_that_may_not_be_opened_is_rounded(count: int, text: str) -> None:
    assert written(count) == text


@pytest.mark.parametrize("count", [0, 1, 4, 7, 118])
def test_a_count_that_may_be_opened_one_by_one_is_exact(count: int) -> None:
    assert written(count, openable=True) == str(count)


def test_totals_come_from_true_values_and_are_rounded_themselves() -> None:
    plan = solve(Problem(counts=TOWNS, totals=((1,), (0,), (0, 1))))
    assert plan.cells.tolist() == [[0, UNDER, UNDER], [5, 5, 10], [10, 15, 55]]
    assert plan.total(1).tolist() == [5, 20, 80]  # 5, 20 and 82; the cells shown add up to 80
    assert plan.total(0).tolist() == [15, 20, 70]  # 17, 21 and 69
    assert int(plan.total(0, 1)) == 105  # 107; the towns shown add up to 105, the bands to 105
    assert plan.figure(int(plan.cells[0, 1]), unit="Kinder").nearness is Nearness.UNDER


@given(arrays(np.int64, array_shapes(max_dims=3), elements=st.integers(0, 10_000)), st.booleans())
def test_whatever_the_table_it_keeps_the_rule(counts: np.ndarray, openable: bool) -> None:  # noqa: FBT001 - hypothesis passes it so
    problem = Problem(counts=counts, openable=openable, totals=((0,),))
    assert check(problem, solve(problem)) == []


def test_check_sees_every_way_of_breaking_the_word() -> None:
    problem = Problem(counts=TOWNS, totals=((0, 1),))
    plan = solve(problem)
    leaking = plan.cells.copy()
    leaking[0, 1] = 1
    assert check(problem, replace(plan, cells=leaking)) == ["Zelle 1: 1 für 1."]
    added_up = ((0, 1), np.asarray(plan.cells[plan.cells > 0].sum()))
    assert check(problem, replace(plan, totals=(added_up,))) == [
        "Summe über (0, 1) 0: 100 für 107."
    ]
    assert check(problem, solve(replace(problem, openable=True))) != []
    assert check(problem, replace(plan, totals=())) != []
    lost = Plan(cells=plan.cells[:2], totals=plan.totals, openable=False)
    assert check(problem, lost) == ["Zelle: (2, 3) Zellen statt (3, 3)."]


def test_a_share_never_gives_away_that_one_child_is_left() -> None:
    assert figures.written(share(3, 4, openable=True)) == "75\N{NO-BREAK SPACE}%"
    for part, whole in ((3, 4), (1, 20), (19, 20), (96, 100)):
        assert share(part, whole, openable=False).value is None, (part, whole)
    assert figures.written(share(13, 40, openable=False)) == "rund 35\N{NO-BREAK SPACE}%"
    assert figures.written(share(0, 40, openable=False)) == "0\N{NO-BREAK SPACE}%"
    assert figures.written(share(6, 300, openable=False)) == "rund 0\N{NO-BREAK SPACE}%"
    assert share(0, 0, openable=True).value is None


def test_a_wait_is_withheld_below_five_children_and_else_not_exact() -> None:
    assert measured(131.0, 4, openable=False).value is None
    assert figures.written(measured(131.0, 5, openable=False, unit="Tage")).startswith("rund 130")
    assert measured(131.0, 1, openable=True).value == 131
    assert measured(None, 7, openable=True).value is None


@pytest.mark.parametrize(
    ("counts", "totals"),
    [(np.array([-1]), ()), (np.array([0.5]), ()), (np.array([1]), ((1,),))],
)
def test_what_is_no_count_of_people_is_refused(
    counts: np.ndarray, totals: tuple[tuple[int, ...], ...]
) -> None:
    with pytest.raises(ValueError, match=r"Personen|Richtungen"):
        Problem(counts=counts, totals=totals)


def test_a_million_cells_are_rounded_in_a_moment() -> None:
    counts = np.arange(1_000_000, dtype=np.int64) % 400
    started = time.thread_time()  # what others do meanwhile does not count
    round_counts(counts)
    assert time.thread_time() - started < 0.5  # generous; aim 0.01 s
