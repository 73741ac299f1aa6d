# SPDX-License-Identifier: EUPL-1.2
"""One child arrives during the year: a seat of least cost, others move only for a price.

Only children that are not locked and not yet announced may move, each for
`Parameters.move_minutes` in the balance; nobody loses a seat for somebody who arrives. The next
proposal weighs everybody anew.
"""

from collections.abc import Collection, Mapping

import numpy as np

from rundertisch.engine.placement.ondemand.alternatives import Asked, told
from rundertisch.engine.placement.ondemand.answers import Alternative
from rundertisch.engine.placement.ondemand.looks import look_at
from rundertisch.engine.placement.ondemand.options import NOBODY
from rundertisch.engine.placement.ondemand.reserve import Reserve
from rundertisch.engine.placement.ondemand.standing import NO_GROUP, Standing
from rundertisch.engine.placement.problem import Child

NO_RESERVE = Reserve({}, expected=0, short=0)


def seats_for(
    *,
    standing: Standing,
    child: Child,
    minutes: Mapping[str, int] | None = None,
    wished: Collection[str] = (),
    reserve: Reserve | None = None,
) -> tuple[Alternative, ...]:
    """Return the seats for a child that arrives, the one of least cost first; none: no seat.

    ``minutes`` by school, where the problem has travel times (otherwise they are estimated);
    ``wished``: schools its family names. ``reserve``: what the seats may be worth to children who
    are expected; it changes the order and nothing else. Nobody is seated by it.
    """
    problem, network = standing.problem, standing.network
    look = look_at(problem=problem, child=child, minutes=minutes, wished=wished)
    serves = network.serves[2 * child.grade + child.needs_literacy]
    # where more sit than there are seats (a school has corrected them since), nobody comes
    groups = np.flatnonzero(serves & look.fits[network.school] & (standing.seats >= 0))
    ways = look.minutes[network.school[groups]]
    order = np.argsort(ways, kind="stable")
    who = Asked(
        child=child,
        at=NOBODY,
        home=NO_GROUP,
        groups=groups[order].astype(np.int64),
        minutes=ways[order],
        counted=ways[order],
        cost=ways[order],
    )
    found = told(standing=standing, who=who, may_push_out=False)
    price = problem.parameters.move_minutes
    later = NO_RESERVE if reserve is None else reserve
    return tuple(
        sorted(
            found,
            key=lambda a: (a.overrun, _cost(a, price) + later.price(a), a.moved, a.minutes),
        )
    )


def _cost(seat: Alternative, price: int) -> int:
    """Return minutes of all, siblings counted, and the price of every child that moves."""
    return seat.ways_and_pairs + price * seat.moved
