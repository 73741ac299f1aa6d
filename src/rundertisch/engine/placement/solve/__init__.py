# SPDX-License-Identifier: EUPL-1.2
"""Seat newly arrived children: nobody left behind, no way too long, siblings together.

The levels one after the other, each keeping what the one before has reached:

1. `flow`: as many children of every level as can sit, the longest waiting first.
2. `worst`: the longest way of every component as short as can be.
3. `together`: least minutes, siblings of one stage together for their price in minutes.
4. `evening`: groups filled evenly, where nothing above changes.

Levels 1 to 3 go region by region (`levels`, `regions`): districts that share no child and no school
are small problems, several at once.

Then the answer is told: `reasons`, `changes` (what would help), `baselines`.
"""

import time
from dataclasses import dataclass, field

import numpy as np

from rundertisch.engine.placement.plan import LevelResult, Plan
from rundertisch.engine.placement.problem import Problem, validate
from rundertisch.engine.placement.solve.answer import NO_GROUP, Answer
from rundertisch.engine.placement.solve.baselines import baselines_of
from rundertisch.engine.placement.solve.changes import unplaced_of
from rundertisch.engine.placement.solve.components import ALONE
from rundertisch.engine.placement.solve.evening import evened
from rundertisch.engine.placement.solve.flow import NOWHERE
from rundertisch.engine.placement.solve.levels import Reached, levels_of
from rundertisch.engine.placement.solve.network import UNLOCKED, Ints, Network, built
from rundertisch.engine.placement.solve.options import solved_with_options, uses_options
from rundertisch.engine.placement.solve.reasons import placements_of
from rundertisch.engine.placement.solve.siblings import Siblings, siblings_of
from rundertisch.engine.placement.solve.together import Rules

NO_LIMIT = float("inf")


@dataclass(slots=True)
class _Watch:
    """Seconds per phase, and what is left of the time that was given."""

    seconds: float | None
    started: float = field(default_factory=time.perf_counter)
    timings: dict[str, float] = field(default_factory=dict)
    _lap: float = field(default_factory=time.perf_counter)

    def left(self) -> float:
        if self.seconds is None:
            return NO_LIMIT
        return self.started + self.seconds - time.perf_counter()

    def lap(self, name: str) -> None:
        now = time.perf_counter()
        self.timings[name] = now - self._lap
        self._lap = now


def solve(
    problem: Problem, *, seconds: float | None = None, threads: int = 1, seed: int = 0
) -> Plan:
    """Return the plan for a placement round.

    When ``seconds`` are over, the best plan found so far is returned and says what is not proven.
    Otherwise plan and bounds are the same for every number of ``threads``.
    """
    validate(problem)
    watch = _Watch(seconds)
    network = built(problem)
    watch.lap("network")
    if uses_options(problem):
        return _solved_with_options(network, problem, watch, threads=threads, seed=seed)
    siblings = siblings_of(network=network)
    reached = levels_of(
        network=network,
        siblings=siblings,
        rules=Rules(problem.parameters, watch.left, threads, seed),
        lap=watch.lap,
    )
    answer = Answer(problem, network, _evened(problem, network, siblings, reached.taken))
    levels = (
        _unplaced_level(answer),
        (shortest := _worst_level(answer, reached)),
        _together_level(answer, siblings, reached, shortest),
    )
    placements, unplaced = placements_of(answer), unplaced_of(answer)
    watch.lap("reasons")
    baselines = baselines_of(answer=answer, siblings=siblings)
    watch.lap("baselines")
    return Plan(
        placements=placements,
        unplaced=unplaced,
        levels=levels,
        minutes=int(answer.minutes.sum()),
        pairs=answer.pairs,
        families_partly_placed=answer.families_partly_placed,
        draft=not problem.parameters.policy.adopted_by,
        seed=seed,
        baselines=baselines,
        timings=watch.timings,
    )


def _solved_with_options(
    network: Network, problem: Problem, watch: _Watch, *, threads: int, seed: int
) -> Plan:
    """Return the plan where the problem asks for more than the core."""
    found = solved_with_options(
        problem=problem,
        network=network,
        seconds_left=watch.left,
        lap=watch.lap,
        threads=threads,
        seed=seed,
    )
    answer = found.answer
    placements, unplaced = placements_of(answer), found.unplaced
    watch.lap("reasons")
    baselines = baselines_of(answer=answer, siblings=siblings_of(network=network))
    watch.lap("baselines")
    return Plan(
        placements=placements,
        unplaced=unplaced,
        levels=found.levels,
        minutes=int(answer.minutes.sum()),
        pairs=answer.pairs,
        families_partly_placed=answer.families_partly_placed,
        draft=not problem.parameters.policy.adopted_by,
        seed=seed,
        baselines=baselines,
        timings=watch.timings,
        unkept_claims=found.unkept_claims,
        unplaced_without_claims=found.unplaced_without_claims,
        weighed=found.weighed,
    )


def _evened(problem: Problem, network: Network, siblings: Siblings, taken: Ints) -> Ints:
    alone = np.ones(len(taken), np.bool_)
    alone[[child for team in siblings.teams for child in team]] = False
    alone[list(siblings.seated)] = False
    towns = [school.town for school in problem.schools]
    return evened(network=network, taken=taken, towns=towns, alone=alone)


def _unplaced_level(answer: Answer) -> LevelResult:
    """Level 1: the greedy order of the matroid is its own proof."""
    level = answer.network.level
    left = answer.group == NO_GROUP
    value = {
        str(each): int(left[level == each].sum()) for each in sorted(set(level.tolist()))[::-1]
    }
    return LevelResult("unplaced", value, value, proven=True)


def _worst_level(answer: Answer, reached: Reached) -> LevelResult:
    """Level 2, by the smallest child id of each component in which somebody sits."""
    where = reached.component
    names: dict[int, str] = {}
    counted = np.flatnonzero((where != ALONE) & (answer.network.locked == UNLOCKED))
    for at, component in zip(counted.tolist(), where[counted].tolist(), strict=True):
        child = answer.problem.children[at].id
        names[component] = min(names.get(component, child), child)
    placed = counted[answer.taken[counted] != NOWHERE]
    longest = np.zeros(int(where.max(initial=0)) + 1, np.int64)
    np.maximum.at(longest, where[placed], answer.minutes[placed])
    value = {int(each): int(longest[each]) for each in np.unique(where[placed])}
    order = sorted(value, key=names.__getitem__)
    return LevelResult(
        "worst_minutes",
        {names[each]: value[each] for each in order},
        {names[each]: min(int(reached.worst_bound[each]), value[each]) for each in order},
        proven=all(reached.worst_bound[each] >= value[each] for each in order),
    )


def _together_level(
    answer: Answer, siblings: Siblings, reached: Reached, levels_before: LevelResult
) -> LevelResult:
    """Level 3, with the minutes and pairs that locked children add to every plan."""
    price = answer.problem.parameters.minutes_per_pair
    each = 0 if isinstance(price, str) else price
    value = int(answer.minutes.sum()) - each * answer.pairs
    locked = answer.network.locked != UNLOCKED
    fixed = int(answer.minutes[locked].sum()) - each * siblings.settled_pairs
    proven = reached.proven and levels_before.proven and value == reached.bound + fixed
    return LevelResult("ways_and_pairs", value, min(reached.bound + fixed, value), proven=proven)
