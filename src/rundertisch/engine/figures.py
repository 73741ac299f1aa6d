# SPDX-License-Identifier: EUPL-1.2
"""A number as it leaves the engine: never without its unit, its day and its source."""

from dataclasses import dataclass
from datetime import date
from enum import Enum


class Nearness(Enum):
    """How near a shown number is to the true one: a protected count is not exact."""

    EXACT = "exact"
    ABOUT = "about"  # rounded: "rund 15"
    UNDER = "under"  # at least one, fewer than the value: "unter 5"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that people read. ``value = None``: withheld (it could name a person)."""

    value: float | int | None
    unit: str = ""
    as_of: date | None = None
    source: str = ""
    low: float | int | None = None  # interval; both ends or neither
    high: float | int | None = None
    nearness: Nearness = Nearness.EXACT

    def __post_init__(self) -> None:
        if (self.low is None) != (self.high is None):
            raise ValueError("Ein Intervall braucht beide Enden oder keines.")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(f"Das Intervall ist verkehrt herum: {self.low} bis {self.high}.")
