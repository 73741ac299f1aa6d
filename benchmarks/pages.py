# SPDX-License-Identifier: EUPL-1.2
"""The pages of a placement round with 1,888 open children, read by 20 people at once.

`./run bench pages` builds the demo's district in a folder of its own, reports 1,888 invented
children, opens a round, lets the engine propose, and starts the web server as `serve` does on
this machine. Twenty people sign in and read: each asks for a page, waits for the whole answer,
reads it for a while, asks for the next. What is measured is the time from the question to the last
byte of the answer, as the reader feels it; the server's own time is below that.

Only 127.0.0.1 is asked, by a bounded number of requests. `--dry` does not write the page.
"""

import argparse
import datetime as dt
import gc
import http.client
import http.cookies
import os
import random
import statistics
import tempfile
import threading
import time
import urllib.parse
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from benchmarks import instances, report
from rundertisch.cli.operations import WORKERS
from rundertisch.site import operations, operations_web

if TYPE_CHECKING:
    from rundertisch.site.demo import Person

MARK = "pages"
COMMAND = "./run bench pages"
USERS, REQUESTS, READING_SECONDS = 20, 30, 2.0
AIM_MS = 300
MORE_SEATS = 15  # the demo has seats for its own hundred children
FIELD = 'name="csrfmiddlewaretoken" value="'
SIGN_IN = "/konto/anmelden/"


@dataclass(slots=True)
class Reader:
    """One person's browser: cookies, one connection, the times of its questions."""

    port: int
    cookies: http.cookies.SimpleCookie = field(default_factory=http.cookies.SimpleCookie)
    seconds: dict[str, list[float]] = field(default_factory=dict)

    def ask(self, path: str, form: dict[str, str] | None = None) -> tuple[int, str, str]:
        """Ask one page; return status, address of a redirect, and text."""
        connection = http.client.HTTPConnection("localhost", self.port, timeout=60)
        headers = {"Cookie": "; ".join(f"{k}={m.value}" for k, m in self.cookies.items())}
        body = None
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["Referer"] = f"http://localhost:{self.port}{path}"
            body = urllib.parse.urlencode(form)
        try:
            connection.request("POST" if form else "GET", path, body=body, headers=headers)
            answer = connection.getresponse()
            text = answer.read().decode()
        finally:
            connection.close()
        for line in answer.headers.get_all("Set-Cookie") or ():
            self.cookies.load(line)
        return answer.status, answer.headers.get("Location", ""), text

    def send(self, page: str, path: str, **form: str) -> str:
        """Fill in a form of a page; return the address that the answer leads to."""
        _, _, text = self.ask(page)
        token = text.partition(FIELD)[2].partition('"')[0]
        status, where, text = self.ask(path, {**form, "csrfmiddlewaretoken": token})
        if status not in {302, 303}:
            raise SystemExit(f"{path}: {status}\n{text[-2000:]}")
        return where

    def sign_in(self, person: "Person") -> None:
        """Sign in as an invented person."""
        self.send(SIGN_IN, SIGN_IN, login=person.email, password=person.password)

    def read(self, paths: tuple[str, ...], *, draw: random.Random, requests: int) -> None:
        """Ask for pages one after the other, with time to read between them."""
        time.sleep(READING_SECONDS * draw.random())
        for _ in range(requests):
            path = draw.choice(paths)
            began = time.perf_counter()
            status, _, text = self.ask(path)
            self.seconds.setdefault(path, []).append(time.perf_counter() - began)
            if status != 200 or "</html>" not in text:
                raise SystemExit(f"{path}: {status}")
            time.sleep(2 * READING_SECONDS * draw.random())


def report_children(*, on: dt.date, person: "Person", later: int = 0) -> None:
    """Report the children of the benchmark's district; their homes are laid onto the demo's.

    ``later``: instead, so many others who arrive after a round was opened, with other names.
    """
    from django.db.models import F

    from rundertisch.accounts.models import Seat
    from rundertisch.kernel import scope
    from rundertisch.schooling import exchange
    from rundertisch.schooling.models import Group, School

    problem = instances.instance(name="district-1888")
    homes = list(School.objects.exclude(lat=None).values_list("lat", "lon", "town__name"))
    draw = random.Random(8)  # noqa: S311 - a benchmark, no secret
    lines = ["child_id,grade,town,lat,lon,reported_on,counselled_on,needs_literacy,family_id"]
    for child in problem.children[:later] if later else problem.children:
        lat, lon, town = draw.choice(homes)
        reported = on - dt.timedelta(days=child.waiting_days)
        name, family = (f"spaeter-{child.id}", "") if later else (child.id, child.family)
        lines.append(
            f"{name},{child.grade},{town},{lat + 0.01 * draw.random():.6f},"
            f"{lon + 0.01 * draw.random():.6f},{reported},{reported},"
            f"{child.needs_literacy:d},{family}"
        )
    if not later:
        Group.objects.update(free_seats=F("free_seats") * MORE_SEATS)
    with scope.asking(user_id=person.user_id, seat_id=person.seat_id):
        by = Seat.objects.get(pk=person.seat_id)
        exchange.import_children(data="\n".join(lines).encode(), file="kinder.csv", on=on, by=by)


def pages_of_a_round(*, port: int, person: "Person") -> tuple[str, ...]:
    """Open a round with a proposal in the browser's way; return the pages that people read."""
    counsellor = Reader(port)
    counsellor.sign_in(person)
    opened = counsellor.send("/schule/runden/", "/schule/runden/eroeffnen/")
    counsellor.send(opened, f"{opened}rechnen/")
    _, _, text = counsellor.ask(f"{opened}kinder/")
    one = text.partition(f'href="{opened}kinder/')[2].partition('"')[0]
    lists = ("kinder/", "kinder/?seite=7", "kinder/?stufe=sek1&ordnung=weg")
    return (opened, *(f"{opened}{path}" for path in lists), f"{opened}kinder/{one}", "/schule/")


def percentile(times: list[float], percent: int) -> float:
    """Return the time in seconds that so many percent of the answers did not exceed."""
    return sorted(times)[max(0, -(-len(times) * percent // 100) - 1)]


def signed_in(*, port: int, person: "Person") -> list[Reader]:
    """Return 20 people's browsers."""
    readers = [Reader(port) for _ in range(USERS)]
    for reader in readers:
        reader.sign_in(person)
    return readers


def read_by_many(
    *, readers: list[Reader], paths: tuple[str, ...], requests: int
) -> dict[str, list[float]]:
    """Let them read at once; return the times of each page."""
    for reader in readers:
        reader.seconds.clear()
    threads = [
        threading.Thread(
            target=reader.read,
            args=(paths,),
            kwargs={"draw": random.Random(at), "requests": requests},  # noqa: S311 - a benchmark, no secret
        )
        for at, reader in enumerate(readers)
    ]
    gc.collect()
    gc.disable()  # this program has built a district: its pauses are none of the server's
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    gc.enable()
    together: dict[str, list[float]] = {}
    for reader in readers:
        for path, times in reader.seconds.items():
            together.setdefault(path, []).extend(times)
    if sum(map(len, together.values())) != len(readers) * requests:
        raise SystemExit("Not every reader came to the end; the lines above say why.")
    return together


def table(together: dict[str, list[float]]) -> list[str]:
    """Return what was measured as a Markdown table."""
    lines = ["| page | answers | median | p95 | longest |", "|---|---|---|---|---|"]
    for path, times in sorted(together.items()):
        median, high, most = statistics.median(times), percentile(times, 95), max(times)
        lines.append(
            f"| `{path}` | {len(times)} | {median * 1000:.0f} ms | {high * 1000:.0f} ms "
            f"| {most * 1000:.0f} ms |"
        )
    return lines


def main() -> None:
    """Build, serve, read, print, and renew the page."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--dry", action="store_true")
    asked.add_argument("--requests", type=int, default=REQUESTS)
    options = asked.parse_args()
    on = dt.datetime.now(tz=dt.UTC).date()
    with tempfile.TemporaryDirectory(prefix="rundertisch-pages-") as folder:
        os.environ["RUNDERTISCH_HOME"] = folder
        operations.set_mode(mode="demo")
        with operations.awake() as house:
            from rundertisch.site import demo

            person = demo.build(on=on).counsellor
            report_children(on=on, person=person)
            operations_web.collect_static(house=house)
            with operations_web.free_door() as free:
                door = operations_web.Door(port=free.port, workers=WORKERS)
            with operations_web.serving(door=door):
                paths = pages_of_a_round(port=door.port, person=person)
                readers = signed_in(port=door.port, person=person)
                together = read_by_many(readers=readers, paths=paths, requests=options.requests)
    where = report.machine(packages=("django", "granian", "psycopg"))
    said = (
        f"Measured with `{COMMAND}` on {where}: {USERS} people at once, up to "
        f"{2 * READING_SECONDS:.0f} s between an answer and the next question, {WORKERS} "
        f"processes. Aim: p95 of a page at most {AIM_MS} ms."
    )
    lines = [said, "", *table(together)]
    print("\n".join(lines))
    if not options.dry:
        report.renew(mark=MARK, lines=lines)


if __name__ == "__main__":
    main()
