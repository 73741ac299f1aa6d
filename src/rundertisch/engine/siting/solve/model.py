# SPDX-License-Identifier: EUPL-1.2
"""A siting problem as arrays (made by `modelled`): blocks of children, their choices, and room.

- A *row* is where children sit: the groups of one school that serve the same kinds of children
  (their seats add up), or a school with a newcomer cap. With scenarios every row is there once per
  scenario: the children who wait now use a seat in all of them, a scenario's children in theirs.
- An *opening* adds seats to a row and has its price. A group that may close is an opening as well:
  one that is open now, whose price is what closing it would save.
- A *block* is a number of equal children (same ways; in shelters many are), or one family that
  has to stay together. Every unit of a block takes one of its *choices*: some seats of some rows.
- A block of children of whom some may stay without a seat (*may leave*) says at which level its
  children wait, in *level rows* behind the rows of seats.
"""

from dataclasses import dataclass

import numpy as np

from rundertisch.engine.placement.solve.flow import NO_CAP, NOWHERE
from rundertisch.engine.placement.solve.network import Flags, Ints, Network, built
from rundertisch.engine.siting.problem import Problem, opened

NOW = -1  # the scenario of the children who wait now


@dataclass(frozen=True, slots=True)
class Openings:
    """What may be open, by place: the candidates of the problem, then its closables."""

    row: Ints  # in the first scenario
    seats: Ints
    cents: Ints  # of each group
    most: Ints


@dataclass(frozen=True, slots=True)
class Places:
    """Where there are seats, with everything that could open."""

    row: Ints  # of each group
    school: Ints  # of each row of seats
    room: Ints  # of each row, caps of schools last: what is there whatever opens
    cap: Ints  # of each school: the row of its cap, or NOWHERE

    @property
    def seat_rows(self) -> int:
        """Return how many rows are seats; the others are caps."""
        return len(self.school)


@dataclass(frozen=True, slots=True)
class Blocks:
    """Who chooses."""

    size: Ints  # equal units
    children: Ints  # of each unit
    may_leave: Flags
    scenario: Ints
    members: tuple[tuple[int, ...], ...]  # children, by place in the problem or the scenario


@dataclass(frozen=True, slots=True)
class Choices:
    """What one unit of a block can take, sorted by block; its rows: ``start`` to the next."""

    block: Ints
    minutes: Ints
    cents: Ints  # weighed
    school: Ints  # or NOWHERE: a child of a scenario that finds no seat
    start: Ints
    row: Ints
    amount: Ints


@dataclass(frozen=True, slots=True)
class Ways:
    """One way per child and row (the groups of a row are at one school), nearest first."""

    start: Ints  # ways of child c: start[c] to start[c + 1]
    row: Ints
    minutes: Ints


@dataclass(frozen=True, slots=True)
class Model:
    """A whole siting problem; ``scale``: the weights of all scenarios together (1 without)."""

    network: Network  # of the children who wait now, with one group of each candidate
    ways: Ways  # of these children
    places: Places
    openings: Openings
    blocks: Blocks
    choices: Choices
    copies: int  # of the rows, one per scenario
    levels: tuple[int, ...]  # of the level rows, from the highest down
    scale: int
    lost: int = 0  # weighed cents of the children of scenarios whom no way leads to any seat

    @property
    def capacity_rows(self) -> int:
        """Return how many rows there are before the level rows."""
        return self.copies * len(self.places.room)


def wide_network(problem: Problem) -> Network:
    """Return the network in which one group of each candidate is open."""
    return built(opened(problem=problem, groups={each.id: 1 for each in problem.candidates}))


def places_of(problem: Problem, network: Network) -> tuple[Places, Openings]:
    """Return the rows of seats and caps, and what may open there."""
    old = len(problem.placement.groups)
    at = {group.id: number for number, group in enumerate(problem.placement.groups)}
    closable = np.array([at[each.group] for each in problem.closables], np.int64)
    later = [2 * c.grade + c.needs_literacy for each in problem.scenarios for c in each.children]
    occurs = np.unique(np.concatenate([network.kind, np.array(later, np.int64)]))
    keys = np.packbits(network.serves[occurs], axis=0).T
    numbers: dict[tuple[int, bytes], int] = {}
    row = np.array(
        [
            numbers.setdefault((int(school), key.tobytes()), len(numbers))
            for school, key in zip(network.school, keys, strict=True)
        ],
        np.int64,
    )
    room = np.zeros(len(numbers), np.int64)
    stays = np.ones(old, np.bool_)
    stays[closable] = False
    np.add.at(room, row[:old][stays], network.seats[:old][stays])
    capped = np.flatnonzero(network.caps != NO_CAP)
    cap = np.full(len(network.caps), NOWHERE, np.int64)
    cap[capped] = len(room) + np.arange(len(capped))
    school = np.array([where for where, _ in numbers], np.int64)
    places = Places(row, school, np.concatenate([room, network.caps[capped]]), cap)
    candidates = problem.candidates
    openings = Openings(
        row=np.concatenate([row[old:], row[closable]]),
        seats=np.array([*(c.seats for c in candidates), *network.seats[closable]], np.int64),
        cents=np.array(
            [
                *(c.fixed_cost_cents for c in candidates),
                *(c.saved_cents for c in problem.closables),
            ],
            np.int64,
        ),
        most=np.array([*(c.max_groups for c in candidates), *(1 for _ in closable)], np.int64),
    )
    return places, openings
