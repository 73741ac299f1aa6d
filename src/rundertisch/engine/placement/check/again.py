# SPDX-License-Identifier: EUPL-1.2
"""Where claims come first: would the change named for a child without a seat really help?

The change is made, and levels 0 and 1 are found again from the plan's seats by making every circle
of moves that is better, until there is none (Klein). Thorough and slow: for rounds of a district.
"""

from collections.abc import Iterator
from dataclasses import replace

from rundertisch.engine.placement.check.changes import (
    TRIED_CHILDREN,
    changed,
    may_choose,
    not_smallest,
)
from rundertisch.engine.placement.check.circles import Standing, saving_circle
from rundertisch.engine.placement.check.network import NOWHERE, Network, build_network, limit_of
from rundertisch.engine.placement.check.ways import pair_minutes
from rundertisch.engine.placement.plan import Change, Plan
from rundertisch.engine.placement.problem import Problem

CLAIMS_AND_SEATS = 2  # levels


def changes_help(*, network: Network, plan: Plan, seat: list[int]) -> Iterator[str]:
    """Every named change seats one more of its level, and one unit less of it does not."""
    if len(seat) > TRIED_CHILDREN:
        return
    trials = _Trials(network=network, seat=seat)
    for row in plan.unplaced:
        change, child = row.smallest_change, network.child_at[row.child]
        if change is not None and not trials.smallest(child=child, change=change):
            yield not_smallest(row=row)


class _Trials:
    """Changes that were tried, each once for children whom it treats alike."""

    def __init__(self, *, network: Network, seat: list[int]) -> None:
        self.network, self.seat = network, seat
        self.before = _profile(network, seat)
        self.known: dict[tuple[object, ...], bool] = {}

    def smallest(self, *, child: int, change: Change) -> bool:
        """Whether the change helps and one unit less would not."""
        less = replace(change, amount=change.amount - 1)
        counted = change.kind in {"seat", "cap", "group"} and change.amount > 1
        return self._helps(child, change) and not (counted and self._helps(child, less))

    def _helps(self, child: int, change: Change) -> bool:
        this = self.network.problem.children[child]
        alone = child if change.kind in {"limit", "form"} else None
        key = change, self.network.level[child], this.grade, this.needs_literacy, alone
        if key not in self.known:
            self.known[key] = self._seats_one_more(child, change)
        return self.known[key]

    def _seats_one_more(self, child: int, change: Change) -> bool:
        network, before = self.network, self.before
        there = network.group_at if change.kind == "seat" else network.school_at
        if change.id not in there or change.amount < 1:
            return False
        after = _network_after(network, child, change)
        if after is None:
            return False
        left = _profile(after, best_again(network=after, seat=self.seat))
        mine = network.level[child]
        no_more = all(left[level] <= before.get(level, 0) for level in left if level > mine)
        return no_more and left.get(mine, 0) < before[mine]


def _profile(network: Network, seat: list[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for child, group in enumerate(seat):
        if group == NOWHERE:
            found[network.level[child]] = found.get(network.level[child], 0) + 1
    return found


def _network_after(network: Network, child: int, change: Change) -> Network | None:
    """Return the problem with the change made; None where it names what changes nothing."""
    problem, this = network.problem, network.problem.children[child]
    if change.kind == "form":
        form = problem.schools[network.school_at[change.id]].form
        if change.amount != 1 or not this.forms or form in this.forms:
            return None
        return build_network(problem=_with_form(problem, child, form))
    if change.kind == "limit":
        school = network.school_at[change.id]
        limit = limit_of(problem=problem, child=this)
        way = pair_minutes(problem=problem, child=child, schools=[school])
        if way != [limit + change.amount]:
            return None
        if not may_choose(network=network, child=child, school=school, any_form=False):
            return None
        return build_network(problem=problem, longer={child: school})
    after = changed(problem, change, this.grade, needs_literacy=this.needs_literacy)
    return build_network(problem=after)


def _with_form(problem: Problem, child: int, form: str) -> Problem:
    children = (
        replace(each, forms=(*each.forms, form)) if c == child else each
        for c, each in enumerate(problem.children)
    )
    return replace(problem, children=tuple(children))


def best_again(*, network: Network, seat: list[int]) -> list[int]:
    """Return seats that are best in claims and seats, found from these by circles of moves."""
    now = list(seat)
    while True:
        standing = Standing(network=network, seat=now, levels=CLAIMS_AND_SEATS)
        nodes = standing.outside + 1
        circle = saving_circle(standing.moves(), nodes=nodes)
        if not circle:
            return now
        movers = standing.movers()
        for start, end in zip(circle, [*circle[1:], circle[0]], strict=True):
            child = movers.get((start, end))
            if child is not None:
                now[child] = end if end < standing.groups else NOWHERE
