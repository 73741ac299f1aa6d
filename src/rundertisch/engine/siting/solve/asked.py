# SPDX-License-Identifier: EUPL-1.2
"""A part of a siting problem in one of its models, ready to be solved."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from rundertisch.engine.placement.solve.network import Ints
from rundertisch.engine.siting.solve.model import Model
from rundertisch.engine.siting.solve.parts import Part
from rundertisch.engine.siting.solve.programme import Demands, Found, Programme

NONE_BARRED = -1


@dataclass(frozen=True, slots=True)
class Asked:
    """A part in a model, ready to be solved."""

    model: Model
    part: Part
    programme: Programme

    def solved(
        self,
        demands: Demands,
        seconds_left: Callable[[], float],
        *,
        start: Ints | None = None,
    ) -> Found | None:
        """Return the least cents that keep the demands (if ways cost nothing, then least ways)."""
        programme = self.programme
        found = programme.solved(
            cost=programme.cents, demands=demands, seconds_left=seconds_left, start=start
        )
        if found is None or self.model.copies > 1 or programme.ways_cost:
            return found
        shortest = programme.solved(
            cost=programme.minutes,
            demands=replace(demands, opened=found.opened),
            seconds_left=seconds_left,
        )
        return found if shortest is None else replace(found, taken=shortest.taken)

    def place_of(self, opening: int) -> int:
        """Return the place of an opening in the part, or `NONE_BARRED` if it is not there."""
        at = np.flatnonzero(self.part.openings == opening)
        return int(at[0]) if len(at) else NONE_BARRED
