# SPDX-License-Identifier: EUPL-1.2
"""The network of a problem that is an earlier one with children more: only their ways are new.

Children come into a running round one after another, and every answer waits for the network.
"""

from dataclasses import replace

import numpy as np

from rundertisch.engine.placement.problem import Problem
from rundertisch.engine.placement.solve.network import Network, built, families_of

OF_CHILDREN = ("level", "stage", "kind", "limit", "locked", "locked_minutes")


def network_of(*, problem: Problem, before: Problem, network: Network) -> Network:
    """Return the network of a problem without its locks; ``network`` is that of ``before``."""
    problem, before = replace(problem, locked=()), replace(before, locked=())
    if problem == before:
        return network
    added = _added(problem, before)
    return built(problem) if added is None else _joined(problem, network, built(added))


def _added(problem: Problem, before: Problem) -> Problem | None:
    """Return the problem of the added children alone; None: something else is different."""
    first = len(before.children)
    new = problem.children[first:]
    names = {child.id for child in new}
    theirs = replace(
        problem,
        children=new,
        wishes=tuple(wish for wish in problem.wishes if wish.child in names),
        excluded=tuple(each for each in problem.excluded if each.child in names),
    )
    others = replace(
        problem,
        children=problem.children[:first],
        wishes=tuple(wish for wish in problem.wishes if wish.child not in names),
        excluded=tuple(each for each in problem.excluded if each.child not in names),
    )
    return theirs if new and problem.travel is None and others == before else None


def _joined(problem: Problem, known: Network, new: Network) -> Network:
    family, sitting = families_of(problem, new.school)
    both = {name: (getattr(known, name), getattr(new, name)) for name in OF_CHILDREN}
    return replace(
        known,
        start=np.concatenate([known.start, known.start[-1] + new.start[1:]]),
        group=np.concatenate([known.group, new.group]),
        minutes=np.concatenate([known.minutes, new.minutes]),
        family=family,
        sitting=sitting,
        **{name: np.concatenate(parts) for name, parts in both.items()},
    )
