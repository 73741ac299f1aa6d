# SPDX-License-Identifier: EUPL-1.2
"""Level 2: in every component the longest way of a seated child is as short as can be.

By halving, for all components at once: can as many children of every level sit if no way is
longer than the middle? The network of level 1 answers.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from rundertisch.engine.placement.solve.components import ALONE
from rundertisch.engine.placement.solve.flow import NOWHERE
from rundertisch.engine.placement.solve.network import Flags, Ints, Network
from rundertisch.engine.placement.solve.seating import chosen_ways, seated

NOBODY_SITS = -1


@dataclass(frozen=True, slots=True)
class Worst:
    """The longest ways in minutes, by number of component, and seats that keep to them."""

    ceiling: Ints  # reached by `taken`; NOBODY_SITS where no child has a seat
    bound: Ints  # no plan with as many children of each level can do better
    taken: Ints  # of each child: its way, or NOWHERE


def least_worst(
    *, network: Network, component: Ints, taken: Ints, late: Callable[[], bool]
) -> Worst:
    """Return the shortest longest way of each component that keeps the profile of ``taken``.

    When ``late`` says that time is up, bound and value may still differ.
    """
    cells = Cells(network=network, component=component)
    target = cells.counts(taken)
    owner = np.repeat(np.arange(len(component)), np.diff(network.start))
    high = _longest(network, component, taken, cells.components)
    low = np.minimum(_at_least(network, cells, target), high)
    taken = taken.copy()
    while (low < high).any() and not late():
        asked, middle = low < high, (low + high) // 2
        where = component[owner]
        keep = asked[where] & (network.minutes <= middle[where])
        tried, _ = seated(network=network, ways=chosen_ways(network=network, keep=keep))
        fits = asked & ~cells.short(tried, target)
        moved = (component != ALONE) & fits[component]
        taken[moved] = tried[moved]
        high = np.where(fits, _longest(network, component, taken, cells.components), high)
        low = np.where(asked & ~fits, middle + 1, low)
    return Worst(ceiling=high, bound=low, taken=taken)


class Cells:
    """The children of one component and one level form a cell; the profile counts by cell."""

    def __init__(self, *, network: Network, component: Ints) -> None:
        level = network.level.astype(np.int64)
        lowest = int(level.min(initial=0))
        many = int(level.max(initial=0)) - lowest + 1
        key, self.of_child = np.unique(
            component * many + level - lowest, return_inverse=True
        )  # ascending by component, then by level
        self.component: Ints = key // many
        self.level: Ints = key % many + lowest
        self.size: Ints = np.bincount(self.of_child, minlength=len(key))
        self.components = int(component.max(initial=ALONE)) + 1

    def counts(self, taken: Ints) -> Ints:
        """Return the number of seated children of each cell."""
        sits = self.of_child[taken != NOWHERE]
        counts: Ints = np.bincount(sits, minlength=len(self.component))
        return counts

    def short(self, taken: Ints, target: Ints) -> Flags:
        """Return for each component whether it misses the target in some cell."""
        short = np.zeros(self.components, np.bool_)
        missed = self.component[self.counts(taken) != target]
        short[missed[missed != ALONE]] = True
        return short


def _longest(network: Network, component: Ints, taken: Ints, components: int) -> Ints:
    longest = np.full(components, NOBODY_SITS, np.int64)
    sits = taken != NOWHERE
    np.maximum.at(longest, component[sits], network.minutes[taken[sits]])
    return longest


def _at_least(network: Network, cells: Cells, target: Ints) -> Ints:
    """Return a lower bound: where all children of a cell sit, each has at least its least way."""
    bound = np.full(cells.components, NOBODY_SITS, np.int64)
    full = (target == cells.size) & (cells.component != ALONE)
    sure = np.flatnonzero(full[cells.of_child])
    least = network.minutes[network.start[sure]]  # the ways are sorted by minutes
    np.maximum.at(bound, cells.component[cells.of_child[sure]], least)
    return bound
