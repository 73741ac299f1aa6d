# SPDX-License-Identifier: EUPL-1.2
"""Levels 1 and 2 are best: shown by augmenting paths, without the solver."""

import heapq
from collections import Counter
from collections.abc import Iterator

import numpy as np

from rundertisch.engine.placement.check.network import NOWHERE, Network
from rundertisch.engine.placement.check.paths import Asked, Path, Search, Seating


def nobody_left_behind(*, network: Network, seat: list[int]) -> Iterator[str]:
    """No child without a seat could sit, not even in place of one from a lower level."""
    seating = Seating(network=network, seat=seat, keep=None)
    waiting = [c for c, group in enumerate(seat) if group == NOWHERE]
    search = Search()
    for child in sorted(waiting, key=lambda c: -network.level[c]):
        path = seating.ask(child=child, search=search, level=network.level[child])
        if path:
            yield _sentence(network, child, path)
            return


def _sentence(network: Network, child: int, path: Path) -> str:
    children, groups = network.problem.children, network.problem.groups
    asked = f"Kind {children[child].id} (Stufe {network.level[child]}) bleibt ohne Platz, obwohl"
    if path.gives_way == NOWHERE:
        return f"{asked} durch Umsetzen ein freier Platz in Gruppe {groups[path.group].id} bleibt."
    other = path.gives_way
    return (
        f"{asked} durch Umsetzen ein Platz zu finden ist; Kind {children[other].id} "
        f"(Stufe {network.level[other]}) wartet kürzer und hat einen."
    )


def no_shorter_worst_way(
    *, network: Network, seat: list[int], component: list[int], shortest: dict[int, int]
) -> Iterator[str]:
    """In no component would the same children's levels fit with a shorter longest way."""
    # a component without a seated child keeps its arcs; nothing there is tried
    tighter = [shortest.get(name, 0) - 1 if name != NOWHERE else -1 for name in component]
    near = network.arc_minutes <= np.array(tighter, dtype=np.int64)[network.arc_child]
    seating = Seating(network=network, seat=seat, keep=near | ~network.counted)
    minutes = counted_minutes(network=network, seat=seat)
    members: dict[int, list[int]] = {name: [] for name in shortest}
    for child, name in enumerate(component):
        if name in members:
            members[name].append(child)
    tried = [name for name in shortest if shortest[name] > 0]
    for name in sorted(tried, key=lambda each: network.problem.children[each].id):
        waiting = [c for c in members[name] if seat[c] == NOWHERE]
        too_far = [c for c in members[name] if minutes.get(c, -1) >= shortest[name]]
        for child in too_far:
            seating.unseat(child=child)
        if _as_many_sit(network, seating, waiting, too_far):
            yield shorter(network=network, name=name, minutes=shortest[name])


def shorter(*, network: Network, name: int, minutes: int) -> str:
    """Say that the longest way of a component could be shorter."""
    return (
        f"Zusammenhang {network.problem.children[name].id}: Der längste Weg ist "
        f"{minutes} Minuten, ebenso viele Kinder fänden mit kürzeren Wegen Platz."
        if not network.problem.parameters.worst_slack_minutes
        else f"Zusammenhang {network.problem.children[name].id}: Der längste Weg könnte kürzer als "
        f"die genannten {minutes} Minuten sein; die Schranke stimmt nicht."
    )


def counted_minutes(*, network: Network, seat: list[int]) -> dict[int, int]:
    """Return the minutes of every child that sits and whose way counts in level 2."""
    at = np.array(seat, dtype=np.int64)[network.arc_child]
    mine = (at == network.arc_group) & network.counted
    return dict(
        zip(network.arc_child[mine].tolist(), network.arc_minutes[mine].tolist(), strict=True)
    )


def _as_many_sit(
    network: Network, seating: Seating, waiting: list[int], too_far: list[int]
) -> bool:
    """Whether the unseated find places so that no more children of any level are left over."""
    allowed = Counter(network.level[child] for child in waiting)
    for child in left_over(network=network, seating=seating, asking=waiting + too_far):
        allowed[network.level[child]] -= 1
        if allowed[network.level[child]] < 0:
            return False
    return True


def left_over(*, network: Network, seating: Seating, asking: list[int]) -> Iterator[int]:
    """Seat as many as possible from the highest level down; give those for whom nothing is left.

    Children of lower levels who give way ask again when it is their turn.
    """
    vain = Asked()
    turns = [(-network.level[child], child) for child in asking]
    heapq.heapify(turns)
    while turns:
        falling, child = heapq.heappop(turns)
        search = Search(vain=vain)
        path = seating.ask(child=child, search=search, level=-falling)
        if path:
            seating.move(path=path, search=search)
            if path.gives_way != NOWHERE:
                heapq.heappush(turns, (-network.level[path.gives_way], path.gives_way))
        else:
            vain.add(other=search.asked)
            yield child
