# SPDX-License-Identifier: EUPL-1.2
"""One small round of placements that is easy to read: nine invented children, six schools."""

from dataclasses import replace

import pytest

from rundertisch.engine.placement.plan import Change, Plan
from rundertisch.engine.placement.problem import (
    Child,
    Exclusion,
    Group,
    Lock,
    Placed,
    Problem,
    School,
    Wish,
)
from tests.engine.placement import brute_force, by_hand

# minutes to the schools: auen, berg, klinik, sonne, dom, tal
WAYS = {
    "zoe": (10, 20, 1, 1, 40, None),
    "yan": (10, 20, 1, 1, 40, None),
    "max": (15, 15, 1, 1, 40, None),
    "eva": (None, None, 1, 1, None, 30),
    "ole": (None, None, 1, 1, None, 20),
    "ida": (None, None, 1, 1, None, 30),
    "lea": (10, 50, 1, 1, 40, None),
    "tom": (12, 18, 1, 1, 40, None),
    "kim": (5, 25, 1, 1, 35, None),
}
SCHOOLS = ("auen", "berg", "klinik", "sonne", "dom", "tal")


@pytest.fixture(scope="session")
def round_of_nine() -> Problem:
    """Siblings, a cap, literacy, a lock, a wish, an exclusion, and two children without a seat."""
    return Problem(
        children=(
            Child("zoe", grade=2, waiting_days=40, family="Amsel"),
            Child("yan", grade=3, waiting_days=40, family="Amsel"),
            Child("max", grade=1, waiting_days=30, needs_literacy=True),
            Child("eva", grade=6, waiting_days=30, family="Birke"),
            Child("ole", grade=6, waiting_days=3, family="Birke"),
            Child("ida", grade=12, waiting_days=3),
            Child("lea", grade=4, waiting_days=20),
            Child("tom", grade=4, waiting_days=20, family="Dohle"),
            Child("kim", grade=1, waiting_days=10, forms=("Grundschule",)),
        ),
        schools=(
            School("auen", form="Grundschule"),
            School("berg", form="Grundschule", newcomer_cap=2),
            School("klinik", form="Freie Waldorfschule", assignable="no"),
            School("sonne", form="Freie Waldorfschule", assignable="no"),
            School("dom", form="Grundschule", assignable="named"),
            School("tal", form="Gesamtschule"),
        ),
        groups=(
            Group("auen-sprache", "auen", "language", 1, 4, 2),
            Group("auen-alpha", "auen", "literacy", 1, 4, 2),
            Group("berg-sprache", "berg", "language", 1, 4, 3),
            Group("berg-regel", "berg", "regular", 3, 4, 1),
            Group("klinik-primar", "klinik", "language", 1, 4, 9),
            Group("klinik-sek", "klinik", "language", 5, 13, 9),
            Group("sonne-primar", "sonne", "language", 1, 4, 9),
            Group("dom-sprache", "dom", "language", 1, 4, 1),
            Group("tal-sprache", "tal", "language", 5, 10, 1),
        ),
        travel={
            (child, school): minutes
            for child, ways in WAYS.items()
            for school, minutes in zip(SCHOOLS, ways, strict=True)
            if minutes is not None
        },
        placed=(Placed("pia", grade=2, group="auen-sprache", family="Dohle"),),
        wishes=(Wish("tom", "dom", 1),),
        locked=(Lock("lea", "berg-regel", "Elterngespräch"),),
        excluded=(Exclusion("kim", "auen", "Weg über die Schnellstraße"),),
    )


@pytest.fixture(scope="session")
def good_plan(round_of_nine: Problem) -> Plan:
    """Write the best plan of the round, with what would help the two without a seat."""
    plan = by_hand.plan_of(round_of_nine, brute_force.best(round_of_nine))
    helps = {"ole": Change("seat", "tal-sprache", 1), "ida": Change("group", "tal", 1)}
    return replace(
        plan,
        unplaced=tuple(replace(row, smallest_change=helps[row.child]) for row in plan.unplaced),
    )
