# SPDX-License-Identifier: EUPL-1.2
"""From the words of a siting problem to arrays: blocks of children, their choices, and room.

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

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from rundertisch.engine.placement.solve.flow import NO_CAP, NOWHERE
from rundertisch.engine.placement.solve.network import Flags, Ints, Network, built
from rundertisch.engine.siting.problem import Problem, opened
from rundertisch.engine.siting.solve.families import Family, choices_of_family

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


def _ways(network: Network, places: Places) -> Ways:
    children = len(network.start) - 1
    child = np.repeat(np.arange(children), np.diff(network.start))
    row = places.row[network.group]
    _, first = np.unique(child * (places.seat_rows + 1) + row, return_index=True)
    first = first[np.lexsort((row[first], network.minutes[first], child[first]))]
    start = np.zeros(children + 1, np.int64)
    np.cumsum(np.bincount(child[first], minlength=children), out=start[1:])
    return Ways(start, row[first], network.minutes[first])


class _Builder:
    """Collects blocks and choices."""

    def __init__(self, places: Places, scenarios: int, levels: Iterable[int]) -> None:
        self.places, self.scenarios = places, scenarios
        self.level_at = {
            level: max(1, scenarios) * len(places.room) + at for at, level in enumerate(levels)
        }
        self.size: list[int] = []
        self.may_leave: list[bool] = []
        self.scenario: list[int] = []
        self.members: list[tuple[int, ...]] = []
        self.block: list[int] = []
        self.minutes: list[int] = []
        self.cents: list[int] = []
        self.school: list[int] = []
        self.count: list[int] = []
        self.row: list[int] = []
        self.amount: list[int] = []

    def begin(self, *, size: int, leaves: bool, scenario: int, members: tuple[int, ...]) -> None:
        """Begin a block; its choices follow."""
        self.size.append(size)
        self.may_leave.append(leaves)
        self.scenario.append(scenario)
        self.members.append(members)

    def choose(
        self,
        *,
        minutes: int,
        cents: int,
        seats: dict[int, int],
        levels: dict[int, int],
    ) -> None:
        """Add a choice of the block: seats per row, and of them per level if some may leave."""
        self.block.append(len(self.size) - 1)
        self.minutes.append(minutes)
        self.cents.append(cents)
        school = int(self.places.school[next(iter(seats))]) if seats else NOWHERE
        self.school.append(school)
        uses = dict(seats)
        if seats and self.places.cap[school] != NOWHERE:
            uses[int(self.places.cap[school])] = sum(seats.values())
        scenario = self.scenario[-1]
        copies = range(max(1, self.scenarios)) if scenario == NOW else (scenario,)
        before = len(self.row)
        for copy in copies:
            for row, amount in uses.items():
                self.row.append(copy * len(self.places.room) + row)
                self.amount.append(amount)
        for level, amount in levels.items():
            self.row.append(self.level_at[level])
            self.amount.append(amount)
        self.count.append(len(self.row) - before)

    def built(self) -> tuple[Blocks, Choices]:
        """Return everything as arrays."""
        start = np.zeros(len(self.count) + 1, np.int64)
        np.cumsum(self.count, out=start[1:])
        blocks = Blocks(
            np.array(self.size, np.int64),
            np.array([len(m) // s for m, s in zip(self.members, self.size, strict=True)], np.int64),
            np.array(self.may_leave, np.bool_),
            np.array(self.scenario, np.int64),
            tuple(self.members),
        )
        block, minutes, cents, school, row, amount = (
            np.array(each, np.int64)
            for each in (
                self.block,
                self.minutes,
                self.cents,
                self.school,
                self.row,
                self.amount,
            )
        )
        return blocks, Choices(block, minutes, cents, school, start, row, amount)


def modelled(*, problem: Problem, network: Network, may_leave: Flags) -> Model:
    """Return the model; ``may_leave``: the children who may stay without a seat.

    Children without any way are in no block, and so in no part.
    """
    places, openings = places_of(problem, network)
    scale = sum(scenario.weight for scenario in problem.scenarios) or 1
    levels = tuple(sorted({int(level) for level in network.level[may_leave]}, reverse=True))
    builder = _Builder(places, len(problem.scenarios), levels)
    ways = _ways(network, places)
    price = scale * problem.parameters.cents_per_minute
    alone = np.diff(ways.start) > 0
    if problem.parameters.whole_families:
        for family in _families(network, ways):
            alone[list(family)] = False
            _add_family(builder, network, ways, family, leaves=may_leave, price=price)
    _add_alike(builder, network, ways, np.flatnonzero(alone), may_leave=may_leave, price=price)
    lost = sum(_add_scenario(builder, problem, number) for number in range(len(problem.scenarios)))
    blocks, choices = builder.built()
    return Model(
        network=network,
        ways=ways,
        places=places,
        openings=replace(openings, cents=scale * openings.cents),
        blocks=blocks,
        choices=choices,
        copies=max(1, len(problem.scenarios)),
        levels=levels,
        scale=scale,
        lost=lost,
    )


def _add_alike(
    builder: _Builder,
    network: Network,
    ways: Ways,
    children: Ints,
    *,
    may_leave: Flags,
    price: int,
    scenario: int = NOW,
    waiting: int | None = None,
) -> None:
    """Add one block for all children with the same ways; ``waiting``: the price of no seat."""
    alike: dict[tuple[bytes, bytes, int], list[int]] = {}
    for child in children.tolist():
        part = slice(ways.start[child], ways.start[child + 1])
        level = int(network.level[child]) if may_leave[child] else NOWHERE
        key = (ways.row[part].tobytes(), ways.minutes[part].tobytes(), level)
        alike.setdefault(key, []).append(child)
    for (_, _, level), members in alike.items():
        builder.begin(
            size=len(members),
            leaves=level != NOWHERE,
            scenario=scenario,
            members=tuple(members),
        )
        waits = {} if level == NOWHERE else {level: 1}
        part = slice(ways.start[members[0]], ways.start[members[0] + 1])
        for row, minutes in zip(ways.row[part].tolist(), ways.minutes[part].tolist(), strict=True):
            builder.choose(minutes=minutes, cents=price * minutes, seats={row: 1}, levels=waits)
        if waiting is not None:
            builder.choose(minutes=0, cents=waiting, seats={}, levels={})


def _add_scenario(builder: _Builder, problem: Problem, number: int) -> int:
    """Add the children of a scenario, who may wait for their price.

    Returns the price of those whom no way leads to any seat: they wait whatever opens.
    """
    scenario, rules = problem.scenarios[number], problem.parameters
    placement = replace(
        problem.placement,
        children=scenario.children,
        travel=scenario.travel,
        locked=(),
        wishes=(),
        excluded=(),
        placed=(),
    )
    network = wide_network(replace(problem, placement=placement))
    ways = _ways(network, builder.places)
    reach = np.flatnonzero(np.diff(ways.start) > 0)
    waiting = scenario.weight * rules.cents_per_waiting_child
    _add_alike(
        builder,
        network,
        ways,
        reach,
        may_leave=np.zeros(len(scenario.children), np.bool_),
        price=scenario.weight * rules.cents_per_minute,
        scenario=number,
        waiting=waiting,
    )
    return waiting * (len(scenario.children) - len(reach))


def _families(network: Network, ways: Ways) -> list[tuple[int, ...]]:
    """Return the children of each family and stage that have to stay together: two or more."""
    found: dict[tuple[int, int], list[int]] = {}
    for child in np.flatnonzero((network.family >= 0) & (np.diff(ways.start) > 0)).tolist():
        found.setdefault((int(network.family[child]), int(network.stage[child])), []).append(child)
    return [tuple(children) for children in found.values() if len(children) > 1]


def _add_family(
    builder: _Builder,
    network: Network,
    ways: Ways,
    family: tuple[int, ...],
    *,
    leaves: Flags,
    price: int,
) -> None:
    partial = bool(leaves[list(family)].any())
    builder.begin(size=1, leaves=partial, scenario=NOW, members=family)
    offers: dict[int, dict[int, tuple[int, tuple[int, ...]]]] = {}
    for child in family:
        for way in range(ways.start[child], ways.start[child + 1]):
            row = int(ways.row[way])
            known = offers.setdefault(int(builder.places.school[row]), {}).get(child)
            rows = (*(known[1] if known else ()), row)
            offers[int(builder.places.school[row])][child] = (int(ways.minutes[way]), rows)
    level = {child: int(network.level[child]) for child in family}
    for offer in offers.values():
        asked = Family(size=len(family), offer=offer, level=level, partial=partial)
        for minutes, seats, waits in choices_of_family(asked):
            builder.choose(
                minutes=minutes,
                cents=price * minutes,
                seats=seats,
                levels=waits if partial else {},
            )
