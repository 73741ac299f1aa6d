# SPDX-License-Identifier: EUPL-1.2
"""Siblings of one stage: who already sits where, and who may come to sit together."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from rundertisch.engine.placement.problem import Problem, stage_of
from rundertisch.engine.placement.solve.flow import NOWHERE
from rundertisch.engine.placement.solve.network import UNLOCKED, Ints, Network

Team = tuple[int, ...]  # siblings of one stage who are to be seated; places in the input


@dataclass(frozen=True, slots=True)
class Siblings:
    """Families seen stage by stage."""

    teams: tuple[Team, ...]  # two or more children to be seated
    seated: dict[int, Counter[int]]  # child -> school -> siblings of its stage already there
    settled_pairs: int  # together by a person's decision: locked with locked or with placed


def siblings_of(*, problem: Problem, network: Network) -> Siblings:
    """Return the teams and the seats of siblings that no plan changes."""
    schools_of_group = {
        group.id: int(network.school[at]) for at, group in enumerate(problem.groups)
    }
    waiting: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    fixed: defaultdict[tuple[str, str], Counter[int]] = defaultdict(Counter)
    settled = 0
    for placed in problem.placed:
        if placed.family:
            key = placed.family, stage_of(grade=placed.grade)
            fixed[key][schools_of_group[placed.group]] += 1
    for at, child in enumerate(problem.children):
        if not child.family:
            continue
        key = child.family, stage_of(grade=child.grade)
        if network.locked[at] == UNLOCKED:
            waiting[key].append(at)
        else:
            school = int(network.school[network.locked[at]])
            settled += fixed[key][school]
            fixed[key][school] += 1
    return Siblings(
        teams=tuple(tuple(team) for team in waiting.values() if len(team) > 1),
        seated={at: fixed[key] for key, team in waiting.items() if fixed[key] for at in team},
        settled_pairs=settled,
    )


def pairs_gained(*, network: Network, siblings: Siblings) -> Ints:
    """Return for each way the siblings that already sit at its school."""
    gained = np.zeros(len(network.group), np.int64)
    for child, schools in siblings.seated.items():
        ways = slice(network.start[child], network.start[child + 1])
        at = network.school[network.group[ways]]
        gained[ways] = [schools.get(int(school), 0) for school in at]
    return gained


def pairs_in(*, team: Iterable[int], network: Network, taken: Ints) -> int:
    """Return the pairs of one team that sit at one school."""
    schools = Counter(
        int(network.school[network.group[taken[at]]]) for at in team if taken[at] != NOWHERE
    )
    return sum(count * (count - 1) // 2 for count in schools.values())


def possible_pairs(*, team: Team, schools: dict[int, set[int]]) -> int:
    """Return how many pairs of a team have a school in common (an upper bound)."""
    return sum(not schools[a].isdisjoint(schools[b]) for a, b in combinations(team, 2))
