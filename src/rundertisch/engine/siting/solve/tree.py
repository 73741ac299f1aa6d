# SPDX-License-Identifier: EUPL-1.2
"""How many groups open, proven: a tree over the openings, with the bound of the linear relaxation.

Families that stay together are small beside what a group costs: once whole groups open, the
relaxation is hardly lower than the best that whole families can do. So the tree parts the openings
only, and few sets of openings are left (often one) for which families have to be made whole. That
is a mixed-integer programme of its own, in which only choices remain whose reduced costs allow a
better solution.

First down to one solution, so that there is one when time is up; then the branch of the least bound
first. An opening to part by is chosen by what parting brought before, tried out where it is not
known (Achterberg, Koch and Martin, Operations Research Letters 33, 2005: reliability branching).
All costs are whole, so a branch whose bound, rounded up, is no better than the best is left.
"""

import heapq
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from rundertisch.engine.placement.solve.highs import NO_LIMIT, silent_highs
from rundertisch.engine.placement.solve.network import Flags, Floats, Ints

SLACK, ERROR = 1e-6, 1e-9  # by which a bound may be wrong, at least and by its size
WHOLE = 1e-6  # farther from a whole number is not whole
EXACT = 1e-9  # the same for groups: a budget may lack a cent of ten million euros
TRIED = 8  # openings tried out at most, each time
LITTLE = 1e-6  # what parting brings, at least
NEAR, FARTHER = 0.004, 1e6  # families may cost so much more than the relaxation; then anything
SOLVED = {"kOptimal", "kModelEmpty"}
NO_SOLUTION = {"kInfeasible", "kUnboundedOrInfeasible"}
NOTHING_BETTER = {*NO_SOLUTION, "kObjectiveBound"}
# what costs more than it finds where the relaxation is near
COSTLY = ("mip_heuristic_run_rins", "mip_heuristic_run_rens", "mip_allow_restart")


def rounded_up(bound: float) -> float:
    """Return the least whole value that a bound allows."""
    if not math.isfinite(bound):
        return bound
    return math.ceil(bound - max(SLACK, ERROR * abs(bound)))


def run(highs: Any, seconds: float) -> str:  # noqa: ANN401  (highspy has no types)
    """Let the solver run for so many seconds at most; return how it ended."""
    spent = highs.getRunTime()
    highs.setOptionValue("time_limit", min(spent + max(seconds, 0.0), NO_LIMIT))
    highs.run()
    name: str = highs.getModelStatus().name
    return name


@dataclass(frozen=True, slots=True)
class Solution:
    """The best that was found (None: nothing), its value, and what is proven of it."""

    values: Floats | None
    value: float
    bound: float


# the best for whole groups that costs less than a limit; None: that is to be found otherwise
Finish = Callable[[Floats, float], Solution | None]


@dataclass(order=True, slots=True)
class _Branch:
    bound: float
    number: int
    depth: int = field(compare=False)
    least: Floats = field(compare=False)  # groups of each opening
    most: Floats = field(compare=False)
    values: Floats = field(compare=False)  # of all columns, in the relaxation
    reduced: Floats = field(compare=False)  # costs of all columns
    basis: Any = field(compare=False)
    proposed: bool = field(default=False, compare=False)  # its openings are dealt with


class Tree:
    """One question to a relaxation that the solver holds; its last columns are the openings."""

    def __init__(
        self,
        *,
        highs: Any,  # noqa: ANN401  (highspy has no types)
        whole: Flags,
        openings: int,
        seed: int,
        seconds_left: Callable[[], float],
        waits: bool,
        finish: Finish | None = None,
    ) -> None:
        """Take the question; ``whole``: the columns that are; ``waits``: for a first solution."""
        self._finish = finish
        self._highs, self._whole, self._seed = highs, whole, seed
        self._first = len(whole) - openings
        self._columns = np.arange(self._first, len(whole), dtype=np.int32)
        self._seconds_left, self._waits = seconds_left, waits
        self._branches: list[_Branch] = []
        self._count = 0
        self._unfinished = math.inf  # the least bound of what took too long
        self._best = Solution(None, math.inf, math.inf)
        self._brought = np.zeros((2, openings))  # by parting downwards and upwards, in all
        self._parted = np.zeros((2, openings))

    def solved(self, least: Floats, most: Floats, start: Floats | None = None) -> Solution:
        """Return the best solution with these numbers of groups, and what is proven of it.

        ``start``: numbers of groups for which there is a solution, probably.
        """
        root = self._relaxed(least, most, None)
        self._highs.setOptionValue("presolve", "off")  # from here on, every start is near
        if start is not None and root is not None:
            self._dive(self._relaxed(start, start, None))
        self._push(root)
        self._dive(root)
        while self._branches and (self._seconds_left() > 0 or self._must_wait):
            branch = self._next()
            if self._hides_better(branch.bound):
                self._part(branch)
        self._highs.setOptionValue("objective_bound", math.inf)
        bound = rounded_up(min([self._unfinished, *(each.bound for each in self._branches)]))
        return Solution(self._best.values, self._best.value, min(bound, self._best.value))

    def _dive(self, branch: _Branch | None) -> None:
        """Open what is nearly open, one after the other, down to a first solution."""
        while branch is not None:
            groups = branch.values[self._first :]
            over = groups - np.floor(groups + EXACT)
            at = int(np.argmax(over)) if len(over) else 0
            if not len(over) or over[at] <= EXACT:
                if self._is_whole(branch.values):
                    self._keep(branch)
                else:
                    self._make_whole(branch)
                    branch.proposed = True
                return
            least = np.maximum(branch.least, np.floor(groups + EXACT))
            least[at] += 1
            deeper = self._relaxed(least, branch.most, branch)
            if deeper is None:  # too dear, or nothing better: then not this one
                least[at] -= 1
                most = branch.most.copy()
                most[at] = least[at]
                deeper = self._relaxed(least, most, branch)
            branch = deeper

    def _keep(self, branch: _Branch) -> None:
        """Keep a solution that is whole as it is."""
        value = rounded_up(branch.bound)
        if value < self._best.value:
            self._best = Solution(branch.values, value, value)

    @property
    def _must_wait(self) -> bool:
        return self._waits and self._best.values is None

    @property
    def _limit(self) -> float:
        """Return what nothing better costs: all values are whole."""
        return self._best.value - 0.5

    def _hides_better(self, bound: float) -> bool:
        return rounded_up(bound) < self._best.value

    def _next(self) -> _Branch:
        """Take the branch of the least bound; for a first solution, the deepest."""
        if self._best.values is None:
            deepest = max(
                range(len(self._branches)),
                key=lambda at: (self._branches[at].depth, -self._branches[at].bound, -at),
            )
            branch = self._branches.pop(deepest)
            heapq.heapify(self._branches)
            return branch
        return heapq.heappop(self._branches)

    def _push(self, branch: _Branch | None) -> None:
        if branch is not None and self._hides_better(branch.bound):
            heapq.heappush(self._branches, branch)

    def _relaxed(self, least: Floats, most: Floats, above: _Branch | None) -> _Branch | None:
        """Solve the relaxation of a branch of another (the first: without a limit of time).

        None: it hides nothing better, or time is up.
        """
        highs = self._highs
        highs.changeColsBounds(len(self._columns), self._columns, least, most)
        if above is not None:
            highs.setBasis(above.basis)
        if math.isfinite(self._best.value):
            highs.setOptionValue("objective_bound", self._limit)
        waits = self._must_wait or above is None
        ended = run(highs, NO_LIMIT if waits else self._seconds_left())
        if ended not in SOLVED:
            if ended not in NOTHING_BETTER:
                known = -math.inf if above is None else above.bound
                self._unfinished = min(self._unfinished, known)
            return None
        solution = highs.getSolution()
        values = np.array(solution.col_value)
        values[self._first :] = values[self._first :].clip(least, most)
        self._count += 1
        return _Branch(
            highs.getInfo().objective_function_value,
            self._count,
            0 if above is None else above.depth + 1,
            least,
            most,
            values,
            np.array(solution.col_dual),
            highs.getBasis(),
        )

    def _part(self, branch: _Branch) -> None:
        """Part a branch by an opening; if all are whole, by the openings that it proposes."""
        least, most = self._narrowed(branch)
        groups = branch.values[self._first :]
        broken = np.flatnonzero(np.abs(groups - np.rint(groups)) > EXACT)
        if len(broken):
            for part in self._parts(branch, broken, least, most):
                self._push(part)
            return
        if branch.proposed:
            for part in self._others(branch, least, most):
                self._push(part)
        elif self._is_whole(branch.values):
            self._keep(branch)
        else:
            self._make_whole(branch)
            branch.proposed = True
            self._push(branch)  # the others wait until their bound is the least

    def _is_whole(self, values: Floats) -> bool:
        whole = values[self._whole]
        return bool((np.abs(whole - np.rint(whole)) <= WHOLE).all())

    def _narrowed(self, branch: _Branch) -> tuple[Floats, Floats]:
        """Return the numbers of groups that reduced costs leave for a better solution."""
        least, most = branch.least.copy(), branch.most.copy()
        if not math.isfinite(self._best.value):
            return least, most
        gap = self._limit - branch.bound
        groups, reduced = branch.values[self._first :], branch.reduced[self._first :]
        dear = (reduced > SLACK) & (groups <= least + WHOLE)
        most[dear] = np.minimum(most[dear], least[dear] + np.floor(gap / reduced[dear] + SLACK))
        cheap = (reduced < -SLACK) & (groups >= branch.most - WHOLE)
        fewer = np.floor(gap / -reduced[cheap] + SLACK)
        least[cheap] = np.maximum(least[cheap], branch.most[cheap] - fewer)
        return least, most

    def _parts(
        self, branch: _Branch, broken: Ints, least: Floats, most: Floats
    ) -> Iterator[_Branch | None]:
        """Yield the two parts by the opening that seems to bring most."""
        groups = branch.values[self._first :]
        over = groups - np.floor(groups)
        tried: dict[int, list[_Branch | None]] = {}
        best, most_brought = -1, -1.0
        for at in broken[np.argsort(np.abs(over[broken] - 0.5), kind="stable")].tolist():
            if not self._parted[:, at].all():
                if len(tried) >= TRIED:
                    continue
                tried[at] = self._tried(branch, at, least, most)
            each = self._brought[:, at] / self._parted[:, at] * (over[at], 1 - over[at])
            brought = float(np.maximum(each, LITTLE).prod())
            if brought > most_brought:
                best, most_brought = at, brought
        yield from tried[best] if best in tried else self._tried(branch, best, least, most)

    def _tried(self, branch: _Branch, at: int, least: Floats, most: Floats) -> list[_Branch | None]:
        """Return both parts by an opening, and remember what that brought."""
        groups = branch.values[self._first + at]
        parts = []
        for side, end in enumerate((math.floor(groups), math.ceil(groups))):
            fewest, largest = least.copy(), most.copy()
            (fewest if side else largest)[at] = end
            part = self._relaxed(fewest, largest, branch)
            reached = self._best.value if part is None else part.bound
            if math.isfinite(reached):
                self._brought[side, at] += (reached - branch.bound) / abs(end - groups)
            self._parted[side, at] += 1
            parts.append(part)
        return parts

    def _others(self, branch: _Branch, least: Floats, most: Floats) -> Iterator[_Branch | None]:
        """Yield all of a branch but the openings that it proposes."""
        groups = np.rint(branch.values[self._first :])
        for at in np.flatnonzero(least < most).tolist():
            for side in (0, 1):
                fewest, largest = least.copy(), most.copy()
                (fewest if side else largest)[at] = groups[at] + (1 if side else -1)
                if fewest[at] <= largest[at]:
                    yield self._relaxed(fewest, largest, branch)
            least[at] = most[at] = groups[at]

    def _make_whole(self, branch: _Branch) -> None:
        """Make everything whole for the openings that a branch proposes; keep the best."""
        if self._finish is not None:
            whole = self._finish(np.rint(branch.values[self._first :]), self._limit)
            if whole is not None:
                self._best = whole if whole.value < self._best.value else self._best
                return
        near = NEAR
        while True:
            limit, known = self._limit, self._best.values is not None
            if not known:
                limit = branch.bound + 1 + near * max(1.0, abs(branch.bound))
                near *= FARTHER
            kept = branch.reduced[: self._first] <= limit - branch.bound
            found = self._finished(branch, kept)
            if found.value < self._best.value:
                self._best = found
            if found.bound < found.value:  # time is up
                self._unfinished = min(self._unfinished, branch.bound)
                return
            if known or kept.all() or found.value <= limit:
                return

    def _finished(self, branch: _Branch, kept: Flags) -> Solution:
        """Solve a programme of the columns that are kept, with the openings of a branch."""
        groups = np.rint(branch.values[self._first :])
        highs = silent_highs(seed=self._seed)
        for option in COSTLY:
            highs.setOptionValue(option, False)
        highs.passModel(self._highs.getLp())
        highs.changeColsBounds(len(self._columns), self._columns, groups, groups)
        never = np.flatnonzero(~kept).astype(np.int32)
        highs.changeColsBounds(len(never), never, np.zeros(len(never)), np.zeros(len(never)))
        whole = np.flatnonzero(self._whole[: self._first] & kept).astype(np.int32)
        highs.changeColsIntegrality(len(whole), whole, np.ones(len(whole), np.uint8))
        if run(highs, self._seconds_left()) in NO_SOLUTION:
            return Solution(None, math.inf, math.inf)
        if not math.isfinite(highs.getInfo().objective_function_value) and self._must_wait:
            highs.setOptionValue("mip_max_improving_sols", 1)
            if run(highs, NO_LIMIT) in NO_SOLUTION:
                return Solution(None, math.inf, math.inf)
        info = highs.getInfo()
        value = info.objective_function_value
        if not math.isfinite(value):
            return Solution(None, math.inf, -math.inf)
        lowest = info.mip_dual_bound if len(whole) else value
        values = np.array(highs.getSolution().col_value)
        return Solution(values, float(round(value)), min(rounded_up(lowest), round(value)))
