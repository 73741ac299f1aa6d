# SPDX-License-Identifier: EUPL-1.2
"""A round with options: claims, wishes, soft caps, sites, slack, the linear measure.

The levels of the core with two more: 0 claims kept (`profile`), 1 nobody left behind, 1b soft caps
(`profile`), 2 the longest ways (`longest`), 3 ways, siblings, wishes and sites (`weighing`), 4 the
even filling of the core. What `problem` says of the options is the letter; `told` tells the answer.
"""

from collections.abc import Callable

from rundertisch.engine.placement.problem import Problem
from rundertisch.engine.placement.solve.answer import Answer
from rundertisch.engine.placement.solve.network import Network
from rundertisch.engine.placement.solve.options.even import evened_with_options
from rundertisch.engine.placement.solve.options.longest import least_longest
from rundertisch.engine.placement.solve.options.plain import is_plain, weighed_plainly
from rundertisch.engine.placement.solve.options.profile import standing_of
from rundertisch.engine.placement.solve.options.terms import Terms, uses_options
from rundertisch.engine.placement.solve.options.told import Told, told
from rundertisch.engine.placement.solve.options.weighing import weighed

__all__ = ["Told", "solved_with_options", "uses_options"]


def solved_with_options(
    *,
    problem: Problem,
    network: Network,
    seconds_left: Callable[[], float],
    lap: Callable[[str], None],
    threads: int,
    seed: int,
) -> Told:
    """Return where everyone sits, and what the levels say."""
    terms = Terms(problem, network)
    standing = standing_of(terms=terms, seed=seed, seconds_left=seconds_left)
    sure = not standing.late
    lap("unplaced")
    longest = least_longest(standing=standing)
    lap("worst_minutes")
    within = longest.within(terms)
    if is_plain(standing):
        weighing = weighed_plainly(
            standing=standing, within=within, threads=threads, seconds_left=seconds_left
        )
    else:
        weighing = weighed(standing=standing, within=within, threads=threads)
    taken = evened_with_options(terms=terms, taken=weighing.taken)
    lap("ways_and_pairs")
    return told(
        answer=Answer(problem, network, taken),
        terms=terms,
        standing=standing,
        longest=longest,
        weighing=weighing,
        sure=sure,
    )
