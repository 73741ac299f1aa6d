# SPDX-License-Identifier: EUPL-1.2
"""Level 4 with options: single moves that also change no claim, no wish and no soft cap."""

from dataclasses import replace

import numpy as np

from rundertisch.engine.placement.solve.evening import evened
from rundertisch.engine.placement.solve.flow import NOWHERE
from rundertisch.engine.placement.solve.network import Ints
from rundertisch.engine.placement.solve.options.terms import Terms


def evened_with_options(*, terms: Terms, taken: Ints) -> Ints:
    """Return seats filled more evenly, where nothing above changes."""
    network, problem = terms.network, terms.problem
    counts = np.stack([network.minutes, terms.minutes - terms.worth, terms.kept, terms.rank], 1)
    _, alike = np.unique(counts, axis=0, return_inverse=True)
    load = np.bincount(terms.school[taken[taken != NOWHERE]], minlength=len(terms.site))
    caps = network.caps.copy()
    for school, left in terms.soft_left.items():
        caps[school] = max(left, int(load[school]))
    alone = np.ones(len(taken), np.bool_)
    alone[[child for team in terms.siblings.teams for child in team]] = False
    alone[list(terms.siblings.seated)] = False
    if problem.parameters.minutes_per_site:
        alone[[at for at, child in enumerate(problem.children) if child.family]] = False
    return evened(
        network=replace(network, minutes=alike.reshape(-1).astype(np.int64), caps=caps),
        taken=taken,
        towns=[school.town for school in problem.schools],
        alone=alone,
    )
