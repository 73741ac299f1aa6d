# SPDX-License-Identifier: EUPL-1.2
"""From solved parts to what a plan says: what opens, who sits where, and what it comes to."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from rundertisch.engine.placement.solve.flow import NOWHERE
from rundertisch.engine.placement.solve.network import UNLOCKED, Ints
from rundertisch.engine.siting.plan import ScenarioResult
from rundertisch.engine.siting.solve.model import NOW
from rundertisch.engine.siting.solve.sited import Answer, Siting


@dataclass(frozen=True, slots=True)
class Outcome:
    """What some openings come to."""

    opened: Ints  # of each opening of the model
    sitting: Mapping[int, int]  # children newly seated per level, locked ones not counted
    minutes: int  # of all newly placed, locked ones too
    value_cents: int
    bound_cents: int
    proven: bool

    @property
    def seated(self) -> int:
        """Return how many sit, locked ones not counted."""
        return sum(self.sitting.values())


def outcome_of(*, siting: Siting, answers: Sequence[Answer]) -> Outcome:
    """Return what the answers of all parts come to together."""
    model, rules = siting.model, siting.problem.parameters
    opened = np.zeros(len(model.openings.row), np.int64)
    sitting: Counter[int] = Counter()
    minutes = 0
    for answer in answers:
        opened[answer.part.openings] = answer.found.opened
        sitting.update(sitting_of(answer))
        minutes += minutes_of(answer)
    locked = int(siting.network.locked_minutes.sum())
    always = rules.cents_per_minute * locked - sum(
        closable.saved_cents for closable in siting.problem.closables
    )
    return Outcome(
        opened=opened,
        sitting=dict(sitting),
        minutes=minutes + locked,
        value_cents=sum((each.found.value for each in answers), model.lost) // model.scale + always,
        bound_cents=sum((each.found.bound for each in answers), model.lost) // model.scale + always,
        proven=all(each.proven for each in answers),
    )


def _now(answer: Answer) -> Ints:
    """Return the choices of the part that children who wait now have taken."""
    model, part = answer.model, answer.part
    now = model.blocks.scenario[model.choices.block[part.choices]] == NOW
    return np.flatnonzero(now & (answer.found.taken > 0))


def minutes_of(answer: Answer) -> int:
    """Return the minutes of the children who wait now."""
    taken = _now(answer)
    minutes = answer.model.choices.minutes[answer.part.choices[taken]]
    return int((minutes * answer.found.taken[taken]).sum())


def sitting_of(answer: Answer) -> Counter[int]:
    """Return how many children sit of each level."""
    model, part = answer.model, answer.part
    blocks, choices = model.blocks, model.choices
    sitting: Counter[int] = Counter()
    for block in part.blocks.tolist():
        if blocks.scenario[block] == NOW and not blocks.may_leave[block]:
            sitting.update(model.network.level[list(blocks.members[block])].tolist())
    for at in _now(answer).tolist():
        choice = int(part.choices[at])
        for use in range(int(choices.start[choice]), int(choices.start[choice + 1])):
            level = int(choices.row[use]) - model.capacity_rows
            if level >= 0:
                seats = int(choices.amount[use]) * int(answer.found.taken[at])
                sitting[model.levels[level]] += seats
    return sitting


def together_of(*, siting: Siting, answers: Sequence[Answer]) -> dict[str, str]:
    """Return child id -> school id for the families that stay together.

    A family of which nobody sits is left its nearest school of those that take most of it, so that
    the placement cannot seat it apart.
    """
    schools = [school.id for school in siting.problem.placement.schools]
    ids = [child.id for child in siting.problem.placement.children]
    together: dict[str, str] = {}
    for answer in answers:
        blocks, choices = answer.model.blocks, answer.model.choices
        taken = answer.found.taken
        for block in answer.part.blocks.tolist():
            members = blocks.members[block]
            if blocks.scenario[block] != NOW or blocks.size[block] == len(members):
                continue
            here = np.flatnonzero(choices.block[answer.part.choices] == block)
            chosen = here[taken[here] > 0]
            if not len(chosen):
                seats = np.array([_seats(answer, int(answer.part.choices[at])) for at in here])
                minutes = choices.minutes[answer.part.choices[here]]
                chosen = here[np.lexsort((minutes, -seats))]
            school = schools[int(choices.school[answer.part.choices[chosen[0]]])]
            together.update((ids[child], school) for child in members)
    return {name: together[name] for name in ids if name in together}


def _seats(answer: Answer, choice: int) -> int:
    choices, rows = answer.model.choices, answer.model.places.seat_rows
    uses = slice(choices.start[choice], choices.start[choice + 1])
    return int(choices.amount[uses][choices.row[uses] < rows].sum())


def scenarios_of(*, siting: Siting, answers: Sequence[Answer]) -> tuple[ScenarioResult, ...]:
    """Return what the openings do for each scenario's arrivals."""
    results = []
    for number, scenario in enumerate(siting.problem.scenarios):
        placed = minutes = 0
        for answer in answers:
            blocks, choices = answer.model.blocks, answer.model.choices
            mine = blocks.scenario[choices.block[answer.part.choices]] == number
            sits = mine & (choices.school[answer.part.choices] != NOWHERE)
            units = answer.found.taken[sits]
            placed += int(units.sum())
            minutes += int((units * choices.minutes[answer.part.choices[sits]]).sum())
        waiting = len(scenario.children) - placed
        results.append(ScenarioResult(scenario.id, placed, waiting, minutes))
    return tuple(results)


def unplaced_levels(*, siting: Siting, sitting: Mapping[int, int]) -> dict[str, int]:
    """Return the children without a seat of every level that occurs, from the highest down."""
    free = siting.network.locked == UNLOCKED
    waits = Counter(siting.network.level[free].tolist())
    levels = sorted(set(siting.network.level.tolist()), reverse=True)
    return {str(level): waits[level] - sitting.get(level, 0) for level in levels}


def levels_bound(
    *, siting: Siting, answers: Sequence[Answer], levels: dict[str, int]
) -> dict[str, int]:
    """Return ``levels`` where every part is proven; else as if everything opened for each child."""
    if all(answer.profile_proven for answer in answers):
        return levels
    sits = siting.seated(siting.model.openings.most).way != NOWHERE
    sitting = Counter(siting.network.level[sits].tolist())
    return unplaced_levels(siting=siting, sitting=sitting)
