# SPDX-License-Identifier: EUPL-1.2
"""`check` finds by itself whether other openings would be better, and says so when it cannot.

A worse plan that keeps all its other words is planted: the best one of a problem from which a
candidate was taken away that the best plan opens.
"""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import pytest

from rundertisch.engine.siting.check import best, check, judged
from rundertisch.engine.siting.check.lower import lowest
from rundertisch.engine.siting.plan import Plan, ScenarioResult
from rundertisch.engine.siting.problem import Candidate, Problem
from rundertisch.engine.siting.solve import solve
from tests.engine.siting.strategies import random_problem, with_scenarios

CASES = 60


def drawn() -> Iterator[Problem]:
    for number in range(CASES):
        chance = random.Random(3000 + number)  # noqa: S311 - reproducible, not secret
        problem = random_problem(chance)
        yield with_scenarios(chance, problem) if number % 3 == 0 else problem


def planted(problem: Problem, plan: Plan) -> Iterator[Plan]:
    """Yield plans that claim to be proven, though an opening was withheld from them."""
    for opening in plan.openings:
        others = tuple(each for each in problem.candidates if each.id != opening.candidate)
        yield solve(replace(problem, candidates=others), explain=False)


@pytest.mark.parametrize("most_sets", [best.MOST_SETS, 0], ids=["one by one", "from below"])
def test_the_best_plan_is_proven_again_and_a_worse_one_refused(
    monkeypatch: pytest.MonkeyPatch, most_sets: int
) -> None:
    monkeypatch.setattr(best, "MOST_SETS", most_sets)
    met: Counter[str] = Counter()
    for problem in drawn():
        plan = solve(problem, explain=False)
        judgement = judged(problem, plan)
        assert judgement.broken == []
        assert judgement.proof is not None
        assert judgement.proof.how in {"tried", "bounded"}
        met[judgement.proof.how] += 1
        for worse in planted(problem, plan):
            same = worse.levels == plan.levels and worse.value_cents == plan.value_cents
            assert (check(problem, worse) == []) == same
            kind = "equal" if same else "dearer" if worse.levels == plan.levels else "left"
            met[kind] += 1
            met["scenarios"] += bool(problem.scenarios and kind == "dearer")
            met["families"] += bool(problem.parameters.whole_families and kind == "dearer")
    assert min(met["dearer"], met["left"], met["scenarios"], met["families"]) >= 2, met
    assert met["bounded"] == CASES if not most_sets else met["tried"] >= CASES // 4


def test_the_better_plan_is_named_with_its_price(valley: Problem) -> None:
    """Without Tal the best is Auen twice, for 297 € instead of 290 €."""
    without = replace(
        valley, candidates=tuple(each for each in valley.candidates if each.id != "neu-tal")
    )
    (sentence,) = check(valley, solve(without, explain=False))
    assert sentence == (
        "Andere Öffnungen lassen ebenso wenige Kinder ohne Platz und kosten mit den Wegen "
        "290,00 €, der Plan 297,00 €."
    )


def test_a_plan_that_claims_no_proof_is_not_refused_for_a_better_one(valley: Problem) -> None:
    without = replace(
        valley, candidates=tuple(each for each in valley.candidates if each.id != "neu-tal")
    )
    modest = replace(solve(without, explain=False), bound_cents=280_00, proven=False)
    judgement = judged(valley, modest)
    assert judgement.broken == []
    assert judgement.proof is not None
    assert judgement.proof.sentence(modest).startswith("Andere Öffnungen lassen ebenso wenige")


def test_what_could_not_be_proven_is_said(valley: Problem, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bound of 1 € less than the plan is what a solver that ran out of time would leave."""
    plan = solve(valley, explain=False)
    monkeypatch.setattr(best, "MOST_SETS", 0)
    monkeypatch.setattr(
        best,
        "lowest",
        lambda **asked: (
            (answer := lowest(**asked))
            and replace(answer, bound=answer.bound - 1_00, solution=None)
        ),
    )
    judgement = judged(valley, plan)
    assert judgement.broken == []
    assert judgement.proof is not None
    assert judgement.proof.sentence(plan) == (
        "Nicht nachgewiesen: in der gegebenen Zeit ließ sich nicht ausschließen, dass andere "
        "Öffnungen bis zu 1,00 € günstiger sind."
    )


def test_scenarios_are_not_served_better_than_the_openings_allow(valley: Problem) -> None:
    chance = random.Random(7)  # noqa: S311 - reproducible, not secret
    expected = with_scenarios(chance, replace(valley, candidates=valley.candidates[:2]))
    expected = replace(
        expected,
        candidates=(*expected.candidates, Candidate("fern", "tal", "literacy", 1, 4, 1, 900_00)),
    )
    plan = solve(expected, explain=False)
    assert check(expected, plan) == []
    index = next(at for at, each in enumerate(plan.scenarios) if each.waiting)
    told = plan.scenarios[index]
    rosier = ScenarioResult(told.scenario, told.placed + 1, told.waiting - 1, told.minutes)
    results = (*plan.scenarios[:index], rosier, *plan.scenarios[index + 1 :])
    weights = sum(each.weight for each in expected.scenarios)
    price = expected.scenarios[index].weight * expected.parameters.cents_per_waiting_child
    value = plan.value_cents - price // weights
    lies = replace(plan, scenarios=results, value_cents=value, bound_cents=value)
    broken = check(expected, lies)
    assert len(broken) == 1
    assert "Mit diesen Öffnungen sind es mindestens" in broken[0]
    few = replace(plan, scenarios=(replace(told, placed=told.placed + 5),))
    assert check(expected, few) != []
