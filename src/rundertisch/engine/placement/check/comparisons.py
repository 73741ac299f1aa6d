# SPDX-License-Identifier: EUPL-1.2
"""What other rules would have reached: their numbers too are counted again.

A comparison that breaks the rules would make the plan look worse, or better, than it is.
"""

from collections import Counter
from collections.abc import Iterator

from rundertisch.engine.placement.check.network import Network
from rundertisch.engine.placement.check.other_rules import Seats, deferred, first_come
from rundertisch.engine.placement.check.values import together
from rundertisch.engine.placement.check.ways import pair_minutes
from rundertisch.engine.placement.plan import Baseline, Plan


def stated_baselines(*, network: Network, plan: Plan) -> Iterator[str]:
    """Every comparison counts all children; where it names its seats, they hold.

    Where it does not, as in a plan.json, its rule is followed again.
    """
    children = len(network.problem.children)
    for baseline in plan.baselines:
        if baseline.placed + baseline.unplaced != children:
            yield (
                f"Vergleich {baseline.name}: {baseline.placed} mit und {baseline.unplaced} ohne "
                f"Platz sind nicht {children} Kinder."
            )
        elif baseline.seats:
            yield from _seats(network, baseline)
        else:
            yield from _followed_again(network, baseline)


def _followed_again(network: Network, baseline: Baseline) -> Iterator[str]:
    rule = first_come if baseline.name == "first_come_first_served" else deferred
    taken = rule(network=network)
    if taken is None:
        return
    stated = baseline.placed, baseline.minutes, baseline.pairs
    counted = _counted(network, taken)
    if stated != counted:
        yield _unlike(baseline, counted)


def _counted(network: Network, taken: Seats) -> tuple[int, int, int]:
    """Return seats, minutes and pairs of siblings together."""
    problem = network.problem
    schools = {problem.children[c].id: problem.groups[g].school for c, g in taken.items()}
    ways = _ways_of_arcs(network, list(taken.items()))
    return len(taken), sum(ways.values()), together(problem=problem, school_of_child=schools)


def _unlike(baseline: Baseline, counted: tuple[int, int, int]) -> str:
    return (
        f"Vergleich {baseline.name}: Genannt sind {baseline.placed} Plätze, {baseline.minutes} "
        f"Minuten und {baseline.pairs} Paare; gezählt {counted[0]}, {counted[1]} und {counted[2]}."
    )


def _seats(network: Network, baseline: Baseline) -> Iterator[str]:
    known = baseline.seats.keys() <= network.child_at.keys()
    if not known or not set(baseline.seats.values()) <= network.group_at.keys():
        yield f"Vergleich {baseline.name}: Er nennt Kinder oder Gruppen, die es nicht gibt."
        return
    seats = [(network.child_at[c], network.group_at[g]) for c, g in baseline.seats.items()]
    ways = _ways_of_arcs(network, seats)
    for child, group in seats:
        if (child, group) not in ways:
            yield (
                f"Vergleich {baseline.name}: Kind {network.problem.children[child].id} darf nicht "
                f"in Gruppe {network.problem.groups[group].id} sitzen."
            )
    yield from _capacities(network, baseline)
    counted = _counted(network, dict(seats))
    if (baseline.placed, baseline.minutes, baseline.pairs) != counted:
        yield _unlike(baseline, counted)


def _ways_of_arcs(network: Network, seats: list[tuple[int, int]]) -> dict[tuple[int, int], int]:
    """Return the minutes of every seat that is eligible or locked."""
    found = {}
    for child, group in seats:
        for arc in range(network.arcs_from[child], network.arcs_from[child + 1]):
            if network.arc_group[arc] == group:
                found[child, group] = int(network.arc_minutes[arc])
        if network.locked.get(child) == group:
            school = int(network.school_of[group])
            way = pair_minutes(problem=network.problem, child=child, schools=[school])
            found[child, group] = way[0]
    return found


def _capacities(network: Network, baseline: Baseline) -> Iterator[str]:
    in_group = Counter(baseline.seats.values())
    at_school: Counter[str] = Counter()
    for group in network.problem.groups:
        at_school[group.school] += in_group[group.id]
        if in_group[group.id] > group.free_seats:
            yield f"Vergleich {baseline.name}: Die Gruppe {group.id} ist überbelegt."
    for school in network.problem.schools:
        cap = None if school.cap_soft else school.newcomer_cap
        if cap is not None and at_school[school.id] > cap:
            yield f"Vergleich {baseline.name}: Die Schule {school.id} ist über der Obergrenze."
