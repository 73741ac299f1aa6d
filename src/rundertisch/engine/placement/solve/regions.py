# SPDX-License-Identifier: EUPL-1.2
"""A large network in regions that have nothing to do with each other.

No child of one region can go to a school of another, and no family lives in two. So each is solved
on its own, in arrays as small as itself, several at once: the time of a country is the sum of that
of its districts. All numbers of a region keep the order of the whole, so the plan is the same.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass

import numpy as np

from rundertisch.engine.compiled import compiled
from rundertisch.engine.placement.solve.components import ALONE, joined, of_children, roots_of
from rundertisch.engine.placement.solve.flow import NO_CAP
from rundertisch.engine.placement.solve.network import NO_FAMILY, Ints, Network, Numbers
from rundertisch.engine.placement.solve.siblings import Siblings, Team

LARGE = 5_000  # children; a smaller network is one region
CHILDREN = 1_000  # that a region has at least, if there are so many


@dataclass(frozen=True, slots=True)
class Region:
    """Some children with all their ways, in numbers of their own, and their numbers in the whole.

    The network of a region has no locked children and none without a way.
    """

    network: Network
    siblings: Siblings
    children: Ints
    ways: Ints
    groups: Ints


def regions_of(*, network: Network, siblings: Siblings) -> list[Region]:
    """Return the regions in the order of their first children."""
    if len(network.level) < LARGE:
        return [_whole(network, siblings)]
    number = region_of_child(network=network)
    teams, seated = _families_of(number, siblings)
    order = np.argsort(number, kind="stable")
    order = order[np.searchsorted(number[order], 0) :]  # those in no region come first
    cuts = np.flatnonzero(np.diff(number[order])) + 1
    space = np.zeros(len(network.seats), np.int32), np.zeros(len(network.caps), np.int32)
    return [
        _region(network, children, teams[at], seated[at], space)
        for at, children in enumerate(np.split(order, cuts))
        if len(children)
    ]


def _whole(network: Network, siblings: Siblings) -> Region:
    return Region(
        network=network,
        siblings=siblings,
        children=np.arange(len(network.level)),
        ways=np.arange(len(network.group)),
        groups=np.arange(len(network.seats)),
    )


def region_of_child(*, network: Network) -> Ints:
    """Return a number for the region of each child, or `ALONE`."""
    every = np.full(len(network.caps), NO_CAP + 1, np.int64)  # as if all schools had a cap
    root = roots_of(network=network, capped=every)
    component = of_children(network=network, root=root)
    _tie(root, component, network.family, int(network.family.max(initial=NO_FAMILY)) + 1)
    tied = np.where(component == ALONE, ALONE, root[component])
    names, first, at, size = np.unique(
        tied, return_index=True, return_inverse=True, return_counts=True
    )
    real = np.flatnonzero(names != ALONE)
    real = real[np.argsort(first[real])]
    before = np.cumsum(size[real]) - size[real]
    _, batch = np.unique(before // CHILDREN, return_inverse=True)
    number = np.full(len(names), ALONE, np.int64)
    number[real] = batch
    return number[at.reshape(-1)]


@compiled
def _tie(root: Ints, component: Ints, family: Ints, families: int) -> None:
    """Join the components that children of one family belong to."""
    first = np.full(families, ALONE, np.int64)
    for child in range(len(component)):
        if component[child] == ALONE or family[child] == NO_FAMILY:
            continue
        if first[family[child]] == ALONE:
            first[family[child]] = component[child]
        joined(root, component[child], first[family[child]])
    for node in range(len(root)):
        while root[node] != root[root[node]]:
            root[node] = root[root[node]]


def _families_of(
    number: Ints, siblings: Siblings
) -> tuple[dict[int, list[Team]], dict[int, list[tuple[int, Counter[int]]]]]:
    """Return the teams of each region, and its children with siblings who already sit."""
    teams: defaultdict[int, list[Team]] = defaultdict(list)
    seated: defaultdict[int, list[tuple[int, Counter[int]]]] = defaultdict(list)
    where = number.tolist()
    for team in siblings.teams:
        able = tuple(child for child in team if where[child] != ALONE)
        if len(able) > 1:
            teams[where[able[0]]].append(able)
    for child, schools in siblings.seated.items():
        seated[where[child]].append((child, schools))
    return teams, seated


def _region(
    network: Network,
    children: Ints,
    teams: list[Team],
    seated: list[tuple[int, Counter[int]]],
    space: tuple[Numbers, Numbers],
) -> Region:
    """Return the children of a region with all that is theirs; ``space`` to number it in."""
    group_at, school_at = space
    counts = network.start[children + 1] - network.start[children]
    start = np.zeros(len(children) + 1, np.int64)
    np.cumsum(counts, out=start[1:])
    ways = np.repeat(network.start[children] - start[:-1], counts) + np.arange(start[-1])
    groups = np.unique(network.group[ways]).astype(np.int64)
    schools = np.unique(network.school[groups]).astype(np.int64)
    group_at[groups] = np.arange(len(groups))
    school_at[schools] = np.arange(len(schools))
    child_at = {child: at for at, child in enumerate(children.tolist())}
    return Region(
        network=Network(
            start=start,
            group=group_at[network.group[ways]],
            minutes=network.minutes[ways],
            seats=network.seats[groups],
            school=school_at[network.school[groups]],
            caps=network.caps[schools],
            level=network.level[children],
            stage=network.stage[children],
            kind=network.kind[children],
            limit=network.limit[children],
            locked=network.locked[children],
            locked_minutes=network.locked_minutes[children],
            serves=network.serves[:, groups],
            family=network.family[children],
            sitting=network.sitting[:0],
        ),
        siblings=Siblings(
            teams=tuple(tuple(child_at[child] for child in team) for team in teams),
            seated={child_at[child]: _met_at(schools, there) for child, there in seated},
            settled_pairs=0,
        ),
        children=children,
        ways=ways,
        groups=groups,
    )


def _met_at(schools: Ints, there: Counter[int]) -> Counter[int]:
    """Return the siblings at each school by the numbers of the region; others are out of reach."""
    numbers = {school: at for at, school in enumerate(schools.tolist())}
    return Counter({numbers[school]: n for school, n in there.items() if school in numbers})
