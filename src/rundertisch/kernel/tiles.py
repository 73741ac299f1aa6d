# SPDX-License-Identifier: EUPL-1.2
"""Tiles laid out like the district: rows from north to south, in each row from west to east.

No borders, no map service: only where the towns lie to each other, so that each is equally
readable (UI.md). Latitude and longitude in degrees.
"""

from collections.abc import Mapping
from dataclasses import dataclass

COLUMNS, MOST_ROWS, SHADES = 3, 6, 5  # what kern/tile.html can show


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a tile stands, counted from 1."""

    row: int
    column: int


def laid_out(points: Mapping[str, tuple[float, float]]) -> dict[str, Cell]:
    """Return where the tile of each place stands; nothing where there are too many for a map."""
    if len(points) > COLUMNS * MOST_ROWS:
        return {}
    north_first = sorted(points, key=lambda name: (-points[name][0], name))
    rows = [north_first[at : at + COLUMNS] for at in range(0, len(north_first), COLUMNS)]
    return {
        name: Cell(row, column)
        for row, names in enumerate(rows, start=1)
        for column, name in enumerate(sorted(names, key=lambda name: points[name][1]), start=1)
    }


def shade(value: int, *, most: int) -> int:
    """Return how dark a tile is, 0 for nothing; the number stands in the tile as well."""
    return 0 if most <= 0 or value <= 0 else max(1, round(SHADES * value / most))
