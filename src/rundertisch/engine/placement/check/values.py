# SPDX-License-Identifier: EUPL-1.2
"""The numbers that a plan states about itself, counted again."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from rundertisch.engine.placement.check.claims import unkept_by_level
from rundertisch.engine.placement.check.network import NOWHERE, Network
from rundertisch.engine.placement.check.weighed import value_of, weigh
from rundertisch.engine.placement.plan import LevelName, LevelResult, Plan
from rundertisch.engine.placement.problem import Problem, Stage, stage_of


def level_names(*, network: Network) -> tuple[LevelName, ...]:
    """Return the levels that this problem has, each outranking those after it."""
    claims: tuple[LevelName, ...] = ("claims",) if network.claims else ()
    soft: tuple[LevelName, ...] = ("soft_caps",) if network.soft_caps() else ()
    return (*claims, "unplaced", *soft, "worst_minutes", "ways_and_pairs")


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
    names = level_names(network=network)
    if tuple(level.name for level in plan.levels) != names:
        yield f"Der Plan muss genau die Ebenen {', '.join(names)} in dieser Reihenfolge nennen."
        return
    slack = network.problem.parameters.worst_slack_minutes
    for level in plan.levels:
        counted: Mapping[str, int] | int
        if level.name == "claims":
            counted = unkept_by_level(network=network, plan=plan)
            yield from list(_same(level, counted, "nicht gehalten")) or _profile_bound(level)
        elif level.name == "unplaced":
            counted = unplaced_by_level(network=network, plan=plan)
            yield from list(_same(level, counted, "ohne Platz")) or _profile_bound(level)
        elif level.name == "soft_caps":
            counted = overrun(network=network, plan=plan)
            yield from list(_same(level, counted, "Überschreitung")) or _whole_bound(level)
        elif level.name == "worst_minutes":
            counted = _worst_by_name(network, plan, component)
            yield from list(_same(level, counted, "längster Weg")) or _worst_bound(level, slack)
        else:
            counted = value_of(problem=network.problem, counted=weigh(network=network, plan=plan))
            yield from list(_same(level, counted, "Wege und Geschwister")) or _whole_bound(level)


def overrun(*, network: Network, plan: Plan) -> int:
    """Count the newly placed children beyond the soft caps, locked ones too."""
    at_school = Counter(row.school for row in plan.placements)
    schools = network.problem.schools
    return sum(max(0, at_school[schools[s].id] - cap) for s, cap in network.soft_caps().items())


def unplaced_by_level(*, network: Network, plan: Plan) -> dict[str, int]:
    """Count the children without a seat for every level that occurs among the children."""
    found = {str(level): 0 for level in sorted(set(network.level), reverse=True)}
    for row in plan.unplaced:
        found[str(network.level[network.child_at[row.child]])] += 1
    return found


def worst_by_component(*, network: Network, plan: Plan, component: list[int]) -> dict[int, int]:
    """Return the longest way of every component in which a child sits that is not locked.

    Where wishes weigh, a seat at a wished school does not count.
    """
    weigh_wishes = network.problem.parameters.wishes_weigh
    longest: dict[int, int] = defaultdict(int)
    for row in plan.placements:
        c = network.child_at[row.child]
        name = component[c]
        if name != NOWHERE:
            wished = weigh_wishes and (c, network.school_at[row.school]) in network.wished
            longest[name] = max(longest[name], 0 if wished else row.minutes)
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


def _worst_bound(level: LevelResult, slack: int) -> Iterator[str]:
    value, bound = level.value, level.bound
    if not isinstance(value, Mapping) or not isinstance(bound, Mapping):
        yield _no_bound(level)
        return
    if bound.keys() != value.keys() or any(bound[name] > value[name] for name in value):
        yield _no_bound(level)
        return
    if level.proven and any(value[name] > bound[name] + slack for name in value):
        yield (
            f"Ebene {level.name}: Als bewiesen bezeichnet, aber ein längster Weg liegt um mehr als "
            f"worst_slack_minutes = {slack} über der Schranke."
            if slack
            else _unequal(level)
        )


def _whole_bound(level: LevelResult) -> Iterator[str]:
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
        yield _unequal(level)


def _unequal(level: LevelResult) -> str:
    return f"Ebene {level.name}: Als bewiesen bezeichnet, aber Wert und Schranke sind ungleich."
