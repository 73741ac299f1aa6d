# SPDX-License-Identifier: EUPL-1.2
"""Does a plan keep its word? Written without looking at `solve`, and solver-free.

The first promise is that no child is seated at a special or hospital school. Then: every child is
named once, sits only where it may, seats, caps and locks hold, every reason and number is what the
input says. Levels 1 and 2 are shown to be best by augmenting paths; level 3 is counted again, its
bound compared, and simple exchanges are tried against a claimed proof.
"""

from collections.abc import Iterator

from rundertisch.engine.placement.check.changes import smallest_changes
from rundertisch.engine.placement.check.comparisons import stated_baselines
from rundertisch.engine.placement.check.exchange import (
    Exchange,
    no_better_single_move,
    no_saving_circle,
)
from rundertisch.engine.placement.check.network import (
    NOWHERE,
    Network,
    build_network,
    components,
)
from rundertisch.engine.placement.check.profile import no_shorter_worst_way, nobody_left_behind
from rundertisch.engine.placement.check.reasons import placed_reasons, unplaced_reasons
from rundertisch.engine.placement.check.seats import (
    capacities,
    eligibility,
    known_seats,
    locks,
    partition,
    special_schools,
)
from rundertisch.engine.placement.check.values import (
    stated_counts,
    stated_levels,
    worst_by_component,
)
from rundertisch.engine.placement.plan import Plan
from rundertisch.engine.placement.problem import Problem

__all__ = ["check"]


def check(problem: Problem, plan: Plan) -> list[str]:
    """Return one German sentence per broken promise; an empty list means the plan keeps its word.

    The problem must be valid. Best is only asked for where a level claims a proof, and only of a
    plan whose seats hold.
    """
    broken = list(special_schools(problem=problem, plan=plan))
    broken += partition(problem=problem, plan=plan)
    unknown = list(known_seats(problem=problem, plan=plan))
    if broken or unknown:
        return broken + unknown
    network = build_network(problem=problem)
    broken += eligibility(network=network, plan=plan)
    broken += capacities(problem=problem, plan=plan)
    broken += locks(problem=problem, plan=plan)
    broken += placed_reasons(network=network, plan=plan)
    broken += unplaced_reasons(network=network, plan=plan)
    broken += stated_counts(problem=problem, plan=plan)
    broken += stated_baselines(network=network, plan=plan)
    component = components(network=network)
    broken += stated_levels(network=network, plan=plan, component=component)
    return broken or list(_best(network, plan, component))


def _best(network: Network, plan: Plan, component: list[int]) -> Iterator[str]:
    """What a claimed proof promises beyond the numbers."""
    seat = [NOWHERE] * len(network.problem.children)
    for row in plan.placements:
        seat[network.child_at[row.child]] = network.group_at[row.group]
    worst = worst_by_component(network=network, plan=plan, component=component)
    profile, longest, ways = plan.levels
    if profile.proven:
        lost = list(nobody_left_behind(network=network, seat=seat))
        yield from lost or smallest_changes(network=network, plan=plan, seat=seat)
    if longest.proven:
        yield from no_shorter_worst_way(
            network=network, seat=seat, component=component, worst=worst
        )
    if ways.proven:
        exchange = Exchange(network=network, seat=seat, component=component, worst=worst)
        yield from no_saving_circle(exchange=exchange)
        yield from no_better_single_move(exchange=exchange)
