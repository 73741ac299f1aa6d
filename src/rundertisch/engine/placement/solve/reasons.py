# SPDX-License-Identifier: EUPL-1.2
"""Why a child would sit there: what is known of its seat, and the sentence that says so."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from rundertisch.engine.placement.plan import PlacedReason, Placement
from rundertisch.engine.placement.problem import Child, stage_of
from rundertisch.engine.placement.sentences import Seat, seat_sentence
from rundertisch.engine.placement.solve.answer import NO_GROUP, Answer
from rundertisch.engine.placement.solve.network import UNLOCKED, Ints, Network


class _Choice(NamedTuple):
    """What is known of one child's seat."""

    child: int
    school: str
    minutes: int
    nearest: int  # minutes to the nearest eligible school
    schools: int  # eligible schools
    siblings: int  # at the school, of its stage
    others: int  # siblings of other stages at the site, where that is worth minutes
    locked: bool


def placements_of(answer: Answer) -> tuple[Placement, ...]:
    """Return the seats with their reasons, in the order of the input."""
    wished = {(wish.child, wish.school) for wish in answer.problem.wishes}
    reasons = {lock.child: lock.reason for lock in answer.problem.locked}
    names = {school.id: school.name or school.id for school in answer.problem.schools}
    groups = [group.id for group in answer.problem.groups]
    estimate = answer.problem.travel is None
    placements = []
    for choice, group in _choices(answer):
        child = answer.problem.children[choice.child]
        code = _code(
            choice,
            claims=child.claim == choice.school,
            wishes=(child.id, choice.school) in wished,
        )
        seat = Seat(
            name=names[choice.school],
            minutes=choice.minutes,
            nearest=choice.nearest,
            schools=choice.schools,
            siblings=choice.siblings,
            others=choice.others,
            estimate=estimate,
            decided=reasons.get(child.id, ""),
        )
        placements.append(
            Placement(
                child.id,
                groups[group],
                choice.school,
                choice.minutes,
                estimate,
                code,
                seat_sentence(code=code, seat=seat, claims=bool(child.claim)),
            )
        )
    return tuple(placements)


def _choices(answer: Answer) -> Iterator[tuple[_Choice, int]]:
    """Yield what is known of each seat, and its group."""
    network, ids = answer.network, [school.id for school in answer.problem.schools]
    who = np.flatnonzero(answer.group != NO_GROUP)
    group = answer.group[who]
    first, after = network.start[who], network.start[who + 1]
    has_way = after > first
    nearest = np.zeros(len(who), np.int64)
    nearest[has_way] = network.minutes[first[has_way]]
    rows = (
        who,
        group,
        network.school[group],
        answer.minutes[who],
        nearest,
        _schools_in_reach(network)[who],
        answer.siblings_met[who],
        network.locked[who] != UNLOCKED,
    )
    for child, at, school, minutes, least, schools, siblings, locked in zip(
        *(row.tolist() for row in rows), strict=True
    ):
        others = _at_site(answer, answer.problem.children[child], ids[school])
        yield (
            _Choice(child, ids[school], minutes, least, schools, siblings, others, locked),
            at,
        )


def _schools_in_reach(network: Network) -> Ints:
    """Return how many schools each child could go to; the ways to one school are neighbours."""
    school = network.school[network.group]
    another = np.ones(len(school) + 1, np.int64)
    another[1:-1] = school[1:] != school[:-1]
    another[network.start] = 1
    upto = np.concatenate([[0], np.cumsum(another[:-1])])
    counts: Ints = upto[network.start[1:]] - upto[network.start[:-1]]
    return counts


def _at_site(answer: Answer, child: Child, school: str) -> int:
    """Return the siblings of other stages who sit at the site, where that is worth minutes."""
    if not (child.family and answer.problem.parameters.minutes_per_site):
        return 0
    stages = answer.at_sites[child.family, answer.site[school]]
    return sum(n for stage, n in stages.items() if stage != stage_of(grade=child.grade))


def _code(choice: _Choice, *, claims: bool, wishes: bool) -> PlacedReason:
    """Return the first reason that holds, in the order that `plan.Placement` gives."""
    for holds, code in (
        (choice.locked, "locked"),
        (claims, "claim"),
        (wishes, "wish"),
        (choice.schools == 1, "only"),
        (choice.minutes == choice.nearest, "nearest"),
        (choice.siblings > 0, "sibling"),
    ):
        if holds:
            return code  # type: ignore[return-value]  # one of the words above
    return "makes_room"
