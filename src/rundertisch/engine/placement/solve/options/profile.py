# SPDX-License-Identifier: EUPL-1.2
"""Levels 0, 1 and 1b: claims kept, nobody left behind, soft caps exceeded as little as can be.

Mostly the flow of the core answers all three. Who can sit at a school that keeps its claim is a
matroid, and who can sit at all another one; greedily by level each has one best profile. Seated
by level first and then with most claims kept (the higher the level, the more a claim weighs), a
component either reaches both profiles, and nothing better exists; or its claims cost another
child its seat. Then, and where soft caps cannot be kept, linear programs decide (`programme`).
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from rundertisch.engine.placement.solve.components import ALONE
from rundertisch.engine.placement.solve.flow import NOWHERE
from rundertisch.engine.placement.solve.network import Flags, Ints, Network
from rundertisch.engine.placement.solve.options.programme import Late, Programme
from rundertisch.engine.placement.solve.options.terms import Terms
from rundertisch.engine.placement.solve.seating import chosen_ways, seated

FIRST_OF_ALL = np.iinfo(np.int32).max


@dataclass
class Standing:
    """What levels 0 to 1b reach, cell by cell, and the rooms that soft caps make of components."""

    terms: Terms
    seed: int
    seconds_left: Callable[[], float]
    taken: Ints  # of each child: its way, or NOWHERE
    kept: Ints  # of each cell: claims to be kept
    placed: Ints  # of each cell: children to be seated
    without_claims: Ints  # of each cell: children that could sit if no claim had to be kept
    programmes: dict[int, Programme] = field(default_factory=dict)  # of rooms without a flow
    late: bool = False  # time was up before the linear programs were solved

    @cached_property
    def room(self) -> Ints:
        """Return the room of each component: those that share a soft cap are one."""
        terms = self.terms
        root = np.arange(terms.cells.components)
        soft = np.isin(terms.school, np.array(list(terms.soft_left), np.int64))
        asked = np.unique(np.stack([terms.school[soft], terms.owner[soft]], 1), axis=0)
        cuts = np.flatnonzero(np.diff(asked[:, 0])) + 1
        for rows in np.split(asked, cuts) if len(asked) else ():
            if len(rows) > terms.soft_left[int(rows[0, 0])]:
                old = np.unique(root[terms.component[rows[:, 1]]])
                root[np.isin(root, old)] = old[0]
        return root

    @cached_property
    def room_of_child(self) -> Ints:
        """Return the room of each child, or ALONE."""
        padded = np.append(self.room, ALONE)  # ALONE is the last one
        return padded[self.terms.component]

    @cached_property
    def room_of_cell(self) -> Ints:
        """Return the room of each cell, or ALONE."""
        return np.append(self.room, ALONE)[self.terms.cells.component]

    @cached_property
    def network(self) -> Network:
        """Return the network with soft caps kept like hard ones."""
        caps = self.terms.network.caps.copy()
        for school, left in self.terms.soft_left.items():
            caps[school] = max(left, 0)
        return replace(self.terms.network, caps=caps)

    def missed(self, taken: Ints) -> Flags:
        """Return for each cell whether fewer children sit, or fewer claims are kept, than must."""
        cells = self.terms.cells
        missed: Flags = (cells.counts(taken) < self.placed) | (
            cells.counts(keeping(self.terms, taken)) < self.kept
        )
        return missed


def standing_of(
    *, terms: Terms, seed: int, seconds_left: Callable[[], float], down_to: int | None = None
) -> Standing:
    """Return what levels 0 to 1b reach, with seats that reach it.

    ``down_to``: only level 0, and level 1 down to the children of this level.
    """
    cells = terms.cells
    claimed = seated(
        network=terms.network, ways=chosen_ways(network=terms.network, keep=terms.kept)
    )[0]
    first = by_flow(terms, terms.network, np.ones(len(terms.owner), np.bool_))
    standing = Standing(
        terms=terms,
        seed=seed,
        seconds_left=seconds_left,
        taken=first,
        kept=cells.counts(claimed),
        placed=cells.counts(first),
        without_claims=cells.counts(first),
    )
    torn = cells.component[standing.missed(first)]  # components where claims cost seats
    if len(torn):
        _claims_first(standing, claimed, np.unique(torn))
    if down_to is None or len(torn):
        _settle_rooms(standing, torn, down_to)
    return standing


def keeping(terms: Terms, taken: Ints) -> Ints:
    """Return the ways taken that keep a claim, else NOWHERE."""
    kept = taken.copy()
    sits = np.flatnonzero(taken != NOWHERE)
    kept[sits[~terms.kept[taken[sits]]]] = NOWHERE
    return kept


def by_flow(terms: Terms, network: Network, keep: Flags) -> Ints:
    """Seat by level, then with most claims kept, or in few minutes where there are no claims."""
    if not terms.kept.any():
        return seated(network=network, ways=chosen_ways(network=network, keep=keep))[0]
    _, rank = np.unique(network.level, return_inverse=True)
    cost = np.where(terms.kept, -1 - rank.reshape(-1)[terms.owner], 0)
    return seated(network=network, ways=chosen_ways(network=network, keep=keep, cost=cost))[0]


def _claims_first(standing: Standing, claimed: Ints, torn: Ints) -> None:
    """Seat who has a claim at its school, then the others: a beginning for the programs."""
    terms = standing.terms
    mine = np.isin(terms.component, torn)
    bound = mine & (claimed != NOWHERE)
    level = terms.network.level.copy()
    level[bound] = FIRST_OF_ALL
    keep = mine[terms.owner] & (terms.kept | ~bound[terms.owner])
    ways = chosen_ways(network=terms.network, keep=keep)
    taken, _ = seated(network=terms.network, ways=ways, level=level)
    standing.taken[mine] = taken[mine]
    inside = np.isin(terms.cells.component, torn)
    standing.placed[inside] = terms.cells.counts(standing.taken)[inside]


def _settle_rooms(standing: Standing, torn: Ints, down_to: int | None) -> None:
    """Keep the soft caps where a flow can; solve the other rooms by linear programs."""
    terms = standing.terms
    hard = np.zeros(0, np.int64)
    if terms.soft_left and down_to is None:
        tried = by_flow(terms, standing.network, np.ones(len(terms.owner), np.bool_))
        hard = standing.room_of_cell[standing.missed(tried)]
        easy = ~np.isin(standing.room_of_child, np.append(hard, standing.room[torn]))
        standing.taken[easy] = tried[easy]
    for room in np.unique(np.append(hard, standing.room[torn])).tolist():
        if room != ALONE:
            _settle(standing, room, set(torn.tolist()), down_to)


def _settle(standing: Standing, room: int, torn: set[int], down_to: int | None) -> None:
    """Solve levels 1 and 1b of one room."""
    terms, cells = standing.terms, standing.terms.cells
    ways = np.flatnonzero(standing.room_of_child[terms.owner] == room)
    programme = Programme(terms=terms, ways=ways, seed=standing.seed)
    standing.programmes[room] = programme
    for cell in programme.cells.tolist():
        programme.keep_claims(cell, int(standing.kept[cell]))
        if int(cells.component[cell]) not in torn:
            programme.seat(cell, int(standing.placed[cell]))
    try:
        _seat_by_level(standing, programme, torn, down_to)
        cost = programme.overrun_cost()
        if down_to is None and programme.has_seats(cost, seconds=standing.seconds_left()):
            programme.seats_into(standing.taken)
    except Late:
        standing.late = True
        for cell in programme.cells.tolist():
            standing.placed[cell] = cells.counts(standing.taken)[cell]
            programme.seat(cell, int(standing.placed[cell]))
    programme.keep_overrun(overrun_of(standing, standing.taken, programme))


def _seat_by_level(
    standing: Standing, programme: Programme, torn: set[int], down_to: int | None
) -> None:
    """Find the most children of each level, the highest first; lower ones as many as go along.

    A cell that the seats so far fill needs no program.
    """
    cells = standing.terms.cells
    falling = sorted(programme.cells.tolist(), key=lambda each: -int(cells.level[each]))
    mine = [cell for cell in falling if int(cells.component[cell]) in torn]
    for at, cell in enumerate(mine):
        placed = cells.counts(standing.taken)
        if down_to is not None and cells.level[cell] < down_to:
            return
        if placed[cell] < cells.size[cell]:
            lower = mine[at + 1 :]
            cost = programme.placed_cost(lower)
            cost += programme.placed_cost([cell]) * (1.0 + int(cells.size[lower].sum()))
            if programme.has_seats(cost, seconds=standing.seconds_left()):
                programme.seats_into(standing.taken)
                placed = cells.counts(standing.taken)
        standing.placed[cell] = placed[cell]
        programme.seat(cell, int(placed[cell]))


def overrun_of(standing: Standing, taken: Ints, programme: Programme) -> int:
    """Return by how much the soft caps of a room are exceeded."""
    terms = standing.terms
    ways = taken[np.unique(programme.child)]
    load = np.bincount(terms.school[ways[ways != NOWHERE]], minlength=len(terms.site))
    schools = set(terms.school[programme.ways].tolist())
    return sum(
        max(0, int(load[school]) - left)
        for school, left in terms.soft_left.items()
        if school in schools
    )
