# SPDX-License-Identifier: EUPL-1.2
"""Where to look for what would help a child: in a whole country it is nearly always near."""

from functools import cached_property

import numpy as np

from rundertisch.engine import geo
from rundertisch.engine.placement.problem import Problem
from rundertisch.engine.placement.solve.components import ALONE, of_children, roots_of
from rundertisch.engine.placement.solve.network import Ints, Network, pace_of, points

UNREACHABLE = -1
FEW = 300  # schools; as many are always looked at
FARTHER = 60  # minutes beyond the limit that are near


class Reach:
    """The schools around some children, and the minutes there."""

    def __init__(self, *, problem: Problem, network: Network, children: Ints) -> None:
        self._problem, self._network, self._children = problem, network, children
        self._every: Ints = np.arange(len(problem.schools))

    def near(self, child: int) -> Ints:
        """Return the schools that are near; all within the limit are among them."""
        if self._problem.travel is not None or len(self._every) <= FEW:
            return self.all(child)
        first, last = np.searchsorted(self._children, (child, child + 1))
        pairs = self._pairs
        return pairs.target[slice(*np.searchsorted(pairs.home, (first, last)))]

    def all(self, child: int) -> Ints:
        """Return all schools that the child can reach in any time."""
        if self._problem.travel is None:
            return self._every
        return np.array(sorted(self._travelled.get(self._problem.children[child].id, {})), np.int64)

    def minutes(self, child: int, schools: Ints) -> Ints:
        """Return the minutes to schools, or `UNREACHABLE`."""
        if self._problem.travel is not None:
            listed = self._travelled.get(self._problem.children[child].id, {})
            return np.array([listed.get(each, UNREACHABLE) for each in schools.tolist()], np.int64)
        lat, lon = self._homes[child]
        return geo.minutes_to_all(
            lat=lat, lon=lon, targets=self._targets[schools], pace=pace_of(self._problem)
        )

    @cached_property
    def _homes(self) -> geo.Floats:
        return points(self._problem.children)

    @cached_property
    def _targets(self) -> geo.Floats:
        return points(self._problem.schools)

    @cached_property
    def _pairs(self) -> geo.Pairs:
        return geo.pairs_within(
            homes=self._homes[self._children],
            targets=self._targets,
            limits=self._network.limit[self._children] + FARTHER,
            pace=pace_of(self._problem),
        )

    @cached_property
    def _travelled(self) -> dict[str, dict[int, int]]:
        """Return the minutes that are given, by child and school."""
        at = {school.id: at for at, school in enumerate(self._problem.schools)}
        children = self._problem.children
        rows: dict[str, dict[int, int]] = {children[each].id: {} for each in self._children}
        for (child, school), minutes in (self._problem.travel or {}).items():
            if child in rows:
                rows[child][at[school]] = minutes
        return rows


class Surroundings:
    """The components of children and groups, and who of them waits."""

    def __init__(self, *, network: Network, left: Ints) -> None:
        self._groups = len(network.seats)
        self._root = roots_of(network=network, capped=network.caps)
        component = of_children(network=network, root=self._root)
        self._children = _by(component, np.arange(len(component)))
        waiting = left[np.argsort(-network.level[left], kind="stable")]
        self._waiting = _by(component[waiting], waiting)
        self._of_school = _by(network.school.astype(np.int64), np.arange(self._groups))

    def of(self, node: int) -> tuple[Ints, Ints]:
        """Return the children around a group, or groups + school, and those of them who wait.

        Those who wait come with the highest level first.
        """
        group = node
        if node >= self._groups:
            group = int(self.groups_of(node - self._groups)[0])
        root = int(self._root[group])
        nobody = np.zeros(0, np.int64)
        return self._children.get(root, nobody), self._waiting.get(root, nobody)

    def groups_of(self, school: int) -> Ints:
        """Return the groups of a school."""
        return self._of_school.get(school, np.zeros(0, np.int64))


def _by(key: Ints, values: Ints) -> dict[int, Ints]:
    """Return the values by their keys, in their order; none for those that are `ALONE`."""
    order = np.argsort(key, kind="stable")
    cuts = np.flatnonzero(np.diff(key[order])) + 1
    found = {int(key[each[0]]): values[each] for each in np.split(order, cuts) if len(each)}
    found.pop(ALONE, None)
    return found
