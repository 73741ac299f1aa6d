# SPDX-License-Identifier: EUPL-1.2
"""How each policy gives out the seats of one week. Each is told the week as a placement problem."""

from collections.abc import Collection, Mapping

import numpy as np

from rundertisch.engine import geo
from rundertisch.engine.placement.ondemand.arrival import seats_for
from rundertisch.engine.placement.ondemand.standing import Standing, standing_of
from rundertisch.engine.placement.plan import Placement, Plan
from rundertisch.engine.placement.problem import Child, Problem
from rundertisch.engine.placement.solve import solve
from rundertisch.engine.placement.solve.answer import Answer
from rundertisch.engine.placement.solve.baselines import baselines_of
from rundertisch.engine.placement.solve.flow import NO_CAP, NOWHERE
from rundertisch.engine.placement.solve.network import UNLOCKED, Network, built, points
from rundertisch.engine.placement.solve.siblings import siblings_of

Seats = dict[str, tuple[str, int]]  # child -> group, minutes


def first_come(*, problem: Problem, towns: Mapping[str, str], only_own: frozenset[str]) -> Seats:
    """Give each child in its turn a free seat, least minutes first, then by group id.

    Turns: the longest waiting first, then by child id. Who has a town in ``towns`` asks there
    first; those in ``only_own`` ask nowhere else.
    """
    network = built(problem)
    seats, caps = network.seats.tolist(), network.caps.tolist()
    found = _locked(problem=problem, network=network)
    queue = [at for at in range(len(problem.children)) if network.locked[at] == UNLOCKED]
    queue.sort(key=lambda at: (-problem.children[at].waiting_days, problem.children[at].id))
    for at in queue:
        child = problem.children[at]
        open_ways = []
        for way in range(network.start[at], network.start[at + 1]):
            group = int(network.group[way])
            school = int(network.school[group])
            away = child.id in towns and problem.schools[school].town != towns[child.id]
            barred = child.id in only_own and (away or child.id not in towns)
            if seats[group] > 0 and caps[school] != 0 and not barred:
                name = problem.groups[group].id
                open_ways.append((away, int(network.minutes[way]), name, group, school))
        if open_ways:
            _, minutes, name, group, school = min(open_ways)
            seats[group] -= 1
            caps[school] -= caps[school] != NO_CAP
            found[child.id] = name, minutes
    return found


def _locked(*, problem: Problem, network: Network) -> Seats:
    """Return the seats that a person has decided on."""
    at = {child.id: place for place, child in enumerate(problem.children)}
    return {
        lock.child: (lock.group, int(network.locked_minutes[at[lock.child]]))
        for lock in problem.locked
    }


def deferred_acceptance(*, problem: Problem) -> Seats:
    """Let children apply and schools keep whom they prefer (Gale and Shapley, 1962).

    For comparison only: it leaves more children without a seat than first come, first served.
    """
    network = built(problem)
    nobody = Answer(problem, network, np.full(len(problem.children), NOWHERE, np.int64))
    both = baselines_of(answer=nobody, siblings=siblings_of(network=network))
    seats = next(each.seats for each in both if each.name == "deferred_acceptance")
    groups = {group.id: at for at, group in enumerate(problem.groups)}
    found = _locked(problem=problem, network=network)
    for at, child in enumerate(problem.children):
        if child.id in seats and child.id not in found:
            ways = range(network.start[at], network.start[at + 1])
            group = groups[seats[child.id]]
            minutes = next(network.minutes[way] for way in ways if network.group[way] == group)
            found[child.id] = seats[child.id], int(minutes)
    return found


def optimum(*, problem: Problem) -> Seats:
    """Weigh all who wait against each other, as a placement round does."""
    if not problem.children:
        return {}
    return {seat.child: (seat.group, seat.minutes) for seat in solve(problem).placements}


def standing_with(*, problem: Problem, seats: Mapping[str, tuple[str, int]]) -> Standing:
    """Return how those stand who sit and may still move: the children of the problem."""
    return standing_of(problem=problem, plan=_as_plan(problem=problem, seats=seats))


def moved_for(
    *,
    standing: Standing,
    child: Child,
    minutes: Mapping[str, int] | None,
    wished: Collection[str],
    barred: Collection[str],
) -> Seats:
    """Seat one more child where others may move for it; nobody loses a seat or a kept claim.

    Returns the seat of the child and of those who move; nothing: no seat can be had so.
    """
    found = seats_for(standing=standing, child=child, minutes=minutes, wished=wished)
    for each in found:
        if each.school not in barred and not each.left_out and each.claims <= 0:
            moves = {move.child: (move.to_group, move.minutes_after or 0) for move in each.moves}
            return {child.id: (each.group, each.minutes), **moves}
    return {}


def _as_plan(*, problem: Problem, seats: Mapping[str, tuple[str, int]]) -> Plan:
    """Return seats as a plan, as far as a question about it needs one."""
    school = {group.id: group.school for group in problem.groups}
    return Plan(
        placements=tuple(
            Placement(child.id, group, school[group], minutes, problem.travel is None, "only", "")
            for child in problem.children
            for group, minutes in [seats[child.id]]
        ),
        unplaced=(),
        levels=(),
        minutes=0,
        pairs=0,
        families_partly_placed=0,
        draft=True,
        seed=0,
    )


def own_towns(*, problem: Problem) -> dict[str, str]:
    """Return the own town of each child that has one (see `problem` of this question)."""
    towns = {child.id: child.town for child in problem.children if child.town}
    schools = sorted(
        (school for school in problem.schools if school.lat is not None), key=lambda each: each.id
    )
    lost = [child for child in problem.children if not child.town and child.lat is not None]
    if schools and lost:
        nearest = geo.nearest(homes=points(lost), targets=points(schools)).tolist()
        towns |= {child.id: schools[at].town for child, at in zip(lost, nearest, strict=True)}
    return {child: town for child, town in towns.items() if town}
