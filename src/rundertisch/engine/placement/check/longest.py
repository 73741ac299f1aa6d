# SPDX-License-Identifier: EUPL-1.2
"""Level 2 where claims or soft caps come before it: no longest way could be shorter.

Components that share a soft cap are weighed against each other: the one with the child of the
highest level first, then by name; each as short as those before it allow.
"""

from collections.abc import Iterator

from rundertisch.engine.placement.check.circles import Standing
from rundertisch.engine.placement.check.network import NOWHERE, Network
from rundertisch.engine.placement.check.profile import counted_minutes, shorter
from rundertisch.engine.placement.check.rearranging import Rearranging
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
    cluster = _clusters(network, component)
    minutes = counted_minutes(network=network, seat=standing.seat.tolist())
    way, counted = network.arc_minutes.tolist(), network.counted.tolist()
    limit: dict[int, int] = {}  # component -> longest way allowed
    for name in order_of_components(network=network, component=component):
        if name not in shortest:
            continue
        limit[name] = shortest[name] - 1
        tied = {each for each in limit if cluster[each] == cluster[name]}

        def allowed(child: int, arc: int) -> bool:
            far = way[arc] > limit.get(component[child], way[arc])
            return not (counted[arc] and far)

        leaving = [
            c for c, m in minutes.items() if component[c] in tied and m > limit[component[c]]
        ]
        groups = _groups(network, component, cluster, cluster[name])
        if shortest[name] > 0 and Rearranging(standing=standing, prices=prices).all_can_move(
            leaving=leaving, allowed=allowed, within=groups
        ):
            yield shorter(network=network, name=name, minutes=shortest[name])
        limit[name] = shortest[name]


def _clusters(network: Network, component: list[int]) -> dict[int, int]:
    """Return for every component the smallest one that it shares soft caps with, or by others."""
    cluster = {name: name for name in set(component) - {NOWHERE}}

    def found(name: int) -> int:
        while cluster[name] != name:
            name = cluster[name]
        return name

    soft, first = network.soft_caps(), dict[int, int]()
    for child, group in zip(network.arc_child.tolist(), network.arc_group.tolist(), strict=True):
        school = int(network.school_of[group])
        if school in soft:
            one, other = found(first.setdefault(school, component[child])), found(component[child])
            cluster[max(one, other)] = min(one, other)
    return {name: found(name) for name in cluster}


def _groups(
    network: Network, component: list[int], cluster: dict[int, int], which: int
) -> set[int]:
    return {
        group
        for child, group in zip(network.arc_child.tolist(), network.arc_group.tolist(), strict=True)
        if cluster[component[child]] == which
    }
