# SPDX-License-Identifier: EUPL-1.2
"""Level 3 with options: ways, siblings, wishes and sites, part by part.

A part is a room, or several that families couple. Without siblings who could still come together,
claims to keep or soft caps to watch, the flow of the core is its best answer. Otherwise: the
linear program of all columns gives a bound and reduced costs; columns whose reduced cost exceeds
the gap can be in no better plan, so the integer program is solved on the few others, until its
value proves that nothing was left out.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from rundertisch.engine.placement.solve.components import ALONE
from rundertisch.engine.placement.solve.flow import NOWHERE
from rundertisch.engine.placement.solve.network import Flags, Ints
from rundertisch.engine.placement.solve.options.families import (
    Couples,
    coupled,
    couples_of,
    measured,
    together_now,
)
from rundertisch.engine.placement.solve.options.profile import Standing, overrun_of
from rundertisch.engine.placement.solve.options.programme import (
    TINY,
    Entry,
    Floats,
    Late,
    Programme,
    whole_up,
)
from rundertisch.engine.placement.solve.seating import Ways, seated

FIRST_GAP = 20.0  # minutes; most parts need no column beyond
HALF = 0.5
UNBOUNDED = -(1 << 53)


@dataclass(frozen=True, slots=True)
class Weighing:
    """Where everyone sits, and what no plan can go below; both without the locked children."""

    taken: Ints
    value: int
    bound: int


@dataclass(frozen=True, slots=True)
class _Part:
    """Rooms that belong together, with their ways within the ceilings."""

    ways: Ints
    couples: Couples


@dataclass(frozen=True, slots=True)
class _Best:
    """A value with what proves it; ``columns`` None: what was there before is the best known."""

    value: int
    bound: int
    columns: Floats | None


def weighed(*, standing: Standing, within: Flags, threads: int) -> Weighing:
    """Return the best seats on the ways ``within`` the ceilings that keep the levels before."""
    terms = standing.terms
    keep = np.flatnonzero(within)
    couples = coupled(terms, couples_of(terms=terms), keep)
    parts = _parts(standing, keep, couples)
    simple = [part for part in parts if _is_simple(standing, part)]
    hard = [part for part in parts if not _is_simple(standing, part)]
    taken = standing.taken.copy()
    bound = _seated_simply(standing, simple, taken)
    with ThreadPoolExecutor(max(1, threads)) as pool:
        for part, (seats, least) in zip(
            hard, pool.map(lambda part: _best_of(standing, part), hard), strict=True
        ):
            who = np.unique(terms.owner[part.ways])
            taken[who] = seats[who]
            bound += least
    value = sum(_value(standing, part, taken) for part in parts)
    return Weighing(taken, value, min(bound, value))


def _parts(standing: Standing, keep: Ints, couples: Couples) -> list[_Part]:
    """Split the ways into parts, in the order of their first child."""
    terms = standing.terms
    root = np.arange(terms.cells.components)
    room = standing.room_of_child
    for group in (*couples.teams, *couples.apart):
        old = np.unique(root[room[np.array([at for at in group if room[at] != ALONE])]])
        root[np.isin(root, old)] = old[0]
    name = np.append(root, ALONE)[room]
    of_way = name[terms.owner[keep]]
    teams: dict[int, list[tuple[int, ...]]] = {}
    for team in couples.teams:
        teams.setdefault(_name(name, team), []).append(team)
    apart: dict[int, list[tuple[int, int]]] = {}
    for couple in couples.apart:
        apart.setdefault(_name(name, couple), []).append(couple)
    return [
        _Part(
            ways=keep[of_way == part],
            couples=Couples(tuple(teams.get(part, ())), tuple(apart.get(part, ()))),
        )
        for part in dict.fromkeys(of_way.tolist())
    ]


def _name(name: Ints, children: Sequence[int]) -> int:
    return int(name[np.array(children)].max())  # ALONE is below all others


def _is_simple(standing: Standing, part: _Part) -> bool:
    """Whether the flow answers: no siblings to bring together, no claims, all soft caps kept."""
    terms = standing.terms
    rooms = np.unique(standing.room_of_child[terms.owner[part.ways]])
    return not (
        part.couples.teams
        or part.couples.apart
        or terms.kept[part.ways].any()
        or any(room in standing.programmes for room in rooms.tolist())
    )


def _rest(standing: Standing, ways: Ints) -> Ints:
    """Return what ways cost without siblings of their stage: minutes, wishes and sites."""
    terms = standing.terms
    rest: Ints = terms.minutes[ways] - terms.worth[ways]
    return rest


def _seated_simply(standing: Standing, parts: list[_Part], taken: Ints) -> int:
    """Seat the simple parts by one flow; return their value, which is the bound."""
    if not parts:
        return 0
    terms = standing.terms
    ways = np.concatenate([part.ways for part in parts])
    price = 1 << 24 if terms.strict else terms.pair_price
    site = terms.problem.parameters.minutes_per_site
    cost = _rest(standing, ways) - price * terms.gained[ways] - site * terms.site_gained[ways]
    order = np.lexsort((cost, terms.owner[ways]))
    found, _ = seated(
        network=standing.network,
        ways=Ways(terms.owner[ways][order], ways[order], cost[order]),
    )
    who = np.unique(terms.owner[ways])
    taken[who] = found[who]
    return sum(_value(standing, part, taken) for part in parts)


def _value(standing: Standing, part: _Part, taken: Ints) -> int:
    """Return what level 3 minimises, of the children of a part."""
    terms = standing.terms
    mine = np.full(len(taken), NOWHERE, np.int64)
    who = np.unique(terms.owner[part.ways])
    mine[who] = taken[who]
    together, sites = together_now(terms, part.couples, mine)
    ways = mine[mine != NOWHERE]
    prices = terms.pair_price * together + terms.problem.parameters.minutes_per_site * sites
    return int(_rest(standing, ways).sum()) - prices


def _programme(standing: Standing, part: _Part) -> Programme:
    """Return the rows that keep the levels before."""
    programme = Programme(terms=standing.terms, ways=part.ways, seed=standing.seed)
    for cell in programme.cells.tolist():
        programme.keep_claims(cell, int(standing.kept[cell]))
        programme.seat(cell, int(standing.placed[cell]))
    programme.keep_overrun(overrun_of(standing, standing.taken, programme))
    return programme


def _best_of(standing: Standing, part: _Part) -> tuple[Ints, int]:
    """Return seats and bound of one part."""
    terms = standing.terms
    programme = _programme(standing, part)
    measures = measured(programme, part.couples)
    together, sites = measures.whole(width=programme.width)
    rest = np.zeros(programme.width)
    rest[: len(part.ways)] = _rest(standing, part.ways)
    rest -= terms.problem.parameters.minutes_per_site * sites
    before = standing.taken
    seats = before.copy()
    if terms.strict:
        return _siblings_first(standing, part, programme, (together, rest))
    value = _value(standing, part, before)
    best = _minimised(programme, rest - terms.pair_price * together, value, standing)
    if best.columns is not None:
        programme.seats_into(seats)
    return seats, best.bound


def _siblings_first(
    standing: Standing, part: _Part, programme: Programme, costs: tuple[Floats, Floats]
) -> tuple[Ints, int]:
    """Return the plan with the largest measure, and of these the one with the least rest."""
    together, rest = costs
    before = standing.taken.copy()
    measure = together_now(standing.terms, part.couples, _only(standing, part, before))[0]
    first = _minimised(programme, -together, -measure, standing)
    if first.columns is not None:
        programme.seats_into(before)
    columns = np.flatnonzero(together)
    programme.only(np.ones(len(part.ways), np.bool_))
    more = programme.width - programme.siblings_from
    programme.settle_siblings(np.zeros(more), np.ones(more))
    programme.add_row(
        Entry(float(-first.value), np.inf, columns.tolist(), together[columns].tolist())
    )
    value = _value(standing, part, before)
    second = _minimised(programme, rest, value, standing)
    if second.columns is not None:
        programme.seats_into(before)
    if first.value == first.bound:
        return before, second.bound
    return before, UNBOUNDED  # perhaps more siblings come together in more minutes


def _only(standing: Standing, part: _Part, taken: Ints) -> Ints:
    mine = np.full(len(taken), NOWHERE, np.int64)
    who = np.unique(standing.terms.owner[part.ways])
    mine[who] = taken[who]
    return mine


def _minimised(programme: Programme, cost: Floats, known: int, standing: Standing) -> _Best:
    """Minimise a cost with whole ways; ``known`` is the value of the seats before."""
    bound = UNBOUNDED
    try:
        least = programme.solved(cost, seconds=standing.seconds_left())
        if least is None:
            return _Best(known, bound, None)
        bound = whole_up(least)
        if programme.is_whole():
            return _Best(bound, bound, programme.columns())
        return _on_few_columns(programme, cost, least, standing)
    except Late:
        standing.late = True
        return _Best(known, min(bound, known), None)


def _on_few_columns(programme: Programme, cost: Floats, least: float, standing: Standing) -> _Best:
    """Solve the integer program on the columns that a better plan could use."""
    ways, first = len(programme.ways), programme.siblings_from
    reduced, shares = programme.reduced_costs(), programme.columns()[first:]
    none, every = np.zeros(len(shares)), np.ones(len(shares))
    bound = whole_up(least)
    settled = (shares > HALF).astype(np.float64)
    programme.settle_siblings(settled, settled)
    found = programme.solved(cost, seconds=standing.seconds_left())
    if found is not None and round(found) == bound and programme.is_whole():
        return _Best(bound, bound, programme.columns())
    gap = FIRST_GAP if found is None else min(round(found) - least, FIRST_GAP)
    while True:
        keep = reduced <= gap + TINY
        programme.only(keep[:ways])
        programme.settle_siblings(none, np.where(keep[first:], every, none))
        found = programme.solved(cost, seconds=standing.seconds_left(), whole=True)
        if found is not None and (round(found) <= least + gap or keep.all()):
            return _whole(programme, cost, round(found), standing)
        gap = 4.0 * gap if found is None else round(found) - least


def _whole(programme: Programme, cost: Floats, value: int, standing: Standing) -> _Best:
    """Return the solution; where the ways are not whole, that of a corner, where they are."""
    if not programme.is_whole():
        settled = np.rint(programme.columns()[programme.siblings_from :])
        programme.settle_siblings(settled, settled)
        programme.solved(cost, seconds=standing.seconds_left())
    return _Best(value, value, programme.columns())
