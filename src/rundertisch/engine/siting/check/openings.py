# SPDX-License-Identifier: EUPL-1.2
"""What each opening brings, found again by leaving it out; and whether that would be better."""

from collections.abc import Iterator

from rundertisch.engine.placement.check.network import Network, build_network
from rundertisch.engine.siting.check.levels import seats_in
from rundertisch.engine.siting.check.standing import best_seats
from rundertisch.engine.siting.check.whole import few_enough, whole_left
from rundertisch.engine.siting.plan import Opening, Plan
from rundertisch.engine.siting.problem import Problem, opened


def openings_bring(*, problem: Problem, plan: Plan, network: Network) -> Iterator[str]:
    """Children and minutes per opening are right, and none could be left out for the better."""
    if problem.parameters.whole_families:  # who sits then is not a flow
        yield from _bring_to_whole_families(problem, plan)
        return
    here = best_seats(network=network, seat=seats_in(network=network, plan=plan))
    for opening in plan.openings:
        groups = {
            each.candidate: each.groups
            for each in plan.openings
            if each.candidate != opening.candidate
        }
        without = build_network(
            problem=opened(
                problem=problem, groups=groups, closed={each.group for each in plan.closings}
            )
        )
        other = best_seats(network=without, seat=seats_in(network=without, plan=plan))
        more = sum(other.left.values()) - sum(here.left.values())
        if more != opening.children_more:
            yield _brings(opening, more)
        if other.left == here.left:
            yield from _saves(problem, plan, opening, other.minutes - here.minutes)


def _bring_to_whole_families(problem: Problem, plan: Plan) -> Iterator[str]:
    if not few_enough(problem=problem, sets=len(plan.openings)):
        return
    closed = {each.group for each in plan.closings}
    groups = {each.candidate: each.groups for each in plan.openings}
    for opening in plan.openings:
        if opening.children_more is None:  # time was up, which its reason says
            continue
        others = {name: many for name, many in groups.items() if name != opening.candidate}
        found = whole_left(problem=problem, groups=others, closed=closed)
        if found is None:
            continue
        levels, minutes = found
        more = sum(levels.values()) - plan.unplaced
        alike = all(levels.get(int(level), 0) == left for level, left in plan.levels.items())
        if more != opening.children_more:
            yield _brings(opening, more)
        elif alike and not problem.scenarios:
            yield from _saves(problem, plan, opening, minutes - plan.minutes)


def _brings(opening: Opening, more: int) -> str:
    return (
        f"Öffnung {opening.candidate} gibt {more} Kindern mehr einen Platz, nicht "
        f"{opening.children_more}."
    )


def _saves(problem: Problem, plan: Plan, opening: Opening, saved: int) -> Iterator[str]:
    """Without the opening as many sit: its minutes are known, and are worth its price."""
    if opening.minutes_saved != saved:
        yield f"Öffnung {opening.candidate} spart {saved} Minuten, nicht {opening.minutes_saved}."
    worth = problem.parameters.cents_per_minute * saved
    if plan.proven and not problem.scenarios and worth < opening.cost_cents:
        yield f"Ohne Öffnung {opening.candidate} wäre der Plan günstiger, und ebenso viele säßen."
