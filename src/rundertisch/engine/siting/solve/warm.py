# SPDX-License-Identifier: EUPL-1.2
"""Compile the kernels of siting too, before anybody waits for an answer."""

from rundertisch.engine.placement.problem import Child, Group, School
from rundertisch.engine.placement.problem import Problem as Placement
from rundertisch.engine.placement.solve.warm import warm as warm_placement
from rundertisch.engine.siting.problem import Candidate, Parameters, Problem


def warm() -> None:
    """Solve tiny problems of placement, then one of siting."""
    from rundertisch.engine.siting.solve import solve

    warm_placement()
    solve(tiny(), explain=False)


def tiny() -> Problem:
    """Return a problem with a family, a seat and a group that may open."""
    children = tuple(Child(f"c{at}", 1 + at, family="f") for at in range(3))
    schools = (School("s0", "Grundschule"), School("s1", "Grundschule"))
    return Problem(
        placement=Placement(
            children=children,
            schools=schools,
            groups=(Group("g0", "s0", "language", 1, 4, 1),),
            travel={(child.id, each.id): 9 for child in children for each in schools},
        ),
        candidates=(Candidate("k0", "s1", "language", 1, 4, 3, fixed_cost_cents=100),),
        parameters=Parameters(cents_per_minute=1, whole_families=True),
    )
