# SPDX-License-Identifier: EUPL-1.2
"""Comparisons with other rules are counted again as well: a false one would flatter the plan."""

from dataclasses import replace
from typing import Any

import pytest

from rundertisch.engine.placement.check import check
from rundertisch.engine.placement.plan import Baseline, Plan
from rundertisch.engine.placement.problem import Problem
from rundertisch.engine.placement.solve import solve

FIRST_COME = {"zoe": "auen-sprache", "lea": "berg-regel", "eva": "tal-sprache"}
COMPARED = Baseline("first_come_first_served", 3, 6, minutes=90, pairs=0, seats=FIRST_COME)


def compared(**changes: Any) -> Baseline:  # noqa: ANN401 - fields of any type
    """Change what the comparison says."""
    return replace(COMPARED, **changes)


def test_an_honest_comparison_keeps_its_word(round_of_nine: Problem, good_plan: Plan) -> None:
    assert check(round_of_nine, replace(good_plan, baselines=(COMPARED,))) == []


def test_a_comparison_without_seats_is_followed_again(round_of_nine: Problem) -> None:
    plan = solve(round_of_nine)
    silent = [replace(each, seats={}) for each in plan.baselines]

    assert check(round_of_nine, replace(plan, baselines=tuple(silent))) == []
    for honest in silent:
        flattering = replace(honest, placed=honest.placed - 1, unplaced=honest.unplaced + 1)
        broken = check(round_of_nine, replace(plan, baselines=(flattering,)))
        assert [each.split(":")[0] for each in broken] == [f"Vergleich {honest.name}"]


@pytest.mark.parametrize(
    ("baseline", "sentence"),
    [
        (compared(unplaced=5), "3 mit und 5 ohne Platz sind nicht 9 Kinder."),
        (
            compared(minutes=89),
            "Genannt sind 3 Plätze, 89 Minuten und 0 Paare; gezählt 3, 90 und 0.",
        ),
        (compared(pairs=1), "Genannt sind 3 Plätze, 90 Minuten und 1 Paare; gezählt 3, 90 und 0."),
        (
            compared(seats={**FIRST_COME, "kim": "auen-sprache"}),
            "Kind kim darf nicht in Gruppe auen-sprache sitzen.",
        ),
        (
            compared(seats={**FIRST_COME, "ole": "tal-sprache"}),
            "Die Gruppe tal-sprache ist überbelegt.",
        ),
        (
            compared(seats={**FIRST_COME, "zoe": "berg-sprache", "yan": "berg-sprache"}),
            "Die Schule berg ist über der Obergrenze.",
        ),
        (
            compared(seats={**FIRST_COME, "uwe": "neu"}),
            "Er nennt Kinder oder Gruppen, die es nicht gibt.",
        ),
    ],
)
def test_a_false_comparison_is_refused(
    round_of_nine: Problem, good_plan: Plan, baseline: Baseline, sentence: str
) -> None:
    broken = replace(good_plan, baselines=(baseline,))
    assert f"Vergleich first_come_first_served: {sentence}" in check(round_of_nine, broken)
