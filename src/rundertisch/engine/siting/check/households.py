# SPDX-License-Identifier: EUPL-1.2
"""How the children of one family can sit at one school: how many of whom, and in which place.

Children with the same places there who wait at the same level differ by their ways only, so if some
of them sit it is those with the shortest. Every answer says how many seats of each place it takes.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations_with_replacement, product

Place = tuple[int, bool, int, int]  # school, literacy, grades from and to


@dataclass(frozen=True, slots=True)
class Sitting:
    """One way to seat some of a family at a school."""

    minutes: int
    seats: Mapping[Place, int]
    levels: Mapping[int, int]  # children that sit, of each level


def sittings(
    *, ways: Mapping[int, Mapping[Place, int]], level: Mapping[int, int]
) -> Iterator[Sitting]:
    """Yield how the children can sit; ``ways``: of each child its minutes to places of a school."""
    alike: dict[tuple[int, tuple[Place, ...]], list[int]] = defaultdict(list)
    for child, to in ways.items():
        if not to:
            continue
        alike[level[child], tuple(sorted(to))].append(min(to.values()))
    each = [list(_some(where, sorted(minutes), of)) for (of, where), minutes in alike.items()]
    for chosen in product(*each):
        seats: Counter[Place] = Counter()
        levels: Counter[int] = Counter()
        for sitting in chosen:
            seats.update(sitting.seats)
            levels.update(sitting.levels)
        if seats:
            yield Sitting(sum(one.minutes for one in chosen), seats, levels)


def _some(where: tuple[Place, ...], minutes: list[int], level: int) -> Iterator[Sitting]:
    for many in range(len(minutes) + 1):
        for places in combinations_with_replacement(where, many):
            levels = {level: many} if many else {}
            yield Sitting(sum(minutes[:many]), Counter(places), levels)
