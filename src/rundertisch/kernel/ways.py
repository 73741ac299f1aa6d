# SPDX-License-Identifier: EUPL-1.2
"""The ways from one home to some schools as a drawing: no map, no tiles, nothing from elsewhere.

The home stands in the middle; a school stands in its direction, as far away as its way is long in
minutes, and bears the number under which it is named in the list below, nearest first. A protected
home has no point and no directions: then there is the list only.
"""

import math
from dataclasses import dataclass

WIDTH, HEIGHT, REACH = 480, 320, 120
BEYOND = 18  # how far beyond its school a number stands


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
    """Where one school and its number are drawn."""

    number: int
    x: int
    y: int
    label_x: int
    label_y: int
    way: Way


def dots_of(*, drawing: WaysDrawing) -> tuple[Dot, ...]:
    """Return the place of every school in the drawing, nearest first."""
    farthest = max((way.minutes for way in drawing.ways), default=0) or 1
    nearest_first = sorted(drawing.ways, key=lambda way: way.minutes)
    return tuple(_dot(at, way, farthest) for at, way in enumerate(nearest_first, start=1))


def _dot(number: int, way: Way, farthest: int) -> Dot:
    angle = math.atan2(way.north, way.east)
    far = REACH * way.minutes / farthest
    x, y = _point(angle, far)
    label_x, label_y = _point(angle, far + BEYOND)
    return Dot(number, x, y, label_x, label_y, way)


def _point(angle: float, far: float) -> tuple[int, int]:
    return round(WIDTH / 2 + far * math.cos(angle)), round(HEIGHT / 2 - far * math.sin(angle))
