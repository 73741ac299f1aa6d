# SPDX-License-Identifier: EUPL-1.2
"""The last level as far as it can be tried without a solver: no exchange makes it better.

Children without a sibling in question may swap seats in circles, move to free seats, or change with
children that have none, as long as every level before stays as good: only tight moves count (see
`rearranging`). A circle that saves minutes (Bellman and Ford) would refute a proof. Siblings are
tried one move at a time. A plan that passes is not proven best by this; a plan that claims a proof
and does not pass is refused.
"""

from collections import Counter
from collections.abc import Iterator

import numpy as np

from rundertisch.engine.placement.check.circles import Moves, Standing, cheapest, distances
from rundertisch.engine.placement.check.network import NOWHERE, Network, Truths
from rundertisch.engine.placement.check.siblings import Together
from rundertisch.engine.placement.check.ways import Ints
from rundertisch.engine.placement.check.weighed import arc_minutes, wish_minutes
from rundertisch.engine.placement.problem import Child, Placed


class Exchange:
    """A plan's seats, and the arcs that keep every level before the last."""

    def __init__(self, *, standing: Standing, prices: Ints, longest: Ints) -> None:
        """Keep the arcs that are at most so long for each child, or do not count."""
        network = standing.network
        self.network, self.standing, self.prices = network, standing, prices
        self.keep = ~network.counted | (network.arc_minutes <= longest[network.arc_child])
        self.cost = arc_minutes(network=network) - wish_minutes(network=network)
        self.way = np.zeros(len(standing.seat), dtype=np.int64)  # of the present seat
        sits = standing.seat[network.arc_child] == network.arc_group
        self.way[network.arc_child[sits]] = self.cost[sits]
        at = np.where(standing.seat == NOWHERE, standing.outside, standing.seat)
        self.price = prices[at] - standing.own
        self.alone = _alone(network)

    def tight(self, moves: Moves) -> Truths:
        """Whether steps keep the levels before."""
        found: Truths = self.prices[moves.start] + moves.cost == self.prices[moves.end]
        return found


def _alone(network: Network) -> Truths:
    """Return which children cannot sit together with anybody, in a stage or at a site."""
    size: Counter[str] = Counter()
    everybody: list[Child | Placed] = [*network.problem.children, *network.problem.placed]
    size.update(each.family for each in everybody)
    if network.problem.parameters.minutes_per_site:
        found = [not c.family or size[c.family] == 1 for c in network.problem.children]
    else:
        stages = Counter(Together.key(each) for each in everybody)
        found = [not c.family or stages[Together.key(c)] == 1 for c in network.problem.children]
    return np.array(found, dtype=np.bool_)


def no_saving_circle(*, exchange: Exchange) -> Iterator[str]:
    """No circle of moves among children without siblings saves minutes."""
    nodes = exchange.standing.outside + 1
    parts = [_child_moves(exchange), _leaving(exchange), *_seat_moves(exchange)]
    moves = Moves(*(np.concatenate(column) for column in zip(*parts, strict=True)))
    if distances(cheapest(moves, nodes=nodes), nodes=nodes) is None:
        yield (
            "Ebene ways_and_pairs: Als bewiesen bezeichnet, aber ein Ringtausch von Kindern ohne "
            "Geschwister spart Minuten."
        )


def _child_moves(exchange: Exchange) -> Moves:
    network, standing = exchange.network, exchange.standing
    child, group = network.arc_child, network.arc_group
    tight = standing.arc_cost + exchange.price[child] == exchange.prices[group]
    use = tight & exchange.keep & exchange.alone[child] & (standing.seat[child] != group)
    child, group = child[use], group[use]
    at = np.where(standing.seat[child] == NOWHERE, standing.outside, standing.seat[child])
    return Moves(at, group, exchange.cost[use] - exchange.way[child])


def _leaving(exchange: Exchange) -> Moves:
    """Give the steps of seated children to no seat."""
    standing = exchange.standing
    has_arcs = np.diff(exchange.network.arcs_from) > 0
    may = (exchange.price == exchange.prices[standing.outside]) & has_arcs
    child = np.flatnonzero(may & exchange.alone & (standing.seat != NOWHERE))
    outside = np.full(len(child), standing.outside)
    return Moves(standing.seat[child], outside, -exchange.way[child])


def _seat_moves(exchange: Exchange) -> list[Moves]:
    """Give the steps through seats and caps, and back, which cost no minutes."""
    found = []
    for moves in exchange.standing.seat_moves():
        tight = exchange.tight(moves)
        start, end = moves.start[tight], moves.end[tight]
        found.append(Moves(start, end, np.zeros(len(start), dtype=np.int64)))
    return found


def no_better_single_move(*, exchange: Exchange) -> Iterator[str]:
    """No sibling gains by moving alone to a free seat."""
    network, standing = exchange.network, exchange.standing
    together = Together(network=network, seat=standing.seat.tolist())
    for arc in _open_arcs(exchange).tolist():
        child, group = int(network.arc_child[arc]), int(network.arc_group[arc])
        here = int(network.school_of[standing.seat[child]])
        there = int(network.school_of[group])
        longer = int(exchange.cost[arc] - exchange.way[child])
        more, sites = together.gain(child=child, here=here, there=there)
        longer -= sites * network.problem.parameters.minutes_per_site
        rate = network.problem.parameters.minutes_per_pair
        better = longer < rate * more if isinstance(rate, int) else (-more, longer) < (0, 0)
        if better:
            yield (
                f"Ebene ways_and_pairs: Als bewiesen bezeichnet, aber Kind "
                f"{network.problem.children[child].id} säße besser in der Gruppe "
                f"{network.problem.groups[group].id}; dort ist Platz."
            )
            return


def _open_arcs(exchange: Exchange) -> Ints:
    """Return the arcs of seated siblings to groups with a seat, every level before as good."""
    network, standing = exchange.network, exchange.standing
    child, group = network.arc_child, network.arc_group
    seated = (standing.seat[child] != NOWHERE) & (standing.seat[child] != group)
    here = network.school_of[np.where(seated, standing.seat[child], 0)]
    there = network.school_of[group]
    free = np.array(network.free_seats(), dtype=np.int64) - standing.taken
    room = (standing.hard_room()[there] > 0) | (here == there)
    same = standing.arc_cost == standing.own[child]
    overrun = np.where(here == there, 0, standing.entering()[there] - standing.leaving()[here])
    same &= overrun == 0
    use = seated & ~exchange.alone[child] & exchange.keep & (free[group] > 0) & room & same
    return np.flatnonzero(use).astype(np.int64)
