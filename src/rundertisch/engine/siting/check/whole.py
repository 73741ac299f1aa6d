# SPDX-License-Identifier: EUPL-1.2
"""Who sits on given groups when families stay whole: no flow, so the rows and columns are asked.

Only an answer whose bound a verified solution in whole numbers reaches is used.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import replace

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
) -> tuple[int, int] | None:
    """Return how many stay without a seat and the least minutes on these groups; None: not sure.

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
    network = build_network(problem=on_groups.placement)
    waits = Counter(
        level for child, level in enumerate(network.level) if child not in network.locked
    )
    written = formulated(on_groups)
    rows: list[Row] = []
    left = 0
    for level in sorted(waits, reverse=True):
        columns = written.level_columns.get(level, {})
        seated = _least(written, dict.fromkeys(columns, -1), rows)
        if seated is None:
            return None
        left += waits[level] + seated
        rows.append(Row(columns, -seated, NO_LIMIT))
    minutes = _least(written, dict(enumerate(written.cents)), rows)
    return None if minutes is None else (left, minutes + written.constant)


def _least(written: Formulation, cents: Mapping[int, int], rows: list[Row]) -> int | None:
    prices = [cents.get(at, 0) for at in range(len(written.cents))]
    every = [*written.rows, *rows]
    answer = lowest(formulation=written, cents=prices, rows=every, seconds_left=lambda: SECONDS)
    if answer is None or answer.solution is None or not written.keeps(answer.solution):
        return None
    reached = sum(price * many for price, many in zip(prices, answer.solution, strict=True))
    return reached if reached == answer.bound else None
