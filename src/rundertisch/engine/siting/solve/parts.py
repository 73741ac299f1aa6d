# SPDX-License-Identifier: EUPL-1.2
"""The parts of a siting problem that do not depend on each other: usually stages, and towns apart.

A part is what children reach together: their rows, the caps of the schools there, what may open,
and the families that have to stay together.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from rundertisch.engine.placement.solve.flow import NOWHERE
from rundertisch.engine.placement.solve.network import Ints
from rundertisch.engine.siting.solve.model import NOW, Model

EVERYTHING = -1  # the name of the part that holds all others, where a budget couples them


@dataclass(frozen=True, slots=True)
class Part:
    """Numbers of what belongs together in a model; ``name``: the number of one of its rows."""

    name: int
    openings: Ints
    blocks: Ints
    choices: Ints


def roots_of(model: Model, *, families: bool = True) -> Ints:
    """Return for each row of one scenario the name of its part.

    ``families``: False leaves out that families stay together; then parts are smaller.
    """
    pairs = zip(*_touching(model, families=families), strict=True)
    one, other = (np.concatenate(rows) for rows in pairs)
    height = len(model.places.room)
    root = list(range(height))
    for key in np.unique(one * height + other).tolist():  # few rows, though many children
        a, b = _top(root, key // height), _top(root, key % height)
        root[max(a, b)] = min(a, b)
    return np.array([_top(root, row) for row in range(height)], np.int64)


def _touching(model: Model, *, families: bool) -> Iterator[tuple[Ints, Ints]]:
    """Yield pairs of rows that belong to one part."""
    ways, choices, places = model.ways, model.choices, model.places
    child = np.repeat(np.arange(len(ways.start) - 1), np.diff(ways.start))
    same = child[1:] == child[:-1]
    yield ways.row[1:][same], ways.row[:-1][same]
    if families:
        seats = choices.row < model.capacity_rows
        owner = np.repeat(choices.block, np.diff(choices.start))[seats]
        row = choices.row[seats] % len(places.room)
        same = owner[1:] == owner[:-1]
        yield row[1:][same], row[:-1][same]
        for block in np.flatnonzero(model.blocks.scenario == NOW).tolist():
            first = ways.row[ways.start[list(model.blocks.members[block])]]
            yield first[1:], first[:-1]
    cap = places.cap[places.school]
    capped = np.flatnonzero(cap != NOWHERE)
    yield capped, cap[capped]


def _top(root: list[int], row: int) -> int:
    while root[row] != row:
        root[row] = root[root[row]]  # halve the path (Tarjan and van Leeuwen, 1984)
        row = root[row]
    return row


def part_of(*, model: Model, roots: Ints, name: int) -> Part:
    """Return what belongs to the part of that name."""
    blocks, choices = model.blocks, model.choices
    if name == EVERYTHING:
        sizes = (len(model.openings.row), len(blocks.size), len(choices.block))
        return Part(name, *(np.arange(size) for size in sizes))
    here = np.zeros(len(blocks.size), np.bool_)
    first = choices.row[choices.start[:-1][np.diff(choices.start) > 0]] % len(model.places.room)
    here[choices.block[np.diff(choices.start) > 0][roots[first] == name]] = True
    for block in np.flatnonzero(blocks.scenario == NOW).tolist():  # also one without any choice
        row = model.ways.row[model.ways.start[blocks.members[block][0]]]
        here[block] = roots[row] == name
    return Part(
        name,
        np.flatnonzero(roots[model.openings.row] == name),
        np.flatnonzero(here),
        np.flatnonzero(here[choices.block]),
    )
