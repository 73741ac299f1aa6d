# SPDX-License-Identifier: EUPL-1.2
"""Is another set of openings better? Tried one by one where they are few, else bounded from below.

*Tried*: every set that could still be better is judged by circles of moves, in whole numbers; no
solver is asked. *Bounded*: rows and columns of the check's own (`programme`), and HiGHS for a lower
bound and for openings that may be better, which are then judged in whole numbers: a plan is only
refused for a better one that was found and verified, and only believed for a bound that reaches it.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from math import prod
from typing import Literal

from rundertisch.engine.placement.check.network import NOWHERE, Network, build_network
from rundertisch.engine.siting.check.levels import seats_in
from rundertisch.engine.siting.check.lower import Bounded, lowest, parts_of
from rundertisch.engine.siting.check.missing import seats_missing
from rundertisch.engine.siting.check.programme import NO_LIMIT, Formulation, Row, formulated
from rundertisch.engine.siting.check.standing import best_seats, locked_minutes
from rundertisch.engine.siting.plan import Plan
from rundertisch.engine.siting.problem import Problem, opened
from rundertisch.engine.siting.told import euros, many

MOST_SETS = 20_000  # that are looked at
MOST_CHILDREN = 300  # of a problem whose sets are judged one by one
MOST_TRIED = 4_000  # children times sets that are judged one by one

Groups = tuple[int, ...]  # per candidate, then per closable whether it stays
Left = tuple[int, ...]  # unplaced, from the highest level down


@dataclass(frozen=True, slots=True)
class Better:
    """Openings that leave fewer children, or as many at less cost; verified in whole numbers."""

    left: int
    fewer: bool
    value_cents: int

    def sentence(self, plan: Plan) -> str:
        """Say what would be better."""
        if self.fewer:
            return (
                "Andere Öffnungen lassen von denen, die am längsten warten, weniger Kinder ohne "
                f"Platz (zusammen {self.left}, der Plan {plan.unplaced})."
            )
        return (
            "Andere Öffnungen lassen ebenso wenige Kinder ohne Platz und kosten mit den Wegen "
            f"{euros(self.value_cents)}, der Plan {euros(plan.value_cents)}."
        )


@dataclass(frozen=True, slots=True)
class Proof:
    """What the check itself could prove about all other sets of openings."""

    how: Literal["tried", "bounded", "open"]
    better: Better | None = None
    sets: int = 0
    bound_cents: int | None = None  # of plans that leave nobody more; None: not even that
    least_cents: int | None = None  # with scenarios: what the plan's own openings come to at least

    def broken(self, plan: Plan) -> str:
        """Return which word of the plan this breaks; empty: none."""
        if self.least_cents is not None and self.least_cents > plan.value_cents:
            return (
                f"Mit diesen Öffnungen sind es mindestens {euros(self.least_cents)}, der Plan sagt "
                f"{euros(plan.value_cents)}."
            )
        better = self.better
        if better is None:
            return ""
        claims_more = plan.bound_cents > better.value_cents and not better.fewer
        return better.sentence(plan) if plan.proven or claims_more else ""

    def sentence(self, plan: Plan) -> str:
        """Say it, also that it could not be proven."""
        if self.better is not None:
            return self.better.sentence(plan)
        if self.how == "tried":
            tried = many(self.sets, "andere Möglichkeit", "andere Möglichkeiten")
            return f"Nachgerechnet: {tried}, die nicht schon teurer ist; keine ist besser."
        if self.how == "bounded":
            return (
                "Nachgerechnet: eine eigene untere Schranke zeigt, dass keine anderen Öffnungen "
                "weniger Kinder zurücklassen oder günstiger sind."
            )
        if self.bound_cents is None:
            return (
                "Nicht nachgewiesen: in der gegebenen Zeit ließ sich nicht ausschließen, dass "
                "andere Öffnungen weniger Kinder ohne Platz lassen."
            )
        return (
            "Nicht nachgewiesen: in der gegebenen Zeit ließ sich nicht ausschließen, dass andere "
            f"Öffnungen bis zu {euros(plan.value_cents - self.bound_cents)} günstiger sind."
        )


def prove(*, problem: Problem, plan: Plan, seconds: float) -> Proof:
    """Look for better openings; the plan's own words must already have been kept."""
    until = time.perf_counter() + seconds
    judge = _Judge(problem, plan, lambda: until - time.perf_counter())
    sets = judge.sets_to_try()
    return judge.bounded() if sets is None else judge.tried(sets)


class _Judge:
    def __init__(self, problem: Problem, plan: Plan, seconds_left: Callable[[], float]) -> None:
        self.problem, self.plan, self.seconds_left = problem, plan, seconds_left
        rules = problem.parameters
        self.is_flow = not rules.whole_families and not problem.scenarios
        self.left: Left = tuple(plan.levels.values())

    # --- one by one ---

    def sets_to_try(self) -> list[Groups] | None:
        """Return the sets that could still be better; None: too many, or not judged by circles."""
        candidates, closables = self.problem.candidates, self.problem.closables
        counts = [each.max_groups + 1 for each in candidates] + [2] * len(closables)
        children = max(1, len(self.problem.placement.children))
        if not self.is_flow or prod(counts) > MOST_SETS or children > MOST_CHILDREN:
            return None
        rules = self.problem.parameters
        least = self._judged(self._everything())[1] if rules.budget_cents is None else 0
        worth_it = self.plan.value_cents - rules.cents_per_minute * least
        sets = [
            groups
            for groups in product(*map(range, counts))
            if (cost := self._cost(groups)) < worth_it or rules.budget_cents is not None
            if rules.budget_cents is None or cost <= rules.budget_cents
        ]
        return sets if len(sets) * children <= MOST_TRIED else None

    def tried(self, sets: Sequence[Groups]) -> Proof:
        """Judge every set."""
        better = next(filter(None, map(self._better, sets)), None)
        return Proof("tried", better=better, sets=len(sets), bound_cents=self.plan.value_cents)

    def _everything(self) -> Groups:
        return (
            *(each.max_groups for each in self.problem.candidates),
            *(1 for _ in self.problem.closables),
        )

    def _cost(self, groups: Groups) -> int:
        candidates = self.problem.candidates
        opens = sum(n * c.fixed_cost_cents for n, c in zip(groups, candidates, strict=False))
        stays = groups[len(candidates) :]
        return opens - sum(
            each.saved_cents
            for each, stay in zip(self.problem.closables, stays, strict=True)
            if not stay
        )

    def _judged(self, groups: Groups) -> tuple[Left, int]:
        """Return who is left with these openings, and the least minutes, in whole numbers."""
        candidates = self.problem.candidates
        stays = groups[len(candidates) :]
        closed = {
            each.group for each, stay in zip(self.problem.closables, stays, strict=True) if not stay
        }
        network = build_network(
            problem=opened(
                problem=self.problem,
                groups={c.id: n for c, n in zip(candidates, groups, strict=False)},
                closed=closed,
            )
        )
        shut = {network.group_at[group] for group in closed}
        seat = [
            NOWHERE if group in shut else group
            for group in seats_in(network=network, plan=self.plan)
        ]
        reached = best_seats(network=network, seat=seat)
        left = tuple(reached.left[level] for level in sorted(reached.left, reverse=True))
        return left, reached.minutes + locked_minutes(network)

    def _better(self, groups: Groups) -> Better | None:
        left, minutes = self._judged(groups)
        value = self._cost(groups) + self.problem.parameters.cents_per_minute * minutes
        if left < self.left or (left == self.left and value < self.plan.value_cents):
            return Better(sum(left), left < self.left, value)
        return None

    # --- from below ---

    def bounded(self) -> Proof:
        """Bound who is left, then the cents."""
        written = formulated(self.problem)
        who_sits = self._who_sits(written)
        if isinstance(who_sits, Proof):
            return who_sits
        who_sits += self._missing(written)
        answer = lowest(
            formulation=written,
            cents=written.cents,
            rows=[*written.rows, *who_sits],
            seconds_left=self.seconds_left,
        )
        if answer is None:
            return Proof("open")
        bound = (answer.bound + written.constant) // written.scale
        reached = bound >= self.plan.value_cents
        return Proof(
            "bounded" if reached else "open",
            better=self._from(written, answer, who_sits, maybe_better=not reached),
            least_cents=self._least_here(written, who_sits) if self.problem.scenarios else None,
            bound_cents=bound,
        )

    def _missing(self, written: Formulation) -> list[Row]:
        """Return what the openings have to offer so that nobody more stays than in the plan."""
        seated = {
            int(level): self._waits[int(level)] - left for level, left in self.plan.levels.items()
        }
        rows = seats_missing(written=written, seated=seated, level=self._network.level)
        return list(rows)

    def _least_here(self, written: Formulation, who_sits: list[Row]) -> int | None:
        """Return what the plan's own openings come to at least."""
        many = {each.candidate: each.groups for each in self.plan.openings}
        closed = {each.group for each in self.plan.closings}
        groups = [many.get(each.id, 0) for each in self.problem.candidates]
        groups += [each.group not in closed for each in self.problem.closables]
        fixed = [Row({at: 1}, int(number), int(number)) for at, number in enumerate(groups)]
        answer = lowest(
            formulation=written,
            cents=written.cents,
            rows=[*written.rows, *who_sits, *fixed],
            seconds_left=self.seconds_left,
        )
        if answer is None:
            return None
        return (answer.bound + written.constant) // written.scale

    @cached_property
    def _waits(self) -> Counter[int]:
        """How many wait at each level, locked children not counted."""
        network = self._network
        waits = enumerate(network.level)
        return Counter(level for child, level in waits if child not in network.locked)

    @cached_property
    def _network(self) -> Network:
        return build_network(problem=self.problem.placement)

    def _who_sits(self, written: Formulation) -> list[Row] | Proof:
        """Return rows that let nobody more stay than in the plan; or a proof against the plan."""
        rules = self.problem.parameters
        if rules.budget_cents is None and not rules.whole_families:
            return self._as_with_everything_open(written)
        rows: list[Row] = []
        with_ways = Counter(self._network.level[child] for child in written.seats_of)
        parted = self._left_if_parted()
        proven = True
        for number, (level, left) in enumerate(self.plan.levels.items(), start=1):
            columns = written.level_columns.get(int(level), {})
            seated = self._waits[int(level)] - left
            surely = sum(self.left[:number]) <= sum(parted[:number])
            if seated < with_ways[int(level)] and not surely:
                answer = self._most(written, columns, rows)
                if answer is None:
                    return Proof("open")
                reached = -answer.bound <= seated
                better = self._from(written, answer, rows, maybe_better=not reached)
                if better:
                    return Proof("open", better=better)
                proven &= reached
            rows.append(Row(columns, seated, NO_LIMIT))
            if seated == with_ways[int(level)]:
                rows += _all_of(written, columns, level=int(level), of=self._network.level)
        return rows if proven else Proof("open")

    def _left_if_parted(self) -> Left:
        """Return who is left with everything open if families could be parted.

        Those who can sit then form a matroid: of the highest levels together no more can.
        """
        seat = self._seats_with_everything_open()
        left = Counter(
            self._network.level[child] for child, group in enumerate(seat) if group == NOWHERE
        )
        return tuple(left[int(level)] for level in self.plan.levels)

    def _most(
        self, written: Formulation, columns: Mapping[int, int], rows: list[Row]
    ) -> Bounded | None:
        cents = [-columns.get(at, 0) for at in range(len(written.cents))]
        every = [*written.rows, *rows]
        if self.problem.parameters.budget_cents is None:  # nobody loses by what opens
            every += [Row({at: 1}, written.most[at], NO_LIMIT) for at in range(written.openings)]
        return lowest(
            formulation=written,
            cents=cents,
            rows=every,
            seconds_left=self.seconds_left,
        )

    def _as_with_everything_open(self, written: Formulation) -> list[Row]:
        """Return for each part and level how many sit when everything is open."""
        seat = self._seats_with_everything_open()
        part = parts_of(len(written.cents), written.rows)
        columns: dict[tuple[int, int], dict[int, int]] = {}
        seated: Counter[tuple[int, int]] = Counter()
        for child, own in written.seats_of.items():
            key = part[own[0]], self._network.level[child]
            columns.setdefault(key, {}).update(dict.fromkeys(own, 1))
            seated[key] += seat[child] != NOWHERE
        return [Row(columns[key], seated[key], NO_LIMIT) for key in columns]

    def _seats_with_everything_open(self) -> list[int]:
        """Return seats of the best profile; those of the plan, if nobody more is left by them.

        What is best of all parts together is best of each: parts share nothing, and none can make
        up at a level for what another has lost at a higher one.
        """
        groups = {each.id: each.max_groups for each in self.problem.candidates}
        network = build_network(problem=opened(problem=self.problem, groups=groups))
        seat = seats_in(network=network, plan=self.plan)
        unplaced = Counter(
            network.level[child] for child, group in enumerate(seat) if group == NOWHERE
        )
        if tuple(unplaced[int(level)] for level in self.plan.levels) == self.left:
            return seat
        return best_seats(network=network, seat=seat, ways=False).seat

    def _from(
        self, written: Formulation, answer: Bounded, rows: list[Row], *, maybe_better: bool
    ) -> Better | None:
        """Judge a solution that the solver found, in whole numbers, if it is worth it."""
        if answer.solution is None or not maybe_better:
            return None
        if self.is_flow:
            groups = answer.solution[: written.openings]
            budget = self.problem.parameters.budget_cents
            within = budget is None or self._cost(groups) <= budget
            return self._better(groups) if within else None
        kept = all(
            row.low <= sum(by * answer.solution[at] for at, by in row.columns.items())
            for row in rows
        )
        if not kept or not written.keeps(answer.solution):
            return None
        left = self._left_by(written, answer.solution)
        value = written.value(answer.solution) // written.scale
        if left < self.left or (left == self.left and value < self.plan.value_cents):
            return Better(sum(left), left < self.left, value)
        return None

    def _left_by(self, written: Formulation, solution: Sequence[int]) -> Left:
        return tuple(
            self._waits[int(level)]
            - sum(
                many * solution[at]
                for at, many in written.level_columns.get(int(level), {}).items()
            )
            for level in self.plan.levels
        )


def _all_of(
    written: Formulation, columns: Mapping[int, int], *, level: int, of: Sequence[int]
) -> Iterator[Row]:
    """Yield rows for a level of which all sit: no way that leaves one of them is left."""
    children: dict[tuple[int, ...], int] = Counter(
        tuple(own) for child, own in written.seats_of.items() if of[child] == level
    )
    for own, wait in children.items():
        yield Row({at: columns[at] for at in own if at in columns}, wait, NO_LIMIT)
        yield from (
            Row({at: 1}, 0, 0) for at in own if columns.get(at, 0) < wait and written.most[at] == 1
        )
