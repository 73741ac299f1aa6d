# SPDX-License-Identifier: EUPL-1.2
"""Level 2 where claims or soft caps come before it: no longest way could be shorter.

Components that share a soft cap are weighed against each other: the one with the child of the
highest level first, then by name; each as short as those before it allow.
"""

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from rundertisch.engine.placement.check.circles import Standing
from rundertisch.engine.placement.check.network import NOWHERE, Network
from rundertisch.engine.placement.check.profile import counted_minutes, shorter
from rundertisch.engine.placement.check.rearranging import Cluster, Rearranging
from rundertisch.engine.placement.check.ways import Ints


def order_of_components(*, network: Network, component: list[int]) -> list[int]:
    """Return the names of the components in the order in which their longest ways count."""
    highest: dict[int, int] = {}
    for child, name in enumerate(component):
        if name != NOWHERE:
            highest[name] = max(highest.get(name, 0), network.level[child])
    ids = [child.id for child in network.problem.children]
    return sorted(highest, key=lambda name: (-highest[name], ids[name]))


def no_shorter_longest_way(
    *, standing: Standing, prices: Ints, component: list[int], shortest: dict[int, int]
) -> Iterator[str]:
    """No component's longest way could be shorter with those before it and the levels as good."""
    network = standing.network
    root = _roots(network, component)
    clusters = _clusters(network, component, root)
    rearranging = Rearranging(standing=standing, prices=prices)
    far = _Far(network, component, counted_minutes(network=network, seat=standing.seat.tolist()))
    for name in order_of_components(network=network, component=component):
        if name not in shortest:
            continue
        far.limit[name] = shortest[name] - 1
        tied = [each for each in far.limit if root[each] == root[name]]
        leaving = [child for each in tied for child in far.sitting_too_far(each)]
        if shortest[name] > 0 and rearranging.all_can_move(
            leaving=leaving, allowed=far.allowed, cluster=clusters[root[name]]
        ):
            yield shorter(network=network, name=name, minutes=shortest[name])
        far.limit[name] = shortest[name]


class _Far:
    """What is too far in each component: nothing, until its turn has come."""

    def __init__(self, network: Network, component: list[int], minutes: dict[int, int]) -> None:
        self.component = component
        self.minutes = minutes
        self.limit: dict[int, int] = {}
        self.way, self.counted = network.arc_minutes.tolist(), network.counted.tolist()
        self.sitting: dict[int, list[int]] = defaultdict(list)
        for child in minutes:
            self.sitting[component[child]].append(child)

    def sitting_too_far(self, name: int) -> list[int]:
        return [child for child in self.sitting[name] if self.minutes[child] > self.limit[name]]

    def allowed(self, child: int, arc: int) -> bool:
        """Whether the child may move along the arc."""
        limit = self.limit.get(self.component[child])
        return limit is None or not self.counted[arc] or bool(self.way[arc] <= limit)


def _roots(network: Network, component: list[int]) -> dict[int, int]:
    """Return for every component the smallest one that it shares soft caps with, or by others."""
    above = {name: name for name in set(component) - {NOWHERE}}

    def root(name: int) -> int:
        while above[name] != name:
            above[name] = name = above[above[name]]
        return name

    soft = np.zeros(len(network.problem.schools), dtype=np.bool_)
    soft[list(network.soft_caps())] = True
    school = network.school_of[network.arc_group]
    tied = np.flatnonzero(soft[school])
    first: dict[int, int] = {}
    for child, s in zip(network.arc_child[tied].tolist(), school[tied].tolist(), strict=True):
        one, other = root(first.setdefault(s, component[child])), root(component[child])
        above[max(one, other)] = min(one, other)
    return {name: root(name) for name in above}


def _clusters(network: Network, component: list[int], root: dict[int, int]) -> dict[int, Cluster]:
    found: dict[int, Cluster] = {each: Cluster([], set()) for each in root.values()}
    for child, name in enumerate(component):
        if name != NOWHERE:
            found[root[name]].children.append(child)
    name_of = np.array(component, dtype=np.int64)[network.arc_child]
    pairs = np.unique(np.stack((name_of, network.arc_group)), axis=1)
    for name, group in zip(*pairs.tolist(), strict=True):
        found[root[name]].groups.add(group)
    return found
