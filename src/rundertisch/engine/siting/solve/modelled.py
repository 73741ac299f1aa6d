# SPDX-License-Identifier: EUPL-1.2
"""From the words of a siting problem to its `model`: blocks, and choices of many blocks at once."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import numpy as np

from rundertisch.engine.placement.solve.flow import NOWHERE
from rundertisch.engine.placement.solve.network import Flags, Ints, Network
from rundertisch.engine.siting.problem import Problem
from rundertisch.engine.siting.solve.families import Family, choices_of_family
from rundertisch.engine.siting.solve.model import (
    NOW,
    Blocks,
    Choices,
    Model,
    Places,
    Ways,
    places_of,
    wide_network,
)


@dataclass(slots=True)
class _Uses:
    """What some choices (counted from 0) use of what."""

    choice: list[int] = field(default_factory=list)
    row: list[int] = field(default_factory=list)
    amount: list[int] = field(default_factory=list)

    def add(self, choice: int, uses: Iterable[tuple[int, int]]) -> None:
        """Add what one choice uses."""
        for row, amount in uses:
            self.choice.append(choice)
            self.row.append(row)
            self.amount.append(amount)

    @property
    def arrays(self) -> tuple[Ints, Ints, Ints]:
        """Return everything as arrays."""
        choice, row, amount = (
            np.array(each, np.int64) for each in (self.choice, self.row, self.amount)
        )
        return choice, row, amount


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
        self._choices: list[tuple[Ints, Ints, Ints, Ints]] = []
        self._uses: list[tuple[Ints, Ints, Ints]] = []
        self._count = 0

    def begin(self, *, size: int, leaves: bool, scenario: int, members: tuple[int, ...]) -> int:
        """Begin a block, whose choices follow; return its number."""
        self.size.append(size)
        self.may_leave.append(leaves)
        self.scenario.append(scenario)
        self.members.append(members)
        return len(self.size) - 1

    def choose(
        self,
        *,
        block: Ints,
        minutes: Ints,
        cents: Ints,
        seats: tuple[Ints, Ints, Ints],
        levels: tuple[Ints, Ints, Ints],
    ) -> None:
        """Add choices of the last blocks: seats per row, and of them per level if some may leave.

        ``seats`` and ``levels``: which of these choices, where, and how many.
        """
        if not len(block):
            return
        places, height = self.places, len(self.places.room)
        of, row, amount = seats
        school = np.full(len(block), NOWHERE, np.int64)
        school[of] = places.school[row]
        cap = np.where(school == NOWHERE, NOWHERE, places.cap[school])
        capped = np.flatnonzero(cap != NOWHERE)
        together = np.bincount(of, amount, len(block)).astype(np.int64)
        scenario = self.scenario[block[0]]
        copies = range(max(1, self.scenarios)) if scenario == NOW else (scenario,)
        parts = []
        for copy in copies:
            parts.append((of, copy * height + row, amount))
            parts.append((capped, copy * height + cap[capped], together[capped]))
        parts.append(levels)
        of, row, amount = (np.concatenate(each) for each in zip(*parts, strict=True))
        order = np.argsort(of, kind="stable")
        self._choices.append((block, minutes, cents, school))
        self._uses.append((self._count + of[order], row[order], amount[order]))
        self._count += len(block)

    def built(self) -> tuple[Blocks, Choices]:
        """Return everything as arrays."""
        blocks = Blocks(
            np.array(self.size, np.int64),
            np.array([len(m) // s for m, s in zip(self.members, self.size, strict=True)], np.int64),
            np.array(self.may_leave, np.bool_),
            np.array(self.scenario, np.int64),
            tuple(self.members),
        )
        none = np.zeros(0, np.int64)
        block, minutes, cents, school = (
            np.concatenate(each)
            for each in zip(*self._choices, (none, none, none, none), strict=True)
        )
        of, row, amount = (
            np.concatenate(each) for each in zip(*self._uses, (none, none, none), strict=True)
        )
        start = np.searchsorted(of, np.arange(self._count + 1)).astype(np.int64)
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
        families = _families(network, ways)
        alone[[child for family in families for child in family]] = False
        _add_families(builder, network, ways, families, leaves=may_leave, price=price)
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
    numbers, first, levels = [], [], []
    for (_, _, level), members in alike.items():
        number = builder.begin(
            size=len(members), leaves=level != NOWHERE, scenario=scenario, members=tuple(members)
        )
        numbers.append(number)
        first.append(members[0])
        levels.append(builder.level_at.get(level, NOWHERE))
    _choose_ways(builder, ways, (numbers, first, levels), price=price, waiting=waiting)


def _choose_ways(
    builder: _Builder,
    ways: Ways,
    blocks: tuple[list[int], list[int], list[int]],
    *,
    price: int,
    waiting: int | None,
) -> None:
    """Add the choices of blocks of equal children: of each its number, a child, and a level row."""
    number, child, level = (np.array(each, np.int64) for each in blocks)
    count = ways.start[child + 1] - ways.start[child]
    many = count + (waiting is not None)  # the last of each: no seat
    block = np.repeat(np.arange(len(number)), many)
    along = np.arange(len(block)) - np.repeat(np.cumsum(many) - many, many)
    sits = along < count[block]
    at = np.where(sits, ways.start[child][block] + along, 0)
    minutes = np.where(sits, ways.minutes[at], 0)
    of = np.flatnonzero(sits)
    waits = np.flatnonzero(sits & (level[block] != NOWHERE))
    builder.choose(
        block=number[block],
        minutes=minutes,
        cents=np.where(sits, price * minutes, waiting or 0),
        seats=(of, ways.row[at[of]], np.ones_like(of)),
        levels=(waits, level[block[waits]], np.ones_like(waits)),
    )


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


def _add_families(
    builder: _Builder,
    network: Network,
    ways: Ways,
    families: list[tuple[int, ...]],
    *,
    leaves: Flags,
    price: int,
) -> None:
    block: list[int] = []
    spent: list[int] = []
    used, waiting = _Uses(), _Uses()
    for family in families:
        partial = bool(leaves[list(family)].any())
        number = builder.begin(size=1, leaves=partial, scenario=NOW, members=family)
        level = {child: int(network.level[child]) for child in family}
        for offer in _offers(builder.places, ways, family):
            asked = Family(size=len(family), offer=offer, level=level, partial=partial)
            for minutes, seats, waits in choices_of_family(asked):
                used.add(len(block), seats)
                if partial:
                    waiting.add(len(block), ((builder.level_at[at], n) for at, n in waits))
                block.append(number)
                spent.append(minutes)
    minutes_of = np.array(spent, np.int64)
    builder.choose(
        block=np.array(block, np.int64),
        minutes=minutes_of,
        cents=price * minutes_of,
        seats=used.arrays,
        levels=waiting.arrays,
    )


def _offers(
    places: Places, ways: Ways, family: tuple[int, ...]
) -> Iterable[dict[int, tuple[int, tuple[int, ...]]]]:
    """Return what each school offers to a family: of each child its minutes and its rows there."""
    offers: dict[int, dict[int, tuple[int, tuple[int, ...]]]] = {}
    for child in family:
        part = slice(ways.start[child], ways.start[child + 1])
        row, minutes = ways.row[part], ways.minutes[part]
        for school, at, spent in zip(
            places.school[row].tolist(), row.tolist(), minutes.tolist(), strict=True
        ):
            offer = offers.setdefault(school, {})
            known = offer.get(child)
            offer[child] = (spent, (at,) if known is None else (*known[1], at))
    return offers.values()


def _ways(network: Network, places: Places) -> Ways:
    children = len(network.start) - 1
    child = np.repeat(np.arange(children), np.diff(network.start))
    row = places.row[network.group]
    _, first = np.unique(child * (places.seat_rows + 1) + row, return_index=True)
    first = first[np.lexsort((row[first], network.minutes[first], child[first]))]
    start = np.zeros(children + 1, np.int64)
    np.cumsum(np.bincount(child[first], minlength=children), out=start[1:])
    return Ways(start, row[first], network.minutes[first])
