# SPDX-License-Identifier: EUPL-1.2
"""Where else a child could sit, the least harmful first, and which schools are no option and why.

The chain of moves starts from the plan as it stands and only makes room: who else would like the
seat that gets free is for the next proposal. For level 1 nothing better is possible (the proposal
computed again with the child locked there has the same numbers, unless a lock was released); in
levels 2 and 3 a new proposal may still be better, because it seats everybody anew. Where claims,
soft caps, sites or wishes weigh, the figures are those of these moves, and nothing is said about
better ones.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np

from rundertisch.engine.placement.ondemand.answers import Alternative, Barred, Move
from rundertisch.engine.placement.ondemand.looks import Look, look_at
from rundertisch.engine.placement.ondemand.options import NOBODY, Asker, options_of
from rundertisch.engine.placement.ondemand.standing import NO_GROUP, Standing
from rundertisch.engine.placement.problem import STRICT, Child, stage_of
from rundertisch.engine.placement.solve.components import ALONE

Moves = tuple[tuple[int, int], ...]


def alternatives_of(
    *, standing: Standing, child: str, most: int | None = None
) -> tuple[Alternative, ...]:
    """Return the groups where the child could sit besides its own, the least harmful first."""
    at = standing.children_at[child]
    first, after = standing.network.start[at], standing.network.start[at + 1]
    home = int(standing.group[at])
    groups = standing.network.group[first:after].astype(np.int64)
    kept = groups != home
    who = Asked(
        child=standing.problem.children[at],
        at=at,
        home=home,
        groups=groups[kept],
        minutes=standing.network.minutes[first:after][kept],
        counted=standing.counted[first:after][kept],
        cost=standing.cost[first:after][kept],
    )
    return told(standing=standing, who=who)[:most]


def barred_of(*, standing: Standing, child: str) -> tuple[Barred, ...]:
    """Return the schools that are no option, the fewest rules against it first, then the nearest.

    Special and hospital schools are never listed: a place there follows from another procedure.
    """
    at = standing.children_at[child]
    look = look_at(problem=standing.problem, child=standing.problem.children[at])
    options = {a.school for a in alternatives_of(standing=standing, child=child)}
    if standing.group[at] != NO_GROUP:
        options.add(standing.problem.schools[standing.school_at[at]].id)
    return barred(standing=standing, look=look, options=options)


def barred(*, standing: Standing, look: Look, options: Collection[str]) -> tuple[Barred, ...]:
    """Return every assignable school that is not among the options, with what stands against it."""
    found = []
    for at, school in enumerate(standing.problem.schools):
        if not look.open[at] or school.id in options:
            continue
        against = look.against(at)
        minutes = int(look.minutes[at]) if look.known[at] else None
        over = max(0, (minutes or 0) - look.limit) if "too_far" in against else 0
        found.append(Barred(school.id, minutes, against or ("full",), over))
    far = look.limit + max((each.minutes or 0 for each in found), default=0)
    return tuple(
        sorted(found, key=lambda b: (len(b.against), far if b.minutes is None else b.minutes))
    )


@dataclass(frozen=True)
class Asked:
    """The child in question and the ways it could take; ``at``: NOBODY for one that arrives."""

    child: Child
    at: int
    home: int
    groups: np.ndarray[tuple[int], np.dtype[np.int64]]
    minutes: np.ndarray[tuple[int], np.dtype[np.int64]]
    counted: np.ndarray[tuple[int], np.dtype[np.int64]]
    cost: np.ndarray[tuple[int], np.dtype[np.int64]]


def told(*, standing: Standing, who: Asked, may_push_out: bool = True) -> tuple[Alternative, ...]:
    """Return the alternatives of one child, ranked as the levels of a plan are."""
    asker = Asker(who.at, who.home, who.groups, may_push_out=may_push_out)
    telling = _Telling(standing, who)
    ranked = [
        telling.told(option.at, option.moves) for option in options_of(standing, asker).values()
    ]
    ranked.sort(key=lambda pair: pair[0])
    return tuple(alternative for _, alternative in ranked)


Rank = tuple[int, int, int, int, int, int, int, int]
STEP = 8  # at most a few children of one level change for one child


class _Telling:
    """Counts anew, for each option, what would be different from the plan."""

    def __init__(self, standing: Standing, who: Asked) -> None:
        self._standing, self._who, self._problem = standing, who, standing.problem
        self._estimate = standing.problem.travel is None
        self._stage = stage_of(grade=who.child.grade)
        self._keeping = standing.keeping
        groups = [int(g) for g in who.groups] + ([who.home] if who.home != NO_GROUP else [])
        named = {int(standing.component_of_group[g]) for g in groups} - {ALONE}
        self._before = max((int(standing.ceiling[c]) for c in named), default=-1)
        self._components = named
        self._levels = standing.levels

    def told(self, place: int, moves: Moves) -> tuple[Rank, Alternative]:
        """Return the alternative with its rank; small ranks are less harmful."""
        standing, who = self._standing, self._who
        group = int(who.groups[place])
        own = int(who.minutes[place])
        shown = tuple(self._move(child, to) for child, to in moves)
        extra = sum(each.extra_minutes or 0 for each in shown)
        mine = None if who.home == NO_GROUP else own - int(standing.minutes[who.at])
        worst = self._worst(int(who.counted[place]), moves)
        pairs, worth, together = self._siblings(group, moves)
        ways = int(who.cost[place]) - self._own_cost() + sum(self._cost_more(m) for m in moves)
        strict = self._problem.parameters.minutes_per_pair == STRICT
        found = Alternative(
            group=self._problem.groups[group].id,
            school=self._problem.groups[group].school,
            minutes=own,
            estimate=self._estimate,
            moves=shown,
            extra_minutes=extra + (mine or 0),
            extra_minutes_child=mine,
            claims=self._claims(group, moves),
            unplaced=self._unplaced(moves),
            overrun=self._overrun(group, moves),
            worst_minutes=worst,
            worst_minutes_more=worst - self._before,
            pairs=pairs,
            ways_and_pairs=ways - worth + (standing.families.price * together if strict else 0),
        )
        return self._rank(found, ways - worth, place), found

    def _rank(self, found: Alternative, value: int, place: int) -> Rank:
        price = self._problem.parameters.move_minutes * found.moved
        # the highest level decides: every level weighs more than all below it can
        profile = sum(
            more * STEP ** int(np.searchsorted(self._levels, int(level)))
            for level, more in found.unplaced.items()
        )
        return (
            found.claims,
            profile,
            found.overrun,
            max(0, found.worst_minutes_more),
            value + price,
            found.moved,
            found.minutes,
            place,
        )

    def _move(self, child: int, to: int) -> Move:
        standing, here = self._standing, int(self._standing.group[child])
        way = standing.way(child, to) if to != NO_GROUP else None
        groups = self._problem.groups
        return Move(
            child=self._problem.children[child].id,
            from_group="" if here == NO_GROUP else groups[here].id,
            to_group="" if to == NO_GROUP else groups[to].id,
            minutes_before=None if here == NO_GROUP else int(standing.minutes[child]),
            minutes_after=None if way is None else int(standing.network.minutes[way]),
        )

    def _own_cost(self) -> int:
        if self._who.home == NO_GROUP:
            return 0
        return self._cost_at(self._who.at, self._who.home)

    def _cost_at(self, child: int, group: int) -> int:
        if group == NO_GROUP:
            return 0
        way = self._standing.way(child, group)  # none: locked where no rule would seat it
        known = self._standing.minutes[child] if way is None else self._standing.cost[way]
        return int(known)

    def _cost_more(self, move: tuple[int, int]) -> int:
        child, to = move
        return self._cost_at(child, to) - self._cost_at(child, int(self._standing.group[child]))

    def _worst(self, counted: int, moves: Moves) -> int:
        """Return the longest way of the components concerned after all moves."""
        standing = self._standing
        moving = {child for child, _ in moves} | {self._who.at}
        worst = counted
        for child, to in moves:
            way = standing.way(child, to) if to != NO_GROUP else None
            worst = worst if way is None else max(worst, int(standing.counted[way]))
        for component in self._components:
            stays = (m for m, c in standing.longest_first.get(component, ()) if c not in moving)
            worst = max(worst, next(stays, worst))
        return worst

    def _unplaced(self, moves: Moves) -> Mapping[str, int]:
        level = self._standing.network.level
        change: Counter[int] = Counter()
        for child, to in moves:
            if to == NO_GROUP:
                change[int(level[child])] += 1
            elif self._standing.group[child] == NO_GROUP:
                change[int(level[child])] -= 1
        if self._who.home == NO_GROUP and self._who.at != NOBODY:
            change[int(level[self._who.at])] -= 1
        return {str(each): change[each] for each in sorted(change, reverse=True) if change[each]}

    def _seats_after(self, group: int, moves: Moves) -> dict[int, int]:
        """Return the school of every child that moves, NO_GROUP without a seat."""
        school = self._standing.network.school
        after = {child: NO_GROUP if to == NO_GROUP else int(school[to]) for child, to in moves}
        after[self._who.at] = int(school[group])
        return after

    def _siblings(self, group: int, moves: Moves) -> tuple[int, int, int]:
        """Return how much more there is of pairs, of what siblings are worth, of the measure."""
        standing, families = self._standing, self._standing.families
        after = self._seats_after(group, moves)
        pairs = worth = together = 0
        for name in {self._child(child).family for child in after} - {""}:
            members = families.of(name)
            rows = [(m.child, m.stage, standing.school_at.get(m.child, m.school)) for m in members]
            before = [(stage, school) for _, stage, school in rows if school != NO_GROUP]
            now = [
                (stage, place)
                for child, stage, school in rows
                if (place := school if child == NOBODY else after.get(child, school)) != NO_GROUP
            ]
            if self._who.at == NOBODY and self._who.child.family == name:
                now.append((self._stage, after[NOBODY]))
            pairs += families.pairs(now) - families.pairs(before)
            worth += families.worth(now) - families.worth(before)
            together += families.together(now) - families.together(before)
        return pairs, worth, together

    def _child(self, at: int) -> Child:
        return self._who.child if at == self._who.at else self._problem.children[at]

    def _claims(self, group: int, moves: Moves) -> int:
        """Return how many more claims would not be kept."""
        more = 0
        schools = self._problem.schools
        for at, school in self._seats_after(group, moves).items():
            keeps = self._keeping.get(self._child(at).id, set())
            here = self._standing.school_at.get(at, NO_GROUP) if at != NOBODY else NO_GROUP
            kept = here != NO_GROUP and schools[here].id in keeps
            keeps_then = school != NO_GROUP and schools[school].id in keeps
            more += (kept - keeps_then) if keeps else 0
        return more

    def _overrun(self, group: int, moves: Moves) -> int:
        """Return how many more children would sit above soft caps."""
        change: Counter[int] = Counter()
        for at, school in self._seats_after(group, moves).items():
            change[school] += 1
            change[self._standing.school_at.get(at, NO_GROUP) if at != NOBODY else NO_GROUP] -= 1
        more = 0
        for school, change_here in change.items():
            cap = None if school == NO_GROUP else self._problem.schools[school].soft_cap
            if cap is not None:
                load = int(self._standing.load[school])
                more += max(0, load + change_here - cap) - max(0, load - cap)
        return more
