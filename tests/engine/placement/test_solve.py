# SPDX-License-Identifier: EUPL-1.2
"""The promises of `solve`: what is refused, what would help, proof, time, and sameness."""

import random
from collections import Counter
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from rundertisch.engine.placement.plan import Change, Plan, Unplaced
from rundertisch.engine.placement.problem import (
    Child,
    Exclusion,
    Group,
    GroupKind,
    Limits,
    Lock,
    Parameters,
    Placed,
    Policy,
    Problem,
    School,
    Wish,
    validate,
)
from rundertisch.engine.placement.solve import flow, solve
from rundertisch.engine.placement.solve.warm import warm

KINDS: tuple[GroupKind, ...] = ("language", "regular", "literacy")
FORMS = ("Grundschule", "Gesamtschule")


@pytest.fixture
def ennepetal() -> Problem:
    """Two children, two schools, enough seats: easy to understand."""
    return Problem(
        children=(
            Child("ada", 2, 51.30, 7.35, waiting_days=20),
            Child("bora", 7, 51.31, 7.36, waiting_days=3),
        ),
        schools=(
            School("gs", "Grundschule", "Grundschule am Bach", "Ennepetal", 51.30, 7.36, 3),
            School("ge", "Gesamtschule", "Gesamtschule Tal", "Ennepetal", 51.29, 7.35),
            School("fs", "Förderschule", "Schule am Berg", "Ennepetal", 51.29, 7.35),
        ),
        groups=(
            Group("gs1", "gs", "language", 1, 4, 2),
            Group("ge1", "ge", "language", 5, 10, 2),
            Group("fs1", "fs", "language", 1, 10, 9),
            Group("gs2", "gs", "literacy", 1, 4, 1),
        ),
    )


def invented(seed: int) -> Problem:
    """Draw a small district with too few seats: families, caps, forms, literacy, a named school."""
    draw = random.Random(seed)  # noqa: S311  (invented districts, no secret)
    schools = tuple(
        School(
            f"s{at}",
            draw.choice(FORMS),
            newcomer_cap=draw.choice((None, None, 1, 2, 3)),
            assignable=draw.choice(("yes", "yes", "yes", "named", "no")),
        )
        for at in range(draw.randint(2, 5))
    )
    groups = tuple(
        Group(f"g{at}", draw.choice(schools).id, draw.choice(KINDS), 1, 4, draw.randint(0, 2))
        for at in range(draw.randint(2, 7))
    )
    children = tuple(
        Child(
            f"c{at:02}",
            draw.randint(1, 4),
            waiting_days=draw.choice((0, 0, 8, 15)),
            needs_literacy=draw.random() < 0.2,
            family=draw.choice(("", "f1", "f2", "f3")),
            forms=draw.choice(((), (), ("Grundschule",))),
        )
        for at in range(draw.randint(3, 11))
    )
    return Problem(
        children=children,
        schools=schools,
        groups=groups,
        travel={
            (child.id, school.id): draw.choice((5, 10, 20, 30, 44, 50, 60))
            for child in children
            for school in schools
            if draw.random() < 0.8
        },
        placed=(Placed("p", 2, groups[0].id, "f1"),),
        wishes=tuple(
            Wish(child.id, school.id, 1)
            for child in children
            for school in schools
            if draw.random() < 0.1
        ),
        parameters=Parameters(minutes_per_pair=draw.choice((0, 10, 30, "strict"))),
    )


def test_everybody_sits_and_the_plan_says_so(ennepetal: Problem) -> None:
    plan = solve(ennepetal)
    assert [(p.child, p.group, p.estimate) for p in plan.placements] == [
        ("ada", "gs1", True),
        ("bora", "ge1", True),
    ]
    assert plan.proven
    assert plan.draft
    assert plan.families_partly_placed == 0
    assert all("geschätzt" in p.reason and "optimal" not in p.reason for p in plan.placements)


def test_a_policy_that_somebody_has_adopted_makes_no_draft(ennepetal: Problem) -> None:
    adopted = Parameters(policy=Policy("Schulausschuss", "2026-09-01", "Vorlage 1"))
    assert not solve(replace(ennepetal, parameters=adopted)).draft


def test_nobody_and_nothing_is_a_plan_too(ennepetal: Problem) -> None:
    assert solve(replace(ennepetal, children=())).levels[2].value == 0
    without_seats = solve(replace(ennepetal, groups=()))
    assert [each.reason_code for each in without_seats.unplaced] == ["no_group", "no_group"]
    assert solve(Problem(children=(), schools=(), groups=())).proven


def broken(problem: Problem, **parts: object) -> Problem:
    return replace(problem, **parts)  # type: ignore[arg-type]  # any field


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ({"children": (Child("a", 2, 51, 7), Child("a", 2, 51, 7))}, "Kennung a steht 2-mal"),
        ({"children": (Child("", 2, 51, 7),)}, "Kennung ist leer"),
        ({"children": (Child("a", 14, 51, 7),)}, "Jahrgang 14 gibt es nicht"),
        ({"children": (Child("a", 2),)}, "Koordinaten fehlen"),
        ({"children": (Child("a", 2, 91, 7),)}, "nicht auf der Erde"),
        ({"children": (Child("a", 2, 51, float("nan")),)}, "nicht auf der Erde"),
        ({"children": (Child("a", 2, 51, 7, waiting_days=-1),)}, "Wartetage"),
        ({"children": (Child("a", 2, 51, 7, forms=("Förderschule LE",)),)}, "aus einem eigenen"),
        ({"groups": (Group("g", "gibt es nicht", "regular", 1, 4, 1),)}, "die Schule gibt es"),
        ({"groups": (Group("g", "gs", "regular", 4, 1, 1),)}, "größer als grade_to"),
        ({"groups": (Group("g", "gs", "regular", 1, 4, -1),)}, "-1 freie Plätze"),
        ({"placed": (Placed("p", 2, "weg"),)}, "die Gruppe weg gibt es nicht"),
        ({"placed": (Placed("ada", 2, "gs1"),)}, "Kennung ada steht 2-mal"),
        ({"travel": {("ada", "weg"): 3}}, "die Schule weg gibt es nicht"),
        ({"travel": {("ada", "gs"): -3}}, "ganze Minuten ab 0"),
        ({"wishes": (Wish("ada", "gs", 4),)}, "Rang 4"),
        ({"excluded": (Exclusion("weg", "gs", ""),)}, "das Kind weg gibt es nicht"),
        ({"parameters": Parameters(level_days=0)}, "level_days"),
        ({"parameters": Parameters(minutes_per_pair=-1)}, "minutes_per_pair"),
        ({"parameters": Parameters(limits=Limits(primary=-1))}, "Zeitlimit primary"),
    ],
)
def test_malformed_input_is_refused_with_a_sentence(
    ennepetal: Problem, parts: dict[str, object], sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        validate(broken(ennepetal, **parts))
    with pytest.raises(ValueError, match=sentence):
        solve(broken(ennepetal, **parts))


@pytest.mark.parametrize(
    ("group", "rule"),
    [
        ("fs1", "nicht zuweisbar"),
        ("ge1", "grade"),
        ("gs2", "literacy"),
        ("gs1", "excluded"),
        ("weg", "gibt es nicht"),
    ],
)
def test_a_lock_that_does_not_fit_is_refused_and_the_rule_is_named(
    ennepetal: Problem, group: str, rule: str
) -> None:
    problem = replace(
        ennepetal,
        locked=(Lock("ada", group, ""),),
        excluded=(Exclusion("ada", "gs", "ein Grund"),),
    )
    with pytest.raises(ValueError, match=rule):
        solve(problem)


def test_locks_beyond_seats_or_cap_are_refused(ennepetal: Problem) -> None:
    three = tuple(Child(each, 2, 51.3, 7.3) for each in ("ada", "cem", "ece"))
    locks = tuple(Lock(child.id, "gs1", "") for child in three)
    with pytest.raises(ValueError, match=r"freie Plätze \(free_seats\): 2"):
        solve(replace(ennepetal, children=three, locked=locks))
    schools = (replace(ennepetal.schools[0], newcomer_cap=1), *ennepetal.schools[1:])
    with pytest.raises(ValueError, match=r"Obergrenze \(newcomer_cap\): 1"):
        solve(replace(ennepetal, children=three, schools=schools, locked=locks[:2]))


def test_a_lock_overrides_limit_form_and_wish(ennepetal: Problem) -> None:
    far = Child("ada", 2, 52.3, 8.3, forms=("Gesamtschule",))
    schools = (replace(ennepetal.schools[0], assignable="named"), *ennepetal.schools[1:])
    plan = solve(
        replace(ennepetal, children=(far,), schools=schools, locked=(Lock("ada", "gs1", ""),))
    )
    assert plan.placements[0].reason_code == "locked"
    assert plan.placements[0].minutes > 45
    assert plan.levels[1].value == {}


@pytest.mark.parametrize(
    ("child", "code", "change"),
    [
        (Child("x", 2, 51.30, 7.35, needs_literacy=True), None, None),
        (Child("x", 9, 51.30, 7.36, needs_literacy=True), "no_group", "group;ge;1"),
        (Child("x", 7, 51.30, 7.35, forms=("Grundschule",)), "form", "form;ge;1"),
        (Child("x", 2, 51.47, 7.36), "too_far", "limit;gs;+45"),
    ],
)
def test_who_has_no_seat_is_told_why_and_what_would_help(
    ennepetal: Problem, child: Child, code: str | None, change: str | None
) -> None:
    plan = solve(replace(ennepetal, children=(child,)))
    told = [(each.reason_code, str(each.smallest_change)) for each in plan.unplaced]
    assert told == ([] if code is None else [(code, change)])


def changed(problem: Problem, left: Unplaced) -> Problem:
    """Return the problem in which the smallest change has been made."""
    change, who = left.smallest_change, left.child
    assert change is not None
    child = next(each for each in problem.children if each.id == who)
    schools = {school.id: school for school in problem.schools}
    if change.kind == "seat":
        groups = tuple(
            replace(g, free_seats=g.free_seats + change.amount) if g.id == change.id else g
            for g in problem.groups
        )
        return replace(problem, groups=groups)
    if change.kind == "cap":
        cap = schools[change.id].newcomer_cap
        assert cap is not None
        schools[change.id] = replace(schools[change.id], newcomer_cap=cap + change.amount)
        return replace(problem, schools=tuple(schools.values()))
    if change.kind == "limit":
        travel = dict(problem.travel or {})
        assert travel[who, change.id] - change.amount == problem.parameters.limits.primary
        travel[who, change.id] -= change.amount
        return replace(problem, travel=travel)
    if change.kind == "form":
        allowed = replace(child, forms=(*child.forms, schools[change.id].form))
        children = tuple(allowed if each.id == who else each for each in problem.children)
        return replace(problem, children=children)
    kind: GroupKind = "literacy" if child.needs_literacy else "language"
    new = Group("neu", change.id, kind, child.grade, child.grade, change.amount)
    return replace(problem, groups=(*problem.groups, new))


def levels_left(plan: Plan) -> Counter[int]:
    return Counter(left.level for left in plan.unplaced)


def helps(before: Counter[int], after: Counter[int], level: int) -> bool:
    worse = any(after[each] > before[each] for each in before if each > level)
    return not worse and after[level] < before[level]


@pytest.mark.parametrize("part", range(6))
def test_the_smallest_change_really_seats_one_more_child_of_the_level(part: int) -> None:
    seen: Counter[str] = Counter()
    for seed in range(part * 60, part * 60 + 60):
        problem = invented(seed)
        plan = solve(problem)
        for left in plan.unplaced:
            if left.smallest_change is None:
                continue
            seen[left.smallest_change.kind] += 1
            again = solve(changed(problem, left))
            assert helps(levels_left(plan), levels_left(again), left.level), (seed, left)
            less = replace(left.smallest_change, amount=left.smallest_change.amount - 1)
            if less.amount and less.kind in {"seat", "cap"}:
                again = solve(changed(problem, replace(left, smallest_change=less)))
                assert not helps(levels_left(plan), levels_left(again), left.level), (seed, left)
    assert set(seen) >= {"seat", "limit"}


def test_changes_are_written_as_the_contract_says() -> None:
    assert str(Change("seat", "g12", 1)) == "seat;g12;1"
    assert str(Change("limit", "s3", 7)) == "limit;s3;+7"


def test_threads_change_nothing_and_neither_does_asking_twice() -> None:
    for seed in range(30):
        problem = invented(seed)
        assert solve(problem) == solve(problem, threads=3)


def test_without_time_there_is_a_plan_with_bounds_that_hold() -> None:
    unproven = 0
    for seed in range(40):
        problem = invented(seed)
        hurried, best = solve(problem, seconds=0.0), solve(problem)
        assert best.proven
        assert hurried.levels[0] == best.levels[0]
        unproven += not hurried.proven
        value, bound = hurried.levels[2].value, hurried.levels[2].bound
        assert isinstance(value, int)
        assert isinstance(bound, int)
        assert bound <= value
        assert isinstance(best.levels[2].value, int)
        if hurried.levels[1].value == best.levels[1].value and hurried.pairs == best.pairs:
            assert bound <= best.levels[2].value <= value
        if hurried.proven:
            assert hurried.levels == best.levels
    assert unproven


def test_prices_prove_that_no_move_saves_a_minute() -> None:
    draw = np.random.default_rng(5)
    for _ in range(60):
        children, groups = int(draw.integers(1, 40)), int(draw.integers(1, 12))
        each = [
            np.sort(draw.choice(groups, int(draw.integers(0, groups + 1)), replace=False))
            for _ in range(children)
        ]
        start = np.concatenate([[0], np.cumsum([len(ways) for ways in each])])
        minutes = np.concatenate([np.sort(draw.integers(1, 60, len(ways))) for ways in each])
        group = np.concatenate([draw.permutation(ways) for ways in each]).astype(np.int32)
        seats, school = draw.integers(0, 5, groups), draw.integers(0, 4, groups)
        caps = draw.choice((-1, -1, 2, 5), 4)
        found = flow.least_minutes(
            start=start, group=group, minutes=minutes, seats=seats, school=school, caps=caps
        )
        load = np.bincount(group[found.way[found.way >= 0]], minlength=groups)
        assert (load <= seats).all()
        for child, (first, last) in enumerate(pairwise(start)):
            costs = minutes[first:last] + found.price[group[first:last]]
            if found.way[child] >= 0:
                mine = found.way[child]
                assert minutes[mine] + found.price[group[mine]] == costs.min()
            elif len(costs):
                assert costs.min() >= flow.BEYOND  # no seat is to be had, at no price
        # a seat that is free costs at most what the school's cap costs; a cap with room is free
        assert (found.price[load < seats] <= found.cap_price[school[load < seats]]).all()
        newcomers = np.bincount(school, weights=load, minlength=4)
        assert not found.cap_price[(caps < 0) | (newcomers < caps)].any()


def test_ways_that_are_not_sorted_are_refused() -> None:
    with pytest.raises(ValueError, match="sortiert"):
        flow.least_minutes(
            start=[0, 2], group=[0, 1], minutes=[9, 1], seats=[1, 1], school=[0, 0], caps=[-1]
        )


def test_first_come_first_served_prefers_the_own_town_and_leaves_a_child_out() -> None:
    problem = Problem(
        children=(
            Child("ada", 2, waiting_days=9, town="Schwelm"),
            Child("bora", 2, waiting_days=8, town="Witten"),
        ),
        schools=(
            School("nord", "Grundschule", town="Schwelm"),
            School("ost", "Grundschule", town="Hattingen"),
        ),
        groups=(Group("n", "nord", "regular", 1, 4, 1), Group("o", "ost", "regular", 1, 4, 1)),
        travel={("ada", "nord"): 20, ("ada", "ost"): 10, ("bora", "nord"): 15},
    )
    plan = solve(problem)
    first_come, deferred = plan.baselines
    assert (first_come.placed, first_come.unplaced, first_come.minutes) == (1, 1, 20)
    assert first_come.seats == {"ada": "n"}
    assert dict(deferred.seats) == {"ada": "o", "bora": "n"}
    assert not plan.unplaced


def test_warming_up_compiles_everything_a_small_district_needs(ennepetal: Problem) -> None:
    warm()
    kernels = [each for each in vars(flow).values() if hasattr(each, "signatures")]
    before = [len(each.signatures) for each in kernels]
    assert sum(before)
    solve(ennepetal)
    assert [len(each.signatures) for each in kernels] == before
