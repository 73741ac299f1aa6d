# SPDX-License-Identifier: EUPL-1.2
"""What to open: first nobody left without a seat who could have one, then least cents.

Part by part (`parts`), because without a budget the parts do not touch each other. In each:

1. *Who can sit* with everything open: the flow kernel tells.
2. If all children of the part can, least cents with all of them seated. Otherwise its children
   may leave, and the profile is kept that is best.
3. Families that stay together may reach less than the flow. What the relaxation reaches with
   everything open is tried first; if whole families do not, the profile is found by the programme,
   from the highest level down.

A budget couples the parts. If who sits within it (`affordable`), or what is best without it, says
that it binds, everything is asked as one part: the least cents with that profile. Families that
stay together may reach less; then the profile is found by the programme, as above.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar

import numpy as np

from rundertisch.engine.placement.solve import flow
from rundertisch.engine.placement.solve.flow import NOWHERE
from rundertisch.engine.placement.solve.network import Flags, Ints
from rundertisch.engine.siting.problem import Problem
from rundertisch.engine.siting.solve.affordable import Affordable, Budget
from rundertisch.engine.siting.solve.asked import NONE_BARRED, Asked
from rundertisch.engine.siting.solve.gains import Gains
from rundertisch.engine.siting.solve.held import Held
from rundertisch.engine.siting.solve.model import NOW, Model, wide_network
from rundertisch.engine.siting.solve.modelled import modelled
from rundertisch.engine.siting.solve.parts import EVERYTHING, Part, part_of, roots_of
from rundertisch.engine.siting.solve.programme import Demands, Found, Programme
from rundertisch.engine.siting.solve.whole import StuckError

Thing = TypeVar("Thing")
MOMENT = 1.0  # seconds that a question near to others has, even when time is up
MOST = 2_000_000  # profiles told apart by one number


@dataclass(frozen=True, slots=True)
class Answer:
    """What is best for one part; ``levels``: children that sit, per level of the whole model."""

    model: Model
    part: Part
    found: Found
    profile_proven: bool

    @property
    def proven(self) -> bool:
        """Whether profile and cents are proven."""
        return self.profile_proven and self.found.proven


class Siting:
    """A siting problem and what has been found out about it; models are made when first needed."""

    def __init__(self, *, problem: Problem, seed: int, seconds_left: Callable[[], float]) -> None:
        self.problem, self._seed, self._seconds_left = problem, seed, seconds_left
        self.network = wide_network(problem)
        self._has_way = np.diff(self.network.start) > 0
        self._asked: dict[tuple[int, bool], Asked] = {}
        self._best: dict[int, Answer] = {}
        self._waits = True  # for a first answer
        self._held: dict[
            tuple[int, bytes, tuple[int, ...] | None], tuple[tuple[int, ...], int]
        ] = {}

    @cached_property
    def model(self) -> Model:
        """Return the model in which all children with a way sit."""
        return self._modelled(np.zeros_like(self._has_way))

    @cached_property
    def leaving(self) -> Model:
        """Return the model in which they may stay without a seat."""
        return self._modelled(self._has_way)

    def _modelled(self, may_leave: Flags) -> Model:
        return modelled(problem=self.problem, network=self.network, may_leave=may_leave)

    @cached_property
    def roots(self) -> Ints:
        """Return the part of each row."""
        return roots_of(self.model)

    @cached_property
    def part_of_child(self) -> Ints:
        """Return the part of each child; NOWHERE: no way leads anywhere."""
        part = np.full(len(self._has_way), NOWHERE, np.int64)
        ways = self.model.ways
        part[self._has_way] = self.roots[ways.row[ways.start[:-1][self._has_way]]]
        return part

    @property
    def parts(self) -> list[int]:
        """Return the names of all parts in which anything can sit or open."""
        names: list[int] = np.unique(self.roots[: self.model.places.seat_rows]).tolist()
        return names

    def asked(self, name: int, *, leaves: bool) -> Asked:
        """Return a part of one of the two models."""
        if (name, leaves) not in self._asked:
            model = self.leaving if leaves else self.model
            part = part_of(model=model, roots=self.roots, name=name)
            programme = Programme(model=model, part=part, seed=self._seed)
            held = self._holds(model, part)
            self._asked[name, leaves] = Asked(model, part, programme, held)
        self._asked[name, leaves].programme.waits = self._waits
        return self._asked[name, leaves]

    def _holds(self, model: Model, part: Part) -> Held | None:
        """Return who answers for given openings in a few steps, where families stay together."""
        choose = np.isin(part.blocks, model.choices.block[part.choices])
        families = self.problem.parameters.whole_families
        if (
            not (families or model.levels)
            or not (model.blocks.may_leave[part.blocks] | choose).all()
        ):
            return None
        return Held(
            model=model,
            part=part,
            waits=self._counted(self._of(part.name)),
            seconds_left=self._clock,
        )

    def _clock(self) -> float:
        """Return the seconds for a question near to others: some, if it is waited for."""
        return max(self._seconds_left(), MOMENT) if self._waits else self._seconds_left()

    def answers(self, *, barred: int = NONE_BARRED) -> list[Answer]:
        """Return what is best for all parts; ``barred``: an opening that is not to be had."""
        budget = self.problem.parameters.budget_cents
        if budget is None:
            return self._apart(barred)
        most = self.most_spent(budget)
        best = self.affordable(most, barred=barred)
        families = self.problem.parameters.whole_families
        if families or best.profile == self._hoped(barred):
            apart = self._apart(barred)
            if spent_by(apart) <= most:
                return apart
        return [self._within(best, budget=most, barred=barred)]

    def _apart(self, barred: int) -> list[Answer]:
        """Return what is best for all parts without a budget."""
        hit = NOWHERE if barred == NONE_BARRED else self.part_of_opening(barred)
        return [
            self.answer(name, barred=barred) if name == hit else self._best_of(name)
            for name in self.parts
        ]

    def _hoped(self, barred: int) -> tuple[int, ...]:
        """Return who sits with everything open, families apart, by level."""
        most = _without(self.model.openings.most, barred)
        return self._counted(self.seated(most, near=False).way != NOWHERE)

    def in_time(self, ask: Callable[[], Thing]) -> Thing | None:
        """Return an answer that is not waited for; None: time does not suffice for it."""
        self._waits = False
        try:
            return ask() if self._seconds_left() > 0 else None
        except TimeoutError:
            return None
        finally:
            self._waits = True

    def _best_of(self, name: int) -> Answer:
        if name not in self._best:
            self._best[name] = self.answer(name)
        return self._best[name]

    def part_of_opening(self, opening: int) -> int:
        """Return the name of the part that an opening adds seats to."""
        return int(self.roots[self.model.openings.row[opening]])

    def most_spent(self, budget: int) -> int:
        """Return what all openings may cost, the groups that stay open counted as such."""
        saved = sum(each.saved_cents for each in self.problem.closables)
        return self.model.scale * (budget + saved)

    def answer(self, name: int, *, barred: int = NONE_BARRED) -> Answer:
        """Return what is best for one part without a budget."""
        most = _without(self.model.openings.most, barred)
        sits = self.seated(most, near=False).way != NOWHERE
        here = self._of(name)
        if sits[here].all():
            asked = self.asked(name, leaves=False)
            found = asked.solved(Demands(barred=asked.place_of(barred)), self._seconds_left)
            if found is not None:
                return Answer(asked.model, asked.part, found, profile_proven=True)
        asked, most_sit = self.asked(name, leaves=True), self._counted(here & sits)
        reached = True  # with all openings, so a first solution can be waited for
        open_now = Demands(opened=most[asked.part.openings])
        if self.problem.parameters.whole_families:
            near = self._near_others(asked, most, None)
            reached = near is not None
            most_sit = asked.programme.hoped(open_now) if near is None else near[0]
        staying = self._all_sit(asked, most_sit, self._counted(here))
        staying.programme.waits = self._waits and reached
        demands = Demands(needed=most_sit, barred=staying.place_of(barred))
        try:
            found = staying.solved(demands, self._seconds_left)
        except TimeoutError:
            found = None
        if found is not None:
            return Answer(staying.model, staying.part, found, profile_proven=True)
        profile, proven = self._profile(asked, open_now, self._counted(here))
        demands = Demands(needed=profile, barred=asked.place_of(barred))
        return self._answer(asked, demands, profile_proven=proven)

    @cached_property
    def gains(self) -> Gains:
        """Return what is known of how many children openings seat."""
        return Gains(
            model=self.model,
            levels=self.leaving.levels,
            roots=self.roots,
            seated=lambda opened: self.seated(opened, near=False).way,
        )

    def affordable(self, budget: int, *, barred: int = NONE_BARRED) -> Affordable:
        """Return who sits within a budget if families may be parted, and with which openings."""
        openings = self.model.openings
        most = _without(openings.most, barred)
        asked = Budget(
            gains=self.gains, most=most, cents=openings.cents, budget=budget, seed=self._seed
        )
        return asked.solved(self._seconds_left)

    def _within(self, best: Affordable, *, budget: int, barred: int) -> Answer:
        """Return what is best within a budget, everything as one part."""
        here = self._counted(self._of(EVERYTHING))
        demands = Demands(budget=budget, barred=barred, gains=self.gains)
        if best.profile == here:
            staying = self.asked(EVERYTHING, leaves=False)
        else:
            staying = self.asked(EVERYTHING, leaves=True)
            if self.problem.parameters.whole_families:  # they may reach less
                staying = self._all_sit(staying, best.profile, here)
            demands = replace(demands, needed=best.profile)
        try:
            found = staying.solved(demands, self._seconds_left, start=best.opened)
        except TimeoutError:
            found = None
        if found is not None:
            return Answer(staying.model, staying.part, found, profile_proven=best.proven)
        asked = self.asked(EVERYTHING, leaves=True)
        demands = replace(demands, needed=())
        profile, proven = self._profile(asked, demands, here)
        return self._answer(asked, replace(demands, needed=profile), profile_proven=proven)

    def _answer(self, asked: Asked, demands: Demands, *, profile_proven: bool) -> Answer:
        found = asked.solved(demands, self._seconds_left)
        if found is None:
            raise ArithmeticError("Der Löser widerspricht sich.")
        return Answer(asked.model, asked.part, found, profile_proven)

    def _all_sit(self, asked: Asked, sit: tuple[int, ...], wait: tuple[int, ...]) -> Asked:
        """Return the same question without choices that leave a child of a level that all sits."""
        model, part = asked.model, asked.part
        choices, members = model.choices, model.blocks.members
        there = np.zeros(len(part.blocks), np.int64)
        kept = np.ones(len(part.choices), np.bool_)
        for row, level in enumerate(model.levels):
            if sit[row] < wait[row]:
                continue
            for at, block in enumerate(part.blocks.tolist()):
                if model.blocks.scenario[block] != NOW:
                    continue
                of_level = (model.network.level[list(members[block])] == level).sum()
                there[at] = of_level // model.blocks.size[block]
            seats = asked.programme.seats_at(row)[: len(part.choices)]
            kept &= seats == there[np.searchsorted(part.blocks, choices.block[part.choices])]
        fewer = replace(part, choices=part.choices[kept])
        programme = Programme(model=model, part=fewer, seed=self._seed, waits=False)
        return Asked(model, fewer, programme, asked.held)

    def _profile(
        self, asked: Asked, demands: Demands, wait: tuple[int, ...]
    ) -> tuple[tuple[int, ...], bool]:
        """Return how many children of each level can sit at most, the highest level first.

        ``wait``: how many there are. Some levels are asked together, each child of a higher one
        counting more than all of the lower ones.
        """
        reached: tuple[int, ...] = ()
        proven = True
        while len(reached) < len(wait):
            levels = range(len(reached), len(reached) + _together(wait[len(reached) :]))
            cost = np.zeros_like(asked.programme.cents)
            for level in levels:
                cost = (wait[level] + 1) * cost - asked.programme.seats_at(level)
            found = asked.programme.solved(
                cost=cost,
                demands=replace(demands, needed=reached),
                seconds_left=self._seconds_left,
            )
            if found is None:
                raise ArithmeticError("Der Löser widerspricht sich.")
            for level in levels:
                seats = asked.programme.seats_at(level)[: len(found.taken)]
                reached = (*reached, int((seats * found.taken).sum()))
            proven &= found.proven
        return reached, proven

    def held(
        self, name: int, opened: Ints, *, exactly: tuple[int, ...] | None = None
    ) -> tuple[tuple[int, ...], int]:
        """Return who sits in a part with so many groups open, per level, and their least minutes.

        ``exactly``: so many of each level are to sit, no more.
        """
        key = name, self._opened_in(name, opened), exactly
        if key not in self._held:
            self._held[key] = self._hold(name, opened, exactly)
        return self._held[key]

    def remember(self, name: int, opened: Ints, sits: tuple[int, ...], minutes: int) -> None:
        """Keep what is known to be best in a part with so many groups open."""
        self._held[name, self._opened_in(name, opened), None] = sits, minutes

    def _opened_in(self, name: int, opened: Ints) -> bytes:
        here: Ints = opened[self.roots[self.model.openings.row] == name]
        return here.tobytes()

    def _hold(
        self, name: int, opened: Ints, exactly: tuple[int, ...] | None
    ) -> tuple[tuple[int, ...], int]:
        here = self._of(name)
        if exactly is None and not self.problem.parameters.whole_families:
            way = self.seated(opened).way
            sits = here & (way != NOWHERE)
            return self._counted(sits), int(self.model.ways.minutes[way[sits]].sum())
        asked = self.asked(name, leaves=True)
        found = self._near_others(asked, opened, exactly)
        if found is not None:
            return found
        if self._clock() <= 0:
            raise TimeoutError("Keine Antwort in dieser Zeit.")
        demands = Demands(opened=opened[asked.part.openings])
        hoped = asked.programme.hoped(demands) if exactly is None else exactly
        shortest = self._shortest(asked, replace(demands, needed=hoped))
        if shortest is None:
            hoped, _ = self._profile(asked, demands, self._counted(here))
            shortest = self._shortest(asked, replace(demands, needed=hoped))
        if shortest is None:
            raise ArithmeticError("Der Löser widerspricht sich.")
        return hoped, shortest.value

    def _near_others(
        self, asked: Asked, opened: Ints, exactly: tuple[int, ...] | None
    ) -> tuple[tuple[int, ...], int] | None:
        """Return the same in a few steps from what was asked before; None: that is not enough."""
        held, here = asked.held, opened[asked.part.openings]
        if held is None:
            return None
        try:
            if exactly is None:
                sits = self._of(asked.part.name) & (self.seated(opened, near=False).way != NOWHERE)
                return held.best(here, self._counted(sits))
            minutes = held.shortest(here, exactly)
        except StuckError:
            return None
        return None if minutes is None else (exactly, minutes)

    def _shortest(self, asked: Asked, demands: Demands) -> Found | None:
        return asked.programme.solved(
            cost=asked.programme.minutes,
            demands=replace(demands, exactly=True),
            seconds_left=self._seconds_left,
        )

    def seated(self, opened: Ints, *, near: bool = True) -> flow.Seated:
        """Seat everybody with so many groups open, families apart: the flow kernel's answer.

        ``near``: on shortest ways; otherwise it is quicker, and tells only who sits.
        """
        model = self.model
        ways, places, openings = model.ways, model.places, model.openings
        seats = places.room[: places.seat_rows].copy()
        np.add.at(seats, openings.row, openings.seats * opened)
        return flow.seat_children(
            network=flow.Network(
                start=ways.start,
                group=ways.row.astype(np.int32),
                cost=ways.minutes if near else np.zeros_like(ways.minutes),
                seats=seats,
                school=places.school.astype(np.int32),
                cap=self.network.caps,
                level=self.network.level,
            )
        )

    def _of(self, name: int) -> Flags:
        """Return which children belong to a part."""
        return self._has_way if name == EVERYTHING else self.part_of_child == name

    def _counted(self, children: Flags) -> tuple[int, ...]:
        """Return how many of these children wait at each level."""
        level = self.network.level[children]
        return tuple(int((level == each).sum()) for each in self.leaving.levels)


def _together(wait: tuple[int, ...]) -> int:
    """Return how many of the highest levels can be asked together, so that numbers stay small."""
    return max(
        1, sum(math.prod(each + 1 for each in wait[:n]) <= MOST for n in range(1, len(wait) + 1))
    )


def _without(most: Ints, barred: int) -> Ints:
    """Return the numbers of groups without those of one opening."""
    left = most.copy()
    if barred != NONE_BARRED:
        left[barred] = 0
    return left


def spent_by(answers: list[Answer]) -> int:
    """Return the weighed cents of everything that opens (or stays open)."""
    return sum(
        int((each.model.openings.cents[each.part.openings] * each.found.opened).sum())
        for each in answers
    )
