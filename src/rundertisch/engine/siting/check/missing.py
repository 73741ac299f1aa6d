# SPDX-License-Identifier: EUPL-1.2
"""Seats that are missing unless something opens: rows that every plan keeps that seats as many.

Places that children share form a *circle*, whatever families do. Those who have to sit in a circle
need more seats than there are anyway; what opens there has to offer them, and in whole groups.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from rundertisch.engine.siting.check.households import Place
from rundertisch.engine.siting.check.programme import NO_LIMIT, Formulation, Row


def seats_missing(
    *, written: Formulation, seated: Mapping[int, int], level: Sequence[int]
) -> Iterator[Row]:
    """Yield the rows; ``seated``: children that sit at least, per level; ``level``: of each."""
    circle = _circles(written)
    there: Counter[tuple[int, Place]] = Counter(
        (level[child], circle[places[0]]) for child, places in written.places_of.items()
    )
    everywhere = Counter(level[child] for child in written.places_of)
    for name in sorted(set(circle.values())):
        need = sum(max(0, many - everywhere[of] + there[of, name]) for of, many in seated.items())
        inside = [place for place, of in circle.items() if of == name]
        need -= sum(written.room[place] for place in inside)
        offers = {at: seats for place in inside for at, seats in written.offers[place].items()}
        if need > 0 and offers:
            yield Row(offers, need, NO_LIMIT)
            groups = -(-need // max(1, *offers.values()))
            yield Row(dict.fromkeys(offers, 1), groups, NO_LIMIT)


def _circles(written: Formulation) -> dict[Place, Place]:
    """Return for each place the first one of its circle."""
    root = {place: place for places in written.places_of.values() for place in places}

    def top(place: Place) -> Place:
        while root[place] != place:
            root[place] = root[root[place]]
            place = root[place]
        return place

    for first, *others in written.places_of.values():
        for other in others:
            one, two = sorted((top(first), top(other)))
            root[two] = one
    return {place: top(place) for place in root}
