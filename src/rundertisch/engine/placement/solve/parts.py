# SPDX-License-Identifier: EUPL-1.2
"""The parts of level 3 that depend on each other, and what a plan for one of them is worth.

A part is a component, or several that families couple. Without a team (siblings who could still
come to sit together) the flow already is its best answer; with teams, `blocks` looks for it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from rundertisch.engine.placement.solve.components import ALONE
from rundertisch.engine.placement.solve.flow import NOWHERE
from rundertisch.engine.placement.solve.network import Flags, Ints, Network
from rundertisch.engine.placement.solve.seating import Ways, seated
from rundertisch.engine.placement.solve.siblings import Team, pairs_at
from rundertisch.engine.placement.solve.worst import Cells

DEAREST = 1 << 24  # minutes; a pair that is dearer than all ways of a Land together


@dataclass(frozen=True, slots=True)
class Prices:
    """What is minimised: ``minutes`` x minutes - ``pair`` x pairs together."""

    minutes: int
    pair: int

    def of(self, minutes: Ints, pairs: Ints) -> Ints:
        """Return the cost of ways."""
        cost: Ints = self.minutes * minutes - self.pair * pairs
        return cost


@dataclass(frozen=True)
class Part:
    """Children with their ways within the ceilings, their teams, and the profile to keep."""

    network: Network
    way: Ints  # numbers of ways in the network
    child: Ints  # of each of these ways
    minutes: Ints
    gained: Ints  # pairs with siblings who already sit at the school
    teams: tuple[Team, ...]
    cells: Cells
    target: Ints  # children to be seated of each cell

    @cached_property
    def who(self) -> Ints:
        """Return the children of the part."""
        return np.unique(self.child)

    @cached_property
    def school(self) -> Ints:
        """Return the school of each way."""
        school: Ints = self.network.school[self.network.group[self.way]].astype(np.int64)
        return school

    def ways(self, prices: Prices, keep: Flags | None = None) -> Ways:
        """Return the ways, all or some, sorted by cost for each child."""
        cost = prices.of(self.minutes, self.gained)
        order = np.lexsort((cost, self.child))
        if keep is not None:
            order = order[keep[order]]
        return Ways(self.child[order], self.way[order], cost[order])

    def completed(self, prices: Prices, forced: Mapping[int, int]) -> Ints | None:
        """Seat the forced children at their schools and everyone else at least cost.

        Returns None when that would cost another child its seat.
        """
        bound = np.full(len(self.network.level), NOWHERE, np.int64)
        for child, school in forced.items():
            bound[child] = school
        keep = (bound[self.child] == NOWHERE) | (bound[self.child] == self.school)
        first = self.network.level.copy()
        first[bound != NOWHERE] = np.iinfo(np.int32).max
        taken, _ = seated(network=self.network, ways=self.ways(prices, keep), level=first)
        return taken if self.keeps_profile(taken) else None

    def keeps_profile(self, taken: Ints) -> bool:
        """Whether as many children of each cell sit as must."""
        mine = np.zeros(len(self.target), np.bool_)
        mine[self.cells.of_child[self.who]] = True
        return bool((self.cells.counts(taken)[mine] == self.target[mine]).all())

    def worth(self, taken: Ints) -> tuple[int, int]:
        """Return minutes and pairs of the children of this part."""
        sits = self.who[taken[self.who] != NOWHERE]
        where = np.searchsorted(self.way, taken[sits])
        at = dict(zip(sits.tolist(), self.school[where].tolist(), strict=True))
        pairs = sum(pairs_at([at[child] for child in team if child in at]) for team in self.teams)
        return int(self.minutes[where].sum()), int(self.gained[where].sum()) + pairs

    def value(self, prices: Prices, taken: Ints) -> int:
        """Return what is minimised."""
        minutes, pairs = self.worth(taken)
        return prices.minutes * minutes - prices.pair * pairs


def parts_of(
    *,
    network: Network,
    ceiling: Ints,
    gained: Ints,
    teams: tuple[Team, ...],
    cells: Cells,
    component: Ints,
    target: Ints,
) -> Iterator[Part]:
    """Split the ways within the ceilings into parts, in the order of their first child."""
    owner = np.repeat(np.arange(len(component)), np.diff(network.start))
    within = network.minutes <= ceiling[component[owner]] if len(owner) else owner.astype(bool)
    way = np.flatnonzero(within)
    child = owner[way]
    has_way = np.zeros(len(component), np.bool_)
    has_way[child] = True
    kept = [tuple(at for at in team if has_way[at]) for team in teams]
    first = np.searchsorted(child, np.arange(len(component) + 1)).tolist()
    school = network.school[network.group[way]].tolist()
    kept = [team for team in kept if len(team) > 1 and _share_a_school(school, first, team)]
    name = _coupled(component, kept)
    of_way = name[child]
    order = np.argsort(of_way, kind="stable")
    by_part: dict[int, list[Team]] = {}
    for team in kept:
        by_part.setdefault(int(name[team[0]]), []).append(team)
    for places in np.split(order, np.flatnonzero(np.diff(of_way[order])) + 1):
        if len(places):
            yield Part(
                network=network,
                way=way[places],
                child=child[places],
                minutes=network.minutes[way[places]],
                gained=gained[way[places]],
                teams=tuple(by_part.get(int(of_way[places[0]]), ())),
                cells=cells,
                target=target,
            )


def _share_a_school(school: list[int], first: list[int], team: Team) -> bool:
    """Whether two of a team have a way to one school; ``first`` of each child's ways."""
    seen: set[int] = set()
    for at in team:
        mine = set(school[first[at] : first[at + 1]])
        if not seen.isdisjoint(mine):
            return True
        seen |= mine
    return False


def _coupled(component: Ints, teams: list[Team]) -> Ints:
    """Return a number for each child's part: components of a team's members become one."""
    size = int(component.max(initial=ALONE)) + 1
    root = list(range(size))

    def top(at: int) -> int:
        while root[at] != at:
            root[at] = root[root[at]]
            at = root[at]
        return at

    for team in teams:
        for at in team[1:]:
            root[top(int(component[at]))] = top(int(component[team[0]]))
    tops = np.array([top(at) for at in range(size)] + [ALONE], np.int64)  # ALONE is the last one
    return tops[component]
