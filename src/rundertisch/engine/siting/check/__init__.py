# SPDX-License-Identifier: EUPL-1.2
"""Does a siting plan keep its word? Written without looking at `solve`.

The first promise is again that nothing opens at a special or hospital school. Then: openings,
closings, sums and budget are what the input says; the placement on the opened groups passes its own
check; families stay together if they must. Who can sit with these groups, and with all of them
open, and the least minutes, are found again by circles of moves (Klein) in whole numbers. A claimed
proof is tried against leaving out each opening, and then against all other sets (`best`): one by
one where they are few, else by a lower bound of the check's own.
"""

from dataclasses import dataclass

from rundertisch.engine.placement.check import check as check_placement
from rundertisch.engine.placement.check.network import build_network
from rundertisch.engine.siting.check.best import Proof, prove
from rundertisch.engine.siting.check.instead import next_best_holds, sentences_hold
from rundertisch.engine.siting.check.levels import levels_hold
from rundertisch.engine.siting.check.money import (
    closings_hold,
    families_together,
    openings_hold,
    scenarios_told,
    sums_hold,
)
from rundertisch.engine.siting.check.openings import openings_bring
from rundertisch.engine.siting.plan import Plan
from rundertisch.engine.siting.problem import Problem, opened

__all__ = ["Judgement", "Proof", "check", "judged"]
SECONDS = 60.0  # for looking at all other sets of openings


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a plan does not keep, and what could be proven about all other plans."""

    broken: list[str]  # German sentences; empty: the plan keeps its word
    proof: Proof | None  # None: something is broken before


def check(problem: Problem, plan: Plan) -> list[str]:
    """Return one German sentence per broken promise; an empty list means the plan keeps its word.

    The problem must be valid. That nothing better could be found in a minute is no promise broken;
    `judged` says whether it is a proof.
    """
    return judged(problem, plan).broken


def judged(problem: Problem, plan: Plan, *, seconds: float = SECONDS) -> Judgement:
    """Return the same, and what was proven about all other sets of openings in so many seconds."""
    broken = _words(problem, plan)
    if broken:
        return Judgement(broken, None)
    proof = prove(problem=problem, plan=plan, seconds=seconds)
    sentence = proof.broken(plan)
    broken = [sentence] if sentence else list(next_best_holds(problem=problem, plan=plan))
    return Judgement(broken, proof)


def _words(problem: Problem, plan: Plan) -> list[str]:
    """Return what of the plan's own words is broken, all other plans left out of account."""
    broken = [
        *openings_hold(problem=problem, plan=plan),
        *closings_hold(problem=problem, plan=plan),
        *scenarios_told(problem=problem, plan=plan),
    ]
    broken += families_together(problem=problem, plan=plan)
    if broken:
        return broken
    broken += sums_hold(problem=problem, plan=plan)
    on_opened = opened(
        problem=problem,
        groups={each.candidate: each.groups for each in plan.openings},
        closed={each.group for each in plan.closings},
        together=plan.together,
    )
    broken += check_placement(on_opened, plan.placement)
    if broken:
        return broken
    network = build_network(problem=on_opened)
    broken += levels_hold(problem=problem, plan=plan, network=network)
    broken = broken or list(openings_bring(problem=problem, plan=plan, network=network))
    return broken or list(sentences_hold(problem=problem, plan=plan))
