# SPDX-License-Identifier: EUPL-1.2
"""What siblings at one school (or one site) are worth, for a whole family and for one move."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

from rundertisch.engine.placement.problem import LINEAR, STRICT, Problem, stage_of
from rundertisch.engine.placement.solve.parts import DEAREST

NEWCOMER, NO_SEAT = -1, -1


class Member(NamedTuple):
    """One child of a family: its place in the input (or NEWCOMER if it already sits), its stage."""

    child: int
    stage: str
    school: int  # of a child that already sits
    settled: bool  # does not move any more


class Families:
    """Who belongs together. Schools are places in the input."""

    def __init__(self, problem: Problem, *, settled: Iterable[bool]) -> None:
        parameters = problem.parameters
        price = parameters.minutes_per_pair
        self.price: int = DEAREST if price == STRICT or isinstance(price, str) else price
        self.site_price = parameters.minutes_per_site
        self.linear = parameters.sibling_measure == LINEAR
        self._site = [school.site or f" {at}" for at, school in enumerate(problem.schools)]
        self._members: defaultdict[str, list[Member]] = defaultdict(list)
        schools = {school.id: at for at, school in enumerate(problem.schools)}
        school_of = {group.id: schools[group.school] for group in problem.groups}
        for placed in problem.placed:
            stage = stage_of(grade=placed.grade)
            member = Member(NEWCOMER, stage, school_of[placed.group], settled=True)
            self._members[placed.family].append(member)
        for at, (child, rests) in enumerate(zip(problem.children, settled, strict=True)):
            stage = stage_of(grade=child.grade)
            self._members[child.family].append(Member(at, stage, NO_SEAT, settled=rests))
        self._members.pop("", None)

    def of(self, family: str) -> list[Member]:
        """Return the known members of a family."""
        return self._members.get(family, [])

    def together(self, seats: Iterable[tuple[str, int]]) -> int:
        """Return the pairs of one family at one school and stage (or the linear measure)."""
        counts = Counter(seats).values()
        return sum(n - 1 if self.linear else n * (n - 1) // 2 for n in counts)

    def worth(self, seats: Iterable[tuple[str, int]]) -> int:
        """Return what the seats (stage, school) of one family are worth in minutes."""
        known = list(seats)
        value = self.price * self.together(known)
        if self.site_price:
            value += self.site_price * sum(
                a[0] != b[0] and self._site[a[1]] == self._site[b[1]]
                for a, b in combinations(known, 2)
            )
        return value

    def pairs(self, seats: Iterable[tuple[str, int]]) -> int:
        """Return the pairs at one school and stage, whatever the measure."""
        return sum(n * (n - 1) // 2 for n in Counter(seats).values())

    def losses(self, at: Mapping[int, int]) -> dict[int, int]:
        """Return of each child what is lost when it leaves its school and all others stay."""
        found: dict[int, int] = {}
        for members in self._members.values():
            rows = [(m.child, (m.stage, at.get(m.child, m.school))) for m in members]
            seats = [(child, seat) for child, seat in rows if seat[1] != NO_SEAT]
            worth = self.worth(seat for _, seat in seats)
            for place, (child, _) in enumerate(seats):
                rest = seats[:place] + seats[place + 1 :]
                found[child] = worth - self.worth(seat for _, seat in rest)
        found.pop(NEWCOMER, None)
        return found

    def near_settled(self, who: Sequence[bool]) -> list[int]:
        """Return those of these children who have a sibling that does not move any more."""
        return sorted(
            m.child
            for members in self._members.values()
            if any(each.settled for each in members)
            for m in members
            if m.child != NEWCOMER and who[m.child]
        )

    def gained(
        self, members: list[Member], child: int, stage: str, at: Mapping[int, int]
    ) -> dict[int, int]:
        """Return what a child would gain at a school, by school; settled siblings count only."""
        rest = [
            (m.stage, s)
            for m in members
            if m.settled and m.child != child and (s := at.get(m.child, m.school)) != NO_SEAT
        ]
        if not rest:
            return {}
        before = self.worth(rest)
        near = {school for _, school in rest}
        if self.site_price:
            sites = {self._site[school] for school in near}
            near |= {school for school, site in enumerate(self._site) if site in sites}
        return {school: self.worth([*rest, (stage, school)]) - before for school in near}
