# SPDX-License-Identifier: EUPL-1.2
"""Openings, closings, sums, budget and families: what can be counted from the plan itself."""

from collections.abc import Iterator, Mapping

from rundertisch.engine.placement.check.network import never_target
from rundertisch.engine.placement.problem import stage_of
from rundertisch.engine.siting.plan import Plan
from rundertisch.engine.siting.problem import Problem


def openings_hold(*, problem: Problem, plan: Plan) -> Iterator[str]:
    """Each opening is of a candidate, once, within its groups, at a school a plan may choose."""
    candidates = {each.id: each for each in problem.candidates}
    schools = {each.id: each for each in problem.placement.schools}
    seen = set()
    for opening in plan.openings:
        who = f"Öffnung {opening.candidate}"
        candidate = candidates.get(opening.candidate)
        if candidate is None:
            yield f"{who}: diesen Kandidaten gibt es nicht."
            continue
        if never_target(school=schools[candidate.school]):
            yield f"{who}: an Schule {candidate.school} darf kein Plan etwas öffnen."
        if opening.candidate in seen:
            yield f"{who}: steht mehr als einmal im Plan."
        seen.add(opening.candidate)
        if not 1 <= opening.groups <= candidate.max_groups:
            yield f"{who}: {opening.groups} Gruppen; erlaubt sind 1 bis {candidate.max_groups}."
        if opening.seats != opening.groups * candidate.seats:
            yield f"{who}: {opening.seats} Plätze stimmen nicht mit den Gruppen überein."
        if opening.cost_cents != opening.groups * candidate.fixed_cost_cents:
            yield f"{who}: {opening.cost_cents} Cent stimmen nicht mit den Gruppen überein."


def closings_hold(*, problem: Problem, plan: Plan) -> Iterator[str]:
    """Each closing is of a closable group, once, and saves what the input says."""
    saved = {each.group: each.saved_cents for each in problem.closables}
    seen = set()
    for closing in plan.closings:
        who = f"Schließung {closing.group}"
        if closing.group not in saved:
            yield f"{who}: diese Gruppe darf nicht schließen."
        elif closing.saved_cents != saved[closing.group]:
            yield f"{who}: gespart würden {saved[closing.group]} Cent, nicht {closing.saved_cents}."
        if closing.group in seen:
            yield f"{who}: steht mehr als einmal im Plan."
        seen.add(closing.group)


def families_together(*, problem: Problem, plan: Plan) -> Iterator[str]:
    """With the rule, the children of a family and stage who sit, sit at one school."""
    if not problem.parameters.whole_families:
        if plan.together:
            yield "Der Plan bindet Familien an Schulen, obwohl whole_families nicht gilt."
        return
    locked = {lock.child for lock in problem.placement.locked}
    family = {
        child.id: (child.family, stage_of(grade=child.grade))
        for child in problem.placement.children
        if child.family and child.id not in locked
    }
    for name, school in plan.together.items():
        if name not in family:
            yield f"Kind {name} wird an Schule {school} gebunden, gehört aber zu keiner Familie."
    yield from _apart(family, plan)


def _apart(family: Mapping[str, tuple[str, str]], plan: Plan) -> Iterator[str]:
    """Name two siblings of each family and stage that would sit at two schools."""
    at: dict[tuple[str, str], dict[str, str]] = {}
    for seat in plan.placement.placements:
        if seat.child in family:
            at.setdefault(family[seat.child], {}).setdefault(seat.school, seat.child)
    for one, *others in (list(schools.values()) for schools in at.values()):
        if others:
            yield (
                f"Die Geschwister {one} und {others[0]} säßen an zwei Schulen; Familien sollen "
                "zusammenbleiben (whole_families)."
            )


def sums_hold(*, problem: Problem, plan: Plan) -> Iterator[str]:
    """Cost, savings, value and bound are what they come to, and the budget is kept."""
    cost = sum(opening.cost_cents for opening in plan.openings)
    saved = sum(closing.saved_cents for closing in plan.closings)
    if plan.cost_cents != cost:
        yield f"Die Öffnungen kosten {cost} Cent, der Plan sagt {plan.cost_cents}."
    if plan.saved_cents != saved:
        yield f"Die Schließungen sparen {saved} Cent, der Plan sagt {plan.saved_cents}."
    rules = problem.parameters
    if rules.budget_cents is not None and cost - saved > rules.budget_cents:
        yield f"Der Plan kostet {cost - saved} Cent, das Budget ist {rules.budget_cents} Cent."
    value = weighed(problem=problem, plan=plan) // scale_of(problem)
    if plan.value_cents != value:
        yield f"Kosten und Wege sind zusammen {value} Cent, der Plan sagt {plan.value_cents}."
    if plan.bound_cents > plan.value_cents:
        yield f"Die Schranke {plan.bound_cents} liegt über dem Wert {plan.value_cents}."
    best = plan.bound_cents == plan.value_cents and plan.levels == plan.levels_bound
    if plan.proven != best:
        yield "Bewiesen ist ein Plan genau dann, wenn Werte und Schranken gleich sind."
    if sum(plan.levels.values()) != plan.unplaced:
        yield f"Die Ebenen ergeben nicht {plan.unplaced} Kinder ohne Platz."


def scale_of(problem: Problem) -> int:
    """Return the sum of the scenarios' weights; 1 without scenarios."""
    return sum(scenario.weight for scenario in problem.scenarios) or 1


def weighed(*, problem: Problem, plan: Plan) -> int:
    """Return what the plan says it comes to, times the sum of the weights, in cents."""
    rules = problem.parameters
    cost = sum(opening.cost_cents for opening in plan.openings)
    saved = sum(closing.saved_cents for closing in plan.closings)
    total = scale_of(problem) * (cost - saved + rules.cents_per_minute * plan.minutes)
    for scenario, result in zip(problem.scenarios, plan.scenarios, strict=True):
        minutes, waiting = result.minutes, result.waiting
        total += scenario.weight * (
            rules.cents_per_minute * minutes + rules.cents_per_waiting_child * waiting
        )
    return total


def scenarios_told(*, problem: Problem, plan: Plan) -> Iterator[str]:
    """Each scenario has its result, and each of its children sits or waits."""
    asked = {each.id: len(each.children) for each in problem.scenarios}
    if [each.scenario for each in plan.scenarios] != list(asked):
        yield "Der Plan nennt andere Szenarien, als gefragt sind."
        return
    for result in plan.scenarios:
        if min(result.placed, result.waiting, result.minutes) < 0 or (
            result.placed + result.waiting != asked[result.scenario]
        ):
            yield (
                f"Szenario {result.scenario} hat {asked[result.scenario]} Ankünfte, der Plan nennt "
                f"{result.placed} mit und {result.waiting} ohne Platz."
            )
