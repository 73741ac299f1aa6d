# SPDX-License-Identifier: EUPL-1.2
"""The rows of `gains` in the programme of a part, as far as its relaxation breaks them.

Few matter, and each has many columns. In a model in which all have to sit they bind the openings
alone: so many have to be gained.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from rundertisch.engine.placement.solve.network import Floats, Ints
from rundertisch.engine.siting.solve.gains import Gain, Gains
from rundertisch.engine.siting.solve.model import Model
from rundertisch.engine.siting.solve.parts import Part

CLEARLY = 1e-4  # broken by less is not broken


@dataclass(frozen=True, slots=True)
class Row:
    """Columns of a programme, their amounts, and how much these may be."""

    column: Ints
    amount: Floats
    upper: float


class Tightening:
    """Where the children of a programme are counted: columns by part and level."""

    def __init__(self, *, gains: Gains, model: Model, part: Part) -> None:
        """Take the part of a model; its columns are its choices, then its openings."""
        self._gains, self._part = gains, part
        choices, self._choices = model.choices, len(part.choices)
        count = np.diff(choices.start)[part.choices]
        first = choices.start[part.choices]
        column = np.repeat(np.arange(self._choices), count)
        at = np.repeat(first - np.cumsum(count) + count, count) + np.arange(len(column))
        counts = choices.row[at] >= model.capacity_rows
        self._column, self._amount = column[counts], choices.amount[at[counts]]
        self._level = choices.row[at[counts]] - model.capacity_rows
        row = choices.row[first[self._column]] % len(model.places.room)
        self._place = gains.place[row]
        self._most = model.openings.most
        self._always = np.zeros_like(gains.waiting) if model.levels else gains.waiting

    def broken(self, solution: Floats) -> Iterator[Row]:
        """Yield the rows that a solution breaks."""
        groups = np.zeros(len(self._most))
        groups[self._part.openings] = solution[self._choices :]
        sits = np.zeros(self._always.shape)
        np.add.at(sits, (self._place, self._level), self._amount * solution[self._column])
        sits = np.cumsum(sits, axis=1) + self._always
        for gain in self._gains.rows:
            more = self._each(gain)
            over = sits[gain.part, gain.level] - gain.base - float(more @ groups)
            if over > CLEARLY:
                yield self._row(gain, more)

    def _each(self, gain: Gain) -> Ints:
        """Return what each group adds at most, one that is not new like one that is.

        The programme does not tell them apart.
        """
        new = self._most - gain.opened
        each: Ints = -(-gain.more * new // np.maximum(self._most, 1))
        return each

    def _row(self, gain: Gain, more: Ints) -> Row:
        counted = (self._place == gain.part) & (self._level <= gain.level)
        mine = more[self._part.openings]
        openings = np.flatnonzero(mine)
        return Row(
            np.concatenate([self._column[counted], self._choices + openings]),
            np.concatenate([self._amount[counted], -mine[openings]]).astype(np.float64),
            float(gain.base - self._always[gain.part, gain.level]),
        )
