# SPDX-License-Identifier: EUPL-1.2
"""The numbers that a plan states about itself, counted again."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from rundertisch.engine.placement.check.network import NOWHERE, Network
from rundertisch.engine.placement.plan import LevelResult, Plan
from rundertisch.engine.placement.problem import Problem, Stage, stage_of

LEVELS = ("unplaced", "worst_minutes", "ways_and_pairs")


def together(*, problem: Problem, school_of_child: Mapping[str, str]) -> int:
    """Count pairs of one family and stage at one school, at least one of them newly placed."""
    sitting: Counter[tuple[str, Stage, str]] = Counter()
    arriving: Counter[tuple[str, Stage, str]] = Counter()
    school_of_group = {group.id: group.school for group in problem.groups}
    for seated in problem.placed:
        if seated.family:
            school = school_of_group[seated.group]
            sitting[seated.family, stage_of(grade=seated.grade), school] += 1
    for child in problem.children:
        if child.family and child.id in school_of_child:
            arriving[child.family, stage_of(grade=child.grade), school_of_child[child.id]] += 1
    return sum(n * (n - 1) // 2 + n * sitting[key] for key, n in arriving.items())


def stated_counts(*, problem: Problem, plan: Plan) -> Iterator[str]:
    """Minutes, pairs, split families and the mark of a draft are what the rows say."""
    minutes = sum(row.minutes for row in plan.placements)
    if plan.minutes != minutes:
        yield f"Der Plan nennt {plan.minutes} Minuten insgesamt, die Summe ist {minutes}."
    pairs = together(
        problem=problem, school_of_child={row.child: row.school for row in plan.placements}
    )
    if plan.pairs != pairs:
        yield f"Der Plan nennt {plan.pairs} Geschwisterpaare an einer Schule, es sind {pairs}."
    families = _families_partly_placed(problem, plan)
    if plan.families_partly_placed != families:
        yield (
            f"Der Plan nennt {plan.families_partly_placed} nur zum Teil versorgte Familien, "
            f"es sind {families}."
        )
    draft = not problem.parameters.policy.adopted_by
    if plan.draft != draft:
        yield (
            "Der Plan muss als Entwurf gekennzeichnet sein; die Regeln hat niemand beschlossen."
            if draft
            else "Der Plan ist als Entwurf gekennzeichnet; die Regeln sind aber beschlossen."
        )


def _families_partly_placed(problem: Problem, plan: Plan) -> int:
    family = {child.id: child.family for child in problem.children}
    seated = {family[row.child] for row in plan.placements}
    seated |= {each.family for each in problem.placed}
    waiting = {family[row.child] for row in plan.unplaced}
    return len((seated & waiting) - {""})


def stated_levels(*, network: Network, plan: Plan, component: list[int]) -> Iterator[str]:
    """Each level's value is what the rows say, and its bound and proof agree with it."""
    if tuple(level.name for level in plan.levels) != LEVELS:
        yield f"Der Plan muss genau die Ebenen {', '.join(LEVELS)} in dieser Reihenfolge nennen."
        return
    profile, worst, ways = plan.levels
    by_level = unplaced_by_level(network=network, plan=plan)
    yield from list(_same(profile, by_level, "ohne Platz")) or _profile_bound(profile)
    longest = _worst_by_name(network, plan, component)
    yield from list(_same(worst, longest, "längster Weg")) or _worst_bound(worst)
    minutes = sum(row.minutes for row in plan.placements)
    rate = network.problem.parameters.minutes_per_pair
    school_of_child = {row.child: row.school for row in plan.placements}
    pairs = together(problem=network.problem, school_of_child=school_of_child)
    value = minutes - rate * pairs if isinstance(rate, int) else minutes  # else STRICT
    yield from list(_same(ways, value, "Wege und Geschwister")) or _ways_bound(ways)


def unplaced_by_level(*, network: Network, plan: Plan) -> dict[str, int]:
    """Count the children without a seat for every level that occurs among the children."""
    found = {str(level): 0 for level in sorted(set(network.level), reverse=True)}
    for row in plan.unplaced:
        found[str(network.level[network.child_at[row.child]])] += 1
    return found


def worst_by_component(*, network: Network, plan: Plan, component: list[int]) -> dict[int, int]:
    """Return the longest way of every component in which a child sits that is not locked."""
    longest: dict[int, int] = defaultdict(int)
    for row in plan.placements:
        name = component[network.child_at[row.child]]
        if name != NOWHERE:
            longest[name] = max(longest[name], row.minutes)
    return dict(longest)


def _worst_by_name(network: Network, plan: Plan, component: list[int]) -> dict[str, int]:
    longest = worst_by_component(network=network, plan=plan, component=component)
    return {network.problem.children[name].id: minutes for name, minutes in longest.items()}


def _same(level: LevelResult, counted: Mapping[str, int] | int, what: str) -> Iterator[str]:
    stated = dict(level.value) if isinstance(level.value, Mapping) else level.value
    if stated == counted:
        return
    if isinstance(stated, int) and isinstance(counted, int):
        yield f"Ebene {level.name} ({what}): Der Plan nennt {stated}, gezählt sind {counted}."
        return
    if isinstance(stated, int) or isinstance(counted, int):
        yield f"Ebene {level.name} ({what}): Der Wert ist von falscher Art."
        return
    for key in sorted(stated.keys() | counted.keys()):
        if stated.get(key) != counted.get(key):
            yield (
                f"Ebene {level.name} ({what}), {key}: Der Plan nennt {stated.get(key, 'nichts')}, "
                f"gezählt sind {counted.get(key, 'nichts')}."
            )


def _profile_bound(level: LevelResult) -> Iterator[str]:
    """The bound of the profile is no worse read from the highest level down."""
    value, bound = level.value, level.bound
    if not isinstance(value, Mapping) or not isinstance(bound, Mapping):
        yield _no_bound(level)
        return
    falling = sorted(value, key=int, reverse=True)
    if bound.keys() != value.keys() or [bound[k] for k in falling] > [value[k] for k in falling]:
        yield _no_bound(level)
    yield from _proof(level, equal=dict(bound) == dict(value))


def _worst_bound(level: LevelResult) -> Iterator[str]:
    value, bound = level.value, level.bound
    if not isinstance(value, Mapping) or not isinstance(bound, Mapping):
        yield _no_bound(level)
        return
    if bound.keys() != value.keys() or any(bound[name] > value[name] for name in value):
        yield _no_bound(level)
    yield from _proof(level, equal=dict(bound) == dict(value))


def _ways_bound(level: LevelResult) -> Iterator[str]:
    value, bound = level.value, level.bound
    if not isinstance(value, int) or not isinstance(bound, int):
        yield _no_bound(level)
        return
    if bound > value:
        yield _no_bound(level)
    yield from _proof(level, equal=bound == value)


def _no_bound(level: LevelResult) -> str:
    return f"Ebene {level.name}: Die genannte Schranke ist keine, der Wert liegt jenseits von ihr."


def _proof(level: LevelResult, *, equal: bool) -> Iterator[str]:
    """Data are integers: a value is proven when its bound is equal, and only then."""
    if level.proven and not equal:
        yield f"Ebene {level.name}: Als bewiesen bezeichnet, aber Wert und Schranke sind ungleich."
