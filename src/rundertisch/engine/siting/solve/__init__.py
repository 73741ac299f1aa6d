# SPDX-License-Identifier: EUPL-1.2
"""Decide which groups to open or close: nobody left who could sit, then least cents.

1. `modelled`: arrays (`model`); equal children are one block (`families` if they stay together).
2. `sited`: part by part, who can sit at all and the least cents (`programme`: rows and columns;
   `tree`: over what opens, with HiGHS for the relaxations and for families). A budget that does
   not reach for everybody: first who sits within it (`gains`, `affordable`).
3. `answered`: what that comes to; `explained`: what each opening brings, and the next best
   (`held`: from one answer to the next in a few `steps`; `whole`: with families made whole).
4. Then the children are placed on the opened groups, by `engine.placement`.
"""

import time
from collections.abc import Mapping

from rundertisch.engine.placement.problem import Problem as Placement
from rundertisch.engine.placement.solve import solve as solve_placement
from rundertisch.engine.placement.solve.network import Ints
from rundertisch.engine.siting.plan import Closing, Plan
from rundertisch.engine.siting.problem import Problem, opened, validate
from rundertisch.engine.siting.solve.answered import (
    levels_bound,
    outcome_of,
    scenarios_of,
    together_of,
    unplaced_levels,
)
from rundertisch.engine.siting.solve.explained import explained, standing_of
from rundertisch.engine.siting.solve.sited import Siting

NO_LIMIT = float("inf")


def solve(
    problem: Problem,
    *,
    seconds: float | None = None,
    threads: int = 1,
    seed: int = 0,
    explain: bool = True,
) -> Plan:
    """Return which groups to open and close, and the placement on them.

    When ``seconds`` are over, the best plan so far is returned and says what is not proven; a
    first plan is waited for. ``explain``: solve again without each opening for its next best; what
    time does not suffice for stays None, and so does what an opening brings to whole families.
    ``threads``: of the placement on the opened groups.
    """
    validate(problem)
    began = time.perf_counter()
    timings: dict[str, float] = {}

    def left() -> float:
        return NO_LIMIT if seconds is None else began + seconds - time.perf_counter()

    def lap(name: str) -> None:
        timings[name] = time.perf_counter() - began - sum(timings.values())

    siting = Siting(problem=problem, seed=seed, seconds_left=left)
    today = standing_of(siting=siting)  # always told, so it comes before time can be up
    answers = siting.answers()
    outcome = outcome_of(siting=siting, answers=answers)
    lap("siting")
    together = together_of(siting=siting, answers=answers)
    decided, closings = _decided(problem=problem, many=outcome.opened, together=together)
    rest = None if seconds is None else max(left(), 0.0)
    placement = solve_placement(decided, seconds=rest, threads=threads, seed=seed)
    lap("placement")
    openings = explained(siting=siting, answers=answers, outcome=outcome, again=explain)
    lap("explanation")
    levels = unplaced_levels(siting=siting, sitting=outcome.sitting)
    return Plan(
        openings=openings,
        closings=closings,
        unplaced=sum(levels.values()),
        levels=levels,
        levels_bound=levels_bound(siting=siting, answers=answers, levels=levels),
        cost_cents=sum(opening.cost_cents for opening in openings),
        saved_cents=sum(closing.saved_cents for closing in closings),
        minutes=outcome.minutes,
        value_cents=outcome.value_cents,
        bound_cents=outcome.bound_cents,
        proven=outcome.proven,
        placement=placement,
        today=today,
        draft=not problem.placement.parameters.policy.adopted_by,
        seed=seed,
        scenarios=scenarios_of(siting=siting, answers=answers),
        together=together,
        timings=timings,
    )


def _decided(
    *, problem: Problem, many: Ints, together: Mapping[str, str]
) -> tuple[Placement, tuple[Closing, ...]]:
    """Return the placement on what opens and stays, and which groups close."""
    candidates = len(problem.candidates)
    groups = {
        each.id: int(opens)
        for each, opens in zip(problem.candidates, many[:candidates], strict=True)
    }
    closings = tuple(
        Closing(each.group, each.saved_cents)
        for each, stays in zip(problem.closables, many[candidates:], strict=True)
        if not stays
    )
    closed = {each.group for each in closings}
    return opened(problem=problem, groups=groups, closed=closed, together=together), closings
