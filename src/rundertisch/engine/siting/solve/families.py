# SPDX-License-Identifier: EUPL-1.2
"""How a family that has to stay together can sit at one school: seats per row, and who sits.

Children of one family who can use the same rows are exchangeable, so ways to distribute them are
counted, not children: their number grows with the rows of a school (hardly ever more than two
that a child could use), not with the size of the family.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

Uses = tuple[tuple[int, int], ...]  # rows (or levels), each with how many
FamilyChoice = tuple[int, Uses, Uses]  # minutes, seats per row, per level
Shape = tuple[tuple[tuple[int, ...], int, int], ...]  # rows, level, how many: of alike children
KNOWN = 4096  # shapes remembered


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
    rows_of = list(dict.fromkeys(row for rows, _ in alike for row in rows))
    levels = list(dict.fromkeys(level for _, level in alike))
    shape = tuple(
        (tuple(map(rows_of.index, rows)), levels.index(level), len(ways))
        for (rows, level), ways in alike.items()
    )
    # who stays without a seat is, of equals, who would travel farthest
    nearest = [sorted(ways) for ways in alike.values()]
    least: dict[tuple[Uses, Uses], int] = {}
    for sits, seats, waits in _seated(shape, partial=family.partial):
        minutes = sum(sum(ways[:many]) for ways, many in zip(nearest, sits, strict=True))
        key = seats, waits
        least[key] = min(minutes, least.get(key, minutes))
    for (seats, waits), minutes in least.items():
        yield (
            minutes,
            tuple((rows_of[row], many) for row, many in seats),
            tuple((levels[level], many) for level, many in waits),
        )


@lru_cache(maxsize=KNOWN)
def _seated(shape: Shape, *, partial: bool) -> tuple[tuple[tuple[int, ...], Uses, Uses], ...]:
    """Return how many of each kind of alike children can sit: and their seats, and levels."""
    combined = (
        (sits, _counted(seats), _counted(levels))
        for sits, seats, levels in _combined(shape, partial=partial)
    )
    return tuple(each for each in combined if each[1])


def _combined(shape: Shape, *, partial: bool) -> Iterator[tuple[tuple[int, ...], Uses, Uses]]:
    if not shape:
        yield (), (), ()
        return
    rows, level, many = shape[0]
    for sits, seats, levels in _combined(shape[1:], partial=partial):
        for sit in range(0 if partial else many, many + 1):
            for spread in _spread(sit, len(rows)):
                here = tuple(zip(rows, spread, strict=True))
                yield (sit, *sits), (*here, *seats), ((level, sit), *levels)


def _counted(uses: Uses) -> Uses:
    """Return the same with each row (or level) once, and none of which nothing is used."""
    many: dict[int, int] = {}
    for row, more in uses:
        many[row] = many.get(row, 0) + more
    return tuple(sorted((row, each) for row, each in many.items() if each))


def _spread(count: int, rows: int) -> Iterator[tuple[int, ...]]:
    """Yield all ways to write a count as an ordered sum over some rows."""
    if rows == 1:
        yield (count,)
        return
    for first in range(count + 1):
        for rest in _spread(count - first, rows - 1):
            yield (first, *rest)
