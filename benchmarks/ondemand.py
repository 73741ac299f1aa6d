# SPDX-License-Identifier: EUPL-1.2
"""Questions beside a plan of a district: alternatives, one child that arrives, prices of rules.

`./run bench ondemand` measures, prints and writes docs/reference/benchmarks.md; `--dry` writes
nothing. Every child of the instance is asked about once; nobody is seated.
"""

import argparse
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from benchmarks import instances, report
from rundertisch.engine.placement.ondemand.alternatives import alternatives_of
from rundertisch.engine.placement.ondemand.arrival import seats_for
from rundertisch.engine.placement.ondemand.prices import prices_of
from rundertisch.engine.placement.ondemand.standing import standing_of
from rundertisch.engine.placement.solve import solve, warm

NAMES = ("district-450", "district-1888")
FEW = 5


def spent(run: Callable[[], object]) -> float:
    """Return the seconds of one run."""
    began = time.perf_counter()
    run()
    return time.perf_counter() - began


def spoken(times: list[float]) -> str:
    """Return median, 95th percentile and longest as cells."""
    ordered = sorted(times)
    late = ordered[int(0.95 * (len(ordered) - 1))]
    cells = (statistics.median(ordered), late, ordered[-1])
    return " | ".join(f"{1000 * each:.3g} ms" for each in cells)


def rows(name: str) -> list[str]:
    """Measure one instance."""
    problem = instances.instance(name=name)
    plan = solve(problem)
    standing = standing_of(problem=problem, plan=plan)

    newcomers = [replace(child, id="arrives", family="") for child in problem.children]
    alternatives = [
        spent(partial(alternatives_of, standing=standing, child=child.id))
        for child in problem.children
    ]
    arrivals = [spent(partial(seats_for, standing=standing, child=one)) for one in newcomers]
    once = [spent(lambda: standing_of(problem=problem, plan=plan)) for _ in range(FEW)]
    prices = [spent(lambda: prices_of(problem=problem)) for _ in range(FEW)]
    asked = len(problem.children)
    return [
        f"| {name} | all alternatives of a child, ranked | {asked} | {spoken(alternatives)} |",
        f"| {name} | one child arrives, with alternatives | {asked} | {spoken(arrivals)} |",
        f"| {name} | how things stand, once per plan | {FEW} | {spoken(once)} |",
        f"| {name} | prices of all rules | {FEW} | {spoken(prices)} |",
    ]


def main() -> None:
    """Measure, print, and renew the page."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--dry", action="store_true")
    options = asked.parse_args()
    warm.warm()
    lines = [f"Measured on {report.machine(packages=('numpy', 'numba'))}.", ""]
    lines += [
        "| instance | question | asked | median | p95 | longest |",
        "|---|---|---|---|---|---|",
    ]
    for name in NAMES:
        lines += rows(name)
    print("\n".join(lines))
    if not options.dry:
        report.renew(mark="ondemand", lines=lines)


if __name__ == "__main__":
    main()
