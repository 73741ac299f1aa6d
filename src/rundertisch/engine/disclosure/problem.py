# SPDX-License-Identifier: EUPL-1.2
"""What is asked: a table of true counts of people, its totals, and who is going to read it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BASE = 5  # from here on a count is the nearest multiple (school statistics of NRW round so)
FEWEST = 5  # a count below, but not 0, is only "unter 5"

Counts = NDArray[np.int64]
Axes = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """True counts; `openable` says that the reader may open every counted person one by one."""

    counts: Counts
    openable: bool = False
    totals: tuple[Axes, ...] = ()  # each: the axes that are summed away

    def __post_init__(self) -> None:
        if not np.issubdtype(self.counts.dtype, np.integer):
            raise ValueError("Gezählte Personen sind ganze Zahlen.")
        if self.counts.size and self.counts.min() < 0:
            raise ValueError("Gezählte Personen sind nie weniger als null.")
        for axes in self.totals:
            if not all(0 <= axis < self.counts.ndim for axis in axes):
                raise ValueError(f"Die Tabelle hat die Richtungen {axes} nicht.")
