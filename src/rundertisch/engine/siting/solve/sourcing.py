# SPDX-License-Identifier: EUPL-1.2
"""Single-source capacitated facility location as arrays: what whole families contain.

A customer with demand d is a family of d children who have to sit together; a facility is a
candidate that opens once. Public test sets are stated so; they are solved by the programme that
solves siting, without a child for every unit of demand.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from rundertisch.engine.placement.problem import Problem as Placement
from rundertisch.engine.placement.solve.network import Ints
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


@dataclass(frozen=True, slots=True)
class Sourcing:
    """Customers (rows of ``cost``) and facilities (columns); everything in whole numbers."""

    demand: Ints  # of each customer
    cost: Ints  # of all demand of a customer at a facility
    capacity: Ints
    fixed: Ints


def sourced(*, sourcing: Sourcing, seconds_left: Callable[[], float], seed: int) -> Found | None:
    """Return the cheapest facilities and who goes where; None: the facilities do not suffice.

    ``taken`` of the answer follows the rows of ``cost``, one after the other.
    """
    model = model_of(sourcing)
    part = part_of(model=model, roots=np.zeros(len(sourcing.capacity), np.int64), name=EVERYTHING)
    programme = Programme(model=model, part=part, seed=seed, thorough=True)
    return programme.solved(cost=programme.cents, demands=Demands(), seconds_left=seconds_left)


def model_of(sourcing: Sourcing) -> Model:
    """Return the model of siting that says the same."""
    customers, facilities = sourcing.cost.shape
    ones, every = np.ones(customers, np.int64), np.arange(customers * facilities)
    facility = np.tile(np.arange(facilities), customers)
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
            block=np.repeat(np.arange(customers), facilities),
            minutes=np.zeros(len(every), np.int64),
            cents=sourcing.cost.ravel(),
            school=facility,
            start=np.arange(len(every) + 1),
            row=facility,
            amount=np.repeat(sourcing.demand, facilities),
        ),
        copies=1,
        levels=(),
        scale=1,
    )
