# SPDX-License-Identifier: EUPL-1.2
"""How many seats are missing unless something opens: in a part, and for its children by themselves.

Families tie children together who share no seat: who needs literacy and who does not. Each of these
circles of children has its own shortage, and whole groups for it. Said for all of them at once, a
fraction of a group here could make up for one there, and the relaxation would be far too low.
"""

from collections import Counter
from collections.abc import Iterator

import numpy as np

from rundertisch.engine.placement.solve.network import Ints
from rundertisch.engine.siting.solve.model import NOW, Model
from rundertisch.engine.siting.solve.parts import Part, roots_of

STAYS = -1  # in place of a level: who may not leave


class Shortage:
    """The seats that are missing in one part."""

    def __init__(self, *, model: Model, part: Part) -> None:
        """Count who waits where, by level if some may leave."""
        self._model, self._part = model, part
        places, ways, blocks = model.places, model.ways, model.blocks
        self._circle = roots_of(model, families=False)  # of each row
        self._waiting: Counter[tuple[int, int]] = Counter()  # by level row and circle
        self._must = 0
        at = {level: row for row, level in enumerate(model.levels)}
        for block in part.blocks[blocks.scenario[part.blocks] == NOW].tolist():
            leaves = bool(blocks.may_leave[block])
            self._must += 0 if leaves else int(blocks.size[block] * blocks.children[block])
            for child in blocks.members[block]:
                level = at[int(model.network.level[child])] if leaves else STAYS
                self._waiting[level, int(self._circle[ways.row[ways.start[child]]])] += 1
        used = np.unique(model.choices.row[self._uses()] % len(places.room))
        rows = np.union1d(used, model.openings.row[part.openings])
        self._rows = rows[rows < places.seat_rows]

    def _uses(self) -> Ints:
        """Return where the choices of the part use seats."""
        choices, part = self._model.choices, self._part
        mine = np.zeros(len(choices.block), np.bool_)
        mine[part.choices] = True
        each = np.repeat(mine, np.diff(choices.start))
        return np.flatnonzero(each & (choices.row < self._model.capacity_rows))

    def missing(self, needed: tuple[int, ...]) -> Iterator[tuple[int, Ints]]:
        """Yield how many seats are missing and which openings of the part offer some.

        ``needed``: children that have to sit, of each level row.
        """
        room, openings = self._model.places.room, self._model.openings.row[self._part.openings]
        there = int(room[self._rows].sum())
        yield self._must + sum(needed) - there, np.arange(len(openings))
        circles = np.unique(self._circle[openings])
        for circle in circles.tolist() if len(circles) > 1 else ():
            asked = self._waiting[STAYS, circle]
            for level, seats in enumerate(needed):
                others = sum(
                    many
                    for (of, where), many in self._waiting.items()
                    if of == level and where != circle
                )
                asked += max(0, seats - others)
            there = int(room[self._rows[self._circle[self._rows] == circle]].sum())
            yield asked - there, np.flatnonzero(self._circle[openings] == circle)
