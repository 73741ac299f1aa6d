# SPDX-License-Identifier: EUPL-1.2
"""Whether a protected table keeps its word; written from the rule, without looking at `solve`."""

import numpy as np

from rundertisch.engine.disclosure.plan import Plan
from rundertisch.engine.disclosure.problem import Counts, Problem


def check(problem: Problem, plan: Plan) -> list[str]:
    """Return what is wrong, one sentence each; empty: the table keeps its word."""
    if plan.openable and not problem.openable:
        return ["Die Tabelle ist genau, obwohl sie nicht jede Person öffnen dürfen, die sie lesen."]
    if [axes for axes, _ in plan.totals] != list(problem.totals):
        return ["Es fehlt eine Summe, oder eine steht zu viel da."]
    faults = _faults("Zelle", problem.counts, plan.cells, exact=problem.openable)
    for axes, shown in plan.totals:
        true = np.asarray(problem.counts.sum(axis=axes))
        faults += _faults(f"Summe über {axes}", true, shown, exact=problem.openable)
    return faults


def _faults(what: str, true: Counts, shown: Counts, *, exact: bool) -> list[str]:
    if true.shape != shown.shape:
        return [f"{what}: {shown.shape} Zellen statt {true.shape}."]
    pairs = zip(np.ravel(true).tolist(), np.ravel(shown).tolist(), strict=True)
    return [
        f"{what} {at}: {given} für {count}."
        for at, (count, given) in enumerate(pairs)
        if not (given == count if exact else _kept(count, given))
    ]


def _kept(count: int, given: int) -> bool:
    if count == 0:
        return given == 0
    if count in (1, 2, 3, 4):
        return given == -1
    return given % 5 == 0 and -2 <= given - count <= 2  # noqa: PLR2004 - the rule: nearest of 5
