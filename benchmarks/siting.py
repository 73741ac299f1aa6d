# SPDX-License-Identifier: EUPL-1.2
"""Where groups should open, measured: seeded districts, and public sets of facility location.

`./run bench siting` measures the districts, prints and renews docs/reference/benchmarks.md
(`--openings`: only until the openings are decided, not the placement on them);
`--files FOLDER` measures the instances p1, p2, ... of a folder against the optima in its file `os`
(one value a line), `--seconds` each; `--dry` writes nothing. An instance: facilities and customers;
capacities; fixed costs; demands; then a row of costs for each customer. Proven means that bound and
value are equal in whole numbers (costs of files in hundredths).
"""

import argparse
import gc
import random
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import numpy as np

from benchmarks import instances, report
from rundertisch.engine.placement.problem import GroupKind
from rundertisch.engine.siting.problem import Candidate, Parameters, Problem
from rundertisch.engine.siting.solve import solve, warm
from rundertisch.engine.siting.solve.relaxation import Sourcing
from rundertisch.engine.siting.solve.sited import Answer as PartAnswer
from rundertisch.engine.siting.solve.sited import Siting
from rundertisch.engine.siting.solve.sourcing import sourced

MARK, FILES_MARK = "siting", "siting-files"
COMMAND = "./run bench siting"
OFFERS = (("language", 0.5, 15), ("literacy", 0.15, 12))  # kind, share of schools, seats
HUNDREDTHS = 100
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Case:
    """What is asked about a district; ``seats``: the share of the free seats that is there."""

    name: str
    seats: float
    cents_per_minute: int
    budget_cents: int | None = None
    whole_families: bool = False
    next_best: bool = False  # what would be done without each opening, too


CASES = (
    Case("all seats", 1.0, 5_000),
    Case("70 % of the seats", 0.7, 5_000),
    Case("70 % of the seats, dear minutes", 0.7, 20_000),
    Case("40 % of the seats", 0.4, 5_000),
    Case("all seats, whole families", 1.0, 5_000, whole_families=True),
    Case("70 %, whole families", 0.7, 5_000, whole_families=True),
    Case("40 %, whole families", 0.4, 5_000, whole_families=True),
    Case("70 %, budget 100,000 €", 0.7, 5_000, budget_cents=10_000_000),
)
EXPLAINED = (  # of the smaller district
    Case("70 %, whole families, next best", 0.7, 5_000, whole_families=True, next_best=True),
)


def district(*, name: str, case: Case, seed: int = 8) -> Problem:
    """Return a district of `instances` with fewer seats, and candidates at half of its schools."""
    placement = instances.instance(name=name, seed=seed)
    draw = random.Random(f"siting {seed}")  # noqa: S311 - a benchmark, no secret
    groups = tuple(
        replace(group, free_seats=int(group.free_seats * case.seats)) for group in placement.groups
    )
    grades = {group.school: (group.grade_from, group.grade_to) for group in groups}
    candidates: list[Candidate] = []
    for school in placement.schools:
        for kind, share, seats in OFFERS:
            if school.id in grades and draw.random() < share:
                cents = 100 * (25_000 + int(20_000 * draw.random()))
                offered: GroupKind = "literacy" if kind == "literacy" else "language"
                low, high = grades[school.id]
                name_of = f"k{len(candidates)}"
                candidates.append(
                    Candidate(name_of, school.id, offered, low, high, seats, cents, max_groups=2)
                )
    return Problem(
        placement=replace(placement, groups=groups),
        candidates=tuple(candidates),
        parameters=Parameters(case.cents_per_minute, case.budget_cents, case.whole_families),
    )


def timed(run: Callable[[], Answer], *, runs: int) -> tuple[Answer, float, float]:
    """Return the answer, and the median seconds of some runs, by the clock and of the processor."""
    walls, spent = [], []
    for _ in range(runs):
        gc.collect()
        wall, cpu = time.perf_counter(), time.process_time()
        answer = run()
        walls.append(time.perf_counter() - wall)
        spent.append(time.process_time() - cpu)
    return answer, statistics.median(walls), statistics.median(spent)


def openings_row(name: str, case: Case, *, runs: int) -> str:
    """Measure until the openings of one question about a district are decided."""
    problem = district(name=name, case=case)

    def opens() -> list[PartAnswer]:
        return Siting(problem=problem, seed=0, seconds_left=lambda: float("inf")).answers()

    answers, wall, cpu = timed(opens, runs=runs)
    groups = sum(int(each.found.opened.sum()) for each in answers)
    proven = "yes" if all(each.proven for each in answers) else "no"
    return (
        f"| {name} | {case.name} | {len(problem.candidates)} | {groups} | - | {wall:.2f} s "
        f"| {cpu:.2f} s | - | - | {proven} |"
    )


def district_row(name: str, case: Case, *, runs: int) -> str:
    """Measure one question about a district: the openings, and with the placement on them."""
    problem = district(name=name, case=case)

    def opens() -> object:
        return Siting(problem=problem, seed=0, seconds_left=lambda: float("inf")).answers()

    _, wall, cpu = timed(opens, runs=runs)
    plan, whole, whole_cpu = timed(lambda: solve(problem, explain=case.next_best), runs=1)
    groups = sum(opening.groups for opening in plan.openings)
    return (
        f"| {name} | {case.name} | {len(problem.candidates)} | {groups} | {plan.unplaced} "
        f"(before: {plan.today.unplaced}) | {wall:.2f} s | {cpu:.2f} s | {whole:.2f} s "
        f"| {whole_cpu:.2f} s | {'yes' if plan.proven else 'no'} |"
    )


def read(path: Path) -> Sourcing:
    """Return an instance of a public set."""
    words = path.read_text("ascii").split()
    facilities, customers = int(words[0]), int(words[1])
    numbers = np.rint(HUNDREDTHS * np.array(words[2:], np.float64)).astype(np.int64)
    capacity, fixed, demand, cost = np.split(
        numbers, [facilities, 2 * facilities, 2 * facilities + customers]
    )
    return Sourcing(
        demand=demand // HUNDREDTHS,
        cost=cost.reshape(customers, facilities),
        capacity=capacity // HUNDREDTHS,
        fixed=fixed,
    )


def file_rows(folder: Path, *, seconds: float) -> Iterator[tuple[bool, str]]:
    """Solve the instances of a folder; say whether each is proven in time, with the known value."""
    known = [float(word) for word in (folder / "os").read_text("ascii").split()]
    for number, best in enumerate(known, start=1):
        sourcing = read(folder / f"p{number}")
        began, spent = time.perf_counter(), time.process_time()

        def left(began: float = began) -> float:
            return began + seconds - time.perf_counter()

        found = sourced(sourcing=sourcing, seconds_left=left, seed=0)
        wall, cpu = time.perf_counter() - began, time.process_time() - spent
        if found is None:
            raise SystemExit(f"{folder.name}/p{number}: no solution")
        value, bound = found.value / HUNDREDTHS, found.bound / HUNDREDTHS
        if found.proven and abs(value - best) > 0.01 * len(sourcing.demand):
            raise SystemExit(f"{folder.name}/p{number}: {value} is not the known {best}")
        size = f"{sourcing.cost.shape[1]} x {sourcing.cost.shape[0]}"
        row = f"| p{number} | {size} | {best:.2f} | {value:.2f} | {bound:.2f} | {wall:.1f} s "
        yield found.proven, f"{row}| {cpu:.1f} s | {'yes' if found.proven else 'no'} |"


def measure_files(folder: Path, *, seconds: float) -> list[str]:
    """Return the table of a folder, the slowest and what was not proven told above it."""
    rows = []
    for row in file_rows(folder, seconds=seconds):
        print(row[1], flush=True)
        rows.append(row)
    proven = sum(proof for proof, _ in rows)
    return [
        f"{folder.name}: {proven} of {len(rows)} proven within {seconds:.0f} s each.",
        "",
        "| file | size | known optimum | ours | bound | time | processor | proven |",
        "|---|---|---|---|---|---|---|---|",
        *(row for _, row in rows),
    ]


def main() -> None:
    """Measure, print, and renew the page."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--files", type=Path, action="append", default=[])
    asked.add_argument("--seconds", type=float, default=60.0)
    asked.add_argument("--runs", type=int, default=5)
    asked.add_argument("--openings", action="store_true", help="leave the placement out")
    asked.add_argument("--dry", action="store_true")
    options = asked.parse_args()
    warm.warm()
    where = report.machine(packages=("numpy", "numba", "highspy"))
    lines = [f"Measured with `{COMMAND}` on {where}.", ""]
    if options.files:
        mark = FILES_MARK
        for folder in options.files:
            lines += [*measure_files(folder, seconds=options.seconds), ""]
    else:
        mark = MARK
        lines += [
            (
                "| district | question | could | open | unplaced | time | processor | all: time "
                "| all: processor | proven |"
            ),
            "|---|---|---|---|---|---|---|---|---|---|",
        ]
        for name in ("district-450", "district-1888"):
            for case in (*CASES, *(EXPLAINED if name == "district-450" else ())):
                measured = openings_row if options.openings else district_row
                lines.append(measured(name, case, runs=options.runs))
                print(lines[-1], flush=True)
    print("\n".join(lines))
    if not options.dry:
        report.renew(mark=mark, lines=lines)


if __name__ == "__main__":
    main()
