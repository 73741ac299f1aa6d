# SPDX-License-Identifier: EUPL-1.2
"""How things stand in a plan: who sits where, and every move that somebody could still make.

Built once per plan, read by every question. Locked children, and those in ``fixed`` (signed or
announced meanwhile: a move would be the withdrawal of an administrative act), stay where they are.

The cost of one move, as if it was the only one: minutes more (a wish counted as the policy says),
plus what siblings left behind were worth, less what settled siblings at the new school are worth,
plus `Parameters.move_minutes` for every child that has to move.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import numpy as np

from rundertisch.engine.placement.ondemand.families import NO_SEAT, Families
from rundertisch.engine.placement.ondemand.growing import network_of
from rundertisch.engine.placement.ondemand.routes import ABOVE, PER_MOVE
from rundertisch.engine.placement.plan import Plan
from rundertisch.engine.placement.problem import Problem, stage_of
from rundertisch.engine.placement.solve.components import ALONE, component_of
from rundertisch.engine.placement.solve.flow import NO_CAP
from rundertisch.engine.placement.solve.network import (
    NO_FAMILY,
    STAGES,
    Flags,
    Ints,
    Network,
    built,
)

NO_GROUP = -1


@dataclass(frozen=True)
class Standing:
    """A plan as arrays; children, groups and schools by their place in the input."""

    problem: Problem
    network: Network  # without locks: what a child could do if nobody had decided yet
    children_at: Mapping[str, int]
    group: Ints  # of each child, or NO_GROUP
    minutes: Ints  # of each child with a seat
    counted: Ints  # of each way: minutes as level 2 counts them
    cost: Ints  # of each way: minutes as level 3 counts them
    step: Ints  # of each way: the same with what siblings make of it, if nobody else moves
    locked: Flags
    movable: Flags
    component: Ints  # of each child, ALONE for locked ones
    component_of_group: Ints
    ceiling: Ints  # of each component: the longest way of the plan; its last entry is for ALONE
    seats: Ints  # of each group: free ones
    room: Ints  # of each school: newcomers it may still take, NO_CAP without a hard cap
    soft_room: Ints  # the same, soft caps too
    load: Ints  # of each school: newly placed
    entries: Ints  # moves, sorted by (component, from, to, cost); see `routes`
    first_entry: Ints  # of each component
    families: Families
    school_at: dict[int, int]  # child -> school, for those with a seat
    leavers: Mapping[int, list[tuple[int, int, int]]]  # group -> (level, cost, child), least two
    keeping: Mapping[str, set[str]]  # child with a claim -> schools where it is kept
    levels: Ints  # that occur, the lowest first
    longest_first: Mapping[int, list[tuple[int, int]]]  # component -> (counted minutes, child)

    def way(self, child: int, group: int) -> int | None:
        """Return the number of the way of a child to a group, if there is one."""
        first, after = self.network.start[child], self.network.start[child + 1]
        found = np.flatnonzero(self.network.group[first:after] == group)
        return int(first + found[0]) if len(found) else None


def standing_of(
    *, problem: Problem, plan: Plan, fixed: Collection[str] = (), known: Standing | None = None
) -> Standing:
    """Return how things stand in a plan for a problem that `validate` has found well-formed.

    ``known``: an earlier standing, whose network need not be built anew.
    """
    if known is None:
        network = built(replace(problem, locked=()))
    else:
        network = network_of(problem=problem, before=known.problem, network=known.network)
    children_at = {child.id: at for at, child in enumerate(problem.children)}
    group, minutes = _seats(problem, plan, children_at)
    locked = np.zeros(len(children_at), np.bool_)
    locked[[children_at[lock.child] for lock in problem.locked]] = True
    rests = locked.copy()
    rests[[children_at[child] for child in fixed if child in children_at]] = True
    counted, cost = _weighed(problem, network)
    component, of_group = _components(problem, network, locked)
    sits = group != NO_GROUP
    seen = _counted_seat(network, group, minutes, counted)
    ceiling = np.full(int(max(component.max(initial=ALONE), of_group.max(initial=ALONE))) + 2, -1)
    np.maximum.at(ceiling, component[sits & ~locked], seen[sits & ~locked])
    families = Families(problem, settled=rests.tolist())
    school_at = {int(at): int(network.school[group[at]]) for at in np.flatnonzero(sits)}
    load = np.bincount(network.school[group[sits]], minlength=len(problem.schools))
    movable = sits & ~rests
    siblings, lost = _siblings(problem, network, movable | ~sits, families, school_at)
    step = cost + siblings
    entries, first_entry = _entries(
        problem, network, (group, movable, component, ceiling), (counted, cost, step), school_at
    )
    return Standing(
        problem=problem,
        network=network,
        children_at=children_at,
        group=group,
        minutes=minutes,
        counted=counted,
        cost=cost,
        step=step,
        locked=locked,
        movable=movable,
        component=component,
        component_of_group=of_group,
        ceiling=ceiling,
        seats=network.seats - np.bincount(group[sits], minlength=len(network.seats)),
        room=np.where(network.caps == NO_CAP, NO_CAP, np.maximum(network.caps - load, 0)),
        soft_room=_soft_room(problem, network, load),
        load=load,
        entries=entries,
        first_entry=first_entry,
        families=families,
        school_at=school_at,
        leavers=_leavers(network, group, movable, (cost, minutes, lost)),
        keeping=keeping_schools(problem),
        levels=np.unique(network.level).astype(np.int64),
        longest_first=_longest_first(sits & ~locked, seen, component),
    )


def _seats(problem: Problem, plan: Plan, children_at: Mapping[str, int]) -> tuple[Ints, Ints]:
    groups_at = {group.id: at for at, group in enumerate(problem.groups)}
    group = np.full(len(children_at), NO_GROUP, np.int64)
    minutes = np.zeros(len(children_at), np.int64)
    for seat in plan.placements:
        at = children_at[seat.child]
        group[at], minutes[at] = groups_at[seat.group], seat.minutes
    return group, minutes


def _weighed(problem: Problem, network: Network) -> tuple[Ints, Ints]:
    """Return the minutes of each way as level 2 counts them, and as level 3 does."""
    counted, cost = network.minutes.copy(), network.minutes.copy()
    if not problem.parameters.wishes_weigh:
        return counted, cost
    schools = {school.id: at for at, school in enumerate(problem.schools)}
    children = {child.id: at for at, child in enumerate(problem.children)}
    for wish in problem.wishes:
        child = children[wish.child]
        first, after = network.start[child], network.start[child + 1]
        if first < after:
            mine = network.school[network.group[first:after]] == schools[wish.school]
            counted[first:after][mine] = 0
            least = network.minutes[first:after].min()
            worth = problem.parameters.minutes_per_wish[wish.rank - 1]
            cost[first:after][mine] = least - worth
    return counted, cost


def _components(problem: Problem, network: Network, locked: Flags) -> tuple[Ints, Ints]:
    """Return the component of each child and of each group; locked children connect nothing."""
    owner = np.repeat(np.arange(len(locked)), np.diff(network.start))
    counts = np.where(locked, 0, np.diff(network.start))
    start = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    mine = replace(network, start=start, group=network.group[~locked[owner]])
    caps = [NO_CAP if s.hard_cap is None else s.hard_cap for s in problem.schools]
    component = component_of(network=mine, capped=np.array(caps, np.int64))
    of_group = np.full(len(network.seats), ALONE, np.int64)
    of_group[mine.group] = component[owner[~locked[owner]]]
    for at in np.flatnonzero(of_group == ALONE):  # nobody can go there: with its capped school
        same = np.flatnonzero((network.school == network.school[at]) & (of_group != ALONE))
        if len(same) and caps[network.school[at]] != NO_CAP:
            of_group[at] = of_group[same[0]]
    return component, of_group


def _counted_seat(network: Network, group: Ints, minutes: Ints, counted: Ints) -> Ints:
    """Return the minutes of each child's seat as level 2 counts them."""
    seen = minutes.copy()
    owner = np.repeat(np.arange(len(group)), np.diff(network.start))
    taken = np.flatnonzero(network.group == group[owner])
    seen[owner[taken]] = counted[taken]
    return seen


def _longest_first(who: Flags, seen: Ints, component: Ints) -> dict[int, list[tuple[int, int]]]:
    """Return of each component (minutes of the way, child) of these children, longest first."""
    found: dict[int, list[tuple[int, int]]] = {}
    order = np.flatnonzero(who)[np.argsort(-seen[who], kind="stable")]
    columns = (component[order].tolist(), seen[order].tolist(), order.tolist())
    for its, minutes, at in zip(*columns, strict=True):
        found.setdefault(its, []).append((minutes, at))
    return found


def _soft_room(problem: Problem, network: Network, load: Ints) -> Ints:
    soft = np.array([NO_CAP if s.soft_cap is None else s.soft_cap for s in problem.schools])
    hard = np.where(network.caps == NO_CAP, NO_CAP, np.maximum(network.caps - load, 0))
    return np.where(soft == NO_CAP, hard, np.maximum(soft - load, 0)).astype(np.int64)


def _entries(
    problem: Problem,
    network: Network,
    seating: tuple[Ints, Flags, Ints, Ints],
    weighed: tuple[Ints, Ints, Ints],
    school_at: dict[int, int],
) -> tuple[Ints, Ints]:
    """Return every move of a movable child, and where those of each component begin."""
    group, movable, component, ceiling = seating
    counted, cost, step = weighed
    owner = np.repeat(np.arange(len(group)), np.diff(network.start))
    now = np.zeros(len(group), np.int64)
    taken = np.flatnonzero(network.group == group[owner])
    now[owner[taken]] = cost[taken]
    more = step - now[owner]
    kept = np.flatnonzero(movable[owner] & (network.group != group[owner]))
    kept = kept[_claims_stay(problem, network, owner, kept, school_at)]
    who = owner[kept]
    beyond = counted[kept] > ceiling[component[who]]
    entries = np.stack(
        [
            group[who],
            network.group[kept].astype(np.int64),
            (more[kept] + problem.parameters.move_minutes) * PER_MOVE + 1 + ABOVE * beyond,
            who,
            counted[kept],
            beyond.astype(np.int64),
        ],
        axis=1,
    )
    order = np.lexsort((entries[:, 2], entries[:, 1], entries[:, 0], component[who]))
    first = np.searchsorted(component[who][order], np.arange(len(ceiling) + 1))
    return np.ascontiguousarray(entries[order]), first.astype(np.int64)


def _siblings(
    problem: Problem,
    network: Network,
    who: Flags,
    families: Families,
    school_at: dict[int, int],
) -> tuple[Ints, Ints]:
    """Return for each way of these children what siblings make it cost more, and what they lose."""
    lost = np.where(who, _lost(network, families, school_at), 0)
    more = np.repeat(lost, np.diff(network.start))
    for at in families.near_settled(who.tolist()):
        child = problem.children[at]
        ways = slice(network.start[at], network.start[at + 1])
        members, stage = families.of(child.family), stage_of(grade=child.grade)
        for school, gain in families.gained(members, at, stage, school_at).items():
            more[ways][network.school[network.group[ways]] == school] -= gain
    return more, lost


def _lost(network: Network, families: Families, school_at: dict[int, int]) -> Ints:
    """Return what each child's siblings lose if it leaves its school and all others stay."""
    lost = np.zeros(len(network.family), np.int64)
    if families.site_price:  # pairs of different stages count as well
        for at, loss in families.losses(school_at).items():
            lost[at] = loss
        return lost
    mine = np.fromiter(school_at, np.int64, len(school_at))
    mine = mine[network.family[mine] != NO_FAMILY]
    schools = np.array([school_at[at] for at in mine.tolist()], np.int64)
    seats = np.stack([network.family[mine], network.stage[mine], schools], axis=1)
    key = np.concatenate([seats, network.sitting]) @ np.array([len(STAGES) << 32, 1 << 32, 1])
    _, which, many = np.unique(key, return_inverse=True, return_counts=True)
    others = many[which[: len(mine)]] - 1
    lost[mine] = families.price * (np.minimum(others, 1) if families.linear else others)
    return lost


def _leavers(
    network: Network, group: Ints, movable: Flags, costs: tuple[Ints, Ints, Ints]
) -> dict[int, list[tuple[int, int, int]]]:
    """Return of each group the two children who would be left out first, lowest level first."""
    cost, minutes, lost = costs
    owner = np.repeat(np.arange(len(group)), np.diff(network.start))
    taken = np.flatnonzero(network.group == group[owner])
    now = minutes.copy()
    now[owner[taken]] = cost[taken]
    leaving = (lost - now) * PER_MOVE
    who = np.flatnonzero(movable)
    order = np.lexsort((who, leaving[who], network.level[who]))
    found: dict[int, list[tuple[int, int, int]]] = {}
    for at in who[order].tolist():
        here = found.setdefault(int(group[at]), [])
        if len(here) < 2:  # noqa: PLR2004 - one of them may be the child in question
            here.append((int(network.level[at]), int(leaving[at]), at))
    return found


def _claims_stay(
    problem: Problem, network: Network, owner: Ints, kept: Ints, school_at: dict[int, int]
) -> Flags:
    """Whether a move leaves the child's claim kept, where it is kept now."""
    fine = np.ones(len(kept), np.bool_)
    schools = {school.id: at for at, school in enumerate(problem.schools)}
    keeping = keeping_schools(problem)
    for at, child in enumerate(problem.children):
        if not child.claim:
            continue
        keeps = [schools[school] for school in keeping[child.id]]
        if school_at.get(at, NO_SEAT) in keeps:
            mine = owner[kept] == at
            fine[mine] = np.isin(network.school[network.group[kept[mine]]], keeps)
    return fine


def keeping_schools(problem: Problem) -> dict[str, set[str]]:
    """Return for each child with a claim the schools where it is kept: that one, those ranked."""
    keeping = {child.id: {child.claim} for child in problem.children if child.claim}
    for wish in problem.wishes:
        if wish.child in keeping:
            keeping[wish.child].add(wish.school)
    return keeping
