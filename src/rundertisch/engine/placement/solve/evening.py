# SPDX-License-Identifier: EUPL-1.2
"""Level 4, the tie-break: schools of a town are filled evenly, then the groups of a school.

Single moves that change no minute, no pair and no longest way, in the order of the input, as long
as one makes the filling more even. Not proven most even: chains of moves are not sought.
"""

from typing import NamedTuple

import numpy as np

from rundertisch.engine.compiled import compiled
from rundertisch.engine.placement.solve.flow import NO_CAP, NOWHERE
from rundertisch.engine.placement.solve.network import Flags, Ints, Network, Numbers


class _Seats(NamedTuple):
    start: Ints
    group: Numbers
    minutes: Ints
    seats: Ints
    school: Numbers
    caps: Ints
    town: Ints  # of each school
    load: Ints  # of each group
    school_seats: Ints
    school_load: Ints


def evened(*, network: Network, taken: Ints, towns: list[str], alone: Flags) -> Ints:
    """Return seats filled more evenly; only ``alone`` children may change the school.

    ``alone``: children without siblings of their stage, waiting or seated.
    """
    taken = taken.copy()
    group = network.group[taken[taken != NOWHERE]]
    numbers = {town: at for at, town in enumerate(dict.fromkeys(towns))}
    load = np.bincount(group, minlength=len(network.seats))
    seats = _Seats(
        start=network.start,
        group=network.group,
        minutes=network.minutes,
        seats=network.seats,
        school=network.school,
        caps=network.caps,
        town=np.array([numbers[town] for town in towns], np.int64),
        load=load,
        school_seats=np.bincount(
            network.school, weights=network.seats, minlength=len(towns)
        ).astype(np.int64),
        school_load=np.bincount(network.school[group], minlength=len(towns)),
    )
    for between in (True, False):
        who = np.flatnonzero((taken != NOWHERE) & (alone | (not between)))
        while _moved(seats, taken, who, between):
            pass
    return taken


@compiled
def _moved(seats: _Seats, taken: Ints, who: Ints, between: bool) -> bool:  # noqa: FBT001  (numba)
    """Move each child once if that fills more evenly; whether anybody moved."""
    moved = False
    for child in who:
        for way in range(seats.start[child], seats.start[child + 1]):
            if seats.minutes[way] == seats.minutes[taken[child]] and _evener(
                seats, seats.group[taken[child]], seats.group[way], between
            ):
                _change(seats, seats.group[taken[child]], -1)
                _change(seats, seats.group[way], 1)
                taken[child] = way
                moved = True
    return moved


@compiled
def _evener(seats: _Seats, old: int, new: int, between: bool) -> bool:  # noqa: FBT001  (numba)
    """Whether a move from the old to the new group is possible and fills more evenly."""
    a, b = seats.school[old], seats.school[new]
    if (a != b) != between or seats.load[new] >= seats.seats[new]:
        return False
    if not between:
        return bool((seats.load[new] + 1) * seats.seats[old] < seats.load[old] * seats.seats[new])
    return bool(
        seats.town[a] == seats.town[b]
        and (seats.caps[b] == NO_CAP or seats.school_load[b] < seats.caps[b])
        and (seats.school_load[b] + 1) * seats.school_seats[a]
        < seats.school_load[a] * seats.school_seats[b]
    )


@compiled
def _change(seats: _Seats, group: int, by: int) -> None:
    seats.load[group] += by
    seats.school_load[seats.school[group]] += by
