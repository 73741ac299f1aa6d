# SPDX-License-Identifier: EUPL-1.2
"""Compile the kernels, or load what is compiled, before anybody waits for an answer."""

from dataclasses import replace
from pathlib import Path

from rundertisch.engine.placement.plan import Plan
from rundertisch.engine.placement.problem import (
    Child,
    Group,
    Parameters,
    Placed,
    Problem,
    School,
)


def warm() -> None:
    """Solve tiny problems, so that no request ever compiles.

    Compiled code of an earlier version that cannot be read any more is removed first.
    """
    try:
        _solve_tiny()
    except (AttributeError, ImportError, ModuleNotFoundError, EOFError):
        for path in Path(__file__).parent.parent.rglob("__pycache__/*.nb[ic]"):
            path.unlink(missing_ok=True)
        _solve_tiny()


def alone() -> None:
    """Compile, or load, what children without siblings need: nothing of `compile_all`."""
    from rundertisch.engine.placement.solve import solve

    problem = tiny()
    children = tuple(replace(child, family="") for child in problem.children)
    single = replace(problem, children=children, placed=())
    _ask_beside(single, solve(single))


def _solve_tiny() -> None:
    from rundertisch.engine.placement.solve import solve
    from rundertisch.engine.placement.solve.branching import compile_all
    from rundertisch.engine.placement.solve.network import built
    from rundertisch.engine.placement.solve.regions import region_of_child

    compile_all()
    region_of_child(network=built(tiny()))
    _ask_beside(tiny(), solve(tiny()))
    solve(tiny(strict=True))


def _ask_beside(problem: Problem, plan: Plan) -> None:
    from rundertisch.engine.placement.ondemand.alternatives import alternatives_of
    from rundertisch.engine.placement.ondemand.standing import standing_of

    standing = standing_of(problem=problem, plan=plan)
    for child in problem.children:
        alternatives_of(standing=standing, child=child.id)


def tiny(*, strict: bool = False) -> Problem:
    """Return a problem in which every kernel has something to do."""
    schools = tuple(
        School(
            f"s{at}",
            "Grundschule",
            lat=51.3 + at / 100,
            lon=7.3,
            town="Ennepetal",
            newcomer_cap=cap,
        )
        for at, cap in enumerate((None, 2, None))
    )
    groups = tuple(
        Group(f"g{at}", f"s{at % 3}", "language", 1, 4, seats)
        for at, seats in enumerate((1, 1, 1, 1, 0))
    )
    children = tuple(
        Child(
            f"c{at}",
            1 + at % 4,
            lat=51.3 + at / 200,
            lon=7.3,
            waiting_days=at % 3 * 7,
            family=f"f{at // 2}",
        )
        for at in range(6)
    )
    return Problem(
        children=(*children, Child("c6", 7, lat=51.3, lon=7.3), Child("c7", 1, lat=52.5, lon=7.3)),
        schools=schools,
        groups=groups,
        placed=(Placed("p", 2, "g0", "f0"),),
        parameters=Parameters(minutes_per_pair="strict" if strict else 30),
    )
