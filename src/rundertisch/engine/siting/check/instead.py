# SPDX-License-Identifier: EUPL-1.2
"""What would be done without an opening, found again in small problems; and the sentences.

The best plan without a candidate is not the only one of its kind: which candidate it opens instead,
and how long its ways are, is only refused where none of the best plans does so.
"""

from collections.abc import Iterator
from dataclasses import replace

from rundertisch.engine.siting.check.programme import NO_LIMIT, Row
from rundertisch.engine.siting.check.whole import Found, best_of, few_enough, may_be
from rundertisch.engine.siting.plan import NextBest, Opening, Plan
from rundertisch.engine.siting.problem import Problem
from rundertisch.engine.siting.told import reason_of


def sentences_hold(*, problem: Problem, plan: Plan) -> Iterator[str]:
    """Each opening says in words what its numbers say."""
    known = {each.id for each in problem.candidates}
    for opening in plan.openings:
        best = opening.next_best
        if best is not None and best.candidate and best.candidate not in known:
            yield _other_candidate(opening)
        elif (opening.children_more is None) != (opening.minutes_saved is None):
            yield f"Öffnung {opening.candidate}: Was sie bringt, steht nur zur Hälfte da."
        elif opening.minutes_saved is not None and opening.minutes_saved < 0:
            yield f"Öffnung {opening.candidate}: Keine Öffnung macht die Wege aller länger."
        elif opening.reason != reason_of(problem=problem, opening=opening).reason:
            yield (
                f"Öffnung {opening.candidate}: Die Begründung („reason“) ist nicht die, die sich "
                "aus ihren Zahlen ergibt."
            )


def next_best_holds(*, problem: Problem, plan: Plan) -> Iterator[str]:
    """What is called the best without an opening is that, where it is proven and small enough."""
    for opening in plan.openings:
        best = opening.next_best
        if best is None:
            continue
        if best.candidate == opening.candidate:
            yield _other_candidate(opening)
        elif best.proven and few_enough(problem=problem, sets=len(plan.openings)):
            yield from _found_again(problem, plan, opening, best)


def _found_again(problem: Problem, plan: Plan, opening: Opening, best: NextBest) -> Iterator[str]:
    others = tuple(each for each in problem.candidates if each.id != opening.candidate)
    without = replace(problem, candidates=others)
    found = best_of(without)
    if found is None:
        return
    fewer = found.left - plan.unplaced
    if best.children_fewer != fewer:
        yield (
            f"Öffnung {opening.candidate}: In einem besten Plan ohne sie bleiben {fewer} Kinder "
            f"mehr ohne Platz, der Plan sagt {best.children_fewer}."
        )
    cents = (found.cents + found.written.constant) // found.written.scale - plan.value_cents
    if best.cents_more != cents:
        yield (
            f"Öffnung {opening.candidate}: Ein bester Plan ohne sie unterscheidet sich um {cents} "
            f"Cent, der Plan sagt {best.cents_more}."
        )
    elif not may_be(found, *_as_told(without, plan, best, found)):
        yield _other_candidate(opening)


def _as_told(without: Problem, plan: Plan, best: NextBest, found: Found) -> Iterator[Row]:
    """Return rows for more groups of the candidate that is named, and for the minutes."""
    here = {each.candidate: each.groups for each in plan.openings}
    for at, candidate in enumerate(without.candidates):
        now = here.get(candidate.id, 0)
        if candidate.id == best.candidate:
            yield Row({at: 1}, now + 1, NO_LIMIT)
        elif not best.candidate:
            yield Row({at: 1}, 0, now)
    rules = without.parameters
    if rules.cents_per_minute and not without.scenarios:
        minutes = plan.minutes + best.minutes_more
        spent = plan.value_cents + best.cents_more - rules.cents_per_minute * minutes
        spent += sum(each.saved_cents for each in without.closables)
        cents = dict(enumerate(found.written.cents[: found.written.openings]))
        yield Row({at: each for at, each in cents.items() if each}, spent, spent)


def _other_candidate(opening: Opening) -> str:
    return (
        f"Öffnung {opening.candidate}: Was als nächstbeste Lösung („next_best“) steht, ist in "
        "keinem besten Plan ohne sie so."
    )
