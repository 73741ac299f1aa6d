# SPDX-License-Identifier: EUPL-1.2
"""The answer: the share for whom it has not happened yet, day by day, and the median."""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Step:
    """One day on which it happened to somebody."""

    days: int
    at_risk: int  # seen at least so long, and it had not happened before
    ended: int
    waiting: Fraction  # share for whom it has not happened after this day


@dataclass(frozen=True, slots=True)
class Plan:
    """The estimate. ``median``: the first day by which it happened to half; None: not reached.

    ``low`` and ``high`` are the ends of its interval; ``high`` is None where the data do not say.
    """

    people: int
    ended: int
    steps: tuple[Step, ...]
    median: int | None
    low: int | None
    high: int | None

    @property
    def censored(self) -> int:
        """People for whom it has not happened yet."""
        return self.people - self.ended
