# SPDX-License-Identifier: EUPL-1.2
"""Siblings of one stage: who already sits where, and who may come to sit together."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

import numpy as np

from rundertisch.engine.placement.solve.network import NO_FAMILY, STAGES, UNLOCKED, Ints, Network

Team = tuple[int, ...]  # siblings of one stage who are to be seated; places in the input


@dataclass(frozen=True, slots=True)
class Siblings:
    """Families seen stage by stage."""

    teams: tuple[Team, ...]  # two or more children to be seated
    seated: dict[int, Counter[int]]  # child -> school -> siblings of its stage already there
    settled_pairs: int  # together by a person's decision: locked with locked or with placed


def siblings_of(*, network: Network) -> Siblings:
    """Return the teams and the seats of siblings that no plan changes."""
    related = network.family != NO_FAMILY
    family_and_stage = len(STAGES) * network.family + network.stage
    locked = np.flatnonzero(related & (network.locked != UNLOCKED))
    fixed: defaultdict[int, Counter[int]] = defaultdict(Counter)
    for family, stage, school in network.sitting.tolist():
        fixed[len(STAGES) * family + stage][school] += 1
    settled = 0
    decided = network.school[network.locked[locked]].tolist()
    for key, school in zip(family_and_stage[locked].tolist(), decided, strict=True):
        settled += fixed[key][school]
        fixed[key][school] += 1
    waiting = np.flatnonzero(related & (network.locked == UNLOCKED))
    key = family_and_stage[waiting]
    with_seated = np.flatnonzero(np.isin(key, np.array(list(fixed), np.int64)))
    return Siblings(
        teams=_teams(waiting, key),
        seated={int(waiting[at]): fixed[int(key[at])] for at in with_seated.tolist()},
        settled_pairs=settled,
    )


def _teams(waiting: Ints, key: Ints) -> tuple[Team, ...]:
    """Return those who share a key, two or more, in the order of their first members."""
    order = np.argsort(key, kind="stable")
    ends = np.append(np.flatnonzero(np.diff(key[order], prepend=-1)), len(key)).tolist()
    members = waiting[order].tolist()
    teams = [tuple(members[a:b]) for a, b in pairwise(ends) if b - a > 1]
    return tuple(sorted(teams))


def pairs_gained(*, network: Network, siblings: Siblings) -> Ints:
    """Return for each way the siblings that already sit at its school."""
    gained = np.zeros(len(network.group), np.int64)
    for child, schools in siblings.seated.items():
        ways = slice(network.start[child], network.start[child + 1])
        at = network.school[network.group[ways]]
        gained[ways] = [schools.get(int(school), 0) for school in at]
    return gained


def pairs_at(schools: Sequence[int]) -> int:
    """Return how many pairs of seats are at one school."""
    return sum(a == b for a, b in combinations(schools, 2))


def possible_pairs(*, team: Team, schools: dict[int, set[int]]) -> int:
    """Return how many pairs of a team have a school in common (an upper bound)."""
    return sum(not schools[a].isdisjoint(schools[b]) for a, b in combinations(team, 2))
