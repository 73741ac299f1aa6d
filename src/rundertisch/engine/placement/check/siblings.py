# SPDX-License-Identifier: EUPL-1.2
"""What one child's move to another school does to siblings: in its stage, and at its site."""

from collections import Counter, defaultdict

from rundertisch.engine.placement.check.network import NOWHERE, Network
from rundertisch.engine.placement.check.weighed import site_of
from rundertisch.engine.placement.problem import Child, Placed, Stage, stage_of

Family = tuple[str, Stage]


class Together:
    """Who of a family sits at which school and at which site."""

    def __init__(self, *, network: Network, seat: list[int]) -> None:
        self.network = network
        self.new: dict[Family, Counter[int]] = defaultdict(Counter)
        self.old: dict[Family, Counter[int]] = defaultdict(Counter)
        self.at_site: dict[tuple[str, object], Counter[Stage]] = defaultdict(Counter)
        self.site = [site_of(school=school) for school in network.problem.schools]
        for child, group in zip(network.problem.children, seat, strict=True):
            if child.family and group != NOWHERE:
                self._sits(child, int(network.school_of[group]), self.new)
        for placed in network.problem.placed:
            if placed.family:
                school = int(network.school_of[network.group_at[placed.group]])
                self._sits(placed, school, self.old)

    def _sits(self, who: Child | Placed, school: int, where: dict[Family, Counter[int]]) -> None:
        where[self.key(who)][school] += 1
        self.at_site[who.family, self.site[school]][stage_of(grade=who.grade)] += 1

    @staticmethod
    def key(who: Child | Placed) -> Family:
        """Return family and stage."""
        return who.family, stage_of(grade=who.grade)

    def gain(self, *, child: int, here: int, there: int) -> tuple[int, int]:
        """Return how many more pairs (or linear measure) and pairs at one site the move makes."""
        if here == there:
            return 0, 0
        who = self.network.problem.children[child]
        return self._in_stage(self.key(who), here, there), self._at_sites(who, here, there)

    def _in_stage(self, key: Family, here: int, there: int) -> int:
        new, old = self.new[key], self.old[key]
        if self.network.problem.parameters.sibling_measure == "linear":
            frees = new[here] == 1 and not old[here]  # the school is no longer used
            opens = not new[there] and not old[there]
            return int(frees) - int(opens)
        return new[there] + old[there] - (new[here] + old[here] - 1)

    def _at_sites(self, who: Child, here: int, there: int) -> int:
        if self.site[here] == self.site[there]:
            return 0
        stage = stage_of(grade=who.grade)

        def others(school: int) -> int:
            stages = self.at_site[who.family, self.site[school]]
            return sum(stages.values()) - stages[stage]

        return others(there) - others(here)
