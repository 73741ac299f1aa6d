# SPDX-License-Identifier: EUPL-1.2
"""The bound of the last level, recomputed from prices (duals) by pricing every block again.

Whatever the prices are, as long as those of seats and caps are not negative: no seating that keeps
the levels before is worth less than

    the sum over families and stages of the least priced cost of seating them anywhere
    - prices of all free seats, of all caps, and of the children who sit, by component and level

(Lagrange; all numbers whole, prices in fractions of a minute). The least is taken over *all*
eligible ways within the longest way of the component and over all ways to split siblings up, so
nothing of the solver is believed. Parts that share no family, seat or cap are bounded, and rounded
up, one by one: every value is whole. Rows that keep claims and soft caps are left out, which makes
the bound lower, never wrong.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from rundertisch.engine.placement.check.network import NOWHERE, Network, Truths
from rundertisch.engine.placement.check.siblings import Family, Together
from rundertisch.engine.placement.check.ways import Ints, pair_minutes
from rundertisch.engine.placement.check.weighed import (
    arc_minutes,
    value_of,
    weigh,
    wish_minutes,
)
from rundertisch.engine.placement.plan import Certificate, Plan
from rundertisch.engine.placement.problem import STRICT, Child, Placed

MOST_SIBLINGS = 9  # every way to split them is tried; more are bounded more loosely
LARGEST_PRICE = 2**52


@dataclass(frozen=True, slots=True)
class Certified:
    """What the prices prove, and what the plan is worth in the same count."""

    bound: int
    value: int


def unreadable(*, network: Network, certificate: Certificate) -> Iterator[str]:
    """Prices belong to groups and hard caps that exist, and are not negative."""
    if certificate.scale < 1:
        yield "Zertifikat: Der Maßstab (scale) muss eine ganze Zahl ab 1 sein."
    yield from _prices_of(certificate.groups, network.group_at)
    yield from _prices_of(certificate.schools, network.school_at)
    for school in certificate.schools:
        if network.school_at.get(school, NOWHERE) not in network.caps():
            yield f"Zertifikat: Die Schule {school} hat einen Preis, aber keine feste Obergrenze."
    for (name, level), price in certificate.cells.items():
        if name not in network.child_at or abs(price) > LARGEST_PRICE:
            yield f"Zertifikat: Den Zusammenhang {name}, Stufe {level}, gibt es so nicht."
    yield from _rate(network, certificate.minutes_per_pair)


def _prices_of(prices: Mapping[str, int], known: Mapping[str, int]) -> Iterator[str]:
    for name, price in prices.items():
        if name not in known:
            yield f"Zertifikat: {name} gibt es in der Eingabe nicht."
        elif not 0 <= price <= LARGEST_PRICE:
            yield f"Zertifikat: Der Preis von {name} ist {price}; er darf nicht negativ sein."


def _rate(network: Network, rate: int) -> Iterator[str]:
    """The rate is that of the rules; with "strict" one that outweighs all ways together."""
    rule = network.problem.parameters.minutes_per_pair
    if rule != STRICT:
        if rate != rule:
            yield f"Zertifikat: minutes_per_pair ist {rate}, die Regel sagt {rule}."
        return
    longest = np.zeros(len(network.level), dtype=np.int64)
    np.maximum.at(longest, network.arc_child, network.arc_minutes)
    rules = network.problem.parameters
    most = int(longest.sum()) + len(longest) * max(rules.minutes_per_wish) + most_sites(network)
    if not most < rate <= LARGEST_PRICE:
        yield f"Zertifikat: minutes_per_pair ist {rate}; „strict“ braucht mehr als alle Wege."


def certified(
    *, network: Network, plan: Plan, component: list[int], longest: Ints, certificate: Certificate
) -> Certified:
    """Recompute the bound; the certificate must be readable and the plan's seats hold."""
    pricing = _Pricing(network, plan, component, longest, certificate)
    value = value_of(problem=network.problem, counted=weigh(network=network, plan=plan))
    if network.problem.parameters.minutes_per_pair == STRICT:
        value -= certificate.minutes_per_pair * weigh(network=network, plan=plan).together
    return Certified(bound=pricing.bound(), value=value)


class _Pricing:
    """Every way with the prices of its seat, its cap and its row of the profile."""

    def __init__(
        self,
        network: Network,
        plan: Plan,
        component: list[int],
        longest: Ints,
        certificate: Certificate,
    ) -> None:
        self.network, self.component, self.certificate = network, component, certificate
        self.scale, self.rate = certificate.scale, certificate.minutes_per_pair
        self.linear = network.problem.parameters.sibling_measure == "linear"
        keep = ~network.counted | (network.arc_minutes <= longest[network.arc_child])
        self.child, self.group = network.arc_child[keep], network.arc_group[keep]
        self.school = network.school_of[self.group]
        self.seated = np.zeros(len(component), dtype=np.bool_)
        self.seated[[network.child_at[row.child] for row in plan.placements]] = True
        self.cell_price, self.must_sit, self.rows = self._profile()
        ways = (arc_minutes(network=network) - wish_minutes(network=network))[keep]
        self.seat_price = self._prices(certificate.groups, network.group_at)
        self.cap_price = self._prices(certificate.schools, network.school_at)
        self.cost = ways * self.scale + self.seat_price[self.group] + self.cap_price[self.school]
        self.cost += self.cell_price[self.child]
        locked = np.bincount(list(network.locked.values()), minlength=len(self.seat_price))
        self.free: list[int] = (np.array(network.free_seats()) - locked).tolist()
        caps = network.caps()
        self.room = {
            s: caps.get(s, len(component)) - int(locked[network.school_of == s].sum())
            for s in range(len(self.cap_price))
        }
        self.first = np.searchsorted(self.child, np.arange(len(component) + 1))
        self.together = Together(
            network=network,
            seat=[network.locked.get(c, NOWHERE) for c in range(len(component))],
        )

    def _prices(self, prices: Mapping[str, int], at: dict[str, int]) -> Ints:
        found = np.zeros(len(at), dtype=np.int64)
        for name, price in prices.items():
            found[at[name]] = price
        return found

    def _profile(self) -> tuple[Ints, Truths, list[tuple[int, int]]]:
        """Return each child's price of its row, whether it must sit, and (part, cost) of rows."""
        cells: dict[tuple[int, int], list[int]] = defaultdict(list)
        for child, name in enumerate(self.component):
            if name != NOWHERE:
                cells[name, self.network.level[child]].append(child)
        price = np.zeros(len(self.component), dtype=np.int64)
        must = np.zeros(len(self.component), dtype=np.bool_)
        rows = []
        children = self.network.problem.children
        for (name, level), members in cells.items():
            sitting = int(self.seated[members].sum())
            its = self.certificate.cells.get((children[name].id, level), 0)
            must[members] = sitting == len(members)
            price[members] = its
            rows.append((name, -its * sitting))
        return price, must, rows

    def bound(self) -> int:
        """Return the bound of all parts, each rounded up, and what locked children add."""
        part = self._parts()
        total: dict[int, int] = defaultdict(int)
        for name, cost in [*self.rows, *self._seats_and_caps(), *self._families(), *self._alone()]:
            total[part[name]] += cost
        whole = sum(-(-cost // self.scale) for cost in total.values())
        return whole + self._locked() - most_sites(self.network)

    def _parts(self) -> dict[int, int]:
        """Return for every component the part that it shares families with."""
        above = {name: name for name in set(self.component) - {NOWHERE}}

        def root(name: int) -> int:
            while above[name] != name:
                above[name] = name = above[above[name]]
            return name

        for members in self._teams().values():
            for child in members[1:]:
                one, other = root(self.component[members[0]]), root(self.component[child])
                above[max(one, other)] = min(one, other)
        return {name: root(name) for name in above}

    def _teams(self) -> dict[Family, list[int]]:
        """Return the children of each family and stage that are to be seated."""
        teams: dict[Family, list[int]] = defaultdict(list)
        for child, each in enumerate(self.network.problem.children):
            if each.family and self.component[child] != NOWHERE:
                teams[Together.key(each)].append(child)
        return teams

    def _seats_and_caps(self) -> Iterator[tuple[int, int]]:
        """Give the prices of all free seats and caps that a child could use."""
        locked = Counter(self.network.locked.values())
        free = self.network.free_seats()
        names = dict(zip(self.group.tolist(), self.child.tolist(), strict=True))
        at_school: Counter[int] = Counter()
        for group, times in locked.items():
            at_school[int(self.network.school_of[group])] += times
        schools: dict[int, int] = {}
        for group, child in names.items():
            schools[int(self.network.school_of[group])] = child
            yield (
                self.component[child],
                -int(self.seat_price[group]) * (free[group] - locked[group]),
            )
        for school, cap in self.network.caps().items():
            if school in schools:
                yield (
                    self.component[schools[school]],
                    -int(self.cap_price[school]) * (cap - at_school[school]),
                )

    def _alone(self) -> Iterator[tuple[int, int]]:
        """Give the least cost of every child who has no sibling of its stage."""
        nothing = np.iinfo(np.int64).max
        least = np.full(len(self.component), nothing, dtype=np.int64)
        np.minimum.at(least, self.child, self.cost)
        least = np.where(self.must_sit, least, np.minimum(least, 0))
        in_team = {child for team in self._coupled() for child in team}
        for child, name in enumerate(self.component):
            if name != NOWHERE and child not in in_team and least[child] != nothing:
                yield name, int(least[child])

    def _coupled(self) -> list[list[int]]:
        """Return the teams in which somebody could come to sit together with somebody."""
        return [
            team
            for key, team in self._teams().items()
            if len(team) > 1 or self.together.new[key] or self.together.old[key]
        ]

    def _families(self) -> Iterator[tuple[int, int]]:
        for team in self._coupled():
            yield self.component[team[0]], self._least(team)

    def _least(self, team: list[int]) -> int:
        """Return the least cost of seating the siblings, all ways to split them up tried."""
        key = Together.key(self.network.problem.children[team[0]])
        sitting = self.together.new[key] + self.together.old[key]
        if len(team) > MOST_SIBLINGS:
            return self._loosely(team, sitting)
        return self._split(team, self._best_blocks(team, sitting))

    def _table(self, team: list[int]) -> list[dict[int, int]]:
        """Return the least cost of each sibling at each school."""
        table: list[dict[int, int]] = []
        for child in team:
            costs: dict[int, int] = {}
            arcs = slice(self.first[child], self.first[child + 1])
            pairs = zip(self.school[arcs].tolist(), self.cost[arcs].tolist(), strict=True)
            for school, cost in pairs:
                costs[school] = min(cost, costs.get(school, cost))
            table.append(costs)
        return table

    def _best_blocks(self, team: list[int], sitting: Counter[int]) -> dict[int, int]:
        """Return the least cost of every set of siblings together at some school with the seats."""
        table, found = self._table(team), dict[int, int]()
        for count in range(1, len(team) + 1):
            for members in combinations(range(len(team)), count):
                schools = set(table[members[0]]).intersection(*(table[m] for m in members[1:]))
                costs = [
                    sum(table[m][school] for m in members)
                    - self.scale * self.rate * self._gain(count, sitting[school])
                    for school in schools
                    if count == 1 or self._seats(team, members, school) >= count
                ]
                if costs:
                    found[sum(1 << m for m in members)] = min(costs)
        return found

    def _seats(self, team: list[int], members: tuple[int, ...], school: int) -> int:
        """Return how many seats the school has at most for these siblings."""
        groups: set[int] = set()
        for member in members:
            arcs = slice(self.first[team[member]], self.first[team[member] + 1])
            here = self.school[arcs] == school
            groups.update(self.group[arcs][here].tolist())
        return min(sum(self.free[group] for group in groups), self.room[school])

    def _gain(self, count: int, sitting: int) -> int:
        if self.linear:
            return count - (sitting == 0)
        return count * (count - 1) // 2 + count * sitting

    def _split(self, team: list[int], least: dict[int, int]) -> int:
        """Return the least cost of all siblings, seated in blocks or, where they may, nowhere."""
        cost: dict[int, int] = {0: 0}  # of sets of siblings, as bits
        for who in range(1, 1 << len(team)):
            first = who & -who
            found = [
                least[block] + cost[who ^ block]
                for block in _parts_with(first, who)
                if block in least and who ^ block in cost
            ]
            if not self.must_sit[team[first.bit_length() - 1]] and who ^ first in cost:
                found.append(cost[who ^ first])
            if found:
                cost[who] = min(found)
        return cost[(1 << len(team)) - 1]

    def _loosely(self, team: list[int], sitting: Counter[int]) -> int:
        """Return a bound for very large families: everybody alone, with every pair for nothing."""
        total = 0
        for child, costs in zip(team, self._table(team), strict=True):
            least = min(costs.values(), default=0)
            total += least if self.must_sit[child] else min(least, 0)
        most = self._gain(len(team), max(sitting.values(), default=0))
        return total - self.scale * self.rate * max(most, 0)

    def _locked(self) -> int:
        """Return what locked children add to every plan: their minutes and their pairs."""
        problem, minutes, together = self.network.problem, 0, 0
        for child, group in self.network.locked.items():
            school = int(self.network.school_of[group])
            minutes += pair_minutes(problem=problem, child=child, schools=[school])[0]
        for key, new in self.together.new.items():
            for school, count in new.items():
                together += self._gain(count, self.together.old[key][school])
        return minutes - self.rate * together


def most_sites(network: Network) -> int:
    """Return the most that pairs at one site could ever be worth."""
    rate = network.problem.parameters.minutes_per_site
    if not rate:
        return 0
    family: dict[str, Counter[str]] = defaultdict(Counter)
    everybody: list[Child | Placed] = [*network.problem.children, *network.problem.placed]
    for who in everybody:
        if who.family:
            family[who.family][Together.key(who)[1]] += 1
    return rate * sum(
        a * b for stages in family.values() for a, b in combinations(stages.values(), 2)
    )


def _parts_with(first: int, who: int) -> Iterator[int]:
    """Give all parts of a set (as bits) that contain its first."""
    rest = who ^ first
    others = rest
    while True:
        yield others | first
        if not others:
            return
        others = (others - 1) & rest
