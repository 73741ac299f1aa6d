# SPDX-License-Identifier: EUPL-1.2
"""Does a plan keep its word? Written without looking at `solve`, and solver-free.

The first promise is that no child is seated at a special or hospital school. Then: every child is
named once, sits only where it may, seats, caps and locks hold, every reason and number is what the
input says. Levels 1 and 2 are shown to be best by augmenting paths; level 3 is counted again, its
bound compared, and simple exchanges are tried against a claimed proof.
"""

from collections.abc import Iterator, Mapping

import numpy as np

from rundertisch.engine.placement.check.again import changes_help
from rundertisch.engine.placement.check.certificate import Certified, certified, unreadable
from rundertisch.engine.placement.check.changes import smallest_changes
from rundertisch.engine.placement.check.circles import (
    LEVELS,
    Standing,
    distances,
    first_not_best,
    not_best,
)
from rundertisch.engine.placement.check.claims import stated_claims, stated_cost_of_claims
from rundertisch.engine.placement.check.comparisons import stated_baselines
from rundertisch.engine.placement.check.exchange import (
    Exchange,
    no_better_single_move,
    no_saving_circle,
)
from rundertisch.engine.placement.check.longest import no_shorter_longest_way
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
from rundertisch.engine.placement.check.values import stated_counts, stated_levels
from rundertisch.engine.placement.check.ways import Ints
from rundertisch.engine.placement.check.weighed import stated_weights
from rundertisch.engine.placement.plan import LevelName, Plan
from rundertisch.engine.placement.problem import Problem

__all__ = ["Certified", "check", "proven_by_prices"]


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
    broken += stated_weights(network=network, plan=plan)
    broken += stated_claims(network=network, plan=plan)
    broken += stated_baselines(network=network, plan=plan)
    component = components(network=network)
    broken += stated_levels(network=network, plan=plan, component=component)
    if plan.certificate is not None:
        broken += unreadable(network=network, certificate=plan.certificate)
    if broken:
        return broken
    return [*stated_cost_of_claims(network=network, plan=plan), *_best(network, plan, component)]


def proven_by_prices(problem: Problem, plan: Plan) -> Certified | None:
    """Return the bound of the last level that the plan's certificate proves, if it has one.

    The plan must have passed `check`.
    """
    if plan.certificate is None:
        return None
    network = build_network(problem=problem)
    component = components(network=network)
    return certified(
        network=network,
        plan=plan,
        component=component,
        longest=_longest(network, plan, component),
        certificate=plan.certificate,
    )


def _best(network: Network, plan: Plan, component: list[int]) -> Iterator[str]:
    """What a claimed proof promises beyond the numbers."""
    seat = [NOWHERE] * len(network.problem.children)
    for row in plan.placements:
        seat[network.child_at[row.child]] = network.group_at[row.group]
    proven = {level.name for level in plan.levels if level.proven}
    lost = list(_first_levels(network, plan, seat, proven))
    yield from lost
    standing = Standing(network=network, seat=seat, levels=len(LEVELS))
    prices = distances(standing.moves(), nodes=standing.outside + 1)
    if prices is None:  # a level before is not best: refused above, or not claimed to be proven
        return
    shortest = _shortest(network, plan)
    if "worst_minutes" in proven:
        if network.claims or network.soft_caps():
            yield from no_shorter_longest_way(
                standing=standing, prices=prices, component=component, shortest=shortest
            )
        else:
            yield from no_shorter_worst_way(
                network=network, seat=seat, component=component, shortest=shortest
            )
    if "ways_and_pairs" in proven:
        longest = _longest(network, plan, component)
        exchange = Exchange(standing=standing, prices=prices, longest=longest)
        yield from no_saving_circle(exchange=exchange)
        yield from no_better_single_move(exchange=exchange)


def _first_levels(
    network: Network, plan: Plan, seat: list[int], proven: set[LevelName]
) -> Iterator[str]:
    """Claims, seats and soft caps are best, and what would help is the smallest that does."""
    if network.claims or network.soft_caps():
        name = first_not_best(network=network, seat=seat)
        if name in proven:
            yield not_best(level=name)
        if name is not None:
            return
    elif "unplaced" in proven:
        lost = list(nobody_left_behind(network=network, seat=seat))
        yield from lost
        if lost:
            return
    if "unplaced" not in proven:
        return
    if network.claims:
        yield from changes_help(network=network, plan=plan, seat=seat)
    else:
        yield from smallest_changes(network=network, plan=plan, seat=seat)


def _longest(network: Network, plan: Plan, component: list[int]) -> Ints:
    """Return the longest way that the last level may use, for each child."""
    level = next(each for each in plan.levels if each.name == "worst_minutes")
    slack = network.problem.parameters.worst_slack_minutes
    limit = {name: minutes + slack for name, minutes in _shortest(network, plan).items()}
    value = level.value if isinstance(level.value, Mapping) else {}
    for child, minutes in value.items():  # beyond the limit only where nothing is claimed proven
        limit[network.child_at[child]] = max(minutes, limit[network.child_at[child]])
    return np.array([limit.get(name, -1) for name in component], dtype=np.int64)


def _shortest(network: Network, plan: Plan) -> dict[int, int]:
    """Return the bound of the longest way of every component that the plan names."""
    level = next(each for each in plan.levels if each.name == "worst_minutes")
    bound = level.bound if isinstance(level.bound, Mapping) else {}
    return {network.child_at[name]: minutes for name, minutes in bound.items()}
