# SPDX-License-Identifier: EUPL-1.2
"""A part of a siting problem in one of its models, ready to be solved."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from rundertisch.engine.placement.solve.network import Ints
from rundertisch.engine.siting.solve.held import Held
from rundertisch.engine.siting.solve.model import Model
from rundertisch.engine.siting.solve.parts import Part
from rundertisch.engine.siting.solve.programme import Demands, Found, Programme, Whole
from rundertisch.engine.siting.solve.whole import StuckError

NONE_BARRED = -1


@dataclass(frozen=True, slots=True)
class Asked:
    """A part in a model, ready to be solved."""

    model: Model
    part: Part
    programme: Programme
    held: Held | None = None  # to make families whole, where they stay together

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
            cost=programme.cents,
            demands=demands,
            seconds_left=seconds_left,
            start=start,
            whole=self._whole(demands, seconds_left),
        )
        if found is None or self.model.copies > 1 or programme.ways_cost:
            return found
        shortest = programme.solved(
            cost=programme.minutes,
            demands=replace(demands, opened=found.opened),
            seconds_left=seconds_left,
        )
        return found if shortest is None else replace(found, taken=shortest.taken)

    def _whole(self, demands: Demands, seconds_left: Callable[[], float]) -> Whole | None:
        """Return who makes families whole for given openings: then minutes are all that counts.

        No plan seats more than the profile that is needed, so it seats just as many.
        """
        if self.held is None or len(demands.needed) != len(self.model.levels):
            return None
        choices = self.model.choices
        cents, minutes = choices.cents[self.part.choices], choices.minutes[self.part.choices]
        farthest = int(np.argmax(minutes)) if len(minutes) else 0
        price = int(cents[farthest]) // max(1, int(minutes[farthest])) if len(minutes) else 0
        if not price or (cents != price * minutes).any():
            return None
        ask = partial(self.held.taken, profile=demands.needed, clock=seconds_left)
        return partial(self._taken, ask, price)

    def _taken(
        self, ask: Callable[..., Ints | None], price: int, opened: Ints, most: int | None
    ) -> tuple[bool, Ints | None]:
        if most is not None and most < 0:
            return True, None
        try:
            chosen = ask(opened=opened, most=None if most is None else most // price)
        except StuckError:
            return False, None
        if chosen is None:
            return True, None
        at = np.searchsorted(self.part.choices, chosen)
        return True, np.bincount(at, minlength=len(self.part.choices)).astype(np.int64)

    def place_of(self, opening: int) -> int:
        """Return the place of an opening in the part, or `NONE_BARRED` if it is not there."""
        at = np.flatnonzero(self.part.openings == opening)
        return int(at[0]) if len(at) else NONE_BARRED
