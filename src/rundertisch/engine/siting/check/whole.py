# SPDX-License-Identifier: EUPL-1.2
"""Who sits where that is no flow, and the best of a small problem: rows and columns are asked.

Only an answer whose bound a verified solution in whole numbers reaches is used.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from rundertisch.engine.placement.check.network import build_network
from rundertisch.engine.siting.check.lower import lowest
from rundertisch.engine.siting.check.programme import NO_LIMIT, Formulation, Row, formulated
from rundertisch.engine.siting.problem import Problem, opened

MOST_ASKED = 600  # children times sets of groups: each asks once per level of waiting
SECONDS = 5.0  # for one answer; what takes longer is not used


def few_enough(*, problem: Problem, sets: int) -> bool:
    """Whether so many sets of groups can be looked at in little time."""
    return sets * len(problem.placement.children) <= MOST_ASKED


def whole_left(
    *, problem: Problem, groups: Mapping[str, int], closed: Collection[str]
) -> tuple[Mapping[int, int], int] | None:
    """Return who stays without a seat, by level, and the least minutes on these groups.

    None: not sure.

    Levels first, the highest before the others; locked children sit, their minutes count.
    """
    on_groups = replace(
        problem,
        placement=opened(problem=problem, groups=groups, closed=closed),
        parameters=replace(problem.parameters, cents_per_minute=1, budget_cents=None),
        candidates=(),
        closables=(),
        scenarios=(),
    )
    found = best_of(on_groups)
    return None if found is None else (found.levels, found.cents + found.written.constant)


@dataclass(frozen=True, slots=True)
class Found:
    """The best plans of a problem: how many stay without a seat, and the least cents."""

    written: Formulation
    rows: list[Row]  # nobody more stays without a seat, level by level
    levels: Mapping[int, int]
    cents: int  # weighed, without the constant

    @property
    def left(self) -> int:
        """Return how many of all levels stay without a seat."""
        return sum(self.levels.values())


def best_of(problem: Problem) -> Found | None:
    """Return what the best plans of a small problem come to; None: not sure."""
    network = build_network(problem=problem.placement)
    waits = Counter(
        level for child, level in enumerate(network.level) if child not in network.locked
    )
    written = formulated(problem)
    rows: list[Row] = []
    left: dict[int, int] = {}
    for level in sorted(waits, reverse=True):
        columns = written.level_columns.get(level, {})
        seated = _least(written, {at: -many for at, many in columns.items()}, rows)
        if seated is None:
            return None
        left[level] = waits[level] + seated
        rows.append(Row(columns, -seated, NO_LIMIT))
    cents = _least(written, dict(enumerate(written.cents)), rows)
    return None if cents is None else Found(written, rows, left, cents)


def may_be(found: Found, *also: Row) -> bool:
    """Whether one of the best plans may keep these rows, too; False: surely none does."""
    answer = lowest(
        formulation=found.written,
        cents=found.written.cents,
        rows=[*found.written.rows, *found.rows, *also],
        seconds_left=lambda: SECONDS,
    )
    return answer is not None and answer.bound <= found.cents


def _least(written: Formulation, cents: Mapping[int, int], rows: list[Row]) -> int | None:
    prices = [cents.get(at, 0) for at in range(len(written.cents))]
    every = [*written.rows, *rows]
    answer = lowest(formulation=written, cents=prices, rows=every, seconds_left=lambda: SECONDS)
    if answer is None or answer.solution is None or not written.keeps(answer.solution):
        return None
    reached = sum(price * many for price, many in zip(prices, answer.solution, strict=True))
    return reached if reached == answer.bound else None
