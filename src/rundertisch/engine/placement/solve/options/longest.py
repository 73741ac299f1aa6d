# SPDX-License-Identifier: EUPL-1.2
"""Level 2 with options: wished seats do not count, claims and soft caps are kept.

By halving, room by room (components that share a soft cap): the component that comes first is
settled first, those after it are free meanwhile. Rooms with a flow are halved all at once.
"""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from rundertisch.engine.placement.solve.components import ALONE
from rundertisch.engine.placement.solve.flow import NOWHERE
from rundertisch.engine.placement.solve.network import Flags, Ints
from rundertisch.engine.placement.solve.options.profile import Standing, by_flow
from rundertisch.engine.placement.solve.options.programme import Late
from rundertisch.engine.placement.solve.options.terms import Terms
from rundertisch.engine.placement.solve.worst import NOBODY_SITS

NO_CEILING = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True)
class Longest:
    """The longest ways in minutes, by number of component; `Standing.taken` reaches them."""

    ceiling: Ints  # NOBODY_SITS where no child has a seat
    bound: Ints  # no plan that keeps the levels before can do better

    def within(self, terms: Terms) -> Flags:
        """Return the ways that level 3 may use."""
        most = self.ceiling + terms.problem.parameters.worst_slack_minutes
        keep: Flags = (terms.network.minutes <= most[terms.component[terms.owner]]) | terms.exempt
        return keep


class _Halving:
    """What is known while the longest ways are halved."""

    def __init__(self, standing: Standing) -> None:
        self.standing, self.terms = standing, standing.terms
        self.where = self.terms.component[self.terms.owner]
        self.high = longest(self.terms, standing.taken)
        self.low = np.minimum(_at_least(standing), self.high)
        self.order = _order(standing)
        self.done: defaultdict[int, int] = defaultdict(int)  # components settled, by room

    def active(self, room: int) -> int:
        """Return the component of a room that is to be settled next, or ALONE."""
        order = self.order[room]
        while self.done[room] < len(order):
            component = order[self.done[room]]
            if self.low[component] < self.high[component]:
                return component
            self.done[room] += 1
        return ALONE

    def ceiling(self, room: int, component: int) -> Ints:
        """Return what to try: the settled ones as they are, this one halved, the others free."""
        ceiling = np.full(len(self.high), NO_CEILING, np.int64)
        before = self.order[room][: self.done[room]]
        ceiling[before] = self.high[before]
        ceiling[component] = (self.low[component] + self.high[component]) // 2
        return ceiling

    def within(self, ceiling: Ints) -> Flags:
        """Return the ways up to the ceilings, and those that do not count."""
        keep: Flags = (self.terms.network.minutes <= ceiling[self.where]) | self.terms.exempt
        return keep

    def learn(self, room: int, component: int, *, fits: bool) -> None:
        """Note what the trial of a room has shown; its seats are in `Standing.taken`."""
        if not fits:
            self.low[component] = (self.low[component] + self.high[component]) // 2 + 1
            return
        reached = longest(self.terms, self.standing.taken)
        later = self.order[room][self.done[room] :]
        self.high[later] = reached[later]


def least_longest(*, standing: Standing) -> Longest:
    """Return the shortest longest ways; when time is up, bound and ceiling may still differ."""
    halving = _Halving(standing)
    _by_flows(halving)
    try:
        for room in sorted(standing.programmes):
            _by_programme(halving, room)
    except Late:
        standing.late = True
    return Longest(ceiling=halving.high, bound=halving.low)


def longest(terms: Terms, taken: Ints) -> Ints:
    """Return the longest way of each component; wished seats count as 0 where wishes weigh."""
    reached = np.full(terms.cells.components, NOBODY_SITS, np.int64)
    sits = np.flatnonzero(taken != NOWHERE)
    ways = taken[sits]
    minutes = np.where(terms.exempt[ways], 0, terms.network.minutes[ways])
    np.maximum.at(reached, terms.component[sits], minutes)
    return reached


def _order(standing: Standing) -> dict[int, list[int]]:
    """Return the components of each room: the highest level first, then by name."""
    terms = standing.terms
    first: dict[int, tuple[int, str]] = {}
    for at, component in enumerate(terms.component.tolist()):
        if component != ALONE:
            mine = -int(terms.network.level[at]), terms.problem.children[at].id
            level, name = first.get(component, mine)
            first[component] = min(level, mine[0]), min(name, mine[1])
    order: defaultdict[int, list[int]] = defaultdict(list)
    for component in sorted(first, key=first.__getitem__):
        order[int(standing.room[component])].append(component)
    return order


def _at_least(standing: Standing) -> Ints:
    """Return a lower bound: where all children of a cell sit, each has at least its least way."""
    terms, cells = standing.terms, standing.terms.cells
    bound = np.zeros(cells.components, np.int64)
    counted = np.where(terms.exempt, 0, terms.network.minutes)
    least = np.full(len(terms.component), NO_CEILING, np.int64)
    np.minimum.at(least, terms.owner, counted)
    full = (standing.placed == cells.size) & (cells.component != ALONE)
    sure = np.flatnonzero(full[cells.of_child])
    np.maximum.at(bound, terms.component[sure], least[sure])
    return bound


def _by_flows(halving: _Halving) -> None:
    """Halve the rooms that a flow can seat, all of them in one run."""
    standing, terms = halving.standing, halving.terms
    rooms = [room for room in halving.order if room not in standing.programmes]
    while True:
        active = {room: found for room in rooms if (found := halving.active(room)) != ALONE}
        rooms = list(active)
        if not active or standing.seconds_left() <= 0:
            standing.late = standing.late or bool(active)
            return
        ceiling = np.full(len(halving.high), NO_CEILING, np.int64)
        for room, component in active.items():
            ceiling = np.minimum(ceiling, halving.ceiling(room, component))
        asked = np.isin(standing.room_of_child, rooms)
        tried = by_flow(terms, standing.network, asked[terms.owner] & halving.within(ceiling))
        failed = set(standing.room_of_cell[standing.missed(tried)].tolist())
        fits = asked & ~np.isin(standing.room_of_child, list(failed))
        standing.taken[fits] = tried[fits]
        for room, component in active.items():
            halving.learn(room, component, fits=room not in failed)


def _by_programme(halving: _Halving, room: int) -> None:
    """Halve the components of one room by linear programs."""
    standing, programme = halving.standing, halving.standing.programmes[room]
    nothing = np.zeros(programme.width)
    while (component := halving.active(room)) != ALONE:
        keep = halving.within(halving.ceiling(room, component))
        programme.only(keep[programme.ways])
        fits = programme.has_seats(nothing, seconds=standing.seconds_left())
        if fits:
            programme.seats_into(standing.taken)
        halving.learn(room, component, fits=fits)
