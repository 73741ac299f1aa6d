# SPDX-License-Identifier: EUPL-1.2
"""The cheapest facilities, proven: a tree over which of them open, with the bound of `relaxation`.

Best bound first. A branch decides how many open, or whether one does, and begins with the prices
of the branch above, so its bound takes few steps. What the reduced costs exclude is decided at
once. Where all is decided who opens, the rest is an assignment: only pairs of customer and facility
that could still be part of a better solution are handed to the mixed-integer programme.
"""

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np

from rundertisch.engine.placement.solve.network import Flags, Ints
from rundertisch.engine.siting.solve.relaxation import (
    FREE,
    NEVER,
    OPEN,
    SHUT,
    Pace,
    Relaxed,
    Rules,
    Sourcing,
    cheapest,
    lacking_with,
    relaxed,
    room_for,
)

FIRST, LATER = Pace(1500, 1.5), Pace(150, 0.5)
SURE = 0.05  # an average number of open facilities so near to a whole number is that number
NEAR, FARTHER = 0.001, 4  # the first assignment may cost so much more than its bound; the next


@dataclass(frozen=True, slots=True)
class Served:
    """The facility of each customer, what that costs, and what is proven of it."""

    at: Ints
    value: int
    bound: int


# solve the assignment for facilities that open and pairs that are allowed; None: there is none
Assign = Callable[[Flags, Flags], Served | None]


@dataclass(order=True, slots=True)
class _Branch:
    bound: int
    number: int
    rules: Rules = field(compare=False)
    found: Relaxed = field(compare=False)


class Search:
    """One question: which facilities open, and who is served where."""

    def __init__(
        self, *, asked: Sourcing, step: int, assign: Assign, seconds_left: Callable[[], float]
    ) -> None:
        """Take the question; ``step``: all costs are multiples of it."""
        self._asked, self._step = asked, step
        self._assign, self._seconds_left = assign, seconds_left
        self.best: Served | None = None
        self._branches: list[_Branch] = []
        self._unfinished = NEVER  # the least bound of what took too long
        self._count = 0

    @property
    def _enough(self) -> int:
        """Return the bound from which on a branch hides nothing better."""
        return NEVER if self.best is None else self.best.value - self._step + 1

    def run(self) -> int:
        """Search until the best is proven or time is up; return the bound."""
        facilities = len(self._asked.fixed)
        by_seat = (
            self._asked.demand[:, None] * self._asked.fixed // np.maximum(self._asked.capacity, 1)
        )
        dear = np.sort(self._asked.cost + by_seat, axis=1)[:, min(1, facilities - 1)].copy()
        self._push(self._rules(np.full(facilities, FREE), 0, facilities), dear, FIRST)
        while self._branches and self._seconds_left() > 0:
            branch = self._next()
            if branch.bound < self._enough:
                self._part(branch)
        bound = min([self._unfinished, *(each.bound for each in self._branches)])
        return min(NEVER if self.best is None else self.best.value, bound)

    def _next(self) -> _Branch:
        """Take the branch of the least bound; for a first solution, of the most decisions."""
        if self.best is None:
            decided = [int((each.rules.state != FREE).sum()) for each in self._branches]
            deep = max(range(len(decided)), key=lambda at: (decided[at], -self._branches[at].bound))
            first = self._branches.pop(deep)
            heapq.heapify(self._branches)
            return first
        return heapq.heappop(self._branches)

    def _rules(self, state: Ints, least: int, most: int) -> Rules | None:
        """Return the rules, with the number of open facilities that they imply; None: too few."""
        capacity, asked = self._asked.capacity, int(self._asked.demand.sum())
        order = np.lexsort((-capacity, -state))[: int((state != SHUT).sum())]
        reached = np.cumsum(capacity[order]) >= asked
        opened = int((state == OPEN).sum())
        if not reached.any():
            return None
        least = max(least, opened, int(reached.argmax()) + 1)
        most = min(most, len(order))
        return Rules(state, least, most) if least <= most else None

    def _push(self, rules: Rules | None, prices: Ints, pace: Pace) -> None:
        """Keep a branch for later, if it can hide anything better."""
        if rules is None:
            return
        found = relaxed(self._asked, prices, rules, self._enough, pace)
        if found.bound < self._enough:
            self._count += 1
            heapq.heappush(self._branches, _Branch(found.bound, self._count, rules, found))

    def _part(self, branch: _Branch) -> None:
        """Part a branch by how many open or by whether one does; finish it if all is decided."""
        found, rules = branch.found, self._decided(branch.found, branch.rules)
        if rules is None:
            return
        if not (rules.state == FREE).any():
            self._finish(found, rules)
            return
        for part in self._parts(found, rules):
            self._push(part, found.prices, LATER)

    def _decided(self, found: Relaxed, rules: Rules) -> Rules | None:
        """Decide what reduced costs and the number of open facilities leave no choice about."""
        state = rules.state.copy()
        lacking, chosen = cheapest(found.lacks, rules)
        for at in np.flatnonzero(state == FREE):
            other = rules.state.copy()
            other[at] = SHUT if chosen[at] else OPEN
            otherwise, _ = cheapest(found.lacks, rules._replace(state=other))
            if found.bound - lacking + otherwise >= self._enough:
                state[at] = OPEN if chosen[at] else SHUT
        if (state == OPEN).sum() == rules.most:
            state[state == FREE] = SHUT
        if (state != SHUT).sum() == rules.least:
            state[state == FREE] = OPEN
        return self._rules(state, rules.least, rules.most)

    def _parts(self, found: Relaxed, rules: Rules) -> Iterator[Rules | None]:
        """Yield the parts of a branch: by how many open, or by whether one does."""
        mean = float(found.often.sum())
        fewer = min(max(int(mean + SURE), rules.least), rules.most - 1)
        if rules.least < rules.most:
            yield self._rules(rules.state, rules.least, fewer)
            yield self._rules(rules.state, fewer + 1, rules.most)
            return
        free = np.flatnonzero(rules.state == FREE)
        at = free[np.argmin(np.abs(found.often[free] - 0.5))]
        for decision in (OPEN, SHUT):
            state = rules.state.copy()
            state[at] = decision
            yield self._rules(state, rules.least, rules.most)

    def _finish(self, found: Relaxed, rules: Rules) -> None:
        """Assign everybody to the facilities that are open, as far as it can be better."""
        asked, opened = self._asked, rules.state == OPEN
        found = relaxed(asked, found.prices, rules, self._enough, LATER)
        room, least = room_for(asked), np.full(asked.cost.shape, NEVER)
        for at in np.flatnonzero(opened):  # what all costs at least, if a customer goes there
            lacks = lacking_with(asked, found.prices, int(at), room)
            least[:, at] = np.minimum(NEVER, found.bound - found.lacks[at] + lacks)
        near = NEAR
        while True:
            limit = self._enough
            if self.best is None:
                limit, near = int(found.bound * (1 + near)) + self._step, near * FARTHER
            everything = bool((least < limit).sum() == (least < self._enough).sum())
            if self._assigned(opened, least < limit, found.bound) < limit or everything:
                return

    def _assigned(self, opened: Flags, allowed: Flags, bound: int) -> int:
        """Keep the best assignment of allowed pairs; return its value."""
        if not allowed.any(axis=1).all():
            return NEVER
        try:
            served = self._assign(opened, allowed)
        except TimeoutError:
            self._unfinished = min(self._unfinished, bound)
            return -NEVER
        if served is None:
            return NEVER
        if self.best is None or served.value < self.best.value:
            self.best = served
        if served.bound < served.value:
            self._unfinished = min(self._unfinished, max(bound, served.bound))
        return served.value
