# SPDX-License-Identifier: EUPL-1.2
"""The independent check of whole plans: how long it takes, in how much memory.

`./run bench check` solves the instances up to North Rhine-Westphalia, checks each plan in a process
of its own, and writes docs/reference/benchmarks.md; `--germany` adds the largest, `--dry` writes
nothing. A plan that does not keep its word stops the run.
"""

import argparse
import multiprocessing
import pickle
import resource
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks import instances, report
from rundertisch.engine.placement.check import check
from rundertisch.engine.placement.plan import Plan
from rundertisch.engine.placement.problem import Problem
from rundertisch.engine.placement.solve import solve

COMMAND = "./run bench check"
GIGABYTE = 1_000_000  # ru_maxrss counts in kB
NAMES = ("district-450", "district-1888", "nrw", "germany")


@dataclass(frozen=True, slots=True)
class Checked:
    """One row of the table."""

    name: str
    children: int
    seconds: float
    gigabytes: float
    broken: tuple[str, ...]


def solved(name: str, file: Path) -> None:
    """Solve an instance and put question and answer aside."""
    problem = instances.instance(name=name)
    file.write_bytes(pickle.dumps((problem, solve(problem, threads=2))))


def checked(name: str, file: Path) -> Checked:
    """Check the plan; memory is that of a process that does nothing else."""
    problem: Problem
    plan: Plan
    problem, plan = pickle.loads(file.read_bytes())  # noqa: S301 - written by this program
    began = time.perf_counter()
    broken = check(problem, plan)
    seconds = time.perf_counter() - began
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / GIGABYTE
    return Checked(name, len(problem.children), seconds, used, tuple(broken))


def measured(name: str) -> Checked:
    """Solve and check, each in a fresh process."""
    fresh = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "plan"
        with fresh.Pool(1) as pool:
            pool.apply(solved, (name, file))
        with fresh.Pool(1) as pool:
            found: Checked = pool.apply(checked, (name, file))
    if found.broken:
        raise SystemExit(f"{name}: {found.broken[0]} ({len(found.broken)} broken promises)")
    return found


def main() -> None:
    """Measure, print, and renew the page."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--germany", action="store_true")
    asked.add_argument("--without", action="append", default=[], choices=NAMES)
    asked.add_argument("--dry", action="store_true")
    options = asked.parse_args()
    versions = report.machine(packages=("numpy", "numba"))
    lines = [f"Measured with `{COMMAND}` on {versions}.", ""]
    lines += [
        "| instance | children | check, plan in memory | largest memory |",
        "|---|---|---|---|",
    ]
    for name in NAMES:
        if name in options.without or (name == "germany" and not options.germany):
            continue
        row = measured(name)
        lines.append(f"| {name} | {row.children} | {row.seconds:.3g} s | {row.gigabytes:.2g} GB |")
        print(lines[-1], flush=True)
    if not options.dry:
        report.renew(mark="checked", lines=lines)


if __name__ == "__main__":
    main()
