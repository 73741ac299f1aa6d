# SPDX-License-Identifier: EUPL-1.2
"""Which children depend on each other: the connected components of the eligibility graph."""

import numpy as np

from rundertisch.engine.compiled import compiled
from rundertisch.engine.placement.solve.flow import NO_CAP
from rundertisch.engine.placement.solve.network import Ints, Network, Numbers

ALONE = -1  # a child without any way belongs to no component that matters


def component_of(*, network: Network, capped: Ints) -> Ints:
    """Return the component of each child (number of one of its groups), or `ALONE`.

    ``capped``: of each school, the newcomer cap as given; all groups of such a school belong
    together, also those without a free seat and across stages.
    """
    return of_children(network=network, root=roots_of(network=network, capped=capped))


def roots_of(*, network: Network, capped: Ints) -> Ints:
    """Return the component of each group: the number of one of its groups."""
    return _roots((network.start, network.group), network.school, capped != NO_CAP)


def of_children(*, network: Network, root: Ints) -> Ints:
    """Return the component of each child, or `ALONE`."""
    has_way = np.diff(network.start) > 0
    component = np.full(len(has_way), ALONE, np.int64)
    component[has_way] = root[network.group[network.start[:-1][has_way]]]
    return component


@compiled
def _top(root: Ints, node: int) -> int:
    while root[node] != node:
        root[node] = root[root[node]]  # halve the path (Tarjan and van Leeuwen, 1984)
        node = root[node]
    return node


@compiled
def joined(root: Ints, one: int, other: int) -> None:
    """Make the components of two groups one."""
    a, b = _top(root, one), _top(root, other)
    if a != b:
        root[a] = b


@compiled
def _roots(ways: tuple[Ints, Numbers], school: Numbers, capped: Ints) -> Ints:
    start, group = ways
    root = np.arange(len(school))
    first = np.full(len(capped), -1, np.int64)
    for node in range(len(school)):
        if capped[school[node]]:
            if first[school[node]] < 0:
                first[school[node]] = node
            root[_top(root, node)] = _top(root, first[school[node]])
    for child in range(len(start) - 1):
        for way in range(start[child] + 1, start[child + 1]):
            joined(root, group[way], group[way - 1])
    for node in range(len(root)):
        root[node] = _top(root, node)
    return root
