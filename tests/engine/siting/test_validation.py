# SPDX-License-Identifier: EUPL-1.2
"""What is refused, and the sentence that says why."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from rundertisch.engine.placement.problem import Child, Lock, Placed, School
from rundertisch.engine.siting.problem import Candidate, Closable, Problem, Scenario, validate


def candidate(problem: Problem, **changes: object) -> Problem:
    first, *others = problem.candidates
    return replace(problem, candidates=(replace(first, **changes), *others))  # type: ignore[arg-type]  # changed fields by name


def rules(problem: Problem, **changes: object) -> Problem:
    return replace(problem, parameters=replace(problem.parameters, **changes))  # type: ignore[arg-type]  # changed fields by name


def at_school(problem: Problem, school: School) -> Problem:
    schools = (*problem.placement.schools, school)
    moved = replace(problem, placement=replace(problem.placement, schools=schools))
    return candidate(moved, school=school.id)


def placed(problem: Problem) -> Problem:
    sits = (Placed("pia", grade=2, group="berg-1"),)
    return replace(problem, placement=replace(problem.placement, placed=sits))


def locked(problem: Problem) -> Problem:
    lock = (Lock("zoe", "berg-1", "erfunden"),)
    return replace(problem, placement=replace(problem.placement, locked=lock))


REFUSED: dict[str, Callable[[Problem], Problem]] = {
    "nie aus einem Plan": lambda p: at_school(p, School("foe", form="Förderschule Lernen")),
    "nicht zuweisbar": lambda p: at_school(p, School("klinik", form="Schule", assignable="no")),
    "die Schule nirgends gibt es nicht": lambda p: candidate(p, school="nirgends"),
    "die Kennung neu-tal steht 2-mal": lambda p: candidate(p, id="neu-tal"),
    "eine Kennung ist leer": lambda p: candidate(p, id=""),
    "die Art „förder“ gibt es nicht": lambda p: candidate(p, kind="förder"),
    "Jahrgang 14 gibt es nicht": lambda p: candidate(p, grade_to=14),
    "ist größer als grade_to": lambda p: candidate(p, grade_from=4, grade_to=1),
    "seats ist 0": lambda p: candidate(p, seats=0),
    "fixed_cost_cents ist -1": lambda p: candidate(p, fixed_cost_cents=-1),
    "max_groups ist -1": lambda p: candidate(p, max_groups=-1),
    "eine neue Gruppe hieße berg-1.1": lambda p: replace(
        candidate(p, id="berg-1"),
        placement=replace(
            p.placement,
            groups=(*p.placement.groups, replace(p.placement.groups[0], id="berg-1.1")),
        ),
    ),
    "cents_per_minute ist -1": lambda p: rules(p, cents_per_minute=-1),
    "budget_cents ist -5": lambda p: rules(p, budget_cents=-5),
    "diese Gruppe gibt es nicht": lambda p: replace(p, closables=(Closable("nichts", 1),)),
    "saved_cents ist -1": lambda p: replace(p, closables=(Closable("berg-1", -1),)),
    "dort sitzt schon ein Kind": placed,
    "ein Kind ist auf sie festgelegt": locked,
    "weight ist 0": lambda p: replace(p, scenarios=(Scenario("leer", 0, ()),)),
    "Szenario viele: Kind neu: Jahrgang 0": lambda p: replace(
        p, scenarios=(Scenario("viele", 1, (Child("neu", grade=0, lat=51.0, lon=7.0),), {}),)
    ),
    "Kinder: die Kennung zoe steht 2-mal": lambda p: replace(
        p,
        placement=replace(p.placement, children=(*p.placement.children, p.placement.children[0])),
    ),
}


@pytest.mark.parametrize("sentence", REFUSED)
def test_bad_input_is_refused_with_a_sentence(valley: Problem, sentence: str) -> None:
    with pytest.raises(ValueError, match=r".") as refusal:
        validate(REFUSED[sentence](valley))
    assert sentence in str(refusal.value)


def test_good_input_is_not_refused(valley: Problem) -> None:
    validate(valley)
    validate(replace(valley, candidates=(Candidate("k", "auen", "regular", 1, 4, 30, 0),)))
