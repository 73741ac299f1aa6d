# SPDX-License-Identifier: EUPL-1.2
"""What if, for many districts at once: named variations of placement problems, in figures only.

A `Scenario` is a frozen value and its `Outcome` depends on nothing else, so it may be computed in
this process, in another one, or on another machine: `run` takes any `concurrent.futures.Executor`.
An outcome names no child and seats none; it only says what would have been.
"""

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from typing import Literal

from rundertisch.engine.placement import running
from rundertisch.engine.placement.plan import Plan
from rundertisch.engine.placement.problem import (
    Child,
    Group,
    GroupKind,
    Limits,
    Problem,
    Stage,
    stage_of,
    validate,
)

WHOLE = 100  # percent
MOST_MORE = 400  # percent: five times as many
FRESH = "~"  # marks the id of a child that is thought to arrive
THOUGHT = "neu-"  # begins the id of a group that is thought to be opened


@dataclass(frozen=True, slots=True)
class Opened:
    """A group that is thought to be opened at a school that exists."""

    school: str
    kind: GroupKind
    grade_from: int
    grade_to: int
    seats: int


@dataclass(frozen=True, slots=True)
class Variation:
    """What is different from today; a variation that says nothing but its name is today itself."""

    name: str
    seats_percent: int = 0  # -10: a tenth of the free seats is missing
    arrivals_percent: int = 0  # 20: every fifth waiting child once more, arrived today
    limits_more_minutes: int = 0  # on the longest way of every stage
    without_caps: bool = False  # no newcomer cap of any school
    minutes_per_pair: int | Literal["strict"] | None = None  # None: as the district's rules say
    opened: tuple[Opened, ...] = ()


@dataclass(frozen=True, slots=True)
class Scenario:
    """One variation of one district, with all that its outcome depends on."""

    district: str
    problem: Problem
    variation: Variation
    seconds: float | None = None  # with a limit, what is not proven may differ between machines
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Counts:
    """What a plan comes to, without a child."""

    children: int
    seats: int
    unplaced: int
    unplaced_by_stage: tuple[tuple[Stage, int], ...]  # all three
    unplaced_by_level: tuple[tuple[int, int], ...]  # the highest first, only levels that have any
    minutes: int
    longest_minutes: int
    pairs: int
    proven: bool

    @property
    def placed(self) -> int:
        """How many children would have a seat."""
        return self.children - self.unplaced


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer to a scenario: its counts, or the sentence that says why there are none.

    The sentence may name ids of the input; it belongs to whoever may read the input.
    """

    district: str
    variation: str
    counts: Counts | None
    trouble: str = ""
    seconds: float = field(default=0.0, compare=False)


def varied(*, problem: Problem, variation: Variation) -> Problem:
    """Return the problem as it would be; what people have decided about children stays.

    Raises:
        ValueError: a German sentence; the variation asks for what cannot be.
    """
    if not -WHOLE <= variation.seats_percent <= MOST_MORE:
        raise ValueError(f"seats_percent: erlaubt sind {-WHOLE} bis {MOST_MORE} Prozent.")
    if not 0 <= variation.arrivals_percent <= MOST_MORE:
        raise ValueError(
            f"arrivals_percent: erlaubt sind 0 bis {MOST_MORE} Prozent; wer wartet, ist schon da."
        )
    changed = _with_arrivals(problem, percent=variation.arrivals_percent)
    rules, price = problem.parameters, variation.minutes_per_pair
    return replace(
        changed,
        groups=(*_with_seats(problem, percent=variation.seats_percent), *_opened(variation)),
        schools=tuple(
            replace(school, newcomer_cap=None) if variation.without_caps else school
            for school in problem.schools
        ),
        parameters=replace(
            rules,
            limits=_longer(rules.limits, minutes=variation.limits_more_minutes),
            minutes_per_pair=rules.minutes_per_pair if price is None else price,
        ),
    )


def _with_seats(problem: Problem, *, percent: int) -> tuple[Group, ...]:
    """Change the sum of the free seats by so much, rounded once and not in every group.

    The largest remainders get the seats that are left. Seats that a person has given to a child
    (locks) are not free any more.
    """
    locked = Counter(lock.group for lock in problem.locked)
    groups = problem.groups
    exact = [(g.free_seats - locked[g.id]) * (WHOLE + percent) for g in groups]
    seats = [share // WHOLE for share in exact]
    left = (sum(exact) + WHOLE // 2) // WHOLE - sum(seats)
    for at in sorted(range(len(groups)), key=lambda at: -(exact[at] % WHOLE))[:left]:
        seats[at] += 1
    return tuple(
        replace(group, free_seats=seats[at] + locked[group.id]) for at, group in enumerate(groups)
    )


def _opened(variation: Variation) -> Iterator[Group]:
    for at, one in enumerate(variation.opened, start=1):
        yield Group(f"{THOUGHT}{at}", one.school, one.kind, one.grade_from, one.grade_to, one.seats)


def _longer(limits: Limits, *, minutes: int) -> Limits:
    return Limits(
        primary=max(0, limits.primary + minutes),
        sec1=max(0, limits.sec1 + minutes),
        sec2=max(0, limits.sec2 + minutes),
    )


def _with_arrivals(problem: Problem, *, percent: int) -> Problem:
    """Let some of those who wait arrive once more, today: spread evenly over the grades.

    Siblings who arrive once more are siblings of each other. What was decided about a child, its
    wishes and its hardship are its own; home, forms and claim are those of its neighbour.
    """
    arrived: dict[str, list[str]] = {}
    children: list[Child] = []
    for at, times in enumerate(_evenly(problem.children, percent=percent)):
        child = problem.children[at]
        for time_ in range(1, times + 1):
            fresh = replace(
                child,
                id=f"{child.id}{FRESH}{time_}",
                family=child.family and f"{child.family}{FRESH}{time_}",
                waiting_days=0,
                priority=0,
            )
            arrived.setdefault(child.id, []).append(fresh.id)
            children.append(fresh)
    travel = problem.travel and {
        **problem.travel,
        **{
            (fresh, school): minutes
            for (child, school), minutes in problem.travel.items()
            for fresh in arrived.get(child, ())
        },
    }
    return replace(problem, children=(*problem.children, *children), travel=travel)


def _evenly(children: Sequence[Child], *, percent: int) -> list[int]:
    """Return how often each child is taken, so that every run of neighbours gives its share."""
    order = sorted(
        range(len(children)), key=lambda at: (children[at].grade, children[at].needs_literacy, at)
    )
    taken = [0] * len(children)
    for place, at in enumerate(order):
        before, after = (place * percent + WHOLE // 2), ((place + 1) * percent + WHOLE // 2)
        taken[at] = after // WHOLE - before // WHOLE
    return taken


def load() -> None:
    """Load all that `outcome_of` needs, so that no scenario waits for it."""


def outcome_of(scenario: Scenario) -> Outcome:
    """Solve one scenario; malformed input is an outcome with the engine's sentence."""
    from rundertisch.engine.placement.solve import solve

    started = time.perf_counter()
    try:
        problem = varied(problem=scenario.problem, variation=scenario.variation)
        validate(problem)
    except ValueError as wrong:
        return _without_counts(scenario, str(wrong))
    plan = solve(problem, seconds=scenario.seconds, seed=scenario.seed)
    return Outcome(
        district=scenario.district,
        variation=scenario.variation.name,
        counts=counts_of(problem=problem, plan=plan),
        seconds=time.perf_counter() - started,
    )


def counts_of(*, problem: Problem, plan: Plan) -> Counts:
    """Return what the plan of this problem comes to."""
    grades = {child.id: child.grade for child in problem.children}
    stages = Counter(stage_of(grade=grades[left.child]) for left in plan.unplaced)
    levels = Counter(left.level for left in plan.unplaced)
    every: tuple[Stage, ...] = ("primary", "sec1", "sec2")
    return Counts(
        children=len(problem.children),
        seats=sum(group.free_seats for group in problem.groups),
        unplaced=len(plan.unplaced),
        unplaced_by_stage=tuple((stage, stages[stage]) for stage in every),
        unplaced_by_level=tuple(sorted(levels.items(), reverse=True)),
        minutes=plan.minutes,
        longest_minutes=max((seat.minutes for seat in plan.placements), default=0),
        pairs=plan.pairs,
        proven=plan.proven,
    )


def _without_counts(scenario: Scenario, trouble: str) -> Outcome:
    return Outcome(scenario.district, scenario.variation.name, None, trouble)


def run(
    scenarios: Iterable[Scenario],
    *,
    executor: Executor,
    at_once: int,
    patience: float | None = None,
) -> Iterator[Outcome]:
    """Yield the outcome of every scenario as it comes, in no order (`running.run`).

    Raises:
        BrokenExecutor: the executor itself is gone (a process of the pool was killed), or nothing
            came for ``patience`` seconds; what has been yielded is done.
    """
    return running.run(
        scenarios,
        work=outcome_of,
        failed=_without_counts,
        executor=executor,
        at_once=at_once,
        patience=patience,
    )
