# SPDX-License-Identifier: EUPL-1.2
"""A year of arrivals under each policy, in synthetic districts: what the reading of the gain says.

`./run bench year` plays twenty districts of 450 children and two of 1,888, looks each through with
the independent check, prints means and renews docs/reference/benchmarks.md; `--dry` writes nothing,
`--districts N` plays fewer. All seats are there from the first week on, nobody arrives with days
waited, siblings arrive together in a week drawn with equal chances.
"""

import argparse
import random
import time
from collections import defaultdict
from dataclasses import dataclass, field, replace

from benchmarks import instances, report
from rundertisch.engine.placement.simulate.check import check
from rundertisch.engine.placement.simulate.course import POLICIES, PolicyName
from rundertisch.engine.placement.simulate.problem import Arrival, Year
from rundertisch.engine.placement.simulate.run import simulate
from rundertisch.engine.placement.solve import warm

WEEKS = 52
DISTRICTS = {"district-450": 20, "district-1888": 2}
HEAD = (
    "| districts | policy | mean wait, days | waits of 90 % within | without a seat at the end "
    "| moves | processor time |"
)


@dataclass(slots=True)
class Sums:
    """What the districts come to under one policy."""

    mean_tenths: int = 0
    p90: int = 0
    unplaced: int = 0
    moves: int = 0
    seconds: float = 0.0


@dataclass(slots=True)
class Played:
    """Some districts of one size."""

    districts: int = 0
    never: int = 0
    of: defaultdict[PolicyName, Sums] = field(default_factory=lambda: defaultdict(Sums))


def year_of(*, name: str, seed: int) -> Year:
    """Return a year whose children are those of an instance; siblings arrive together."""
    problem = instances.instance(name=name, seed=seed)
    draw = random.Random(f"year {seed}")  # noqa: S311 - a benchmark, no secret
    weeks: dict[str, int] = {}
    arrivals = [
        Arrival(
            weeks.setdefault(child.family or child.id, 1 + int(WEEKS * draw.random())),
            replace(child, waiting_days=0),
        )
        for child in problem.children
    ]
    return Year(start=replace(problem, children=()), arrivals=tuple(arrivals), weeks=WEEKS)


def played(*, name: str, districts: int) -> Played:
    """Play some districts, policy by policy.

    Raises:
        RuntimeError: a year does not keep its word.
    """
    whole = Played(districts)
    for seed in range(1, districts + 1):
        year = year_of(name=name, seed=seed)
        for policy in POLICIES:
            began = time.process_time()
            simulation = simulate(year, policies=(policy,))
            spent = time.process_time() - began
            if broken := check(year, simulation):
                raise RuntimeError(broken[0])
            course, sums = simulation.courses[0], whole.of[policy]
            sums.mean_tenths += course.waits.mean_tenths
            sums.p90 += course.waits.p90
            sums.unplaced += course.unplaced_end
            sums.moves += course.moves
            sums.seconds += spent
        whole.never += len(simulation.never)
    return whole


def rows(*, name: str, whole: Played) -> list[str]:
    """Return the means as rows of a table."""
    many = whole.districts
    never = f"{whole.never / many:.1f}"
    told = [
        f"| {many} x {name} | `{policy}` | {sums.mean_tenths / many / 10:.1f} "
        f"| {sums.p90 / many:.1f} days | {sums.unplaced / many:.1f} | {sums.moves / many:.1f} "
        f"| {sums.seconds / many:.2f} s |"
        for policy, sums in whole.of.items()
    ]
    return [*told, f"| {many} x {name} | no group at all, under any policy |  |  | {never} |  |  |"]


def main() -> None:
    """Play, print, and renew the page."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--dry", action="store_true")
    asked.add_argument("--districts", type=int, default=None)
    options = asked.parse_args()
    warm.warm()
    lines = [f"Measured on {report.machine(packages=('numpy', 'numba', 'highspy'))}.", ""]
    lines += [HEAD, "|---|---|--:|--:|--:|--:|--:|"]
    for name, districts in DISTRICTS.items():
        many = min(districts, options.districts or districts)
        lines += rows(name=name, whole=played(name=name, districts=many))
    print("\n".join(lines))
    if not options.dry:
        report.renew(mark="year", lines=lines)


if __name__ == "__main__":
    main()
