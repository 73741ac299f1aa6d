# SPDX-License-Identifier: EUPL-1.2
"""How a family that has to stay together can sit at one school: seats per row, and who sits.

Children of one family who can use the same rows are exchangeable, so ways to distribute them are
counted, not children: their number grows with the rows of a school (hardly ever more than two
that a child could use), not with the size of the family.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

FamilyChoice = tuple[int, dict[int, int], dict[int, int]]  # minutes, seats per row, per level


@dataclass(frozen=True, slots=True)
class Family:
    """What one school offers to the children of a family.

    ``offer``: of each child that can sit there, its minutes and its rows. ``partial``: some may
    stay without a seat; else all ``size`` children sit, or the school is no choice.
    """

    size: int
    offer: Mapping[int, tuple[int, tuple[int, ...]]]
    level: Mapping[int, int]
    partial: bool


def choices_of_family(family: Family) -> Iterator[FamilyChoice]:
    """Yield every different way to seat the family (or, if some may leave, some of it) here."""
    if not family.partial and len(family.offer) < family.size:
        return
    alike: dict[tuple[tuple[int, ...], int], list[int]] = {}
    for child, (minutes, rows) in family.offer.items():
        level = family.level[child] if family.partial else 0
        alike.setdefault((rows, level), []).append(minutes)
    yielded: set[tuple[int, tuple[tuple[int, int], ...], tuple[tuple[int, int], ...]]] = set()
    for minutes, seats, levels in _combined(list(alike.items()), partial=family.partial):
        key = (minutes, tuple(sorted(seats.items())), tuple(sorted(levels.items())))
        if seats and key not in yielded:
            yielded.add(key)
            yield minutes, dict(seats), dict(levels)


def _combined(
    alike: list[tuple[tuple[tuple[int, ...], int], list[int]]], *, partial: bool
) -> Iterator[tuple[int, Counter[int], Counter[int]]]:
    if not alike:
        yield 0, Counter(), Counter()
        return
    (rows, level), ways = alike[0]
    ways = sorted(ways)  # who stays without a seat is, of equals, who would travel farthest
    for minutes, seats, levels in _combined(alike[1:], partial=partial):
        for sits in range(0 if partial else len(ways), len(ways) + 1):
            here = levels + Counter({level: sits})
            for spread in _spread(sits, len(rows)):
                used = seats + Counter(dict(zip(rows, spread, strict=True)))
                yield minutes + sum(ways[:sits]), used, here


def _spread(count: int, rows: int) -> Iterator[tuple[int, ...]]:
    """Yield all ways to write a count as an ordered sum over some rows."""
    if rows == 1:
        yield (count,)
        return
    for first in range(count + 1):
        for rest in _spread(count - first, rows - 1):
            yield (first, *rest)
