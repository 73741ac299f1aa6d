# SPDX-License-Identifier: EUPL-1.2
"""The flow part of a placement beside OR-tools and SciPy, on the same ways, in one run.

`./run bench placement` measures, prints and writes docs/reference/benchmarks.md;
`--without nrw` leaves an instance out, `--germany` adds the largest, `--dry` writes nothing.
Every peer must reach the same cost, or the run fails.
"""

import argparse
import gc
import resource
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from ortools.graph.python import min_cost_flow
from scipy.optimize import linear_sum_assignment

from benchmarks import instances, report
from rundertisch.engine.placement.solve import flow, network, warm

MARK = "measured"
COMMAND = "./run bench placement"
MANY, FEW = 10, 3  # repetitions; the median is shown
SMALL = ("district-450", "district-1888")
FORBIDDEN = 1 << 40
GIGABYTE = 1_000_000  # ru_maxrss counts in kB


@dataclass(frozen=True, slots=True)
class Measured:
    """One row of the table."""

    instance: str
    what: str
    seconds: float
    runs: int
    cost: int | None = None


def measure(run: Callable[[], int], *, runs: int) -> tuple[float, int]:
    """Return the median time of some runs and the result, which must not change."""
    times, results = [], set()
    for _ in range(runs):
        gc.collect()
        began = time.perf_counter()
        results.add(run())
        times.append(time.perf_counter() - began)
    if len(results) != 1:
        raise SystemExit(f"the same question gave different answers: {sorted(results)}")
    return statistics.median(times), results.pop()


def left_out_cost(net: network.Network) -> int:
    """Return a price for leaving a child out that is dearer than any chain of moves."""
    return (len(net.seats) + 2) * (int(net.minutes.max()) + 1)


def ours(net: network.Network, *, levels: bool = False) -> Callable[[], int]:
    """Return our flow part as a run; its cost counts children left out like the peers do."""
    left_out = left_out_cost(net)

    def run() -> int:
        found = flow.seat_children(
            network=flow.Network(
                start=net.start,
                group=net.group,
                cost=net.minutes,
                seats=net.seats,
                school=net.school,
                cap=net.caps,
                level=net.level if levels else np.zeros_like(net.level),
            )
        )
        return int(found.minutes) + left_out * int((found.way < 0).sum())

    return run


def simple_min_cost_flow(net: network.Network) -> tuple[Callable[[], int], Callable[[], None]]:
    """Return OR-tools' solve as a run (cost read from it), and what puts the arcs in before."""
    children, groups = len(net.start) - 1, len(net.seats)
    owner = np.repeat(np.arange(children), np.diff(net.start))
    sink = children + groups
    tail = np.concatenate([owner, np.arange(children), children + np.arange(groups)])
    head = np.concatenate([children + net.group, np.full(children + groups, sink)])
    room = np.concatenate([np.ones(len(owner) + children, np.int64), net.seats])
    cost = np.concatenate(
        [net.minutes, np.full(children, left_out_cost(net)), np.zeros(groups, np.int64)]
    )
    supply = np.concatenate([np.ones(children, np.int64), np.zeros(groups, np.int64), [-children]])
    made: list[min_cost_flow.SimpleMinCostFlow] = []

    def prepare() -> None:
        peer = min_cost_flow.SimpleMinCostFlow()
        peer.add_arcs_with_capacity_and_unit_cost(tail, head, room, cost)
        peer.set_nodes_supplies(np.arange(sink + 1), supply)
        made[:] = [peer]

    def run() -> int:
        if made[0].solve() != made[0].OPTIMAL:
            raise SystemExit("OR-tools found no optimum")
        return int(made[0].optimal_cost())

    return run, prepare


def assignment(net: network.Network) -> Callable[[], int]:
    """Return SciPy's linear_sum_assignment over single seats as a run."""
    children = len(net.start) - 1
    first = np.concatenate([[0], np.cumsum(net.seats)])
    seats = int(first[-1])
    left_out = left_out_cost(net)
    cost = np.full((children, seats + children), FORBIDDEN, np.int64)
    owner = np.repeat(np.arange(children), np.diff(net.start))
    for child, group, minutes in zip(owner, net.group, net.minutes, strict=True):
        cost[child, first[group] : first[group + 1]] = minutes
    cost[np.arange(children), seats + np.arange(children)] = left_out

    def run() -> int:
        row, column = linear_sum_assignment(cost)
        return int(cost[row, column].sum())

    return run


def measure_peer(
    run: Callable[[], int], prepare: Callable[[], None], *, runs: int
) -> tuple[float, int]:
    """Measure a peer that must be set up anew for every run; the set-up is not counted."""
    times, cost = [], 0
    for _ in range(runs):
        prepare()
        seconds, cost = measure(run, runs=1)
        times.append(seconds)
    return statistics.median(times), cost


def flow_rows(name: str, net: network.Network) -> list[Measured]:
    """Measure one instance; stop when the costs differ."""
    runs = MANY if name in SMALL else FEW
    ours(net)()
    rows = []
    seconds, cost = measure(ours(net), runs=runs)
    rows.append(Measured(name, "Rundertisch", seconds, runs, cost))
    seconds, _ = measure(ours(net, levels=True), runs=runs)
    rows.append(Measured(name, "Rundertisch, longest waiting first", seconds, runs))
    peers = [("OR-tools SimpleMinCostFlow", *measure_peer(*simple_min_cost_flow(net), runs=runs))]
    if name in SMALL:
        peers.append(("SciPy linear_sum_assignment", *measure(assignment(net), runs=FEW)))
    for what, peer_seconds, peer_cost in peers:
        if peer_cost != cost:
            raise SystemExit(f"{name}: {what} costs {peer_cost}, ours {cost}")
        times = FEW if what.startswith("SciPy") else runs
        rows.append(Measured(name, what, peer_seconds, times, peer_cost))
    return rows


def spoken(seconds: float) -> str:
    """Return a time with three digits that matter."""
    return f"{seconds * 1000:.3g} ms" if seconds < 1 else f"{seconds:.3g} s"


def flow_table(rows: list[Measured]) -> list[str]:
    """Return the flow part as a Markdown table."""
    table = ["| instance | flow part | median | runs | ours is faster by | cost |"]
    table.append("|---|---|---|---|---|---|")
    base = {row.instance: row.seconds for row in rows if row.what == "Rundertisch"}
    for row in rows:
        peer = not row.what.startswith("Rundertisch")
        ratio = f"{row.seconds / base[row.instance]:.1f} x" if peer else ""
        cost = "" if row.cost is None else "equal" if peer else f"{row.cost}"
        table.append(
            f"| {row.instance} | {row.what} | {spoken(row.seconds)} | {row.runs} | {ratio} "
            f"| {cost} |"
        )
    return table


def main() -> None:
    """Measure, print, and renew the page."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--without", action="append", default=[], choices=list(instances.INSTANCES))
    asked.add_argument("--germany", action="store_true")
    asked.add_argument("--dry", action="store_true")
    options = asked.parse_args()
    warm.warm()
    rows: list[Measured] = []
    memory = []
    for name in instances.INSTANCES:
        if name in options.without or (name == "germany" and not options.germany):
            continue
        net = network.built(instances.instance(name=name))
        ours(net)()
        used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / GIGABYTE
        memory.append(f"{used:.2g} GB with {name} and our flow part")
        rows += flow_rows(name, net)
        print("\n".join(flow_table([row for row in rows if row.instance == name])), flush=True)
    where = report.machine(packages=("numpy", "numba", "ortools", "scipy"))
    lines = [f"Measured with `{COMMAND}` on {where}.", "", *flow_table(rows), ""]
    lines += [f"Largest memory of the process so far: {'; '.join(memory)}."]
    print("\n".join(lines))
    if not options.dry:
        report.renew(mark=MARK, lines=lines)


if __name__ == "__main__":
    main()
