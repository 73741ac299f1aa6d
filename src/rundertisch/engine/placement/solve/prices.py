# SPDX-License-Identifier: EUPL-1.2
"""Prices for a certificate: what one more seat, newcomer or seated child is worth in level 3.

The duals of the linear program over all blocks of every part, solved by column generation as in
`blocks`. They are handed out in whole millionths of a minute; `check` believes none of them and
recomputes the bound that they prove.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from rundertisch.engine.placement.plan import Certificate, Plan
from rundertisch.engine.placement.problem import STRICT, Problem
from rundertisch.engine.placement.solve.components import ALONE, component_of
from rundertisch.engine.placement.solve.flow import NO_CAP, NOWHERE
from rundertisch.engine.placement.solve.master import NO_ROW, Master
from rundertisch.engine.placement.solve.network import UNLOCKED, Ints, Network, built
from rundertisch.engine.placement.solve.parts import Part, Prices, parts_of
from rundertisch.engine.placement.solve.pricing import Pricing
from rundertisch.engine.placement.solve.siblings import pairs_gained, siblings_of
from rundertisch.engine.placement.solve.worst import Cells

SCALE = 1_000_000  # parts of a minute
NO_LIMIT = float("inf")
TINY = 1e-6


def can_price(*, problem: Problem) -> bool:
    """Whether level 3 is one linear program of the core: whole rates, no options that change it."""
    rules = problem.parameters
    weighs = rules.wishes_weigh or rules.minutes_per_site or rules.sibling_measure == "linear"
    claims = any(child.claim for child in problem.children)
    soft = any(school.soft_cap is not None for school in problem.schools)
    return not (rules.minutes_per_pair == STRICT or weighs or claims or soft)


def prices_of(*, problem: Problem, plan: Plan) -> Certificate | None:
    """Return prices that prove the plan's last level as far as a linear program can."""
    if not can_price(problem=problem):
        return None
    network = built(problem)
    caps = [NO_CAP if s.hard_cap is None else s.hard_cap for s in problem.schools]
    component = component_of(network=network, capped=np.array(caps, np.int64))
    taken = _taken(network, problem, plan)
    cells = Cells(network=network, component=component)
    siblings = siblings_of(network=network)
    found = _Found(problem, network, component)
    rate = problem.parameters.minutes_per_pair
    for part in parts_of(
        network=network,
        ceiling=_ceiling(problem, plan, component, network),
        gained=pairs_gained(network=network, siblings=siblings),
        teams=siblings.teams,
        cells=cells,
        component=component,
        target=cells.counts(taken),
    ):
        found.add(part=part, prices=Prices(1, int(rate)), taken=taken, seed=plan.seed)
    return Certificate(SCALE, found.groups, found.schools, found.cells, int(rate))


def _taken(network: Network, problem: Problem, plan: Plan) -> Ints:
    """Return the way of every child that sits and is not locked."""
    place = {child.id: at for at, child in enumerate(problem.children)}
    group = {each.id: at for at, each in enumerate(problem.groups)}
    taken = np.full(len(problem.children), NOWHERE, np.int64)
    for row in plan.placements:
        at = place[row.child]
        if network.locked[at] == UNLOCKED:
            ways = network.group[network.start[at] : network.start[at + 1]]
            taken[at] = network.start[at] + int(np.flatnonzero(ways == group[row.group])[0])
    return taken


def _ceiling(problem: Problem, plan: Plan, component: Ints, network: Network) -> Ints:
    """Return the longest way that level 3 may use, by number of component."""
    level = next(each for each in plan.levels if each.name == "worst_minutes")
    bound = level.bound if isinstance(level.bound, Mapping) else {}
    ceiling = np.full(int(component.max(initial=ALONE)) + 2, NOWHERE, np.int64)
    for at, child in enumerate(problem.children):
        if child.id in bound and network.locked[at] == UNLOCKED:
            ceiling[component[at]] = bound[child.id] + problem.parameters.worst_slack_minutes
    return ceiling


class _Priced(Master):
    """The linear program, with the duals of its rows."""

    def row_duals(self) -> NDArray[np.float64]:
        """Return for each way the duals of child, group, cap and cell; 0 where there is no row."""
        row = np.append(np.array(self._highs.getSolution().row_dual), 0.0)
        found: NDArray[np.float64] = row[
            np.where(self._rows_of_way == NO_ROW, -1, self._rows_of_way)
        ]
        return found


class _Found:
    """Prices by the ids of the input."""

    def __init__(self, problem: Problem, network: Network, component: Ints) -> None:
        self.problem, self.network, self.component = problem, network, component
        self.groups: dict[str, int] = {}
        self.schools: dict[str, int] = {}
        self.cells: dict[tuple[str, int], int] = {}
        names: dict[int, str] = {}
        for at, child in enumerate(problem.children):
            if network.locked[at] == UNLOCKED:
                where = int(component[at])
                names[where] = min(names.get(where, child.id), child.id)
        self.names = names

    def add(self, *, part: Part, prices: Prices, taken: Ints, seed: int) -> None:
        """Solve the linear program of the part over all columns; keep what its rows are worth."""
        pricing = Pricing(part, prices, least_pairs=None)
        master = _Priced(part, prices, least_pairs=None, seed=seed)
        master.add(pricing.first_columns(taken))
        while master.solved(seconds=NO_LIMIT):
            pricing.take_duals(master.duals())
            better = pricing.columns_below_zero(TINY)
            if better.empty:
                self._keep(part, np.rint(-SCALE * master.row_duals()).astype(np.int64))
                return
            master.add(better)

    def _keep(self, part: Part, worth: Ints) -> None:
        group = self.network.group[part.way].tolist()
        for at, school, child, (_, seat, cap, cell) in zip(
            group, part.school.tolist(), part.child.tolist(), worth.tolist(), strict=True
        ):
            if seat > 0:
                self.groups[self.problem.groups[at].id] = seat
            if cap > 0:
                self.schools[self.problem.schools[school].id] = cap
            if cell:
                name = self.names[int(self.component[child])]
                self.cells[name, int(self.network.level[child])] = cell
