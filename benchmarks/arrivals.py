# SPDX-License-Identifier: EUPL-1.2
"""One child arrives beside 1,888 others in a running round; 20 people ask for a seat at once.

`./run bench arrivals` builds what `pages` builds, opens the round, lets the engine propose, reports
sixty children more, and lets twenty people open the page that says where such a child could sit and
who would have to move. Beside the time to the last byte it tells what an answer costs: processor
time of the web processes and of PostgreSQL, which other programs on the machine do not lengthen.
`--dry` does not write the page.
"""

import argparse
import datetime as dt
import os
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks import pages, report
from rundertisch.site import operations, operations_web

MARK, COMMAND = "arrivals", "./run bench arrivals"
LATER, REQUESTS, AIM_MS = 60, 30, 50
CONTROL = "/schule/raeume/"  # a small page without children, asked by the same people meanwhile
TICKS = os.sysconf("SC_CLK_TCK")


def _processes() -> Iterator[tuple[int, int, float]]:
    """Yield number, parent and processor seconds of every process; ended ones count above."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text()
            except OSError:
                continue
            rest = stat[stat.rindex(")") + 2 :].split()
            yield int(entry.name), int(rest[1]), (int(rest[11]) + int(rest[12])) / TICKS


def processor_seconds(*, home: Path) -> dict[str, float]:
    """Return the processor time so far of our web processes, and of the database in ``home``."""
    known = {pid: (parent, spent) for pid, parent, spent in _processes()}
    servers = {int(file.read_text().split()[0]) for file in home.rglob("postmaster.pid")}
    return {
        "web": _below(known, {os.getpid()} - servers, but=servers),
        "database": _below(known, servers, but=set()) + sum(known[pid][1] for pid in servers),
    }


def _below(known: dict[int, tuple[int, float]], roots: set[int], *, but: set[int]) -> float:
    below = set(roots)
    while more := {pid for pid, (parent, _) in known.items() if parent in below} - below - but:
        below |= more
    return sum(known[pid][1] for pid in below - roots)


def seats_asked(*, port: int, person: "pages.Person", on: dt.date) -> tuple[str, ...]:
    """Open a round with a proposal, let children arrive; return the pages of their seats."""
    from rundertisch.kernel import scope
    from rundertisch.schooling.models import Child

    pages.pages_of_a_round(port=port, person=person)
    pages.report_children(on=on, person=person, later=LATER)
    with scope.asking(user_id=person.user_id, seat_id=person.seat_id):
        newest = Child.objects.order_by("-pk").values_list("pk", flat=True)[:LATER]
        return tuple(f"/schule/kinder/{pk}/platz/" for pk in newest)


def first_answers(*, port: int, person: "pages.Person", paths: tuple[str, ...]) -> list[float]:
    """Return the seconds of the first answers, when nothing is kept yet."""
    reader = pages.Reader(port)
    reader.sign_in(person)
    reader.read(paths, draw=random.Random(0), requests=4)  # noqa: S311 - a benchmark, no secret
    return [seconds for times in reader.seconds.values() for seconds in times]


def felt(times: list[float]) -> str:
    """Return median, 95th percentile and longest, as a reader feels them."""
    three = (statistics.median(times), pages.percentile(times, 95), max(times))
    return ", ".join(f"{1000 * each:.0f} ms" for each in three)


def main() -> None:
    """Build, serve, ask, print, and renew the page."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--dry", action="store_true")
    asked.add_argument("--requests", type=int, default=REQUESTS)
    options = asked.parse_args()
    on = dt.datetime.now(tz=dt.UTC).date()
    with tempfile.TemporaryDirectory(prefix="rundertisch-arrivals-") as folder:
        os.environ["RUNDERTISCH_HOME"] = folder
        operations.set_mode(mode="demo")
        with operations.awake() as house:
            from rundertisch.site import demo

            person = demo.build(on=on).counsellor
            pages.report_children(on=on, person=person)
            operations_web.collect_static(house=house)
            with operations_web.free_door() as free:
                door = operations_web.Door(port=free.port, workers=pages.WORKERS)
            with operations_web.serving(door=door):
                paths = seats_asked(port=door.port, person=person, on=on)
                first = first_answers(port=door.port, person=person, paths=paths)
                readers = pages.signed_in(port=door.port, person=person)
                before, began = processor_seconds(home=Path(folder)), time.perf_counter()
                together = pages.read_by_many(
                    readers=readers, paths=paths, requests=options.requests
                )
                spent = time.perf_counter() - began
                after = processor_seconds(home=Path(folder))
                small = pages.read_by_many(
                    readers=readers, paths=(CONTROL,), requests=options.requests
                )
                control = small[CONTROL]
    times = [seconds for each in together.values() for seconds in each]
    cost = {name: 1000 * (after[name] - before[name]) / len(times) for name in after}
    where = report.machine(packages=("django", "granian", "psycopg", "numba"))
    said = (
        f"Measured with `{COMMAND}` on {where}: {pages.USERS} people at once, {pages.WORKERS} "
        f"processes, {len(times)} answers in {spent:.0f} s. Aim: {AIM_MS} ms."
    )
    lines = [
        said,
        "",
        "| what | |",
        "|---|--:|",
        f"| median, p95, longest of {len(times)} answers, at the reader | {felt(times)} |",
        f"| the same of a small page without children, asked alone after it | {felt(control)} |",
        f"| longest of the first answers, which build what is kept | {1000 * max(first):.0f} ms |",
        f"| processor time of an answer, web process | {cost['web']:.1f} ms |",
        f"| processor time of an answer, PostgreSQL | {cost['database']:.1f} ms |",
    ]
    print("\n".join(lines))
    if not options.dry:
        report.renew(mark=MARK, lines=lines)


if __name__ == "__main__":
    main()
