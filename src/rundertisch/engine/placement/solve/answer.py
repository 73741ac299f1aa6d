# SPDX-License-Identifier: EUPL-1.2
"""What has been decided for everyone, as arrays: what reasons, values and changes are told from."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from rundertisch.engine.placement.problem import Problem, stage_of
from rundertisch.engine.placement.solve.flow import NOWHERE
from rundertisch.engine.placement.solve.network import NO_FAMILY, STAGES, UNLOCKED, Ints, Network

NO_GROUP = -1
Site = tuple[bool, str]  # a named site, or a school that is a site of its own


@dataclass(frozen=True)
class Answer:
    """A finished seating of all children, locked ones included."""

    problem: Problem
    network: Network
    taken: Ints  # of each child: its way, or NOWHERE (locked children have none)

    @cached_property
    def group(self) -> Ints:
        """Return the group of each child, or NO_GROUP."""
        group = self.network.locked.copy()
        sits = self.taken != NOWHERE
        group[sits] = self.network.group[self.taken[sits]]
        return group

    @cached_property
    def minutes(self) -> Ints:
        """Return the minutes of each seated child; 0 for others."""
        minutes = np.where(self.network.locked == UNLOCKED, 0, self.network.locked_minutes)
        sits = self.taken != NOWHERE
        minutes[sits] = self.network.minutes[self.taken[sits]]
        return minutes

    @cached_property
    def together(self) -> Counter[tuple[str, str, str]]:
        """Return how many siblings sit at a school, by family, stage and school id."""
        seats: Counter[tuple[str, str, str]] = Counter()
        school_of = {group.id: group.school for group in self.problem.groups}
        for placed in self.problem.placed:
            if placed.family:
                seats[placed.family, stage_of(grade=placed.grade), school_of[placed.group]] += 1
        for at, child in enumerate(self.problem.children):
            if child.family and self.group[at] != NO_GROUP:
                school = self.problem.groups[self.group[at]].school
                seats[child.family, stage_of(grade=child.grade), school] += 1
        return seats

    @cached_property
    def site(self) -> dict[str, Site]:
        """Return the site of each school; one that names none is a site of its own."""
        return {each.id: (bool(each.site), each.site or each.id) for each in self.problem.schools}

    @cached_property
    def at_sites(self) -> defaultdict[tuple[str, Site], Counter[str]]:
        """Return how many siblings of each stage sit at a site, by family and site."""
        seats: defaultdict[tuple[str, Site], Counter[str]] = defaultdict(Counter)
        for (family, stage, school), count in self.together.items():
            seats[family, self.site[school]][stage] += count
        return seats

    @cached_property
    def _met(self) -> tuple[Ints, int]:
        """Return for each child its siblings of the stage at its school, and the new pairs."""
        network, schools = self.network, len(self.problem.schools)
        sits = np.flatnonzero((network.family != NO_FAMILY) & (self.group != NO_GROUP))
        before = network.sitting @ np.array([len(STAGES) * schools, schools, 1])
        now = (len(STAGES) * network.family[sits] + network.stage[sits]) * schools
        now += network.school[self.group[sits]]
        _, place, counts = np.unique(
            np.concatenate([now, before]), return_inverse=True, return_counts=True
        )
        met = np.zeros(len(self.group), np.int64)
        met[sits] = counts[place[: len(now)]] - 1
        _, old = np.unique(before, return_counts=True)
        return met, int((counts * (counts - 1) // 2).sum() - (old * (old - 1) // 2).sum())

    @property
    def siblings_met(self) -> Ints:
        """Return for each child its siblings of the stage at its school."""
        return self._met[0]

    @property
    def pairs(self) -> int:
        """Return the pairs together, at least one of the two newly seated or locked."""
        return self._met[1]

    @cached_property
    def families_partly_placed(self) -> int:
        """Return the families with a child left out and another one seated."""
        family, sits = self.network.family, self.group != NO_GROUP
        seated = np.concatenate([family[sits], self.network.sitting[:, 0]])
        left = family[~sits]
        return len(np.intersect1d(left[left != NO_FAMILY], seated))
