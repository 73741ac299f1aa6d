# SPDX-License-Identifier: EUPL-1.2
"""The product-limit estimate in exact fractions, and where its interval crosses one half."""

from fractions import Fraction
from math import exp, log, sqrt
from statistics import NormalDist

from rundertisch.engine.retention.plan import Plan, Step
from rundertisch.engine.retention.problem import Problem

HALF = Fraction(1, 2)


def solve(problem: Problem) -> Plan:
    """Return the estimate; nobody at all gives a plan without steps and without a median."""
    people = sum(spell.count for spell in problem.spells)
    steps: list[Step] = []
    waiting = Fraction(1)
    for day in sorted({spell.days for spell in problem.spells if spell.ended}):
        at_risk = sum(spell.count for spell in problem.spells if spell.days >= day)
        ended = sum(s.count for s in problem.spells if s.ended and s.days == day)
        waiting *= 1 - Fraction(ended, at_risk)
        steps.append(Step(days=day, at_risk=at_risk, ended=ended, waiting=waiting))
    low, high = _crossings(steps=steps, confidence=problem.confidence)
    return Plan(
        people=people,
        ended=sum(step.ended for step in steps),
        steps=tuple(steps),
        median=next((step.days for step in steps if step.waiting <= HALF), None),
        low=low,
        high=high,
    )


def _crossings(*, steps: list[Step], confidence: float) -> tuple[int | None, int | None]:
    """Return where the lower and the upper end of the share first come down to one half."""
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    variance = Fraction(0)  # Greenwood's sum
    low: int | None = None
    high: int | None = None
    for step in steps:
        if step.waiting == 0:  # log(-log 0): the interval says nothing there
            low = step.days if low is None else low
            break
        variance += Fraction(step.ended, step.at_risk * (step.at_risk - step.ended))
        share = log(step.waiting)
        spread = exp(z * sqrt(variance) / -share)
        low = step.days if low is None and exp(share * spread) <= HALF else low
        high = step.days if high is None and exp(share / spread) <= HALF else high
    return low, high
