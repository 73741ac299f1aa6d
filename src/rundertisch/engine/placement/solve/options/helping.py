# SPDX-License-Identifier: EUPL-1.2
"""What would help a child without a seat where claims are kept: tried by solving again.

The core looks for a chain of moves; with claims such a chain may cost a claim. So what it names is
only named here when levels 0 and 1, solved again with it, seat one more child of the level, and do
not with less of it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from rundertisch.engine.placement.plan import Change, Unplaced
from rundertisch.engine.placement.problem import Group, GroupKind, Problem
from rundertisch.engine.placement.sentences import (
    OTHERS_HAVE_CLAIMS,
    OTHERS_WAIT_LONGER,
    PERHAPS_A_CLAIM,
)
from rundertisch.engine.placement.solve.answer import NO_GROUP, Answer
from rundertisch.engine.placement.solve.changes import unplaced_of
from rundertisch.engine.placement.solve.components import ALONE
from rundertisch.engine.placement.solve.flow import NOWHERE
from rundertisch.engine.placement.solve.network import Flags, Network, built, minutes_between
from rundertisch.engine.placement.solve.options.profile import Standing, standing_of
from rundertisch.engine.placement.solve.options.programme import Late
from rundertisch.engine.placement.solve.options.terms import Terms

MOST_TRIED = 5  # amounts; a change that needs more is not named


def unplaced_with_options(
    *, answer: Answer, terms: Terms, standing: Standing
) -> tuple[Unplaced, ...]:
    """Return the children without a seat, in the order of the input."""
    rows = unplaced_of(answer)
    if not (terms.claims != NOWHERE).any():
        return rows
    cells = terms.cells
    short = np.unique(cells.component[standing.placed < standing.without_claims])
    children_at = {child.id: at for at, child in enumerate(answer.problem.children)}
    trial = _Trial(answer, standing.seed, standing.seconds_left)
    return tuple(
        _retold(row, trial, claims_cost=bool(np.isin(terms.component[at], short)))
        for row in rows
        for at in (children_at[row.child],)
    )


def _retold(row: Unplaced, trial: "_Trial", *, claims_cost: bool) -> Unplaced:
    reason, change = row.reason, row.smallest_change
    if claims_cost and row.reason_code == "full":
        reason = reason.replace(OTHERS_WAIT_LONGER, OTHERS_HAVE_CLAIMS)
    if change is not None and not trial.helps(row, change):
        change = None
        reason += PERHAPS_A_CLAIM
    return replace(row, reason=reason, smallest_change=change)


@dataclass(frozen=True)
class _Trial:
    """Levels 0 and 1 solved again with a change."""

    answer: Answer
    seed: int
    seconds_left: Callable[[], float]
    known: dict[tuple[Change, int], bool] = field(default_factory=dict)

    def helps(self, row: Unplaced, change: Change) -> bool:
        """Whether the change seats one more child of the level, and no smaller one does."""
        if change.amount > MOST_TRIED and change.kind != "limit":
            return False
        less = [] if change.kind == "limit" else range(1, change.amount)
        try:
            return self._seats(row, change) and not any(
                self._seats(row, replace(change, amount=amount)) for amount in less
            )
        except Late:
            return False

    def _seats(self, row: Unplaced, change: Change) -> bool:
        if change.kind not in {"seat", "cap"}:
            return self._seats_now(row, change)
        key = change, row.level  # whoever of the level asks for it
        if key not in self.known:
            self.known[key] = self._seats_now(row, change)
        return self.known[key]

    def _seats_now(self, row: Unplaced, change: Change) -> bool:
        problem, network = self._changed(row, change)
        near = _nearby(problem, network, row.child)
        terms = Terms(problem, _only(network, near))
        standing = standing_of(
            terms=terms, seed=self.seed, seconds_left=self.seconds_left, down_to=row.level
        )
        if standing.late:
            raise Late("not found out in time")
        level = self.answer.network.level
        before = level[near & (self.answer.group == NO_GROUP)]
        after = level[near & (standing.taken == NOWHERE)]
        return bool(
            (after == row.level).sum() < (before == row.level).sum()
            and all(
                (after == each).sum() <= (before == each).sum()
                for each in np.unique(level[level > row.level])
            )
        )

    def _changed(self, row: Unplaced, change: Change) -> tuple[Problem, Network]:
        problem = self.answer.problem
        if change.kind == "limit":
            return problem, _with_ways(self.answer, row.child, change.id)
        changed = _with_change(problem, row, change)
        return changed, built(changed)


def _nearby(problem: Problem, network: Network, child: str) -> Flags:
    """Return the children of the component of one child: no other is concerned."""
    component = Terms(problem, network).component
    at = next(at for at, each in enumerate(problem.children) if each.id == child)
    near: Flags = (component == component[at]) & (component != ALONE)
    near[at] = True
    return near


def _only(network: Network, children: Flags) -> Network:
    """Return the network without the ways of all other children."""
    counts = np.diff(network.start)
    keep = np.repeat(children, counts)
    start = np.zeros_like(network.start)
    np.cumsum(np.where(children, counts, 0), out=start[1:])
    return replace(network, start=start, group=network.group[keep], minutes=network.minutes[keep])


def _with_change(problem: Problem, row: Unplaced, change: Change) -> Problem:
    schools = {school.id: school for school in problem.schools}
    child = next(child for child in problem.children if child.id == row.child)
    if change.kind == "seat":
        groups = tuple(
            replace(group, free_seats=group.free_seats + change.amount * (group.id == change.id))
            for group in problem.groups
        )
        return replace(problem, groups=groups)
    if change.kind == "cap":
        school = schools[change.id]
        higher = replace(school, newcomer_cap=(school.newcomer_cap or 0) + change.amount)
        return replace(
            problem, schools=tuple(higher if s.id == change.id else s for s in problem.schools)
        )
    if change.kind == "form":
        wider = replace(child, forms=(*child.forms, schools[change.id].form))
        return replace(
            problem, children=tuple(wider if c.id == child.id else c for c in problem.children)
        )
    kind: GroupKind = "literacy" if child.needs_literacy else "language"
    new = Group("\0new", change.id, kind, child.grade, child.grade, change.amount)
    return replace(problem, groups=(*problem.groups, new))


def _with_ways(answer: Answer, child: str, school: str) -> Network:
    """Return the network with ways of one child to one school beyond the limit."""
    network, problem = answer.network, answer.problem
    at = next(at for at, each in enumerate(problem.children) if each.id == child)
    target = next(at for at, each in enumerate(problem.schools) if each.id == school)
    new = np.flatnonzero(network.serves[network.kind[at]] & (network.school == target))
    minutes = minutes_between(problem, at, target) or 0
    end = int(network.start[at + 1])
    old = set(network.group[network.start[at] : end].tolist())
    new = np.array([group for group in new.tolist() if group not in old], np.int64)
    start = network.start.copy()
    start[at + 1 :] += len(new)
    more = max(minutes, int(network.minutes[end - 1]) if end > network.start[at] else 0)
    return replace(
        network,
        start=start,
        group=np.insert(network.group, [end] * len(new), new).astype(np.int32),
        minutes=np.insert(network.minutes, [end] * len(new), more),
    )
