# SPDX-License-Identifier: EUPL-1.2
"""Who sits: with the groups that open, with all that could, and with none; and the least ways."""

from collections.abc import Iterator

from rundertisch.engine.placement.check.network import NOWHERE, Network, build_network
from rundertisch.engine.siting.check.standing import Reached, best_seats, locked_minutes
from rundertisch.engine.siting.check.whole import few_enough, whole_left
from rundertisch.engine.siting.plan import Plan
from rundertisch.engine.siting.problem import Problem, opened


def seats_in(*, network: Network, plan: Plan) -> list[int]:
    """Return the placement's seats by the groups of a network; NOWHERE if the group is missing."""
    seat = [NOWHERE] * len(network.problem.children)
    for row in plan.placement.placements:
        seat[network.child_at[row.child]] = network.group_at.get(row.group, NOWHERE)
    return seat


def levels_hold(*, problem: Problem, plan: Plan, network: Network) -> Iterator[str]:
    """The profile and the minutes of the opened groups, and what could be reached at all."""
    reached = best_seats(network=network, seat=seats_in(network=network, plan=plan))
    if _told(reached) != dict(plan.levels):
        yield (
            f"Mit diesen Gruppen blieben ohne Platz {_told(reached)}, der Plan sagt "
            f"{dict(plan.levels)}."
        )
    least = reached.minutes + locked_minutes(network)
    if plan.minutes < least or (plan.minutes > least and not problem.scenarios and plan.proven):
        yield f"Die kürzesten Wege sind zusammen {least} Minuten, der Plan sagt {plan.minutes}."
    yield from _with_everything_open(problem, plan)
    yield from _today(problem, plan)


def _told(reached: Reached) -> dict[str, int]:
    return {str(level): reached.left[level] for level in sorted(reached.left, reverse=True)}


def _with_everything_open(problem: Problem, plan: Plan) -> Iterator[str]:
    """Nobody is left who could sit; a budget and families may cost seats, but never add any."""
    rules = problem.parameters
    everything = opened(
        problem=problem, groups={each.id: each.max_groups for each in problem.candidates}
    )
    network = build_network(problem=everything)
    seat = seats_in(network=network, plan=plan)
    could = _told(best_seats(network=network, seat=seat, ways=False))
    stated, bound = tuple(plan.levels.values()), tuple(plan.levels_bound.values())
    best = tuple(could.values())
    if bound < best or stated < best:
        yield f"Auch mit allen Kandidaten blieben ohne Platz {could}; der Plan sagt weniger."
    limited = rules.whole_families or rules.budget_cents is not None
    if plan.proven and stated != best and not limited:
        yield f"Mit allen Kandidaten blieben nur {could} ohne Platz, hier sind es {stated}."


def _today(problem: Problem, plan: Plan) -> Iterator[str]:
    found = _nothing_opened(problem, plan)
    if found is None:
        return
    unplaced, minutes = found
    if (unplaced, minutes) != (plan.today.unplaced, plan.today.minutes):
        yield (
            f"Ohne neue Gruppen blieben {unplaced} Kinder ohne Platz bei {minutes} Minuten, der "
            f"Plan sagt {plan.today.unplaced} bei {plan.today.minutes}."
        )


def _nothing_opened(problem: Problem, plan: Plan) -> tuple[int, int] | None:
    """Return who is left and the minutes; None: with whole families that is not found out."""
    if problem.parameters.whole_families:  # who sits then is not a flow
        small = few_enough(problem=problem, sets=1)
        found = whole_left(problem=problem, groups={}, closed=set()) if small else None
        return None if found is None else (sum(found[0].values()), found[1])
    network = build_network(problem=problem.placement)
    reached = best_seats(network=network, seat=seats_in(network=network, plan=plan))
    return sum(reached.left.values()), reached.minutes + locked_minutes(network)
