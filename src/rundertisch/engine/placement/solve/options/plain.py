# SPDX-License-Identifier: EUPL-1.2
"""Level 3 where options only change what a way costs or which ways are open: as in the core.

Wishes, slack and soft caps that are kept make no new rows; the core's search does it, on a network
of the ways within the ceilings whose minutes are what they count here.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from rundertisch.engine.placement.solve.flow import NOWHERE
from rundertisch.engine.placement.solve.network import Flags
from rundertisch.engine.placement.solve.options.families import Couples, together_now
from rundertisch.engine.placement.solve.options.profile import Standing
from rundertisch.engine.placement.solve.options.weighing import Weighing
from rundertisch.engine.placement.solve.together import Rules, seated_together

NO_CEILING = np.iinfo(np.int64).max


def is_plain(standing: Standing) -> bool:
    """Whether no option asks for rows or columns that the core does not know."""
    terms = standing.terms
    return not (
        terms.kept.any()
        or terms.linear
        or terms.problem.parameters.minutes_per_site
        or standing.programmes
    )


def weighed_plainly(
    *, standing: Standing, within: Flags, threads: int, seconds_left: Callable[[], float]
) -> Weighing:
    """Return the best seats on the ways ``within`` the ceilings."""
    terms, network = standing.terms, standing.network
    raised = int(terms.worth.max(initial=0))  # so that no way costs less than nothing
    cost = terms.minutes - terms.worth + raised
    ways = np.flatnonzero(within)
    ways = ways[np.lexsort((cost[ways], terms.owner[ways]))]
    start = np.zeros_like(network.start)
    np.cumsum(np.bincount(terms.owner[ways], minlength=len(start) - 1), out=start[1:])
    place = np.full(len(within), NOWHERE, np.int64)
    place[ways] = np.arange(len(ways))
    sits = standing.taken != NOWHERE
    before = np.full(len(sits), NOWHERE, np.int64)
    before[sits] = place[standing.taken[sits]]
    found = seated_together(
        network=replace(network, start=start, group=network.group[ways], minutes=cost[ways]),
        siblings=terms.siblings,
        component=terms.component,
        ceiling=np.full(terms.cells.components, NO_CEILING, np.int64),
        taken=before,
        rules=Rules(terms.problem.parameters, seconds_left, threads, standing.seed),
    )
    sits = found.taken != NOWHERE
    taken = np.full(len(sits), NOWHERE, np.int64)
    taken[sits] = ways[found.taken[sits]]
    together, _ = together_now(terms, Couples(terms.siblings.teams, ()), taken)
    rest = int((terms.minutes - terms.worth)[taken[sits]].sum())
    value = rest - terms.pair_price * together
    bound = min(found.bound - raised * int(sits.sum()), value)
    return Weighing(taken, value, bound if found.proven else min(bound, value - 1))
