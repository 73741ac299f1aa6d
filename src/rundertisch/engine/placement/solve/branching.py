# SPDX-License-Identifier: EUPL-1.2
"""Level 3 of one part: a linear program over choices, then cuts, and a few branches.

The linear program over all choices (`simplex`) says what no plan can go below, and which choices a
better plan could hold at all. Those are written out (`written`). Cuts turn halves of families into
whole ones (`cutting`, `dual`); a family that is divided even then is first sent one way, then kept
from it. A branch is left when whole numbers prove that no plan in it is better than the one at
hand.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from rundertisch.engine.compiled import compiled
from rundertisch.engine.placement.solve.bounds import MOST_GROUPS, SCALE, bound_of
from rundertisch.engine.placement.solve.choices import (
    LARGEST_TEAM,
    NO_ROW,
    Model,
    Weights,
    model_of,
    weights_of,
)
from rundertisch.engine.placement.solve.cutting import whole_plan, with_cuts
from rundertisch.engine.placement.solve.dual import (
    SURE,
    Rows,
    basis_over,
    extended,
    proven,
    settled,
)
from rundertisch.engine.placement.solve.flow import NOWHERE
from rundertisch.engine.placement.solve.network import Flags, Ints
from rundertisch.engine.placement.solve.parts import Part, Prices
from rundertisch.engine.placement.solve.simplex import SLACK, Basis, basis_of, relaxed
from rundertisch.engine.placement.solve.written import Written, written

MOST_ROWS = 600  # of a basis; larger parts are left to the linear program over blocks
MOST_BRANCHES = 300
MOST_ROUNDS = 4  # of cuts, before it branches
MOST_STEPS = 60  # of a dive
DIVES = 40  # at every so many nodes, and at the first
MOST_PIVOTS = 100_000
MOST_CHOICES = 60_000  # written out
FIRST_GAP = 2  # minutes; nearly every best plan has only choices that cost so little more
MORE = 3  # times the gap, when the one before holds no plan that is proven best
ROUNDING = 0.25  # of a minute: what prices lose at most when they become whole


def fits(*, part: Part) -> bool:
    """Whether a part is small enough for a basis that is kept whole."""
    school = part.school
    groups = np.unique(part.child * (int(school.max(initial=0)) + 1) + school, return_counts=True)
    if groups[1].max(initial=0) > MOST_GROUPS:
        return False
    rows = 2 * len(np.unique(part.network.group[part.way])) + len(np.unique(part.child)) // 50
    return rows <= MOST_ROWS and max(map(len, part.teams), default=0) <= LARGEST_TEAM


class Node(NamedTuple):
    """What is left of a search: where to go on from, and which choices are open."""

    basis: Basis
    open: Flags


class Solved(NamedTuple):
    """What a node cannot go below, and whether nothing better is left in it."""

    low: int
    ended: bool


@dataclass(slots=True)
class Branching:
    """One part, one objective, the best plan so far."""

    part: Part
    prices: Prices
    best: Ints  # of each child of the network: its way, or NOWHERE
    value: int
    seconds_left: Callable[[], float]
    least_pairs: int | None = None
    low: int = field(init=False)  # no plan is below
    _low: int = field(init=False)  # the same by the linear program, in parts of a minute
    _model: Model = field(init=False)
    _basis: Basis = field(init=False)
    _weights: tuple[Weights, Weights] = field(init=False)
    _choices: Written = field(init=False)
    _rows: Rows = field(init=False)
    _floor: int = field(init=False)  # no plan of the choices written out is below
    _cut: bool = field(init=False)  # cuts are made before it branches, then no more

    def __post_init__(self) -> None:
        self._model = model_of(part=self.part, prices=self.prices, least_pairs=self.least_pairs)
        self._weights = weights_of(self._model, np.float64), weights_of(self._model, np.int64)
        mine = self.best[self.part.who]
        local = np.where(mine == NOWHERE, NOWHERE, np.searchsorted(self.part.way, mine))
        self._basis = basis_of(self._model, local)

    def run(self) -> None:
        """Improve ``best`` until ``low`` meets its value, or branches or time are used up.

        A better plan is worth at most ``value - 1``, so no choice of it exceeds the gap between
        that and the linear program. First a small gap is tried, then larger ones.
        """
        self.low = self._relaxed()
        price = self._whole_prices()
        tried = FIRST_GAP * SCALE
        while self.low < self.value:
            gap = min(tried, (self.value - 1) * SCALE - self._low)
            choices = written(
                model=self._model,
                weights=self._weights[1],
                basis=self._basis,
                price=price,
                gap=gap,
                most=MOST_CHOICES,
            )
            inside = None if choices is None else self._explored(choices)
            if inside is None:
                return
            outside = -(-(self._low + gap + 1) // SCALE)
            self.low = min(max(self.low, min(inside, outside)), self.value)
            if inside < self.value and inside <= outside:
                return  # unlucky rounding of prices
            tried *= MORE

    def _relaxed(self) -> int:
        """Solve the linear program; return its bound in whole minutes."""
        model, basis = self._model, self._basis
        open_ = np.ones(len(self.part.way), np.bool_)
        for stop in (float(self.value - 1), np.inf):
            early = relaxed(model, basis, self._weights[0], open_, stop, MOST_PIVOTS)
            if not np.isfinite(basis.price).all():  # rounding has won; nothing is proven
                raise ArithmeticError
            price = self._whole_prices()
            self._low = int(bound_of(model, price, self._weights[1], open_, basis.chosen))
            if not early or -(-self._low // SCALE) >= self.value:
                break
        return -(-self._low // SCALE)

    def _whole_prices(self) -> Ints:
        price = np.rint(self._basis.price * SCALE).astype(np.int64)
        return np.where(self._model.exact, price, np.maximum(price, 0))

    def _explored(self, choices: Written) -> int | None:
        """Return what no plan of these choices can go below; None: it came to no end."""
        rows = Rows(
            self._model.right, self._model.exact, np.zeros((0, len(choices.unit)), np.int64)
        )
        basis = basis_over(self._basis, choices, rows)
        if basis is None:
            return None
        self._choices, self._rows, self._cut, self._floor = choices, rows, False, self.low
        nodes, low = [Node(basis, choices.allowed)], self.value
        for _ in range(MOST_BRANCHES):
            if not nodes:
                return min(low, self.value)
            if self.seconds_left() <= 0:
                return None
            bound = self._looked_into(nodes)
            if bound is None:
                return None
            low = min(low, bound)
            if self.value <= self._floor:
                return self._floor
        return None

    def _looked_into(self, nodes: list[Node]) -> int | None:
        """Take the last node; put back what is left of it, or return what it cannot go below."""
        node = nodes.pop()
        solved = self._solved(node)
        if not self._cut:
            node, solved = self._with_cuts(node, solved)
        if solved is None:
            return None
        if solved.ended:
            return solved.low
        if len(nodes) % DIVES == 0:
            self._dive(node)
        choice = _leading(node.basis)
        if choice == NOWHERE:
            return None
        nodes += self._divided(node, choice)
        return self.value

    def _with_cuts(self, node: Node, solved: Solved | None) -> tuple[Node, Solved | None]:
        """Add cuts to the first node, a few times."""
        self._cut = True
        for _ in range(MOST_ROUNDS):
            if solved is None or solved.ended:
                break
            more = with_cuts(choices=self._choices, rows=self._rows, basis=node.basis)
            if more is None:
                break
            self._rows = more
            node = node._replace(basis=extended(rows=more, basis=node.basis))
            solved = self._solved(node)
        self._floor = self.low if solved is None else solved.low
        return node, solved

    def _solved(self, node: Node) -> Solved | None:
        """Solve the linear program of a node; None: it came to no end."""
        stop = self.value - 1 + ROUNDING
        ended = settled(self._choices, self._rows, node.basis, node.open, stop)
        bound = proven(self._choices, self._rows, node.basis, node.open)
        low = min(-(-bound // SCALE), self.value)
        if not ended and low < self.value:
            return None
        chosen = whole_plan(self._choices, self._rows, node.basis)
        if low < self.value and len(chosen):
            self._offer(chosen)
        return Solved(low, low >= self.value or len(chosen) > 0)

    def _dive(self, node: Node) -> None:
        """Look for a plan: who is whole stays, the others are sent where most of them is."""
        basis = Basis._make(each.copy() for each in node.basis)
        open_ = node.open.copy()
        for _ in range(MOST_STEPS):
            solved = self._solved(Node(basis, open_))
            if solved is None or solved.ended:
                break
            _keep_whole(self._model, self._choices, basis, open_)

    def _divided(self, node: Node, choice: int) -> tuple[Node, Node]:
        """Return the node without a choice, and the node where its unit has no other."""
        unit = self._choices.unit[choice]
        without, alone = node.open.copy(), node.open.copy()
        without[choice] = False
        alone[self._choices.first[unit] : self._choices.first[unit + 1]] = False
        alone[choice] = True
        copy = Basis._make(each.copy() for each in node.basis)
        return Node(copy, without), Node(node.basis, alone)

    def _offer(self, chosen: Ints) -> None:
        """Keep a plan if it is better."""
        model = self._model
        taken = np.full(len(self.best), NOWHERE, np.int64)
        sizes = np.diff(model.unit_start)
        ways = self._choices.ways[chosen][np.arange(LARGEST_TEAM) < sizes[:, None]]
        sits = ways != NOWHERE
        taken[self.part.who[model.member[sits]]] = self.part.way[ways[sits]]
        if not self.part.keeps_profile(taken):
            return
        if self.least_pairs is not None and self.part.worth(taken)[1] < self.least_pairs:
            return
        value = self.part.value(self.prices, taken)
        if value < self.value:
            self.best, self.value = taken, value


@compiled
def _leading(basis: Basis) -> int:
    """Return the choice of a divided unit that is used most, or NOWHERE."""
    most, choice = SURE, NOWHERE
    for at in range(len(basis.unit)):
        if basis.unit[at] != SLACK and SURE < basis.value[at] < 1.0 - SURE:
            key = basis.key_value[basis.unit[at]]
            if basis.value[at] > most:
                most, choice = basis.value[at], basis.ways[at, 0]
            if most < key < 1.0 - SURE:
                most, choice = key, basis.key_ways[basis.unit[at], 0]
    return choice


@compiled
def _keep_whole(model: Model, choices: Written, basis: Basis, open_: Flags) -> None:
    """Close all other choices of teams that are whole, and of the unit that nearly is."""
    leading = _leading(basis)
    for at in range(len(basis.key_value) + len(basis.unit)):
        if at < len(basis.key_value):
            choice, value = basis.key_ways[at, 0], basis.key_value[at]
        else:
            row = at - len(basis.key_value)
            if basis.unit[row] == SLACK:
                continue
            choice, value = basis.ways[row, 0], basis.value[row]
        unit = choices.unit[choice]
        team = model.unit_start[unit + 1] - model.unit_start[unit] > 1
        if choice == leading or (team and value > 1.0 - SURE):
            for other in range(choices.first[unit], choices.first[unit + 1]):
                open_[other] = open_[other] and other == choice


def compile_all() -> None:
    """Call every kernel once, for two siblings and one school."""
    both, none = np.arange(2), np.zeros(2, np.int64)
    model = Model(
        start=np.arange(3),
        cost=none,
        gained=none,
        school=none,
        group_row=none,
        cap_row=none - 1,
        cell_row=none - 1,
        pairs_row=NO_ROW,
        unit_start=np.array([0, 2]),
        member=both,
        room=none[:1] + 2,
        right=none[:1] + 2,
        exact=np.zeros(1, np.bool_),
        pair=30,
    )
    basis, weights = basis_of(model, both), weights_of(model, np.int64)
    open_, price = np.ones(2, np.bool_), np.zeros(1, np.int64)
    relaxed(model, basis, weights_of(model, np.float64), open_, 0.0, MOST_PIVOTS)
    bound_of(model, price, weights, open_, basis.chosen)
    choices = written(model=model, weights=weights, basis=basis, price=price, gap=0, most=9)
    rows = Rows(model.right, model.exact, np.zeros((0, 1), np.int64))
    over = None if choices is None else basis_over(basis, choices, rows)
    if choices is not None and over is not None:
        settled(choices, rows, over, choices.allowed, 0.0)
        proven(choices, rows, over, choices.allowed)
        whole_plan(choices, rows, over)
        with_cuts(choices=choices, rows=rows, basis=over)
        _keep_whole(model, choices, over, choices.allowed)
        _leading(over)
