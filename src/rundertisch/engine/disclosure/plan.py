# SPDX-License-Identifier: EUPL-1.2
"""The answer: the table as it may be read, and each of its cells as a figure."""

from dataclasses import dataclass
from datetime import date

from rundertisch.engine.disclosure.problem import FEWEST, Axes, Counts
from rundertisch.engine.figures import Figure, Nearness

UNDER = -1  # in a table of numbers: at least 1, fewer than `FEWEST`


@dataclass(frozen=True, slots=True)
class Plan:
    """Protected cells and totals; a cell is 0, `UNDER`, a multiple of 5, or the exact count."""

    cells: Counts
    totals: tuple[tuple[Axes, Counts], ...]
    openable: bool

    def total(self, *axes: int) -> Counts:
        """Return the totals over these axes, as they were asked for."""
        return dict(self.totals)[axes]

    def figure(
        self, shown: int, *, unit: str = "", as_of: date | None = None, source: str = ""
    ) -> Figure:
        """Return one shown cell as people read it: 12, rund 10, unter 5."""
        if shown == UNDER:
            return Figure(FEWEST, unit, as_of, source, nearness=Nearness.UNDER)
        about = not self.openable and shown > 0
        nearness = Nearness.ABOUT if about else Nearness.EXACT
        return Figure(int(shown), unit, as_of, source, nearness=nearness)
