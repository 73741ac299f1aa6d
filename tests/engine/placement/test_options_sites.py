# SPDX-License-Identifier: EUPL-1.2
"""Sites and the linear measure, worked by hand: siblings of two stages, and families of three."""

from dataclasses import replace

from rundertisch.engine.placement.check import check
from rundertisch.engine.placement.plan import Plan, Weighed
from rundertisch.engine.placement.problem import (
    Child,
    Group,
    Parameters,
    Placed,
    Problem,
    School,
)
from rundertisch.engine.placement.solve import solve


def _seats(plan: Plan) -> dict[str, str]:
    return {each.child: each.school for each in plan.placements}


def _value(plan: Plan) -> object:
    return next(each for each in plan.levels if each.name == "ways_and_pairs").value


# Eli (primary) and Fay (sec1) are siblings. Auen (primary) and Tal (sec1) share the site "Nord".
# Eli: Auen 20, Berg 14. Fay: Tal 25.
TWO_STAGES = Problem(
    children=(Child("eli", grade=3, family="Kranich"), Child("fay", grade=7, family="Kranich")),
    schools=(
        School("auen", form="Grundschule", site="Nord"),
        School("berg", form="Grundschule"),
        School("tal", form="Gesamtschule", site="Nord"),
    ),
    groups=(
        Group("auen-1", "auen", "language", 1, 4, 1),
        Group("berg-1", "berg", "language", 1, 4, 1),
        Group("tal-1", "tal", "language", 5, 10, 1),
    ),
    travel={("eli", "auen"): 20, ("eli", "berg"): 14, ("fay", "tal"): 25},
    parameters=Parameters(worst_slack_minutes=10),
)


def _site_price(problem: Problem, minutes: int) -> Problem:
    return replace(problem, parameters=replace(problem.parameters, minutes_per_site=minutes))


def test_siblings_of_two_stages_come_to_one_site_when_that_is_worth_the_way() -> None:
    # 6 minutes more for Eli: not for 5 minutes, but for 7.
    assert _seats(solve(_site_price(TWO_STAGES, 5)))["eli"] == "berg"
    problem = _site_price(TWO_STAGES, 7)
    plan = solve(problem)
    assert _seats(plan)["eli"] == "auen"
    assert plan.weighed == Weighed(minutes=45, together=0, wishes=(0, 0, 0), site_pairs=1)
    assert plan.placements[0].reason_code == "makes_room"
    assert "einem Geschwisterkind einer anderen Stufe am selben Standort" in (
        plan.placements[0].reason
    )
    assert _value(plan) == 20 + 25 - 7
    assert check(problem, plan) == []


def test_a_sibling_who_already_sits_at_the_site_counts() -> None:
    sits = replace(
        TWO_STAGES,
        children=TWO_STAGES.children[:1],
        placed=(Placed("fay", grade=7, group="tal-1", family="Kranich"),),
        travel={("eli", "auen"): 20, ("eli", "berg"): 14},
    )
    problem = _site_price(sits, 7)
    plan = solve(problem)
    assert _seats(plan) == {"eli": "auen"}
    assert _value(plan) == 20 - 7
    assert check(problem, plan) == []


def test_one_school_with_two_stages_is_a_site_without_a_name() -> None:
    # Dom teaches both stages: Eli 20 there, 14 at Berg; Fay only at Dom.
    problem = _site_price(
        replace(
            TWO_STAGES,
            schools=(TWO_STAGES.schools[1], School("dom", form="Gesamtschule")),
            groups=(
                TWO_STAGES.groups[1],
                Group("dom-1", "dom", "language", 1, 4, 1),
                Group("dom-2", "dom", "language", 5, 10, 1),
            ),
            travel={("eli", "dom"): 20, ("eli", "berg"): 14, ("fay", "dom"): 25},
        ),
        7,
    )
    plan = solve(problem)
    assert _seats(plan) == {"eli": "dom", "fay": "dom"}
    assert check(problem, plan) == []


# Four siblings; Auen has three seats and Berg three, all 10 minutes away but the fourth place at
# one of them. Pairs: 3 + 1 at two schools are 3 pairs, 2 + 2 are 2. Linear: both are 4 - 2 = 2.
FOUR = Problem(
    children=tuple(Child(name, grade=2, family="Star") for name in ("a", "b", "c", "d")),
    schools=(School("auen", form="Grundschule"), School("berg", form="Grundschule")),
    groups=(
        Group("auen-1", "auen", "language", 1, 4, 3),
        Group("berg-1", "berg", "language", 1, 4, 3),
    ),
    travel={
        **{(name, "auen"): 10 for name in ("a", "b", "c", "d")},
        **{(name, "berg"): 8 if name in "cd" else 10 for name in ("a", "b", "c", "d")},
    },
)


def test_the_linear_measure_counts_schools_where_pairs_would_crowd_three_together() -> None:
    # Pairs (30 minutes each): three at Berg (8 + 8 + 10), one at Auen (10): 36 - 90 = -54.
    assert _value(solve(FOUR)) == 36 - 90
    # Linear: 4 children less 2 schools is 2, however they split: c and d at Berg is enough.
    problem = replace(FOUR, parameters=Parameters(sibling_measure="linear"))
    plan = solve(problem)
    assert _value(plan) == 36 - 60
    assert plan.weighed == Weighed(minutes=36, together=2, wishes=(0, 0, 0), site_pairs=0)
    assert check(problem, plan) == []


def test_linear_counts_a_school_that_a_sibling_already_uses_as_used() -> None:
    # Eva's brother sits at Berg: Eva there is 1 child less 0 new schools, elsewhere 1 - 1 = 0.
    problem = Problem(
        children=(Child("eva", grade=2, family="Meise"),),
        schools=FOUR.schools,
        groups=FOUR.groups,
        travel={("eva", "auen"): 10, ("eva", "berg"): 35},
        placed=(Placed("ben", grade=1, group="berg-1", family="Meise"),),
        parameters=Parameters(sibling_measure="linear", worst_slack_minutes=30),
    )
    plan = solve(problem)
    assert _seats(plan) == {"eva": "berg"}
    assert _value(plan) == 35 - 30
    assert check(problem, plan) == []


def test_pairs_and_linear_agree_where_no_family_has_more_than_two_to_a_stage() -> None:
    two = replace(
        FOUR,
        children=FOUR.children[:2],
        travel={key: minutes for key, minutes in (FOUR.travel or {}).items() if key[0] in "ab"},
    )
    linear = replace(two, parameters=Parameters(sibling_measure="linear"))
    assert _value(solve(two)) == _value(solve(linear)) == 20 - 30


def test_strict_takes_most_pairs_first_whatever_a_site_is_worth() -> None:
    # Eli and Gus are a primary pair; Eli alone could be at Fay's site. Strict: the pair first.
    pair = replace(
        TWO_STAGES,
        children=(*TWO_STAGES.children, Child("gus", grade=2, family="Kranich")),
        groups=(
            TWO_STAGES.groups[0],
            replace(TWO_STAGES.groups[1], free_seats=2),
            TWO_STAGES.groups[2],
        ),
        travel={**(TWO_STAGES.travel or {}), ("gus", "berg"): 14},
        parameters=Parameters(minutes_per_pair="strict", minutes_per_site=99),
    )
    plan = solve(pair)
    assert _seats(plan) == {"eli": "berg", "gus": "berg", "fay": "tal"}
    assert _value(plan) == 14 + 14 + 25
    assert check(pair, plan) == []
