# SPDX-License-Identifier: EUPL-1.2
"""Whether an estimate keeps its word; written from the definitions, without looking at `solve`.

The share is computed in another way: everybody weighs the same, and whoever is censored gives the
own weight in equal parts to those seen longer (Efron 1967, "redistribution to the right").
"""

from fractions import Fraction
from math import log
from statistics import NormalDist

from rundertisch.engine.retention.plan import Plan
from rundertisch.engine.retention.problem import Problem


def check(problem: Problem, plan: Plan) -> list[str]:
    """Return what is wrong, one sentence each; empty: the estimate keeps its word."""
    faults = []
    people = sum(spell.count for spell in problem.spells)
    ended = sum(spell.count for spell in problem.spells if spell.ended)
    if (plan.people, plan.ended) != (people, ended):
        faults.append(
            f"{plan.people} Personen, {plan.ended} davon fertig, statt {people}, {ended}."
        )
    shares = _redistributed(problem)
    if [(step.days, step.waiting) for step in plan.steps] != list(shares.items()):
        faults.append("Ein Anteil der Wartenden stimmt nicht, oder ein Tag fehlt.")
    reached = [day for day, share in shares.items() if 2 * share <= 1]
    if plan.median != (min(reached) if reached else None):
        faults.append(f"Der Median ist nicht {plan.median}.")
    inside = _inside(problem, shares)
    for day, within in inside.items():
        after_low = plan.low is not None and day >= plan.low
        before_high = plan.high is None or day < plan.high
        if within is not None and within != (after_low and before_high):
            faults.append(f"Tag {day} liegt auf der falschen Seite des Intervalls.")
    return faults


def _redistributed(problem: Problem) -> dict[int, Fraction]:
    people = sorted(
        ((s.days, not s.ended) for s in problem.spells for _ in range(s.count)),
    )  # on the same day, those to whom it happened come first
    weights = [Fraction(1, len(people))] * len(people) if people else []
    shares: dict[int, Fraction] = {}
    gone = Fraction(0)
    for place, (day, censored) in enumerate(people):
        later = len(people) - place - 1
        if not censored:
            gone += weights[place]
            shares[day] = 1 - gone
        elif later:
            part = weights[place] / later
            weights = [w + part if at > place else w for at, w in enumerate(weights)]
    return shares


def _inside(problem: Problem, shares: dict[int, Fraction]) -> dict[int, bool | None]:
    """Say for each day whether one half is a possible share then; None: it cannot be said."""
    bound = NormalDist().inv_cdf((1 + problem.confidence) / 2)
    found: dict[int, bool | None] = {}
    total = 0.0
    for day, share in shares.items():
        at_risk = sum(s.count for s in problem.spells if s.days >= day)
        ended = sum(s.count for s in problem.spells if s.days == day and s.ended)
        if share == 0 or at_risk == ended:
            found[day] = None
            continue
        total += ended / (at_risk * (at_risk - ended))
        error = total**0.5 / abs(log(share))
        found[day] = abs(log(-log(share)) - log(log(2))) < bound * error
    return found
