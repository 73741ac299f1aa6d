# SPDX-License-Identifier: EUPL-1.2
"""Seeded placement instances of the size of a district, of North Rhine-Westphalia, of Germany.

What ENGINE's figures rest on: towns by Dirichlet, schools by population, arrivals 55 % by
population and 45 % concentrated, 35 % of families in three shelters, families with siblings, 15 %
literacy need, 35 % of groups offer it, 1 to 12 seats a group, capacity 1.05 times the demand of
each stage. Every person and place is invented. Drawn by `random.Random` with integer and `random`
calls only, whose streams Python keeps across versions; so the SHA-256 of an instance is a fact.
"""

import hashlib
import math
import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from rundertisch.engine.placement.problem import Child, Group, GroupKind, Problem, School

TOWNS = 9
SHELTERS = 3
HOT = 3  # towns that share the concentrated arrivals
CONCENTRATED = 0.45  # of the arrivals go to one town
IN_SHELTERS = 0.35  # of the families
LITERACY = 0.15
OFFERS_LITERACY = 0.35
CAPACITY = 1.05
MOST_SEATS = 12
SECOND_GROUP = 0.2  # of the schools have one
KINDS: tuple[GroupKind, ...] = ("language", "literacy")
MOST_WAITING_DAYS = 62
KM_PER_LAT = 111.195
STAGES = (("primary", 1, 4, 0.46), ("sec1", 5, 10, 0.42), ("sec2", 11, 13, 0.12))
FORMS = {
    "primary": ("Grundschule",),
    "sec1": ("Hauptschule", "Realschule", "Sekundarschule", "Gesamtschule", "Gymnasium"),
    "sec2": ("Gesamtschule", "Gymnasium", "Berufskolleg"),
}


@dataclass(frozen=True, slots=True)
class Size:
    """How large one district is."""

    children: int
    schools: int
    side_km: float = 18.0


DISTRICT_450 = (Size(450, 70),)
DISTRICT_1888 = (Size(1888, 94),)


def many_districts(*, districts: int, children: int, schools: int, seed: int) -> tuple[Size, ...]:
    """Return districts of unequal size with exactly so many children in all."""
    draw = random.Random(f"sizes {seed}")  # noqa: S311 - a benchmark, no secret
    weights = [0.4 + 1.2 * draw.random() for _ in range(districts)]
    whole, before, given, sizes = sum(weights), 0.0, 0, []
    for weight in weights:
        before += weight
        upto = round(children * before / whole)
        sizes.append(Size(upto - given, schools))
        given = upto
    return tuple(sizes)


NRW = many_districts(districts=53, children=121_040, schools=94, seed=53)
GERMANY = many_districts(districts=400, children=839_007, schools=70, seed=400)

INSTANCES = {
    "district-450": DISTRICT_450,
    "district-1888": DISTRICT_1888,
    "nrw": NRW,
    "germany": GERMANY,
}


def instance(*, name: str, seed: int = 8) -> Problem:
    """Return the instance of that name; districts lie far apart, so no child crosses one."""
    children: list[Child] = []
    schools: list[School] = []
    groups: list[Group] = []
    for number, size in enumerate(INSTANCES[name]):
        district = _District(number=number, size=size, seed=seed)
        children += district.children()
        schools += district.schools
        groups += district.groups(children=children[-size.children :])
    return Problem(children=tuple(children), schools=tuple(schools), groups=tuple(groups))


def digest(*, problem: Problem) -> str:
    """Return the SHA-256 of an instance, row by row."""
    whole = hashlib.sha256()
    for c in problem.children:
        whole.update(
            f"{c.id},{c.grade},{c.lat:.6f},{c.lon:.6f},{c.waiting_days},{c.needs_literacy:d},"
            f"{c.family},{';'.join(c.forms)}\n".encode()
        )
    for s in problem.schools:
        whole.update(f"{s.id},{s.form},{s.town},{s.lat:.6f},{s.lon:.6f}\n".encode())
    for g in problem.groups:
        whole.update(
            f"{g.id},{g.school},{g.kind},{g.grade_from},{g.grade_to},{g.free_seats}\n".encode()
        )
    return whole.hexdigest()


class _District:
    def __init__(self, *, number: int, size: Size, seed: int) -> None:
        self.draw = random.Random(f"district {seed} {number}")  # noqa: S311 - a benchmark
        self.size = size
        self.name = f"{number:03d}"
        # A grid with gaps of two degrees: no way of 75 minutes leads from one to another.
        self.south = 40.0 + 2.0 * (number // 20)
        self.west = -40.0 + 4.0 * (number % 20)
        self.km_per_lon = KM_PER_LAT * math.cos(math.radians(self.south))
        shares = [-math.log(1.0 - self.draw.random()) for _ in range(TOWNS)]  # Dirichlet(1, ...)
        self.population = [share / sum(shares) for share in shares]
        self.centres = [(self._km(), self._km()) for _ in range(TOWNS)]
        self.hot = [self._town(self.population) for _ in range(HOT)]
        self.shelters = [self._around(self._town(self.population), 2.0) for _ in range(SHELTERS)]
        self.stages: dict[str, str] = {}
        self.schools = self._schools()

    def _km(self) -> float:
        return self.size.side_km * self.draw.random()

    def _town(self, weights: Sequence[float]) -> int:
        at = self.draw.random() * sum(weights)
        for town, weight in enumerate(weights):
            at -= weight
            if at <= 0:
                return town
        return len(weights) - 1

    def _around(self, town: int, spread_km: float) -> tuple[float, float]:
        east, north = self.centres[town]
        wide = sum(self.draw.random() for _ in range(4)) - 2.0  # a bell without libm's help
        high = sum(self.draw.random() for _ in range(4)) - 2.0
        return east + spread_km * wide, north + spread_km * high

    def _degrees(self, point: tuple[float, float]) -> tuple[float, float]:
        east, north = point
        return (
            round(self.south + north / KM_PER_LAT, 6),
            round(self.west + east / self.km_per_lon, 6),
        )

    def _schools(self) -> list[School]:
        schools = []
        for number in range(self.size.schools):
            stage = _stage_at(number / self.size.schools)
            town = self._town(self.population)
            lat, lon = self._degrees(self._around(town, 3.0))
            forms = FORMS[stage]
            name = f"s{self.name}-{number:03d}"
            self.stages[name] = stage
            schools.append(
                School(
                    id=name,
                    form=forms[int(len(forms) * self.draw.random())],
                    name=f"Schule {number}",
                    town=f"t{self.name}-{town}",
                    lat=lat,
                    lon=lon,
                )
            )
        return schools

    def children(self) -> list[Child]:
        children: list[Child] = []
        family = 0
        while len(children) < self.size.children:
            family += 1
            home = self._home()
            members = min(self._members(), self.size.children - len(children))
            waiting = int(MOST_WAITING_DAYS * self.draw.random())
            children += [
                self._child(len(children) + at, family, members, home, waiting)
                for at in range(members)
            ]
        return children

    def _home(self) -> tuple[float, float]:
        if self.draw.random() < IN_SHELTERS:
            return self.shelters[int(SHELTERS * self.draw.random())]
        hot = self.draw.random() < CONCENTRATED
        return self._around(
            self.hot[int(HOT * self.draw.random())] if hot else self._town(self.population), 2.5
        )

    def _members(self) -> int:
        at = self.draw.random()
        return 1 if at < 0.5 else 2 if at < 0.8 else 3 if at < 0.94 else 4

    def _child(
        self, number: int, family: int, members: int, home: tuple[float, float], waiting: int
    ) -> Child:
        at = self.draw.random()
        first, last = 0, 0
        for _, first, last, share in STAGES:  # noqa: B007 - the stage where the draw falls stays
            at -= share
            if at <= 0:
                break
        lat, lon = self._degrees(home)
        return Child(
            id=f"c{self.name}-{number:05d}",
            grade=first + int((last - first + 1) * self.draw.random()),
            lat=lat,
            lon=lon,
            waiting_days=waiting,
            needs_literacy=self.draw.random() < LITERACY,
            family=f"f{self.name}-{family:05d}" if members > 1 else "",
        )

    def groups(self, *, children: Sequence[Child]) -> list[Group]:
        """Open about 1.2 groups a school; seats of 1 to 12, scaled to 1.05 times the demand."""
        drawn: dict[tuple[str, GroupKind], list[tuple[str, int]]] = defaultdict(list)
        for school in self.schools:
            for _ in range(2 if self.draw.random() < SECOND_GROUP else 1):
                literacy = self.draw.random() < OFFERS_LITERACY
                seats = 1 + int(MOST_SEATS * self.draw.random())
                kind: GroupKind = "literacy" if literacy else "language"
                drawn[self.stages[school.id], kind].append((school.id, seats))
        demand: dict[tuple[str, GroupKind], int] = defaultdict(int)
        for child in children:
            demand[_stage_of(child.grade), "literacy" if child.needs_literacy else "language"] += 1
        groups: list[Group] = []
        for stage, first, last, _ in STAGES:
            for kind in KINDS:
                wanted = math.ceil(CAPACITY * demand[stage, kind])
                for at, seats in _scaled(drawn[stage, kind], wanted=wanted):
                    name = f"g{self.name}-{len(groups):04d}"
                    groups.append(Group(name, at, kind, first, last, seats))
        return groups


def _scaled(drawn: Sequence[tuple[str, int]], *, wanted: int) -> list[tuple[str, int]]:
    """Scale seats to a sum, by the exact running total, so that nothing is lost in rounding."""
    whole = sum(seats for _, seats in drawn)
    scaled, before, given = [], 0, 0
    for school, seats in drawn:
        before += seats
        upto = wanted * before // whole
        scaled.append((school, upto - given))
        given = upto
    return scaled


def _stage_at(share: float) -> str:
    return "primary" if share < 0.55 else "sec1" if share < 0.9 else "sec2"


def _stage_of(grade: int) -> str:
    return next(name for name, first, last, _ in STAGES if first <= grade <= last)
