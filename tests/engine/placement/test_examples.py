# SPDX-License-Identifier: EUPL-1.2
"""Placements that can be checked by hand, told with invented names, and from the textbooks."""

from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest

from rundertisch.engine.placement.plan import Plan
from rundertisch.engine.placement.problem import (
    Child,
    Exclusion,
    Group,
    Limits,
    Lock,
    Parameters,
    Placed,
    Problem,
    School,
    Wish,
)
from rundertisch.engine.placement.solve import solve
from rundertisch.engine.placement.solve.flow import least_minutes


def schools(*ids: str, **more: object) -> tuple[School, ...]:
    return tuple(School(each, "Grundschule", **more) for each in ids)  # type: ignore[arg-type]  # words of a story


def group(name: str, seats: int, kind: str = "language") -> Group:
    """One group for primary children; its school is the name without the number."""
    return Group(name, name.rstrip("0123456789"), kind, 1, 4, seats)  # type: ignore[arg-type]  # words of a story


def minutes(**ways: str) -> dict[tuple[str, str], int]:
    """Read ``ada="nord 10, ost 20"``."""
    return {
        (child, part.split()[0]): int(part.split()[1])
        for child, parts in ways.items()
        for part in parts.split(", ")
    }


def seats(plan: Plan) -> dict[str, str]:
    return {placement.child: placement.group for placement in plan.placements}


def codes(plan: Plan) -> dict[str, str]:
    return {placement.child: placement.reason_code for placement in plan.placements}


def test_bora_has_waited_longer_so_bora_gets_the_only_seat_though_ada_lives_next_door() -> None:
    plan = solve(
        Problem(
            children=(Child("ada", 2, waiting_days=6), Child("bora", 2, waiting_days=7)),
            schools=schools("nord"),
            groups=(group("nord1", 1),),
            travel=minutes(ada="nord 1", bora="nord 40"),
        )
    )
    assert seats(plan) == {"bora": "nord1"}
    assert plan.levels[0].value == {"1": 0, "0": 1}
    assert plan.unplaced[0].reason_code == "full"
    assert str(plan.unplaced[0].smallest_change) == "seat;nord1;1"


def test_inside_one_week_the_shorter_way_decides() -> None:
    plan = solve(
        Problem(
            children=(Child("ada", 2, waiting_days=7), Child("bora", 2, waiting_days=13)),
            schools=schools("nord"),
            groups=(group("nord1", 1),),
            travel=minutes(ada="nord 1", bora="nord 40"),
        )
    )
    assert seats(plan) == {"ada": "nord1"}


def test_ada_makes_room_so_that_bora_who_has_no_other_school_sits() -> None:
    plan = solve(
        Problem(
            children=(Child("ada", 2), Child("bora", 2)),
            schools=schools("nord", "ost"),
            groups=(group("nord1", 1), group("ost1", 1)),
            travel=minutes(ada="nord 5, ost 30", bora="nord 20"),
        )
    )
    assert seats(plan) == {"ada": "ost1", "bora": "nord1"}
    assert codes(plan) == {"ada": "makes_room", "bora": "only"}


def test_nobody_rides_forty_minutes_when_all_can_stay_under_thirty() -> None:
    plan = solve(
        Problem(
            children=(Child("ada", 2), Child("bora", 2)),
            schools=schools("nord", "ost"),
            groups=(group("nord1", 1), group("ost1", 1)),
            travel=minutes(ada="nord 1, ost 29", bora="nord 28, ost 40"),
        )
    )
    assert seats(plan) == {"ada": "ost1", "bora": "nord1"}  # 57 minutes instead of 41
    assert plan.levels[1].value == {"ada": 29}


@pytest.mark.parametrize(("farther", "together"), [(29, True), (31, False)])
def test_cem_and_can_share_a_school_when_it_costs_less_than_thirty_minutes(
    farther: int, *, together: bool
) -> None:
    plan = solve(
        Problem(
            # Egon has a long way anyhow, so the longest way does not forbid theirs
            children=(Child("cem", 1, family="k"), Child("can", 3, family="k"), Child("egon", 2)),
            schools=schools("nord", "ost", "tal"),
            groups=(group("nord1", 1), group("ost1", 2), group("tal1", 2)),
            travel=minutes(
                cem=f"nord 5, tal {5 + farther}", can="ost 10, tal 10, nord 40", egon="ost 45"
            ),
        )
    )
    assert (plan.pairs == 1) == together
    assert (seats(plan)["cem"] == "tal1") == together
    assert plan.levels[2].value == plan.minutes - 30 * plan.pairs


def test_strict_puts_siblings_together_whatever_the_way() -> None:
    problem = Problem(
        children=(Child("cem", 1, family="k"), Child("can", 3, family="k")),
        schools=schools("nord", "tal"),
        groups=(group("nord1", 1), group("tal1", 2)),
        travel=minutes(cem="nord 1, tal 45", can="tal 45, nord 44"),
        parameters=Parameters(minutes_per_pair="strict"),
    )
    plan = solve(problem)
    assert seats(plan) == {"cem": "tal1", "can": "tal1"}
    assert plan.levels[2].value == plan.levels[2].bound == 90
    assert codes(plan) == {"cem": "sibling", "can": "sibling"}


def test_three_together_are_three_pairs_and_two_of_them_may_share_a_group() -> None:
    plan = solve(
        Problem(
            children=tuple(Child(each, 2, family="k") for each in ("cem", "can", "ece")),
            schools=schools("nord", "tal"),
            groups=(group("nord1", 1), group("nord2", 1), group("tal1", 2), group("tal2", 1)),
            travel=minutes(cem="nord 1, tal 20", can="nord 1, tal 20", ece="nord 1, tal 20"),
        )
    )
    assert plan.pairs == 3
    assert plan.minutes == 60


def test_a_sister_who_already_sits_draws_her_brother_and_a_literacy_child_its_sibling() -> None:
    plan = solve(
        Problem(
            children=(
                Child("dilo", 2, family="d"),
                Child("ivo", 3, family="i", needs_literacy=True),
                Child("ina", 4, family="i"),
                Child("egon", 2),
            ),
            schools=schools("nord", "tal"),
            groups=(group("nord1", 3), group("tal1", 2), group("tal2", 1, "literacy")),
            travel=minutes(
                dilo="nord 10, tal 30", ivo="tal 15", ina="nord 5, tal 15", egon="nord 45"
            ),
            placed=(Placed("dana", 4, "tal1", "d"),),
        )
    )
    assert seats(plan) == {"dilo": "tal1", "ivo": "tal2", "ina": "tal1", "egon": "nord1"}
    assert codes(plan) == {"dilo": "sibling", "ivo": "only", "ina": "sibling", "egon": "only"}
    assert plan.pairs == 2


def test_a_school_takes_no_more_newcomers_than_its_cap_allows_over_all_its_groups() -> None:
    problem = Problem(
        children=tuple(Child(each, 2) for each in ("ada", "bora", "cem")),
        schools=schools("nord", newcomer_cap=2),
        groups=(group("nord1", 2), group("nord2", 2)),
        travel=minutes(ada="nord 5", bora="nord 6", cem="nord 7"),
    )
    plan = solve(problem)
    assert set(seats(plan)) == {"ada", "bora"}
    assert set(seats(plan).values()) == {"nord1", "nord2"}  # filled evenly
    assert str(plan.unplaced[0].smallest_change) == "cap;nord;+1"


def test_a_person_has_decided_for_ada_and_everyone_else_is_seated_around_it() -> None:
    problem = Problem(
        children=(Child("ada", 2, forms=("Gesamtschule",)), Child("bora", 2)),
        schools=schools("nord", "ost"),
        groups=(group("nord1", 1), group("ost1", 1)),
        travel=minutes(ada="nord 90", bora="nord 5, ost 30"),
        locked=(Lock("ada", "nord1", "Arzt in der Nähe"),),
    )
    plan = solve(problem)
    assert seats(plan) == {"ada": "nord1", "bora": "ost1"}
    assert codes(plan)["ada"] == "locked"
    assert "Arzt in der Nähe" in plan.placements[0].reason
    assert plan.levels[1].value == {"bora": 30}  # the locked way does not count here
    assert plan.levels[2].value == 120  # but here


def test_no_child_is_ever_seated_at_a_special_school_even_when_all_else_is_full() -> None:
    special = (
        School("sued", "Förderschule Lernen", assignable="yes"),
        School("klinik", "Grundschule", assignable="no"),
    )
    plan = solve(
        Problem(
            children=(Child("ada", 2),),
            schools=special,
            groups=(group("sued1", 9), group("klinik1", 9)),
            travel=minutes(ada="sued 1, klinik 1"),
        )
    )
    assert not plan.placements
    assert plan.unplaced[0].reason_code == "no_group"
    assert plan.unplaced[0].smallest_change is None


def test_a_church_school_is_only_for_whom_the_family_names_it() -> None:
    problem = Problem(
        children=(Child("ada", 2), Child("bora", 2)),
        schools=(*schools("nord"), School("dom", "Grundschule", assignable="named")),
        groups=(group("nord1", 2), group("dom1", 2)),
        travel=minutes(ada="nord 20, dom 1", bora="nord 20, dom 1"),
        wishes=(Wish("bora", "dom", 1),),
    )
    assert seats(solve(problem)) == {"ada": "nord1", "bora": "dom1"}
    assert codes(solve(problem)) == {"ada": "only", "bora": "wish"}
    kept_away = replace(problem, excluded=(Exclusion("bora", "dom", "Streit dort"),))
    assert seats(solve(kept_away)) == {"ada": "nord1", "bora": "nord1"}


@pytest.mark.parametrize(
    ("matrix", "least"),
    [  # assignment problems that textbooks and libraries use, with their known least sums
        (((400, 150, 400), (400, 450, 600), (300, 225, 300)), 850),
        (((10, 10, 8), (9, 8, 1), (9, 7, 4)), 18),
        (((1, 2, 3), (2, 4, 6), (3, 6, 9)), 10),
        (((82, 83, 69, 92), (77, 37, 49, 92), (11, 69, 5, 86), (8, 9, 98, 23)), 140),
    ],
)
def test_the_assignment_problems_of_the_textbooks(
    matrix: tuple[tuple[int, ...], ...], least: int
) -> None:
    size = len(matrix)
    found = least_minutes(
        start=np.arange(0, size * size + 1, size),
        group=np.argsort(matrix, axis=1, kind="stable").ravel(),
        minutes=np.sort(matrix, axis=1).ravel(),
        seats=np.ones(size),
        school=np.arange(size),
        caps=np.full(size, -1),
    )
    assert found.minutes == least


@pytest.mark.parametrize(
    "matrix",
    [
        ((400, 150, 400), (400, 450, 600), (300, 225, 300)),
        ((10, 10, 8), (9, 8, 1), (9, 7, 4)),
        ((82, 83, 69, 92), (77, 37, 49, 92), (11, 69, 5, 86), (8, 9, 98, 23)),
    ],
)
def test_a_plan_shortens_the_longest_way_first_and_then_the_sum(
    matrix: tuple[tuple[int, ...], ...],
) -> None:
    names = [f"s{at}x" for at in range(len(matrix))]
    problem = Problem(
        children=tuple(Child(f"c{at}", 2) for at in range(len(matrix))),
        schools=schools(*names),
        groups=tuple(group(f"{name}1", 1) for name in names),
        travel={
            (f"c{row}", names[column]): cost
            for row, costs in enumerate(matrix)
            for column, cost in enumerate(costs)
        },
        parameters=Parameters(limits=Limits(primary=1000)),
    )
    plan = solve(problem)
    worst, total = best_by_hand(matrix)
    assert (max(p.minutes for p in plan.placements), plan.minutes) == (worst, total)


def best_by_hand(matrix: tuple[tuple[int, ...], ...]) -> tuple[int, int]:
    ways = (
        [row[column] for row, column in zip(matrix, columns, strict=True)]
        for columns in permutations(range(len(matrix)))
    )
    return min((max(each), sum(each)) for each in ways)
