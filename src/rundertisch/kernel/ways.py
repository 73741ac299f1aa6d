# SPDX-License-Identifier: EUPL-1.2
"""The ways from one home to some schools as a drawing: no map, no tiles, nothing from elsewhere.

The home stands in the middle; a school stands in its direction, as far away as its way is long in
minutes. A protected home has no point and no directions: then the schools stand in a row.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, REACH = 480, 320, 120
ROW = 24  # between two schools where no home is shown


@dataclass(frozen=True, slots=True)
class Way:
    """One school: its name, minutes, and the direction (degrees east and north, any scale)."""

    name: str
    minutes: int
    east: float = 0.0
    north: float = 0.0
    proposed: bool = False


@dataclass(frozen=True, slots=True)
class WaysDrawing:
    """What is drawn; ``estimate``: minutes computed from coordinates."""

    home: str  # the town of the home; empty: protected, neither point nor direction
    ways: tuple[Way, ...]
    estimate: bool = True

    @property
    def text(self) -> str:
        """Return the drawing in words: what a screen reader says."""
        about = "geschätzt " if self.estimate else ""
        said = ", ".join(
            f"{way.name} {about}{way.minutes} Minuten{' (vorgeschlagen)' if way.proposed else ''}"
            for way in self.ways
        )
        start = f"Wege ab {self.home}" if self.home else "Wege (die Wohnung ist geschützt)"
        return f"{start}: {said}."


@dataclass(frozen=True, slots=True)
class Dot:
    """Where one school is drawn."""

    x: int
    y: int
    label_y: int
    anchor: str
    way: Way


def dots_of(*, drawing: WaysDrawing) -> tuple[Dot, ...]:
    """Return the place of every school in the drawing."""
    if not drawing.home:
        return tuple(
            Dot(WIDTH // 4, ROW * (at + 1), ROW * (at + 1) + 4, "start", way)
            for at, way in enumerate(_by_minutes(drawing.ways))
        )
    farthest = max((way.minutes for way in drawing.ways), default=0) or 1
    return tuple(_dot(way, farthest) for way in _by_minutes(drawing.ways))


def _by_minutes(ways: Sequence[Way]) -> list[Way]:
    return sorted(ways, key=lambda way: way.minutes)


def _dot(way: Way, farthest: int) -> Dot:
    angle = math.atan2(way.north, way.east)
    far = REACH * way.minutes / farthest
    x = round(WIDTH / 2 + far * math.cos(angle))
    y = round(HEIGHT / 2 - far * math.sin(angle))
    right = x >= WIDTH / 2
    return Dot(x, y, y + 4, "start" if right else "end", way)


def height_of(*, drawing: WaysDrawing) -> int:
    """Return the height of the drawing."""
    return HEIGHT if drawing.home else ROW * (len(drawing.ways) + 1)
