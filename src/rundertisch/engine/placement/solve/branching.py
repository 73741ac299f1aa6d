# SPDX-License-Identifier: EUPL-1.2
"""Level 3 of one part, proven: the linear program over choices, and where it halves, both ways.

Branch and bound (Land and Doig 1960) with the small simplex of `simplex`: if the linear program
seats a child partly at one school, it is first sent there, then kept away from there. Once every
sibling has one school, the rest is a flow and the kernel of `flow` seats it. A branch is left when
whole numbers prove that no plan in it is better than the one at hand.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from rundertisch.engine.compiled import compiled
from rundertisch.engine.placement.solve import flow
from rundertisch.engine.placement.solve.bounds import (
    MOST_GROUPS,
    SCALE,
    bound_of,
    near_choices,
)
from rundertisch.engine.placement.solve.choices import (
    LARGEST_TEAM,
    NO_ROW,
    Floats,
    Model,
    Weights,
    model_of,
    weights_of,
)
from rundertisch.engine.placement.solve.flow import NOWHERE
from rundertisch.engine.placement.solve.master import Block, Columns
from rundertisch.engine.placement.solve.network import Flags, Ints
from rundertisch.engine.placement.solve.parts import Part, Prices
from rundertisch.engine.placement.solve.simplex import SLACK, Basis, basis_of, relaxed

MOST_ROWS = 600  # of a basis; larger parts are left to the linear program over blocks
MOST_BRANCHES = 6
MOST_PIVOTS = 100_000
MOST_DIVES = 40  # a child that need not sit can stay divided; then the others must decide
DIVE = 3  # of the divided families, so many parts; one part keeps its choice at once
HALF = 0.5
TINY = 1e-3  # parts of a minute, for rounding
SURE = 1e-3  # of a child: less is rounding, or what rows offer more


def fits(*, part: Part) -> bool:
    """Whether a part is small enough for a basis that is kept whole."""
    school = part.school
    groups = np.unique(part.child * (int(school.max(initial=0)) + 1) + school, return_counts=True)
    if groups[1].max(initial=0) > MOST_GROUPS:
        return False
    rows = 2 * len(np.unique(part.network.group[part.way])) + len(np.unique(part.child)) // 50
    return rows <= MOST_ROWS and max(map(len, part.teams), default=0) <= LARGEST_TEAM


@dataclass(slots=True)
class Branching:
    """One part, one objective, the best plan so far."""

    part: Part
    prices: Prices
    kernel_prices: Prices
    best: Ints  # of each child of the network: its way, or NOWHERE
    value: int
    seconds_left: Callable[[], float]
    least_pairs: int | None = None
    low: int = field(init=False)  # no plan is below
    _low: int = field(init=False)  # the latest bound, in parts of a minute
    _first_low: int = field(init=False)
    _first_prices: Ints = field(init=False)
    _left: int = field(init=False, default_factory=lambda: MOST_BRANCHES)
    _model: Model = field(init=False)
    _basis: Basis = field(init=False)
    _weights: tuple[Weights, Weights] = field(init=False)
    _open: Flags = field(init=False)
    _order: Ints = field(init=False)
    _who: Ints = field(init=False)
    _branches: Flags = field(init=False)  # the children on whom it branches

    def __post_init__(self) -> None:
        self._model = model_of(part=self.part, prices=self.prices, least_pairs=self.least_pairs)
        self._who = self.part.who
        self._weights = weights_of(self._model, np.float64), weights_of(self._model, np.int64)
        self._basis = basis_of(self._model, self._local(self.best))
        self._open = np.ones(len(self.part.way), np.bool_)
        cost = self.kernel_prices.of(self.part.minutes, self.part.gained)
        self._order = np.lexsort((cost, self.part.child))
        teams = np.zeros(len(self._who), np.bool_)
        teams[self._model.member[: sum(map(len, self.part.teams))]] = True
        self._branches = teams if self.least_pairs is None else np.ones_like(teams)

    def run(self) -> None:
        """Improve ``best`` until ``low`` meets its value, or branches or time are used up."""
        low = self._bound(stop_at=self.value - 1)
        self._first_prices = self._whole_prices()
        self._first_low = self._low
        if low < self.value:
            self._dive()
        self.low = low if low >= self.value else self._explored()

    def _dive(self) -> None:
        """Let those families keep their choice who have most of it, until all have one."""
        kept = self._open.copy()
        for _ in range(MOST_DIVES):
            divided = _leading(self._model, self._basis, self._branches)
            if not len(divided):
                self._complete()
                break
            divided = divided[np.argsort(-divided[:, 0], kind="stable")]
            for _, unit, *ways in divided[: len(divided) // DIVE + 1]:
                self._keep(int(unit), ways)
            if self._bound(stop_at=self.value - 1) >= self.value:
                break
        self._open[:] = kept

    def _keep(self, unit: int, ways: list[float]) -> None:
        """Close all ways of a unit but those to the schools of a choice."""
        model = self._model
        members = model.member[model.unit_start[unit] : model.unit_start[unit + 1]]
        for child, way in zip(members.tolist(), ways, strict=False):
            mine = slice(model.start[child], model.start[child + 1])
            if way == NOWHERE:
                self._open[mine] = False
            else:
                self._open[mine] &= model.school[mine] == model.school[int(way)]

    def _local(self, taken: Ints) -> Ints:
        mine = taken[self._who]
        return np.where(mine == NOWHERE, NOWHERE, np.searchsorted(self.part.way, mine))

    def _explored(self) -> int:
        """Explore what is open; return what no plan in it can go below."""
        bound = self._bound(stop_at=self.value - 1)
        if bound >= self.value or self._left <= 0 or self.seconds_left() <= 0:
            return bound
        self._left -= 1
        child, school = _most_divided(self._model, self._basis, self._branches)
        if child == NOWHERE:
            self._complete()
            return bound
        low = self.value
        ways = slice(self._model.start[child], self._model.start[child + 1])
        there = self._model.school[ways] == school
        for closed in (~there, there):
            kept = self._open[ways].copy()
            self._open[ways] &= ~closed
            low = min(low, max(bound, self._explored()))
            self._open[ways] = kept
        return min(low, self.value)

    def _bound(self, *, stop_at: int) -> int:
        """Solve the linear program of what is open; return its bound in whole minutes."""
        model, basis = self._model, self._basis
        for stop in (float(stop_at), np.inf):
            early = relaxed(model, basis, self._weights[0], self._open, stop, MOST_PIVOTS)
            if not np.isfinite(basis.price).all():  # rounding has won; nothing is proven
                raise ArithmeticError
            low = bound_of(model, self._whole_prices(), self._weights[1], self._open, basis.chosen)
            if not early or -(-low // SCALE) > stop_at:
                break
        self._low = int(low)
        return -(-self._low // SCALE)

    def _whole_prices(self) -> Ints:
        price = np.rint(self._basis.price * SCALE).astype(np.int64)
        return np.where(self._model.exact, price, np.maximum(price, 0))

    def gap_to(self, value: int) -> float:
        """Return the minutes from the first bound to a value."""
        return value - self._first_low / SCALE

    def columns_within(self, gap: float, most: int) -> Columns | None:
        """Return all ways and blocks of plans at most so many minutes above the first bound.

        By the prices of the first linear program; None: more than ``most`` blocks.
        """
        singles, blocks = near_choices(
            self._model,
            self._first_prices,
            self._weights[1],
            self._basis.chosen,
            math.ceil(gap * SCALE + TINY),
            most,
        )
        if len(blocks) >= most:
            return None
        return Columns(np.flatnonzero(singles), [self._block(row) for row in blocks.tolist()])

    def _block(self, row: list[int]) -> Block:
        ways = tuple(sorted(way for way in row if way != NOWHERE))
        where, size = list(ways), len(ways)
        gained = int(self.part.gained[where].sum()) + size * (size - 1) // 2
        return Block(ways, int(self.part.minutes[where].sum()), gained)

    def _complete(self) -> None:
        """Let siblings go to the schools of the linear program, and seat everybody else."""
        model, part = self._model, self.part
        school = _schools(model, self._basis)
        child = np.repeat(np.arange(len(self._who)), np.diff(model.start))
        forced = self._branches
        keep = (self._open & (~forced[child] | (model.school == school[child])))[self._order]
        way = self._order[keep]
        network = part.network
        group = model.group_row[way]
        groups, schools = int(model.group_row.max()) + 1, len(model.room)
        school_of = np.zeros(groups, np.int32)
        school_of[model.group_row] = model.school
        caps = np.full(schools, flow.NO_CAP, np.int64)
        capped = model.cap_row != NO_ROW
        caps[model.school[capped]] = model.right[model.cap_row[capped]]
        start = np.zeros(len(self._who) + 1, np.int64)
        np.cumsum(np.bincount(child[way], minlength=len(self._who)), out=start[1:])
        level = network.level[self._who].copy()
        level[forced & (school != NOWHERE)] = np.iinfo(np.int32).max
        found = flow.seat_children(
            network=flow.Network(
                start=start,
                group=group.astype(np.int32),
                cost=self.kernel_prices.of(part.minutes[way], part.gained[way]),
                seats=model.right[:groups],
                school=school_of,
                cap=caps,
                level=level,
            )
        )
        self._offer(np.where(found.way == NOWHERE, NOWHERE, way[found.way]))

    def _offer(self, local: Ints) -> None:
        """Keep a plan if it is better."""
        sits = local != NOWHERE
        taken = np.full(len(self.best), NOWHERE, np.int64)
        taken[self._who[sits]] = self.part.way[local[sits]]
        if not self.part.keeps_profile(taken):
            return
        if self.least_pairs is not None and self.part.worth(taken)[1] < self.least_pairs:
            return
        value = self.part.value(self.prices, taken)
        if value < self.value:
            self.best, self.value = taken, value


@compiled
def _shares(model: Model, basis: Basis, unit: int, shares: Floats) -> None:
    """Write [member, school]: how much of each child of a unit sits where."""
    first = model.unit_start[unit]
    size = model.unit_start[unit + 1] - first
    shares[:size] = 0.0
    for at in range(size):
        if basis.key_ways[unit, at] != NOWHERE:
            shares[at, model.school[basis.key_ways[unit, at]]] += basis.key_value[unit]
    for each in range(len(basis.unit)):
        if basis.unit[each] == unit:
            for at in range(size):
                if basis.ways[each, at] != NOWHERE:
                    shares[at, model.school[basis.ways[each, at]]] += basis.value[each]


@compiled
def _most_divided(model: Model, basis: Basis, branches: Flags) -> tuple[int, int]:
    """Return the child and the school where it sits most, of all that do not sit wholly."""
    shares = np.zeros((LARGEST_TEAM, len(model.room)))
    done = np.zeros(len(basis.key_value), np.bool_)
    most, child, school = 0.0, NOWHERE, NOWHERE
    for each in range(len(basis.unit)):
        unit = basis.unit[each]
        if unit == SLACK or done[unit]:
            continue
        done[unit] = True
        _shares(model, basis, unit, shares)
        for at in range(model.unit_start[unit + 1] - model.unit_start[unit]):
            who = model.member[model.unit_start[unit] + at]
            if not branches[who]:
                continue
            for place in range(len(model.room)):
                if max(most, SURE) < shares[at, place] < 1.0 - SURE:
                    most, child, school = shares[at, place], who, place
    return child, school


@compiled
def _leading(model: Model, basis: Basis, branches: Flags) -> Floats:
    """Return for each divided unit rows (share of its leading choice, unit, ways)."""
    rows = np.empty((len(basis.unit), LARGEST_TEAM + 2))
    count = 0
    done = np.zeros(len(basis.key_value), np.bool_)
    shares = np.zeros((LARGEST_TEAM, len(model.room)))
    for each in range(len(basis.unit)):
        unit = basis.unit[each]
        if unit == SLACK or done[unit] or not branches[model.member[model.unit_start[unit]]]:
            continue
        done[unit] = True
        if not _is_divided(model, basis, unit, shares):
            continue
        rows[count, 0], rows[count, 1] = basis.key_value[unit], unit
        rows[count, 2:] = basis.key_ways[unit]
        for other in range(each, len(basis.unit)):
            if basis.unit[other] == unit and basis.value[other] > rows[count, 0]:
                rows[count, 0] = basis.value[other]
                rows[count, 2:] = basis.ways[other]
        count += 1
    return rows[:count].copy()


@compiled
def _is_divided(model: Model, basis: Basis, unit: int, shares: Floats) -> bool:
    _shares(model, basis, unit, shares)
    for at in range(model.unit_start[unit + 1] - model.unit_start[unit]):
        for place in range(len(model.room)):
            if SURE < shares[at, place] < 1.0 - SURE:
                return True
    return False


@compiled
def _schools(model: Model, basis: Basis) -> Ints:
    """Return the school of each child where it sits at least by half, or NOWHERE."""
    shares = np.zeros((LARGEST_TEAM, len(model.room)))
    schools = np.full(len(model.cell_row), NOWHERE, np.int64)
    for unit in range(len(basis.key_value)):
        _shares(model, basis, unit, shares)
        for at in range(model.unit_start[unit + 1] - model.unit_start[unit]):
            place = int(np.argmax(shares[at]))
            if shares[at, place] >= HALF:
                schools[model.member[model.unit_start[unit] + at]] = place
    return schools


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
    open_ = np.ones(2, np.bool_)
    relaxed(model, basis, weights_of(model, np.float64), open_, 0.0, MOST_PIVOTS)
    price = np.zeros(1, np.int64)
    bound_of(model, price, weights, open_, basis.chosen)
    near_choices(model, price, weights, basis.chosen, SCALE, 2)
    _leading(model, basis, open_)
    _most_divided(model, basis, open_)
    _schools(model, basis)
