# SPDX-License-Identifier: EUPL-1.2
"""How a test breaks a plan: one field of one row at a time, and plans around given seats."""

from dataclasses import replace
from typing import Any

from rundertisch.engine.placement.plan import Change, Plan
from rundertisch.engine.placement.problem import Child, Problem
from tests.engine.placement import brute_force, by_hand


def seat(plan: Plan, who: str, **changes: Any) -> Plan:  # noqa: ANN401 - fields of any type
    """Change what the plan says about the seat of one child."""
    rows = tuple(replace(r, **changes) if r.child == who else r for r in plan.placements)
    assert rows != plan.placements, "the plan was not broken"
    return replace(plan, placements=rows)


def left_out(plan: Plan, who: str, **changes: Any) -> Plan:  # noqa: ANN401 - fields of any type
    """Change what the plan says about a child without a seat."""
    rows = tuple(replace(r, **changes) if r.child == who else r for r in plan.unplaced)
    assert rows != plan.unplaced, "the plan was not broken"
    return replace(plan, unplaced=rows)


def level(plan: Plan, which: str, **changes: Any) -> Plan:  # noqa: ANN401 - fields of any type
    """Change what the plan says about one level of the objective."""
    rows = tuple(replace(r, **changes) if r.name == which else r for r in plan.levels)
    assert rows != plan.levels, "the plan was not broken"
    return replace(plan, levels=rows)


def planned(problem: Problem, seats: dict[str, str]) -> Plan:
    """Write a plan around given seats that tells the truth about itself but for its proofs."""
    names = brute_force.component_names(problem)
    return by_hand.plan_of(problem, brute_force.judged(problem, seats, names))


def table(**ways: dict[str, int]) -> dict[tuple[str, str], int]:
    """Write a travel table as child=minutes per school."""
    return {(child, school): m for child, row in ways.items() for school, m in row.items()}


def smallest(child: str, change: str) -> str:
    """Return the sentence about a change of which a smaller one, or none, would do."""
    return (
        f"Kind {child}: Die Änderung {change} ist nicht die kleinste, die einem Kind der Stufe 0 "
        "mehr einen Platz gibt."
    )


def nameable(problem: Problem, child: Child) -> list[Change]:
    """Return all changes of up to three units that could be named for the child."""
    some = (1, 2, 3)
    changes = [Change("seat", group.id, amount) for group in problem.groups for amount in some]
    limits = problem.parameters.limits
    longest = {"primary": limits.primary, "sec1": limits.sec1, "sec2": limits.sec2}
    limit = longest[brute_force.stage(child.grade)]
    for school in problem.schools:
        if school.newcomer_cap is not None:
            changes += [Change("cap", school.id, amount) for amount in some]
        minutes = brute_force.minutes_of(problem, child, school)
        if minutes is not None and minutes > limit:
            changes += [Change("limit", school.id, minutes - limit + more) for more in (-1, 0, 1)]
        if not brute_force.form_allowed(child, school):
            changes.append(Change("form", school.id, 1))
        changes += [Change("group", school.id, amount) for amount in some]
    return [change for change in changes if change.amount > 0]
