# SPDX-License-Identifier: EUPL-1.2
"""What level 3 weighs, counted again: ways, siblings, wishes, sites."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

import numpy as np

from rundertisch.engine.placement.check.network import Network
from rundertisch.engine.placement.check.ways import Ints
from rundertisch.engine.placement.plan import Plan, Weighed
from rundertisch.engine.placement.problem import STRICT, Problem, School, Stage, stage_of

Sitting = tuple[str, Stage, str]  # family, stage, school


def uses_weights(*, problem: Problem) -> bool:
    """Whether level 3 weighs more than minutes and pairs."""
    rules = problem.parameters
    return bool(rules.wishes_weigh or rules.minutes_per_site or rules.sibling_measure == "linear")


def site_of(*, school: School) -> tuple[str, str]:
    """Return where the school stands; one that names no site is a site of its own."""
    return ("site", school.site) if school.site else ("school", school.id)


def arc_minutes(*, network: Network) -> Ints:
    """Return what each arc counts in level 3: a wished school not more than the nearest one."""
    if not network.problem.parameters.wishes_weigh:
        return network.arc_minutes
    nearest = np.full(len(network.problem.children), np.iinfo(np.int64).max, dtype=np.int64)
    np.minimum.at(nearest, network.arc_child, network.arc_minutes)
    least = np.minimum(network.arc_minutes, nearest[network.arc_child])
    counted: Ints = np.where(network.arc_wished, least, network.arc_minutes)
    return counted


def ranks(*, problem: Problem) -> dict[tuple[str, str], int]:
    """Return the rank of every wish by child and school."""
    return {(wish.child, wish.school): wish.rank for wish in problem.wishes}


def wish_minutes(*, network: Network) -> Ints:
    """Return what the wish is worth, arc by arc."""
    worth = np.zeros(len(network.arc_child), dtype=np.int64)
    rules = network.problem.parameters
    if not rules.wishes_weigh:
        return worth
    rank = ranks(problem=network.problem)
    width = len(network.problem.schools)
    minutes = {
        network.child_at[child] * width + network.school_at[school]: rules.minutes_per_wish[r - 1]
        for (child, school), r in rank.items()
    }
    key = network.arc_child * width + network.school_of[network.arc_group]
    wished = np.flatnonzero(network.arc_wished)
    worth[wished] = [minutes[each] for each in key[wished].tolist()]
    return worth


def stated_weights(*, network: Network, plan: Plan) -> Iterator[str]:
    """What the plan says that level 3 has weighed is what the rows say."""
    if not uses_weights(problem=network.problem):
        if plan.weighed is not None:
            yield "Der Plan nennt Gewichte der Ebene ways_and_pairs, die es hier nicht gibt."
        return
    counted = weigh(network=network, plan=plan)
    if plan.weighed is None:
        yield "Der Plan verschweigt, was die Ebene ways_and_pairs gewogen hat (weighed)."
        return
    for name, what in (
        ("minutes", "gewogene Minuten"),
        ("together", "Geschwister zusammen"),
        ("wishes", "erfüllte Wünsche"),
        ("site_pairs", "Paare an einem Standort"),
    ):
        said, found = getattr(plan.weighed, name), getattr(counted, name)
        if said != found:
            yield f"Ebene ways_and_pairs, {what}: Der Plan nennt {said}, gezählt sind {found}."


def value_of(*, problem: Problem, counted: Weighed) -> int:
    """Return the value of level 3; with "strict" without the term of the siblings."""
    rules = problem.parameters
    wishes = sum(
        minutes * times
        for minutes, times in zip(rules.minutes_per_wish, counted.wishes, strict=True)
    )
    value = counted.minutes - wishes - rules.minutes_per_site * counted.site_pairs
    rate = rules.minutes_per_pair
    return value if rate == STRICT else value - int(rate) * counted.together


def weigh(*, network: Network, plan: Plan) -> Weighed:
    """Count minutes, siblings, wishes and sites of the rows."""
    problem, rules = network.problem, network.problem.parameters
    new, old = _newly(problem, plan), _sitting(problem)
    return Weighed(
        minutes=_minutes(network, plan),
        together=linear(new, old) if rules.sibling_measure == "linear" else pairs(new, old),
        wishes=_wishes(network, plan) if rules.wishes_weigh else (0, 0, 0),
        site_pairs=_site_pairs(problem, new, old) if rules.minutes_per_site else 0,
    )


def _newly(problem: Problem, plan: Plan) -> Counter[Sitting]:
    child = {each.id: each for each in problem.children}
    return Counter(
        (child[row.child].family, stage_of(grade=child[row.child].grade), row.school)
        for row in plan.placements
        if child[row.child].family
    )


def _sitting(problem: Problem) -> Counter[Sitting]:
    school_of = {group.id: group.school for group in problem.groups}
    return Counter(
        (each.family, stage_of(grade=each.grade), school_of[each.group])
        for each in problem.placed
        if each.family
    )


def pairs(new: Counter[Sitting], old: Counter[Sitting]) -> int:
    """Count siblings of a stage at one school two by two, at least one of them new."""
    return sum(n * (n - 1) // 2 + n * old[key] for key, n in new.items())


def linear(new: Counter[Sitting], old: Counter[Sitting]) -> int:
    """Count new children less schools where no sibling of the stage sat before."""
    return sum(n - (old[key] == 0) for key, n in new.items())


def _minutes(network: Network, plan: Plan) -> int:
    if not network.problem.parameters.wishes_weigh:
        return sum(row.minutes for row in plan.placements)
    total = 0
    for row in plan.placements:
        c = network.child_at[row.child]
        minutes = row.minutes
        if c not in network.locked and (c, network.school_at[row.school]) in network.wished:
            arcs = network.arc_minutes[network.arcs_from[c] : network.arcs_from[c + 1]]
            minutes = min([minutes, *arcs.tolist()])
        total += minutes
    return total


def _wishes(network: Network, plan: Plan) -> tuple[int, int, int]:
    rank = ranks(problem=network.problem)
    met = Counter(
        rank[row.child, row.school]
        for row in plan.placements
        if (row.child, row.school) in rank and network.child_at[row.child] not in network.locked
    )
    return met[1], met[2], met[3]


def _site_pairs(problem: Problem, new: Counter[Sitting], old: Counter[Sitting]) -> int:
    """Count siblings of different stages at one site, at least one of them new."""
    site = {school.id: site_of(school=school) for school in problem.schools}

    def apart(keys: Iterable[Sitting], count: Counter[Sitting]) -> int:
        at: dict[object, Counter[str]] = defaultdict(Counter)
        for family, stage, school in keys:
            at[family, site[school]][stage] += count[family, stage, school]
        return sum(
            (sum(stages.values()) ** 2 - sum(n * n for n in stages.values())) // 2
            for stages in at.values()
        )

    return apart(new | old, new + old) - apart(old, old)
