# SPDX-License-Identifier: EUPL-1.2
"""What decided groups come to in one part: who sits at most, and the least minutes of these.

What an opening brings is asked for each that opens, and the answers differ little: so every
question begins with the basis of the nearest answer; only what is touched is done anew (`whole`).
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from rundertisch.engine.placement.solve.bounds import SCALE
from rundertisch.engine.placement.solve.choices import LARGEST_TEAM
from rundertisch.engine.placement.solve.dual import Rows
from rundertisch.engine.placement.solve.flow import NOWHERE
from rundertisch.engine.placement.solve.network import Ints
from rundertisch.engine.placement.solve.simplex import Basis
from rundertisch.engine.placement.solve.written import Written
from rundertisch.engine.siting.solve.model import NOW, Model
from rundertisch.engine.siting.solve.parts import Part
from rundertisch.engine.siting.solve.whole import Relaxed, begun, least, relaxed

RECENT = 30  # answers that are remembered
Profile = tuple[int, ...]  # children that sit, of each level row


@dataclass(frozen=True, slots=True)
class _Known:
    """With these groups so many sit; with fewer groups it is no better profile."""

    opened: Ints
    profile: Profile


class Held:
    """The questions about one part of a model in which everybody may stay without a seat."""

    def __init__(
        self, *, model: Model, part: Part, waits: Profile, seconds_left: Callable[[], float]
    ) -> None:
        """Write down the choices of all units of the part; ``waits``: children of each level."""
        self._waits = waits
        self._seconds_left = seconds_left
        self._seats = model.openings.seats[part.openings]
        used, self._number, self._choices = _written(model, part)
        here = used < model.capacity_rows
        self._levels = len(model.levels)
        self._room = model.places.room[used[here]]
        self._at = np.searchsorted(used[here], model.openings.row[part.openings])
        self._offers = np.isin(model.openings.row[part.openings], used[here])
        self._level_rows = used[~here] - model.capacity_rows
        self._exact = ~here
        self._most = int(np.maximum.reduceat(self._choices.cost, self._choices.first[:-1]).sum())
        self._near: deque[tuple[Ints, Basis]] = deque(maxlen=RECENT)  # by what rows offered
        self._known: list[_Known] = []
        self._against: list[Relaxed] = []  # prices that show that there is no solution

    def best(self, opened: Ints, at_most: Profile) -> tuple[Profile, int] | None:
        """Return who sits at most with so many groups of each opening, and their least minutes.

        ``at_most``: who would sit if families could be parted. None: whole families do not reach
        what the relaxation does, and are to be asked otherwise.
        """
        profile = self._hoped(opened, at_most)
        minutes = self.shortest(opened, profile)
        if minutes is None:
            return None
        self._known.append(_Known(opened, profile))
        return profile, minutes

    def shortest(self, opened: Ints, profile: Profile) -> int | None:
        """Return the least minutes when just so many of each level sit; None: they cannot."""
        chosen = self._shortest(opened, profile, self._most, self._seconds_left)
        return None if chosen is None else int(self._choices.cost[chosen].sum())

    def taken(
        self, opened: Ints, profile: Profile, most: int | None, clock: Callable[[], float]
    ) -> Ints | None:
        """Return the choices of the model, one for each unit that sits, with the least minutes.

        None: there are none with these minutes at most. ``clock``: the seconds left for a better
        one than is known (without ``most`` none is known).
        """
        if most is None:
            chosen = self._shortest(opened, profile, self._most, self._seconds_left)
        else:
            chosen = self._shortest(opened, profile, most, clock)
        if chosen is None:
            return None
        number = self._number[chosen]
        sits: Ints = number[number != NOWHERE]
        return sits

    def _shortest(
        self, opened: Ints, profile: Profile, most: int, clock: Callable[[], float]
    ) -> Ints | None:
        rows, most = self._rows(opened, profile), min(most, self._most)
        found = self._relaxed(rows)
        if found is None or found.low > most * SCALE:
            return None
        chosen = least(self._choices, rows, found, most, clock)
        if chosen is not None:
            self._verify(rows, chosen)
        return chosen

    def _rows(self, opened: Ints, profile: Profile) -> Rows:
        """Return what rows offer; of levels behind the end of the profile nobody sits."""
        room = self._room.copy()
        np.add.at(room, self._at[self._offers], (self._seats * opened)[self._offers])
        seated = np.zeros(self._levels, np.int64)
        seated[: len(profile)] = profile
        right = np.concatenate([room, seated[self._level_rows]])
        return Rows(right, self._exact, np.zeros((0, len(self._choices.unit)), np.int64))

    def _relaxed(self, rows: Rows) -> Relaxed | None:
        """Solve the relaxation, from the nearest answer; None: it has no solution.

        `TimeoutError`: nobody waits for it any more.
        """
        if self._seconds_left() <= 0:
            raise TimeoutError("Keine Antwort in dieser Zeit.")
        if self._refuted(rows):
            return None
        near = [int(np.abs(right - rows.right).sum()) for right, _ in self._near]
        last = min(range(len(near)), key=lambda at: (near[at], -at), default=NOWHERE)
        basis = begun(self._choices, rows) if last == NOWHERE else self._near[last][1]
        found = relaxed(self._choices, rows, basis, self._most)
        if found.kept:
            self._near.append((rows.right, found.basis))
            return found
        self._against.append(found)
        return None

    def _refuted(self, rows: Rows) -> bool:
        """Whether prices that showed that others have no solution show it for these rows too."""
        return any(each.bound(rows.right) > self._most * SCALE for each in self._against)

    def _reaches(self, opened: Ints, profile: Profile) -> bool:
        return self._relaxed(self._rows(opened, profile)) is not None

    def _hoped(self, opened: Ints, at_most: Profile) -> Profile:
        """Return how many of each level sit at most in the relaxation, the highest first.

        If so many of some levels can sit, so can fewer: what can is found by halving.
        """
        above = [each.profile for each in self._known if (each.opened >= opened).all()]
        reached: Profile = ()
        while len(reached) < self._levels:
            bounds = self._bounded(opened, reached, at_most, above)
            if self._reaches(opened, bounds):
                return bounds
            bounds = self._bounded(opened, reached, at_most, above)  # more is refuted by now
            if self._reaches(opened, bounds):
                return bounds
            fits, fails = len(reached), self._levels
            while fails - fits > 1:
                half = (fits + fails) // 2
                fits, fails = (
                    (half, fails) if self._reaches(opened, bounds[:half]) else (fits, half)
                )
            reached = self._with_most(opened, bounds[:fits], bounds[fits])
        return reached

    def _bounded(
        self, opened: Ints, reached: Profile, at_most: Profile, above: list[Profile]
    ) -> Profile:
        """Return a profile that begins with the reached one, and that no other exceeds.

        Parted families that may sit form a matroid: of the highest levels together no more sit than
        ``at_most`` says. With more groups no profile is worse. And some are refuted.
        """
        bounds = reached
        for level in range(len(reached), self._levels):
            most = sum(at_most[: level + 1]) - sum(bounds)
            same = [each[level] for each in above if each[:level] == bounds]
            sits = min([most, self._waits[level], *same])
            while sits and self._refuted(self._rows(opened, (*bounds, sits))):
                sits -= 1
            bounds = (*bounds, sits)
        return bounds

    def _with_most(self, opened: Ints, reached: Profile, too_many: int) -> Profile:
        """Return the reached profile, and of the next level as many as can sit."""
        fits, fails, step = 0, too_many, 1
        while fails - fits > 1:
            tried = (fits + fails) // 2 if fits else max(fails - step, 1)
            if self._reaches(opened, (*reached, tried)):
                fits = tried
            else:
                fails, step = tried, 2 * step
        return (*reached, fits)

    def _verify(self, rows: Rows, chosen: Ints) -> None:
        """See that choices keep all rows in whole numbers."""
        choices, done = self._choices, np.zeros(len(rows.right), np.int64)
        for choice in chosen.tolist():
            uses = slice(choices.start[choice], choices.start[choice + 1])
            done[choices.rows[uses]] += choices.much[uses]
        kept = (done <= rows.right) & ((done == rows.right) | ~rows.exact)
        if not kept.all():
            raise ArithmeticError("Der Löser hat keine ganzzahlige Lösung gefunden.")


def _written(model: Model, part: Part) -> tuple[Ints, Ints, Written]:
    """Return which rows are used, and all choices of all units with their numbers in the model.

    The last one of units that may leave is no seat: NOWHERE.
    """
    choices, blocks = model.choices, model.blocks
    height = len(model.places.room)
    mine = part.blocks[blocks.scenario[part.blocks] == NOW]
    asked = part.choices[blocks.scenario[choices.block[part.choices]] == NOW]
    first = np.searchsorted(choices.block[asked], mine)
    last = np.searchsorted(choices.block[asked], mine, side="right")
    of_unit = np.repeat(np.arange(len(mine)), blocks.size[mine])
    none = np.full(1, NOWHERE)
    leaves = blocks.may_leave[mine]
    of_block = [
        np.append(asked[begin:end], none if may_leave else none[:0])
        for begin, end, may_leave in zip(first, last, leaves, strict=True)
    ]
    listed = [of_block[block] for block in of_unit.tolist()]
    count = np.array([len(each) for each in listed], np.int64)
    choice = np.concatenate(listed) if listed else np.zeros(0, np.int64)
    uses = np.where(choice == NOWHERE, 0, np.diff(choices.start)[choice])
    start = np.zeros(len(choice) + 1, np.int64)
    np.cumsum(uses, out=start[1:])
    at = np.repeat(choices.start[choice] - start[:-1], uses) + np.arange(start[-1])
    row, much = choices.row[at], choices.amount[at]
    counts = (row < height) | (row >= model.capacity_rows)  # one copy stands for all
    of = np.repeat(np.arange(len(choice)), uses)[counts]
    start = np.searchsorted(of, np.arange(len(choice) + 1))
    used, row = np.unique(row[counts], return_inverse=True)
    ways = np.full((len(choice), LARGEST_TEAM), NOWHERE, np.int64)
    ways[:, 0] = np.arange(len(choice))
    return (
        used,
        choice,
        Written(
            first=np.concatenate([[0], np.cumsum(count)]).astype(np.int64),
            unit=np.repeat(np.arange(len(count)), count),
            ways=ways,
            allowed=np.ones(len(choice), np.bool_),
            cost=np.where(choice == NOWHERE, 0, choices.minutes[choice]),
            start=start.astype(np.int64),
            rows=row.astype(np.int64),
            much=much[counts],
        ),
    )
