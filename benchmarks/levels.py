# SPDX-License-Identifier: EUPL-1.2
"""All levels of a placement, proven, beside HiGHS and CP-SAT on the pair form of the last level.

`./run bench levels` measures the two districts, prints and renews docs/reference/benchmarks.md;
`--nrw` and `--germany` add one run each of the large instances with two threads, looked through by
the independent check, each in a process of its own; `--dry` writes nothing. The peers get the
first two levels for nothing and must reach the same value, or the run fails; not to be done in
time is a result.
"""

import argparse
import gc
import multiprocessing
import pickle
import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
from ortools.sat.python import cp_model
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_matrix

from benchmarks import instances, report
from rundertisch.engine.placement.check import check
from rundertisch.engine.placement.plan import Plan
from rundertisch.engine.placement.problem import Problem
from rundertisch.engine.placement.solve import solve, warm
from rundertisch.engine.placement.solve.components import ALONE, component_of
from rundertisch.engine.placement.solve.flow import NO_CAP
from rundertisch.engine.placement.solve.network import Network, built
from rundertisch.engine.placement.solve.seating import chosen_ways, seated
from rundertisch.engine.placement.solve.siblings import siblings_of
from rundertisch.engine.placement.solve.worst import Cells, least_worst

MARK, COMMAND = "levels", "./run bench levels"
SMALL, LARGE = ("district-450", "district-1888"), ("nrw", "germany")
RUNS, PEER_RUNS, PATIENCE = 10, 3, 120.0
CP_PATIENCE, CP_WORKERS = 45.0, 2
PAIR = 30  # minutes a pair is worth
GIGABYTE = 1_000_000  # ru_maxrss counts in kB
SMALL_HEAD = (
    "| instance | what | median | least processor time | runs | ours is faster by | value |"
)
LARGE_HEAD = (
    "| instance | children | solve | processor time | largest memory | check | its largest memory "
    "| unplaced | value |"
)
Result = TypeVar("Result")


class PairForm:
    """The last level as a textbook writes it: a variable a way, and one a pair and school."""

    def __init__(self, problem: Problem) -> None:
        self.net = built(problem)
        caps = [NO_CAP if s.hard_cap is None else s.hard_cap for s in problem.schools]
        every = np.ones(len(self.net.group), np.bool_)
        first, _ = seated(network=self.net, ways=chosen_ways(network=self.net, keep=every))
        component = component_of(network=self.net, capped=np.array(caps, np.int64))
        worst = least_worst(network=self.net, component=component, taken=first, late=lambda: False)
        cells = Cells(network=self.net, component=component)
        self.rows: list[int] = []
        self.columns: list[int] = []
        self.values: list[float] = []
        self.low: list[float] = []
        self.high: list[float] = []
        owner = np.repeat(np.arange(len(component)), np.diff(self.net.start))
        within = (component[owner] != ALONE) & (self.net.minutes <= worst.ceiling[component[owner]])
        self.way, self.child = np.flatnonzero(within), owner[within]
        self.school = self.net.school[self.net.group[self.way]]
        self._seats(cells, cells.counts(worst.taken))
        self._pairs(siblings_of(network=self.net).teams)

    def _row(self, columns: list[int], values: list[float], low: float, high: float) -> None:
        self.rows += [len(self.low)] * len(columns)
        self.columns += columns
        self.values += values
        self.low.append(low)
        self.high.append(high)

    def _by(self, key: np.ndarray) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        for at, one in enumerate(key.tolist()):
            found.setdefault(one, []).append(at)
        return found

    def _seats(self, cells: Cells, target: np.ndarray) -> None:
        net: Network = self.net
        for at in self._by(self.child).values():
            self._row(at, [1.0] * len(at), 0, 1)
        for group, at in self._by(net.group[self.way]).items():
            self._row(at, [1.0] * len(at), 0, float(net.seats[group]))
        for school, at in self._by(self.school).items():
            if net.caps[school] != NO_CAP:
                self._row(at, [1.0] * len(at), 0, float(net.caps[school]))
        for cell, at in self._by(cells.of_child[self.child]).items():
            self._row(at, [1.0] * len(at), float(target[cell]), float(target[cell]))

    def _pairs(self, teams: tuple[tuple[int, ...], ...]) -> None:
        mine = self._by(self.child)
        self.pairs = 0
        for team in teams:
            for one in range(len(team)):
                for other in range(one + 1, len(team)):
                    self._pair(mine.get(team[one], []), mine.get(team[other], []))

    def _pair(self, first: list[int], second: list[int]) -> None:
        for school in {int(self.school[at]) for at in first} & {
            int(self.school[at]) for at in second
        }:
            column = len(self.way) + self.pairs
            self.pairs += 1
            for ways in (first, second):
                there = [at for at in ways if self.school[at] == school]
                self._row([column, *there], [1.0, *[-1.0] * len(there)], -np.inf, 0)

    def _cost(self) -> np.ndarray:
        return np.concatenate([self.net.minutes[self.way], np.full(self.pairs, -PAIR)])

    def solved_by_constraints(self) -> tuple[float, int | None, str]:
        """Return the seconds CP-SAT took, the value it proved (or None), and where it stands."""
        model, cost = cp_model.CpModel(), self._cost().astype(int).tolist()
        used = [model.new_bool_var("") for _ in cost]
        terms: list[list[cp_model.LinearExprT]] = [[] for _ in self.low]
        for row, column, value in zip(self.rows, self.columns, self.values, strict=True):
            terms[row].append(int(value) * used[column])
        for some, low, high in zip(terms, self.low, self.high, strict=True):
            least = -len(cost) if low == -np.inf else int(low)
            model.add_linear_constraint(sum(some), least, int(high))
        model.minimize(sum(each * one for each, one in zip(cost, used, strict=True)))
        solver = cp_model.CpSolver()
        solver.parameters.max_time_in_seconds = CP_PATIENCE
        solver.parameters.num_workers = CP_WORKERS
        began = time.perf_counter()
        status = solver.solve(model)
        seconds = time.perf_counter() - began
        if status == cp_model.OPTIMAL:
            return seconds, round(solver.objective_value), "equal"
        best = round(solver.objective_value) if status == cp_model.FEASIBLE else "none"
        return seconds, None, f"best {best}, bound {solver.best_objective_bound:.0f}"

    def solved(self) -> tuple[float, int | None]:
        """Return the seconds HiGHS took and the value it proved; None: not within the patience."""
        cost, width = self._cost(), len(self.way) + self.pairs
        matrix = coo_matrix((self.values, (self.rows, self.columns)), (len(self.low), width))
        began = time.perf_counter()
        found = milp(
            cost,
            integrality=np.ones(width),
            bounds=Bounds(0, 1),
            constraints=LinearConstraint(matrix.tocsr(), self.low, self.high),
            options={"time_limit": PATIENCE, "mip_rel_gap": 0.0},
        )
        seconds = time.perf_counter() - began
        return seconds, round(found.fun) if found.status == 0 else None


def small_rows(name: str) -> list[str]:
    """Measure one district beside the pair form."""
    problem = instances.instance(name=name)
    plan, times = solve(problem), []
    for _ in range(RUNS):
        again, took = timed(lambda: solve(problem))
        times.append(took)
        if not again.proven or again.placements != plan.placements:
            raise SystemExit(f"{name}: not proven, or another plan")
    if check(problem, plan):
        raise SystemExit(f"{name}: the check refuses the plan")
    ours, value = statistics.median(took.seconds for took in times), plan.levels[-1].value
    least = min(took.processor_seconds for took in times)
    form, peers = PairForm(problem), []
    for _ in range(PEER_RUNS):
        seconds, found = form.solved()
        peers.append(seconds)
        if found is None:
            break
        if found != value:
            raise SystemExit(f"{name}: HiGHS found {found}, ours {value}")
    peer = statistics.median(peers)
    said = f"{peer:.3g} s" if found is not None else f"not proven after {PATIENCE:.0f} s"
    first = f"| {name} | Rundertisch: all levels, reasons, comparisons | {ours * 1000:.4g} ms "
    first += f"| {least * 1000:.4g} ms "
    second = f"| {name} | HiGHS, pair form: last level only | {said} |  | {len(peers)} "
    same = "equal" if found is not None else ""
    return [
        f"{first}| {RUNS} |  | {value} |",
        f"{second}| {peer / ours:.1f} x | {same} |",
        _constraints_row(name, form, ours, value),
    ]


def _constraints_row(name: str, form: PairForm, ours: float, value: object) -> str:
    """Measure CP-SAT once."""
    seconds, found, stands = form.solved_by_constraints()
    if found not in {None, value}:
        raise SystemExit(f"{name}: CP-SAT found {found}, ours {value}")
    said = f"{seconds:.3g} s" if found is not None else f"not proven after {CP_PATIENCE:.0f} s"
    first = f"| {name} | CP-SAT, pair form, {CP_WORKERS} workers: last level only | {said} |  | 1 "
    more = "" if found is not None else "more than "
    return f"{first}| {more}{seconds / ours:.1f} x | {stands} |"


@dataclass(frozen=True, slots=True)
class Took:
    """What a process of its own needed for one thing."""

    seconds: float
    processor_seconds: float
    gigabytes: float  # largest memory of the whole process, instance included


def solved_alone(name: str, file: Path) -> Took:
    """Solve with two threads and put the plan aside; memory is taken before that."""
    problem = instances.instance(name=name)
    warm.warm()
    plan, took = timed(lambda: solve(problem, threads=2))
    with file.open("wb") as aside:
        pickle.dump(plan, aside)
    return took


def checked_alone(name: str, file: Path) -> tuple[Took, list[str], str]:
    """Look the plan through; return the complaints and the cells of the table about the plan."""
    problem = instances.instance(name=name)
    with file.open("rb") as aside:
        plan: Plan = pickle.load(aside)  # noqa: S301 - written by this program
    complaints, took = timed(lambda: check(problem, plan))
    if not plan.proven:
        complaints = [*complaints, "a level is not proven"]
    return took, complaints, f"{len(plan.unplaced)} | {plan.levels[-1].value}"


def timed(work: Callable[[], Result]) -> tuple[Result, Took]:
    """Return what the work returns, and what it and its process needed."""
    gc.collect()
    began, used = time.perf_counter(), time.process_time()
    result = work()
    seconds, processor = time.perf_counter() - began, time.process_time() - used
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / GIGABYTE
    return result, Took(seconds, processor, memory)


def large_row(name: str) -> str:
    """Solve a large instance once and check the plan, each in a fresh process."""
    fresh = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "plan"
        with fresh.Pool(1) as pool:
            solving: Took = pool.apply(solved_alone, (name, file))
        print(f"{name}: {solving}", flush=True)
        with fresh.Pool(1) as pool:
            checking, complaints, told = pool.apply(checked_alone, (name, file))
    if complaints:
        raise SystemExit(f"{name}: {complaints[:3]}")
    children = sum(size.children for size in instances.INSTANCES[name])
    return (
        f"| {name} | {children} | {solving.seconds:.1f} s | {solving.processor_seconds:.1f} s "
        f"| {solving.gigabytes:.2f} GB | {checking.seconds:.1f} s | {checking.gigabytes:.2f} GB "
        f"| {told} |"
    )


def main() -> None:
    """Measure, print, and renew the page."""
    asked = argparse.ArgumentParser(description=__doc__)
    for name in LARGE:
        asked.add_argument(f"--{name}", action="store_true")
    asked.add_argument("--dry", action="store_true")
    options = asked.parse_args()
    warm.warm()
    where = report.machine(packages=("numpy", "numba", "highspy", "scipy", "ortools"))
    lines = [f"Measured with `{COMMAND}` on {where}; one thread.", ""]
    lines += [SMALL_HEAD]
    lines += ["|---" * SMALL_HEAD.count(" | ") + "|---|"]
    for name in SMALL:
        lines += small_rows(name)
        print("\n".join(lines[-3:]), flush=True)
    large = [name for name in LARGE if getattr(options, name)]
    if large:
        lines += [
            "",
            "One run each, two threads, every level proven, the plan accepted by `check`:",
        ]
        lines += ["", LARGE_HEAD, "|---" * LARGE_HEAD.count(" | ") + "|---|"]
    for name in large:
        lines.append(large_row(name))
        print(lines[-1], flush=True)
    if not options.dry:
        report.renew(mark=MARK, lines=lines)


if __name__ == "__main__":
    main()
