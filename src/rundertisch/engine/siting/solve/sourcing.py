# SPDX-License-Identifier: EUPL-1.2
"""Single-source capacitated facility location as arrays: what whole families contain.

A customer with demand d is a family of d children who have to sit together; a facility is a
candidate that opens once. Public test sets are stated so. Which facilities open is decided by the
tree of `searched`, who is served where by the programme that solves siting.
"""

from collections.abc import Callable

import numpy as np

from rundertisch.engine.placement.problem import Problem as Placement
from rundertisch.engine.placement.solve.network import Flags, Ints
from rundertisch.engine.siting.problem import Parameters, Problem
from rundertisch.engine.siting.solve.model import (
    NOW,
    Blocks,
    Choices,
    Model,
    Openings,
    Places,
    Ways,
    wide_network,
)
from rundertisch.engine.siting.solve.parts import EVERYTHING, part_of
from rundertisch.engine.siting.solve.programme import Demands, Found, Programme
from rundertisch.engine.siting.solve.relaxation import NEVER, Sourcing
from rundertisch.engine.siting.solve.searched import Search, Served

SCALE = 100  # parts of the costs' common unit that prices are counted in


def sourced(*, sourcing: Sourcing, seconds_left: Callable[[], float], seed: int) -> Found | None:
    """Return the cheapest facilities and who goes where; None: the facilities do not suffice.

    ``taken`` of the answer follows the rows of ``cost``, one after the other. When time is up, the
    best solution so far is returned; a first one is waited for.
    """
    unit = int(np.gcd.reduce(np.concatenate([sourcing.cost.ravel(), sourcing.fixed]))) or 1
    scaled = sourcing._replace(
        cost=np.ascontiguousarray(sourcing.cost // unit * SCALE),
        fixed=sourcing.fixed // unit * SCALE,
    )

    def assign(opened: Flags, allowed: Flags) -> Served | None:
        # only what differs is handed over: the solver's errors grow with its value
        least = np.where(allowed, sourcing.cost, NEVER).min(axis=1)
        differing = sourcing._replace(
            cost=sourcing.cost - least[:, None], fixed=np.zeros_like(sourcing.fixed)
        )
        found = _assigned(differing, opened, allowed, seconds_left, seed)
        if found is None:
            return None
        bound = found.bound + int(least.sum() + sourcing.fixed[opened].sum())
        at = np.nonzero(allowed)[1][found.taken > 0]
        value = int(scaled.cost[np.arange(len(at)), at].sum() + scaled.fixed[np.unique(at)].sum())
        return Served(at, value, min(value, -(-bound // unit) * SCALE))

    search = Search(asked=scaled, step=SCALE, assign=assign, seconds_left=seconds_left)
    bound = search.run()
    if search.best is None:
        everything = np.ones(sourcing.cost.shape, np.bool_)
        return None if bound >= NEVER else _assigned(sourcing, None, everything, seconds_left, seed)
    taken = np.zeros(sourcing.cost.shape, np.int64)
    taken[np.arange(len(taken)), search.best.at] = 1
    return Found(
        taken=taken.ravel(),
        opened=taken.max(axis=0),
        value=search.best.value // SCALE * unit,
        bound=-(-bound // SCALE) * unit,
    )


def _assigned(
    sourcing: Sourcing,
    opened: Flags | None,
    allowed: Flags,
    seconds_left: Callable[[], float],
    seed: int,
) -> Found | None:
    """Solve the programme for pairs that are allowed, with just these facilities open if given."""
    model = model_of(sourcing, allowed=allowed)
    part = part_of(model=model, roots=np.zeros(len(sourcing.capacity), np.int64), name=EVERYTHING)
    programme = Programme(model=model, part=part, seed=seed, waits=opened is None)
    demands = Demands(opened=None if opened is None else opened.astype(np.int64))
    return programme.solved(cost=programme.cents, demands=demands, seconds_left=seconds_left)


def model_of(sourcing: Sourcing, *, allowed: Flags) -> Model:
    """Return the model of siting that says the same."""
    customers, facilities = sourcing.cost.shape
    ones = np.ones(customers, np.int64)
    customer, facility = np.nonzero(allowed)
    nothing: Ints = np.zeros(0, np.int64)
    nobody = Problem(Placement((), (), ()), (), Parameters(0))
    return Model(
        network=wide_network(nobody),
        ways=Ways(np.zeros(1, np.int64), nothing, nothing),
        places=Places(
            row=nothing,
            school=np.arange(facilities),
            room=np.zeros(facilities, np.int64),
            cap=np.full(facilities, -1, np.int64),
        ),
        openings=Openings(
            row=np.arange(facilities),
            seats=sourcing.capacity,
            cents=sourcing.fixed,
            most=np.ones(facilities, np.int64),
        ),
        blocks=Blocks(
            size=ones,
            children=sourcing.demand,
            may_leave=np.zeros(customers, np.bool_),
            scenario=NOW * ones,
            members=((),) * customers,
        ),
        choices=Choices(
            block=customer,
            minutes=np.zeros(len(customer), np.int64),
            cents=sourcing.cost[customer, facility],
            school=facility,
            start=np.arange(len(customer) + 1),
            row=facility,
            amount=sourcing.demand[customer],
        ),
        copies=1,
        levels=(),
        scale=1,
    )
