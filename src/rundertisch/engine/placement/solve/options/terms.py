# SPDX-License-Identifier: EUPL-1.2
"""What the options say about each way: keeps a claim, is wished, counts so many minutes."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from rundertisch.engine.placement.problem import LINEAR, STRICT, Problem, stage_of
from rundertisch.engine.placement.solve.components import component_of
from rundertisch.engine.placement.solve.flow import NO_CAP, NOWHERE
from rundertisch.engine.placement.solve.network import UNLOCKED, Flags, Ints, Network
from rundertisch.engine.placement.solve.siblings import Siblings, pairs_gained, siblings_of
from rundertisch.engine.placement.solve.worst import Cells

Site = tuple[bool, str]  # a named site, or a school that is a site of its own


def uses_options(problem: Problem) -> bool:
    """Whether the problem asks for more than the core (priority is a matter of levels only)."""
    rules = problem.parameters
    return bool(
        rules.wishes_weigh
        or rules.worst_slack_minutes
        or rules.minutes_per_site
        or rules.sibling_measure == LINEAR
        or any(child.claim for child in problem.children)
        or any(school.soft_cap is not None for school in problem.schools)
    )


@dataclass(frozen=True)
class Terms:
    """A problem with its network, and what the options add to children, ways and schools."""

    problem: Problem
    network: Network

    @cached_property
    def component(self) -> Ints:
        """Return the component of each child; hard caps connect, soft ones do not."""
        caps = [NO_CAP if s.hard_cap is None else s.hard_cap for s in self.problem.schools]
        return component_of(network=self.network, capped=np.array(caps, np.int64))

    @cached_property
    def cells(self) -> Cells:
        """Return the cells (component and level) that the profiles count by."""
        return Cells(network=self.network, component=self.component)

    @cached_property
    def siblings(self) -> Siblings:
        """Return the siblings of each stage."""
        return siblings_of(network=self.network)

    @cached_property
    def owner(self) -> Ints:
        """Return the child of each way."""
        start = self.network.start
        return np.repeat(np.arange(len(start) - 1), np.diff(start))

    @cached_property
    def school(self) -> Ints:
        """Return the school of each way."""
        school: Ints = self.network.school[self.network.group].astype(np.int64)
        return school

    @cached_property
    def _schools_at(self) -> dict[str, int]:
        return {school.id: at for at, school in enumerate(self.problem.schools)}

    @cached_property
    def rank(self) -> Ints:
        """Return the rank of the wish that each way fulfils, or 0."""
        children_at = {child.id: at for at, child in enumerate(self.problem.children)}
        rank = np.zeros(len(self.owner), np.int64)
        for wish in self.problem.wishes:
            child = children_at[wish.child]
            ways = slice(self.network.start[child], self.network.start[child + 1])
            rank[ways][self.school[ways] == self._schools_at[wish.school]] = wish.rank
        return rank

    @cached_property
    def claims(self) -> Ints:
        """Return the school that each child has a claim to, or NOWHERE."""
        claims = [self._schools_at.get(child.claim, NOWHERE) for child in self.problem.children]
        return np.array(claims, np.int64)

    @cached_property
    def kept(self) -> Flags:
        """Return for each way whether it keeps the claim of its child."""
        claim = self.claims[self.owner]
        kept: Flags = (claim != NOWHERE) & ((claim == self.school) | (self.rank > 0))
        return kept

    @cached_property
    def exempt(self) -> Flags:
        """Return for each way whether level 2 does not look at it."""
        if not self.problem.parameters.wishes_weigh:
            return np.zeros(len(self.owner), np.bool_)
        return self.rank > 0

    @cached_property
    def minutes(self) -> Ints:
        """Return the minutes that each way counts in level 3."""
        first = self.network.start[:-1][self.owner]  # the ways of a child are sorted
        least = self.network.minutes[first]
        counted: Ints = np.where(self.exempt, least, self.network.minutes)
        return counted

    @cached_property
    def worth(self) -> Ints:
        """Return the minutes that the wish fulfilled by each way is worth."""
        if not self.problem.parameters.wishes_weigh:
            return np.zeros(len(self.owner), np.int64)
        worth: Ints = np.array((0, *self.problem.parameters.minutes_per_wish), np.int64)[self.rank]
        return worth

    @cached_property
    def soft_left(self) -> dict[int, int]:
        """Return what is left of each soft cap after the locked children (below 0: overrun)."""
        locked = self.network.locked
        taken = Counter(self.network.school[locked[locked != UNLOCKED]].tolist())
        return {
            at: school.soft_cap - taken[at]
            for at, school in enumerate(self.problem.schools)
            if school.soft_cap is not None
        }

    @property
    def linear(self) -> bool:
        """Whether siblings are measured by the schools of a family, not by pairs."""
        return self.problem.parameters.sibling_measure == LINEAR

    @property
    def strict(self) -> bool:
        """Whether siblings come before minutes."""
        return self.problem.parameters.minutes_per_pair == STRICT

    @property
    def pair_price(self) -> int:
        """Return the minutes that a pair is worth; strict: 0."""
        price = self.problem.parameters.minutes_per_pair
        return 0 if isinstance(price, str) else price

    @cached_property
    def gained(self) -> Ints:
        """Return what each way adds to the measure by siblings who already sit at its school."""
        gained = pairs_gained(network=self.network, siblings=self.siblings)
        return np.minimum(gained, 1) if self.linear else gained

    @cached_property
    def site(self) -> list[Site]:
        """Return the site of each school."""
        return [(bool(s.site), s.site or s.id) for s in self.problem.schools]

    @cached_property
    def families(self) -> dict[str, list[int]]:
        """Return the children to be seated of each family."""
        families: defaultdict[str, list[int]] = defaultdict(list)
        for at, child in enumerate(self.problem.children):
            if child.family and self.network.locked[at] == UNLOCKED:
                families[child.family].append(at)
        return families

    @cached_property
    def site_gained(self) -> Ints:
        """Return for each way the siblings of other stages who already sit at its site."""
        gained = np.zeros(len(self.owner), np.int64)
        if not self.problem.parameters.minutes_per_site:
            return gained
        there = sitting_at_sites(self, self.network.locked)
        for family, members in self.families.items():
            for at in members:
                ways = slice(self.network.start[at], self.network.start[at + 1])
                mine = stage_of(grade=self.problem.children[at].grade)
                for way in range(ways.start, ways.stop):
                    stages = there.get((family, self.site[self.school[way]]), Counter[str]())
                    gained[way] = sum(n for stage, n in stages.items() if stage != mine)
        return gained


def sitting_at_sites(terms: Terms, group: Ints) -> dict[tuple[str, Site], Counter[str]]:
    """Return the stages of siblings who sit at a site, by family and site.

    ``group``: of each child to be seated or locked, or a negative number.
    """
    problem, network = terms.problem, terms.network
    groups_at = {each.id: at for at, each in enumerate(problem.groups)}
    there: defaultdict[tuple[str, Site], Counter[str]] = defaultdict(Counter)
    for placed in problem.placed:
        if placed.family:
            site = terms.site[network.school[groups_at[placed.group]]]
            there[placed.family, site][stage_of(grade=placed.grade)] += 1
    for at, child in enumerate(problem.children):
        if child.family and group[at] >= 0:
            site = terms.site[network.school[group[at]]]
            there[child.family, site][stage_of(grade=child.grade)] += 1
    return there
