# SPDX-License-Identifier: EUPL-1.2
"""The question of siting as rows and columns, written from the page and not from `solve`.

Columns: groups that open per candidate, closable groups that stay, equal children per place, and
of whole families each way to sit at one school (`households`). A *place* is all groups of a school
for the same grades and kind. Children of a scenario use a copy of all places, beside the seats of
those who wait now.

A child sits beyond the room that is there anyway only where something opens; written per class of
children and place, that keeps the relaxation near to whole groups. Whatever HiGHS answers, only two
things of it are used: its lower bound, and openings that are then judged in whole numbers.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from rundertisch.engine.placement.check.network import Network, build_network
from rundertisch.engine.placement.problem import Problem as Placement
from rundertisch.engine.placement.problem import stage_of
from rundertisch.engine.siting.check.households import Place, Sitting, sittings
from rundertisch.engine.siting.check.standing import locked_minutes
from rundertisch.engine.siting.problem import Problem, opened

NO_LIMIT = 10**15


@dataclass(slots=True)
class Row:
    """A sum of columns that lies between two numbers."""

    columns: dict[int, int]
    low: int
    high: int


@dataclass(slots=True)
class Formulation:
    """All columns and rows; ``constant`` is what costs whatever is decided. Cents are weighed."""

    scale: int
    openings: int  # the first columns: candidates, then closables
    cents: list[int] = field(default_factory=list)
    most: list[int] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    seats_of: dict[int, list[int]] = field(default_factory=dict)  # child -> its columns
    level_columns: dict[int, dict[int, int]] = field(default_factory=dict)  # level: column, seats
    places_of: dict[int, tuple[Place, ...]] = field(default_factory=dict)  # of children who wait
    offers: dict[Place, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    room: dict[Place, int] = field(default_factory=lambda: defaultdict(int))
    constant: int = 0

    def column(self, *, cents: int, most: int, whole: bool) -> int:
        """Add a column from 0 to ``most`` and return its number."""
        self.cents.append(cents)
        self.most.append(most)
        self.whole.append(whole)
        return len(self.cents) - 1

    def row(self, columns: Mapping[int, int], *, low: int = -NO_LIMIT, high: int) -> None:
        """Add a row."""
        self.rows.append(Row(dict(columns), low, high))

    def keeps(self, solution: Sequence[int]) -> bool:
        """Whether whole numbers keep every row."""
        inside = all(0 <= value <= most for value, most in zip(solution, self.most, strict=True))
        return inside and all(
            row.low <= sum(by * solution[at] for at, by in row.columns.items()) <= row.high
            for row in self.rows
        )

    def value(self, solution: Sequence[int]) -> int:
        """Return the weighed cents."""
        return self.constant + sum(c * v for c, v in zip(self.cents, solution, strict=True))


@dataclass(frozen=True, slots=True)
class _Class:
    """Equal children: how many, at which level, and the minutes to each place."""

    children: tuple[int, ...]
    level: int
    ways: tuple[tuple[Place, int], ...]
    family: tuple[str, str] | None


class _Writer:
    """Writes the formulation of one problem."""

    def __init__(self, problem: Problem) -> None:
        self.problem, self.rules = problem, problem.parameters
        scale = sum(scenario.weight for scenario in problem.scenarios) or 1
        candidates, closables = problem.candidates, problem.closables
        self.out = Formulation(scale=scale, openings=len(candidates) + len(closables))
        self.network = build_network(problem=self._wide(problem.placement))
        self.offers, self.room = self.out.offers, self.out.room  # column: seats; what is there
        self.users: dict[tuple[int, Place], dict[int, int]] = defaultdict(dict)  # of a copy
        self.copies = max(1, len(problem.scenarios))
        self.out.constant = scale * self.rules.cents_per_minute * locked_minutes(self.network)

    def _wide(self, placement: Placement) -> Placement:
        with_one = {each.id: 1 for each in self.problem.candidates}
        return opened(problem=replace(self.problem, placement=placement), groups=with_one)

    def write(self) -> Formulation:
        self._openings()
        self._waiting()
        for copy in range(len(self.problem.scenarios)):
            self._arrivals(copy)
        self._seats()
        return self.out

    def _place(self, network: Network, group: int) -> Place:
        each = network.problem.groups[group]
        literacy = each.kind == "literacy"
        return network.school_at[each.school], literacy, each.grade_from, each.grade_to

    def _openings(self) -> None:
        out, scale, old = self.out, self.out.scale, len(self.problem.placement.groups)
        for number, candidate in enumerate(self.problem.candidates):
            cents = scale * candidate.fixed_cost_cents
            at = out.column(cents=cents, most=candidate.max_groups, whole=True)
            self.offers[self._place(self.network, old + number)][at] = candidate.seats
        closable = {}
        for may_close in self.problem.closables:
            at = out.column(cents=scale * may_close.saved_cents, most=1, whole=True)
            out.constant -= scale * may_close.saved_cents
            closable[self.network.group_at[may_close.group]] = at
        for number, group in enumerate(self.network.problem.groups[:old]):
            place = self._place(self.network, number)
            if number in closable:
                self.offers[place][closable[number]] = group.free_seats
            else:
                self.room[place] += group.free_seats
        for taken in self.network.locked.values():
            self.room[self._place(self.network, taken)] -= 1
        if (budget := self.rules.budget_cents) is not None:
            spent = {at: out.cents[at] // scale for at in range(out.openings)}
            saved = sum(each.saved_cents for each in self.problem.closables)
            out.row(spent, high=budget + saved)

    def _classes(self, network: Network, *, families: bool) -> list[_Class]:
        ways: dict[int, dict[Place, int]] = defaultdict(dict)
        arcs = zip(
            network.arc_child.tolist(),
            network.arc_group.tolist(),
            network.arc_minutes.tolist(),
            strict=True,
        )
        for child, group, minutes in arcs:
            ways[child][self._place(network, group)] = minutes
        members: dict[tuple[str, str], list[int]] = defaultdict(list)
        for child in ways:
            each = network.problem.children[child]
            if families and each.family:
                members[each.family, stage_of(grade=each.grade)].append(child)
        bound = {
            c: name for name, children in members.items() if len(children) > 1 for c in children
        }
        alike: dict[tuple[object, ...], list[int]] = defaultdict(list)
        for child, to in ways.items():
            own = child if child in bound else None
            alike[tuple(sorted(to.items())), network.level[child], own].append(child)
        return [
            _Class(
                children=tuple(children),
                level=network.level[children[0]],
                ways=tuple(ways[children[0]].items()),
                family=bound.get(children[0]),
            )
            for children in alike.values()
        ]

    def _waiting(self) -> None:
        """Write those who wait now: they use a seat in every copy."""
        out = self.out
        price = out.scale * self.rules.cents_per_minute
        families: dict[tuple[str, str], list[_Class]] = defaultdict(list)
        for each in self._classes(self.network, families=self.rules.whole_families):
            for child in each.children:
                out.places_of[child] = tuple(place for place, _ in each.ways)
            if each.family is not None:
                families[each.family].append(each)
                continue
            whole = bool(self.problem.scenarios)
            own = self._seated(each, price=price, whole=whole, copies=range(self.copies))
            out.level_columns.setdefault(each.level, {}).update(own)
            for child in each.children:
                out.seats_of[child] = list(own)
        for members in families.values():
            self._together(members, price=price)

    def _together(self, members: list[_Class], *, price: int) -> None:
        """Write a family: one column for each way in which some of it can sit at one school."""
        level = {each.children[0]: each.level for each in members}
        own: list[int] = []
        takes: dict[Place, dict[int, int]] = defaultdict(dict)
        for school in sorted({place[0] for each in members for place, _ in each.ways}):
            here = {
                each.children[0]: {to: minutes for to, minutes in each.ways if to[0] == school}
                for each in members
            }
            for sitting in sittings(ways=here, level=level):
                at = self._sits(sitting, price=price)
                own.append(at)
                for place, seats in sitting.seats.items():
                    takes[place][at] = seats
        self.out.row(dict.fromkeys(own, 1), high=1)
        self.out.seats_of.update(dict.fromkeys(level, own))
        for place, seats_at in takes.items():  # more than there is: something has to open
            more = {at: 1 for at, seats in seats_at.items() if seats > self.room[place]}
            if more:
                self.out.row({**more, **dict.fromkeys(self.offers[place], -1)}, high=0)

    def _sits(self, sitting: Sitting, *, price: int) -> int:
        at = self.out.column(cents=price * sitting.minutes, most=1, whole=True)
        for place, seats in sitting.seats.items():
            for copy in range(self.copies):
                self.users[copy, place][at] = seats
        for of, many in sitting.levels.items():
            self.out.level_columns.setdefault(of, {})[at] = many
        return at

    def _seated(
        self,
        each: _Class,
        *,
        price: int,
        whole: bool,
        copies: Iterable[int],
        spared: int = 0,
    ) -> dict[int, int]:
        """Add the columns of a class, nobody sitting twice; ``spared``: what no seat costs."""
        size, own = len(each.children), {}
        for place, minutes in each.ways:
            at = self.out.column(cents=price * minutes - spared, most=size, whole=whole)
            own[at] = 1
            for copy in copies:
                self.users[copy, place][at] = 1
            self._only_where_it_opens(at, size, place)
        self.out.row(own, high=size)
        return own

    def _arrivals(self, copy: int) -> None:
        """Write the children of a scenario: a seat that is left, or its price."""
        scenario, out = self.problem.scenarios[copy], self.out
        placement = replace(
            self.problem.placement,
            children=scenario.children,
            travel=scenario.travel,
            placed=(),
            wishes=(),
            locked=(),
            excluded=(),
        )
        network = build_network(problem=self._wide(placement))
        waits = scenario.weight * self.rules.cents_per_waiting_child
        out.constant += waits * len(scenario.children)
        price = scenario.weight * self.rules.cents_per_minute
        for each in self._classes(network, families=False):
            self._seated(each, price=price, whole=False, copies=(copy,), spared=waits)

    def _only_where_it_opens(self, at: int, size: int, place: Place) -> None:
        there = max(0, min(size, self.room[place]))
        if size > there:
            more = {
                opening: -min(size - there, seats) for opening, seats in self.offers[place].items()
            }
            self.out.row({at: 1, **more}, high=there)

    def _seats(self) -> None:
        caps = self.network.caps()
        locked = [int(self.network.school_of[group]) for group in self.network.locked.values()]
        at_school: dict[tuple[int, int], Counter[int]] = defaultdict(Counter)
        for (copy, place), columns in self.users.items():
            offers = {at: -seats for at, seats in self.offers[place].items()}
            self.out.row({**columns, **offers}, high=self.room[place])
            if place[0] in caps:
                at_school[copy, place[0]].update(columns)  # siblings in two groups add up
        for (_, school), columns in at_school.items():
            self.out.row(columns, high=caps[school] - locked.count(school))


def formulated(problem: Problem) -> Formulation:
    """Return the rows and columns of a siting problem; who has to sit is not among them."""
    return _Writer(problem).write()
