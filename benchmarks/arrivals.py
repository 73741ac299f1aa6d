# SPDX-License-Identifier: EUPL-1.2
"""One child arrives beside 1,888 others in a running round; 20 people ask for a seat at once.

`./run bench arrivals` builds what `pages` builds. Twenty people open the page that says where a
child could sit, first without a round: free seats alone. Then it opens the round, lets the engine
propose and reports sixty children more; the page now says who would have to move. And once more
while a colleague takes a child into the round every few seconds and decides where it sits, so that
what the processes keep is soon out of date.
Beside the time to the last byte it tells what an answer costs: processor time of the web processes
and of PostgreSQL, which other programs on the machine do not lengthen. `--dry` does not write the
page.
"""

import argparse
import datetime as dt
import os
import random
import re
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks import pages, report
from rundertisch.cli.operations import WORKERS
from rundertisch.site import operations, operations_web

MARK, COMMAND = "arrivals", "./run bench arrivals"
LATER, REQUESTS, AIM_MS = 60, 30, 50
DECIDED, EVERY = 20, 4.0  # so many of them are decided meanwhile, one after so many seconds
FIRST = 16  # answers until each process has built what it keeps: it is chance who answers
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
    pages.pages_of_a_round(port=port, person=person)
    pages.report_children(on=on, person=person, later=LATER)
    return seats_of_the_newest(person=person)


def seats_of_the_newest(*, person: "pages.Person") -> tuple[str, ...]:
    """Return the pages of seats of the children who were reported last."""
    from rundertisch.kernel import scope
    from rundertisch.schooling.models import Child

    with scope.asking(user_id=person.user_id, seat_id=person.seat_id):
        newest = Child.objects.order_by("-pk").values_list("pk", flat=True)[:LATER]
        return tuple(f"/schule/kinder/{pk}/platz/" for pk in newest)


def settle() -> None:
    """Let PostgreSQL do at once what it does in the minute after thousands of new rows."""
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute("vacuum analyze")


def first_answers(*, port: int, person: "pages.Person", paths: tuple[str, ...]) -> list[float]:
    """Return the seconds of the first answers, when nothing is kept yet."""
    reader = pages.Reader(port)
    reader.sign_in(person)
    for path in random.Random(0).choices(paths, k=FIRST):  # noqa: S311 - a benchmark, no secret
        began = time.perf_counter()
        reader.ask(path)
        reader.seconds.setdefault(path, []).append(time.perf_counter() - began)
    return [seconds for times in reader.seconds.values() for seconds in times]


class Colleague(threading.Thread):
    """Takes a child into the round with its first seat, again and again, until told to stop."""

    def __init__(self, *, port: int, person: "pages.Person", paths: tuple[str, ...]) -> None:
        super().__init__()
        self._reader, self._paths = pages.Reader(port), paths
        self._reader.sign_in(person)
        self._enough = threading.Event()
        self.decided = 0

    def run(self) -> None:
        """Decide about one child after the other."""
        for path in self._paths:
            if self._enough.wait(EVERY):
                return
            _, _, text = self._reader.ask(path)
            action = re.search(r'action="(/schule/runden/\d+/ankuenfte/\d+/)"', text)
            group = re.search(r'name="ankunft-group"[^>]* value="(\d+)"', text)
            if action and group:
                form = {"ankunft-group": group[1], "ankunft-words": "So ist es abgesprochen."}
                self._reader.send(path, action[1], **form)
                self.decided += 1

    def stop(self) -> None:
        """End after the child that is being decided."""
        self._enough.set()
        self.join()


def felt(times: list[float]) -> str:
    """Return median, 95th percentile and longest, as a reader feels them."""
    three = (statistics.median(times), pages.percentile(times, 95), max(times))
    return ", ".join(f"{1000 * each:.0f} ms" for each in three)


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds of answers, and what one of them cost in ms of processor time."""

    first: list[float]
    times: list[float]
    free: list[float]  # before a round was opened
    spent: float  # seconds from the first question to the last answer
    cost: dict[str, float]
    changing: list[float]  # while a colleague decided
    decided: int
    control: list[float]


def measure(*, port: int, person: "pages.Person", on: dt.date, requests: int) -> Measured:
    """Let twenty people ask: without a round, in one, while a colleague decides, a small page."""
    home = Path(os.environ["RUNDERTISCH_HOME"])
    readers = pages.signed_in(port=port, person=person)

    def asked(paths: tuple[str, ...]) -> list[float]:
        together = pages.read_by_many(readers=readers, paths=paths, requests=requests)
        return [seconds for each in together.values() for seconds in each]

    settle()
    first = first_answers(port=port, person=person, paths=seats_of_the_newest(person=person))
    free = asked(seats_of_the_newest(person=person))
    paths = seats_asked(port=port, person=person, on=on)
    settle()
    first += first_answers(port=port, person=person, paths=paths)
    before, began = processor_seconds(home=home), time.perf_counter()
    times = asked(paths)
    spent, after = time.perf_counter() - began, processor_seconds(home=home)
    colleague = Colleague(port=port, person=person, paths=paths[-DECIDED:])
    colleague.start()
    changing = asked(paths[:-DECIDED])
    colleague.stop()
    if not colleague.decided:
        raise SystemExit("The colleague has decided about nobody: the form has changed.")
    return Measured(
        first=first,
        times=times,
        free=free,
        spent=spent,
        cost={name: 1000 * (after[name] - before[name]) / len(times) for name in after},
        changing=changing,
        decided=colleague.decided,
        control=asked((CONTROL,)),
    )


def table(of: Measured) -> list[str]:
    """Return what was measured as Markdown."""
    where = report.machine(packages=("django", "granian", "psycopg", "numba"))
    many, over = len(of.times), sum(seconds > AIM_MS / 1000 for seconds in of.times)
    said = (
        f"Measured with `{COMMAND}` on {where}: {pages.USERS} people at once, {WORKERS} "
        f"processes, {many} answers in {of.spent:.0f} s. Aim: {AIM_MS} ms."
    )
    return [
        said,
        "",
        "| what | |",
        "|---|--:|",
        f"| median, p95, longest of {many} answers, at the reader | {felt(of.times)} |",
        f"| of them longer than {AIM_MS} ms | {over} |",
        f"| the same before, without a round | {felt(of.free)} |",
        f"| of them longer than {AIM_MS} ms | {sum(s > AIM_MS / 1000 for s in of.free)} |",
        f"| the same while a colleague decided {of.decided} children | {felt(of.changing)} |",
        f"| the same of a small page without children, asked alone after it | {felt(of.control)} |",
        f"| longest of the first answers, which build it all | {1000 * max(of.first):.0f} ms |",
        f"| processor time of an answer, web process | {of.cost['web']:.1f} ms |",
        f"| processor time of an answer, PostgreSQL | {of.cost['database']:.1f} ms |",
    ]


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
                door = operations_web.Door(port=free.port, workers=WORKERS)
            with operations_web.serving(door=door):
                measured = measure(port=door.port, person=person, on=on, requests=options.requests)
    lines = table(measured)
    print("\n".join(lines))
    if not options.dry:
        report.renew(mark=MARK, lines=lines)


if __name__ == "__main__":
    main()
