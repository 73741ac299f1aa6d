# SPDX-License-Identifier: EUPL-1.2
"""One small case that is easy to read: six invented children, three schools, three candidates."""

import pytest

from rundertisch.engine.placement.problem import Child, Group, School
from rundertisch.engine.placement.problem import Problem as Placement
from rundertisch.engine.siting.problem import Candidate, Closable, Parameters, Problem

# minutes to the schools: auen, berg, tal
WAYS = {
    "zoe": (10, 25, 40),
    "yan": (10, 25, 40),
    "max": (12, 20, 40),
    "eva": (40, 20, 10),
    "ole": (40, 15, 10),
    "ida": (40, 10, 20),
}
SCHOOLS = ("auen", "berg", "tal")


@pytest.fixture
def valley() -> Problem:
    """Six children and two free seats, at Berg; four more are needed.

    Auen (two seats for 100 €) is near to Zoe, Yan and Max; Tal (two seats for 120 €) to Eva and
    Ole; Berg could grow by four seats for 190 €. A minute is worth 1 €.

    - Berg alone: 190 + (25 + 25 + 20 + 20 + 15 + 10) = 305 €
    - Auen and Tal: 220 + (10 + 10 + 20 + 10 + 10 + 10) = 290 €: this is best
    - Auen twice: 200 + (10 + 10 + 12 + 40 + 15 + 10), Eva in the fourth seat there: 297 €
    - Tal twice: 240 + (25 + 20 + 10 + 10 + 20 + 40), worse; all others cost more
    """
    return Problem(
        placement=Placement(
            children=(
                Child("zoe", grade=2, waiting_days=40, family="Amsel"),
                Child("yan", grade=3, waiting_days=40, family="Amsel"),
                Child("max", grade=1, waiting_days=30),
                Child("eva", grade=2, waiting_days=30, family="Birke"),
                Child("ole", grade=4, waiting_days=3, family="Birke"),
                Child("ida", grade=3, waiting_days=3),
            ),
            schools=(
                School("auen", form="Grundschule", name="Auenschule"),
                School("berg", form="Grundschule", name="Bergschule"),
                School("tal", form="Grundschule", name="Talschule"),
            ),
            groups=(Group("berg-1", "berg", "language", 1, 4, 2),),
            travel={
                (child, school): minutes
                for child, ways in WAYS.items()
                for school, minutes in zip(SCHOOLS, ways, strict=True)
            },
        ),
        candidates=(
            Candidate("neu-auen", "auen", "language", 1, 4, 2, 100_00, max_groups=2),
            Candidate("neu-berg", "berg", "language", 1, 4, 4, 190_00),
            Candidate("neu-tal", "tal", "language", 1, 4, 2, 120_00, max_groups=2),
        ),
        closables=(Closable("berg-1", saved_cents=1_00),),
        parameters=Parameters(cents_per_minute=100),
    )
