# SPDX-License-Identifier: EUPL-1.2
"""Level 3 with siblings: columns are blocks of siblings at one school, with their groups.

Column generation (Gilmore and Gomory, 1961; Desrosiers and Luebbecke, A Primer in Column
Generation, 2005), then a small integer program:

1. Start with the columns that the prices of the flow make attractive: one child in one group, or
   siblings of one stage together at one school. A block with two children in one group uses two
   of its seats.
2. Solve the linear program over these columns (HiGHS). Its duals price *all* columns: for a team
   and a school the best block of k siblings takes the k least reduced costs. Add what is below
   zero; repeat. When nothing is, the value bounds every plan, and plans are whole numbers.
3. Round: siblings whose block is used by more than half are kept together; the flow kernel seats
   everybody else. If that meets the bound, it is proven best.
4. Otherwise a column whose reduced cost exceeds the gap cannot be part of a better plan. Write
   down all others and solve the integer program over them. Only the blocks must be whole: what
   remains is a flow, whose corners are whole.

Nearly every part is small enough for `branching`, whose linear program is far smaller; these steps
are for the others, and for a gap that it leaves.
"""

import math
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from rundertisch.engine.placement.solve.branching import Branching, fits
from rundertisch.engine.placement.solve.master import Columns, Master
from rundertisch.engine.placement.solve.network import Ints
from rundertisch.engine.placement.solve.parts import Part, Prices
from rundertisch.engine.placement.solve.pricing import Pricing

TINY = 1e-6  # duals are no better than that
FIRST_GAP = 2.0  # minutes of reduced cost
MOST_COLUMNS = 60_000  # of an integer program; beyond, the gap is reported instead
HALF = 0.5


@dataclass(frozen=True, slots=True)
class Found:
    """The best plan of a part that was found, its value, and what no plan can go below."""

    taken: Ints
    value: int
    bound: int


@dataclass(slots=True)
class Search:
    """One part, one objective; ``least_pairs`` keeps what a level before has reached."""

    part: Part
    prices: Prices
    kernel_prices: Prices  # for the flow: the same objective, ties broken by the next one
    start: Ints
    seconds_left: Callable[[], float]
    seed: int = 0
    least_pairs: int | None = None
    trivial_bound: int = 0
    best: Ints = field(init=False)
    value: int = field(init=False)

    def __post_init__(self) -> None:
        self.best = self.start
        self.value = self.part.value(self.prices, self.start)

    def found(self) -> Found:
        """Return the best plan of the part and its bound."""
        if self.value <= self.trivial_bound:
            return self._answer(self.trivial_bound)
        if fits(part=self.part):
            with suppress(ArithmeticError):  # rounding has won; HiGHS is sturdier
                self._by_choices()
            if self.value <= self.trivial_bound or self.seconds_left() <= 0:
                return self._answer(self.trivial_bound)
        return self._by_blocks()

    def _by_choices(self) -> None:
        """Improve plan and bound by `branching`."""
        branching = Branching(
            self.part, self.prices, self.best, self.value, self.seconds_left, self.least_pairs
        )
        branching.run()
        self.best, self.value = branching.best, branching.value
        self.trivial_bound = max(self.trivial_bound, branching.low)

    def _by_blocks(self) -> Found:
        """Run the steps at the top of this file."""
        pricing = Pricing(self.part, self.prices, least_pairs=self.least_pairs)
        master = Master(self.part, self.prices, least_pairs=self.least_pairs, seed=self.seed)
        master.add(pricing.first_columns(self.best))
        low = self._relaxed(master, pricing)
        if low is None:
            return self._answer(self.trivial_bound)
        bound = max(self.trivial_bound, math.ceil(low - TINY * max(1.0, abs(low))))
        self._try(master.likely_blocks(above=HALF))
        if self.value <= bound:
            return self._answer(bound)
        return self._answer(max(bound, self._whole(pricing, low)))

    def _answer(self, bound: int) -> Found:
        return Found(self.best, self.value, min(bound, self.value))

    def _relaxed(self, master: Master, pricing: Pricing) -> float | None:
        """Step 2: return the value of the linear program over all columns, None if time is up."""
        while self.seconds_left() > 0:
            if not master.solved(seconds=self.seconds_left()):
                return None
            pricing.take_duals(master.duals())
            better = pricing.columns_below_zero(TINY)
            if better.empty:
                return master.value()
            master.add(better)
        return None

    def _try(self, blocks: Mapping[int, int]) -> None:
        """Seat the siblings of these blocks (child -> school), then everyone else."""
        taken = self.part.completed(self.kernel_prices, blocks)
        if taken is None:
            return
        if self.least_pairs is not None and self.part.worth(taken)[1] < self.least_pairs:
            return
        value = self.part.value(self.prices, taken)
        if value < self.value:
            self.best, self.value = taken, value

    def _whole(self, pricing: Pricing, low: float) -> int:
        """Step 4: improve the plan; return what no plan can go below.

        A better plan is worth at most ``value - 1``, so no column of it exceeds the gap between
        that and ``low``. First a small gap is tried: it nearly always finds the plan that
        closes it.
        """
        tried = min(FIRST_GAP, self.value - 1 - low)
        bound = self._improved(pricing, tried)
        if bound is not None and self.value - 1 - low > tried:
            bound = self._improved(pricing, self.value - 1 - low)
        return self.trivial_bound if bound is None else bound

    def _improved(self, pricing: Pricing, gap: float) -> int | None:
        """Solve with all columns up to the gap; return a bound on such plans, None: too large."""
        columns = pricing.columns_up_to(gap + TINY * max(1.0, abs(self.value)), MOST_COLUMNS)
        if columns is None or self.seconds_left() <= 0:
            return None
        return self._solved_over(columns)

    def _solved_over(self, columns: Columns) -> int | None:
        """Solve with whole blocks over these columns; return a bound, None: time was up."""
        master = Master(self.part, self.prices, least_pairs=self.least_pairs, seed=self.seed)
        master.add(columns)
        low = master.solved_whole(seconds=self.seconds_left())
        if low is None:  # no whole plan has these columns only
            return self.value
        self._try(master.likely_blocks(above=HALF))
        if not math.isfinite(low):  # time was up before there was any bound
            return None
        return min(self.value, math.ceil(low - TINY * max(1.0, abs(low))))
