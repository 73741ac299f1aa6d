# SPDX-License-Identifier: EUPL-1.2
"""Levels 1 to 3 of the core, region by region; several regions at once."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

import numpy as np

from rundertisch.engine.placement.solve.components import component_of
from rundertisch.engine.placement.solve.flow import NOWHERE
from rundertisch.engine.placement.solve.network import Ints, Network
from rundertisch.engine.placement.solve.regions import Region, regions_of
from rundertisch.engine.placement.solve.seating import Ways, seated
from rundertisch.engine.placement.solve.siblings import Siblings
from rundertisch.engine.placement.solve.together import Rules, Together, seated_together
from rundertisch.engine.placement.solve.worst import NOBODY_SITS, Worst, least_worst

Thing = TypeVar("Thing")
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Reached:
    """Where everyone sits, and what the levels have reached."""

    taken: Ints  # of each child: its way, or NOWHERE
    component: Ints  # of each child
    worst_bound: Ints  # by number of component
    bound: int  # of level 3
    proven: bool  # level 3


def levels_of(
    *, network: Network, siblings: Siblings, rules: Rules, lap: Callable[[str], None]
) -> Reached:
    """Return the best seats; ``lap`` is told the name of each level when it is done."""
    regions = regions_of(network=network, siblings=siblings)
    several = len(regions) > 1
    alone = replace(rules, threads=1) if several else rules
    with ThreadPoolExecutor(max(1, rules.threads)) as pool:
        over = partial(_over, pool if several and rules.threads > 1 else None)
        first = over(_first, regions)
        lap("unplaced")
        worst = over(
            lambda each: _worst(*each, late=lambda: rules.seconds_left() <= 0),
            zip(regions, first, strict=True),
        )
        lap("worst_minutes")
        together = over(
            lambda each: _together(*each, rules=alone), zip(regions, worst, strict=True)
        )
        lap("ways_and_pairs")
    return _joined(network, regions, worst, together)


def _over(
    pool: ThreadPoolExecutor | None, solve: Callable[[Thing], Found], things: Iterable[Thing]
) -> list[Found]:
    return list(map(solve, things) if pool is None else pool.map(solve, things))


def _first(region: Region) -> Ints:
    """Level 1: seat as many as can sit, the longest waiting first."""
    start = region.network.start
    child = np.repeat(np.arange(len(start) - 1), np.diff(start))
    ways = Ways(child, np.arange(len(region.ways)), region.network.minutes)
    taken, _ = seated(network=region.network, ways=ways)
    return taken


def _worst(region: Region, taken: Ints, *, late: Callable[[], bool]) -> tuple[Ints, Worst]:
    """Level 2: the component of each child, and the shortest longest ways."""
    network = region.network
    component = component_of(network=network, capped=network.caps)
    worst = least_worst(network=network, component=component, taken=taken, late=late)
    return component, worst


def _together(region: Region, before: tuple[Ints, Worst], *, rules: Rules) -> Together:
    """Level 3: ways and siblings."""
    component, worst = before
    return seated_together(
        network=region.network,
        siblings=region.siblings,
        component=component,
        ceiling=worst.ceiling,
        taken=worst.taken,
        rules=rules,
    )


def _joined(
    network: Network,
    regions: list[Region],
    worst: list[tuple[Ints, Worst]],
    together: list[Together],
) -> Reached:
    """Write what the regions have found in the numbers of the whole."""
    taken = np.full(len(network.level), NOWHERE, np.int64)
    component = np.full(len(network.level), NOWHERE, np.int64)
    bound = np.full(len(network.seats), NOBODY_SITS, np.int64)
    for region, (local, shortest), best in zip(regions, worst, together, strict=True):
        sits = best.taken != NOWHERE
        taken[region.children[sits]] = region.ways[best.taken[sits]]
        has_way = local != NOWHERE
        component[region.children[has_way]] = region.groups[local[has_way]]
        bound[region.groups[: len(shortest.bound)]] = shortest.bound
    return Reached(
        taken=taken,
        component=component,
        worst_bound=bound,
        bound=sum(each.bound for each in together),
        proven=all(each.proven for each in together),
    )
