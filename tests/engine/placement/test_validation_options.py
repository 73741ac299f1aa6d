# SPDX-License-Identifier: EUPL-1.2
"""What the engine itself refuses about options, and which locks fit: each with its sentence."""

from dataclasses import replace
from typing import Any

import pytest

from rundertisch.engine.placement.problem import (
    Child,
    Group,
    Lock,
    Parameters,
    Problem,
    School,
    validate,
)
from tests.engine.placement.breaking import table

ROUND = Problem(
    children=(Child("ada", grade=2), Child("bea", grade=2)),
    schools=(School("west", form="Grundschule", newcomer_cap=1),),
    groups=(Group("w", "west", "language", 1, 4, 2),),
    travel=table(ada={"west": 5}, bea={"west": 5}),
)


def with_child(**changes: Any) -> Problem:  # noqa: ANN401 - fields of any type
    return replace(ROUND, children=(replace(ROUND.children[0], **changes), ROUND.children[1]))


@pytest.mark.parametrize(
    ("problem", "sentence"),
    [
        (
            with_child(priority=3),
            "Kind ada: priority ist 3; erlaubt sind 0, 1 und 2 (Härtefall).",
        ),
        (
            with_child(priority=-1),
            "Kind ada: priority ist -1; erlaubt sind 0, 1 und 2 (Härtefall).",
        ),
        (
            with_child(claim_school="ost"),
            "Anspruch von Kind ada: die Schule ost gibt es nicht. Bitte die Kennung berichtigen.",
        ),
        (
            replace(ROUND, parameters=Parameters(minutes_per_wish=(5, -1, 0))),
            (
                "minutes_per_wish ist [5, -1, 0]; erlaubt sind drei ganze Zahlen ab 0, für den "
                "ersten, zweiten und dritten Wunsch."
            ),
        ),
        (
            replace(ROUND, parameters=Parameters(minutes_per_site=-1)),
            "minutes_per_site ist -1; erlaubt sind ganze Minuten ab 0.",
        ),
        (
            replace(ROUND, parameters=Parameters(worst_slack_minutes=-1)),
            "worst_slack_minutes ist -1; erlaubt sind ganze Minuten ab 0.",
        ),
        (
            replace(ROUND, parameters=Parameters(move_minutes=-1)),
            "move_minutes ist -1; erlaubt sind ganze Minuten ab 0.",
        ),
        (
            replace(ROUND, parameters=replace(Parameters(), sibling_measure="square")),
            'sibling_measure ist square; erlaubt sind "pairs" und "linear".',
        ),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_an_option_out_of_range_is_refused(problem: Problem, sentence: str) -> None:
    with pytest.raises(ValueError) as refused:  # noqa: PT011 - the whole sentence is compared
        validate(problem)
    assert str(refused.value) == sentence


def test_a_waived_claim_to_an_unknown_school_is_refused_as_well() -> None:
    with pytest.raises(ValueError, match="Anspruch von Kind ada: die Schule ost gibt es nicht"):
        validate(with_child(claim_school="ost", claim_waived=True))


def test_locks_may_exceed_a_soft_cap_but_never_a_hard_one() -> None:
    locked = tuple(Lock(child, "w", "Elterngespräch") for child in ("ada", "bea"))
    hard = replace(ROUND, locked=locked)
    with pytest.raises(ValueError, match="An Schule west sind 2 Kinder festgelegt"):
        validate(hard)
    validate(replace(hard, schools=(replace(ROUND.schools[0], cap_soft=True),)))
