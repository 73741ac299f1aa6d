# SPDX-License-Identifier: EUPL-1.2
"""What each opening brings, and what would be done without it: both solved again, not guessed."""

from collections.abc import Iterator, Sequence

import numpy as np

from rundertisch.engine.siting.plan import NextBest, Opening, Standing
from rundertisch.engine.siting.solve.answered import Outcome, minutes_of, outcome_of, sitting_of
from rundertisch.engine.siting.solve.parts import EVERYTHING
from rundertisch.engine.siting.solve.sited import Answer, Siting
from rundertisch.engine.siting.told import reason_of


def standing_of(*, siting: Siting) -> Standing:
    """Return what would be if nothing opened and nothing closed."""
    openings = siting.model.openings
    today = np.zeros(len(openings.row), np.int64)
    today[len(siting.problem.candidates) :] = 1
    held = [siting.held(name, today) for name in siting.parts]
    waiting = len(siting.problem.placement.children) - len(siting.problem.placement.locked)
    return Standing(
        unplaced=waiting - sum(sum(profile) for profile, _ in held),
        minutes=sum(minutes for _, minutes in held) + int(siting.network.locked_minutes.sum()),
    )


def explained(
    *, siting: Siting, answers: Sequence[Answer], outcome: Outcome, again: bool
) -> tuple[Opening, ...]:
    """Return the openings of the plan, in the order of the candidates."""
    for answer in answers:
        _remember(siting, outcome, answer)
    return tuple(_explained(siting, outcome, again=again))


def _remember(siting: Siting, outcome: Outcome, answer: Answer) -> None:
    """What is proven best for all openings is it for those that it opens, if ways cost anything."""
    ways_cost = answer.model.choices.cents.any() and not siting.problem.scenarios
    if answer.part.name != EVERYTHING and answer.proven and ways_cost:
        sitting = sitting_of(answer)
        sits = tuple(sitting[level] for level in siting.leaving.levels)
        siting.remember(answer.part.name, outcome.opened, sits, minutes_of(answer))


def _explained(siting: Siting, outcome: Outcome, *, again: bool) -> Iterator[Opening]:
    for at, candidate in enumerate(siting.problem.candidates):
        groups = int(outcome.opened[at])
        if not groups:
            continue
        more, saved = _brings_in_time(siting, outcome, at)
        best = _next_best(siting, outcome, at) if again else None
        opening = Opening(
            candidate=candidate.id,
            groups=groups,
            seats=groups * candidate.seats,
            cost_cents=groups * candidate.fixed_cost_cents,
            children_more=more,
            minutes_saved=saved,
            next_best=best,
        )
        yield reason_of(problem=siting.problem, opening=opening)


def _brings_in_time(
    siting: Siting, outcome: Outcome, at: int
) -> tuple[int, int] | tuple[None, None]:
    """Return the same; for whole families only if there is time (parted, it is known at once)."""
    if not siting.problem.parameters.whole_families:
        return _brings(siting, outcome, at)
    return siting.in_time(lambda: _brings(siting, outcome, at)) or (None, None)


def _brings(siting: Siting, outcome: Outcome, at: int) -> tuple[int, int]:
    """Return how many more children sit, and the minutes that as many as before save."""
    name = siting.part_of_opening(at)
    without = outcome.opened.copy()
    without[at] = 0
    before, long = siting.held(name, without)
    after, short = siting.held(name, outcome.opened)
    if before != after:
        _, short = siting.held(name, outcome.opened, exactly=before)
    return sum(after) - sum(before), long - short


def _next_best(siting: Siting, outcome: Outcome, at: int) -> NextBest | None:
    answers = siting.in_time(lambda: siting.answers(barred=at))
    if answers is None:
        return None
    other = outcome_of(siting=siting, answers=answers)
    candidates = siting.problem.candidates
    more = other.opened[: len(candidates)] - outcome.opened[: len(candidates)]
    cents = [int(n) * each.fixed_cost_cents for n, each in zip(more, candidates, strict=True)]
    instead = [number for number in range(len(candidates)) if more[number] > 0]
    dearest = max(instead, key=lambda number: (cents[number], -number), default=None)
    return NextBest(
        candidate="" if dearest is None else candidates[dearest].id,
        children_fewer=outcome.seated - other.seated,
        cents_more=other.value_cents - outcome.value_cents,
        minutes_more=other.minutes - outcome.minutes,
        proven=other.proven,
    )
