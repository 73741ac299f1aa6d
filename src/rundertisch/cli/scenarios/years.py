# SPDX-License-Identifier: EUPL-1.2
"""`simulate districts`: a year of many districts under every policy, from folders to one table."""

import argparse
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rundertisch.cli.german import Adder, GermanParser, say, under
from rundertisch.cli.placement.simulating import add_weeks
from rundertisch.kernel.errors import Refusal

if TYPE_CHECKING:
    from rundertisch.cli.scenarios.results import Results
    from rundertisch.engine.placement.simulate.over import Play, Played

FILE = "years.csv"
COLUMNS = (
    "district",
    "policy",
    "children",
    "never",
    "median",
    "p90",
    "longest",
    "mean_wait",
    "unplaced_end",
    "moves",
    "trouble",
    "input_sha256",
)
NO_COUNTS = ("",) * 8


def add_command(commands: Adder, *, codes: str, where: Mapping[str, Mapping[str, Any]]) -> None:
    """Hang `districts` under `simulate`; ``where``: the options that say what computes."""
    years: GermanParser = under(commands, "simulate").add_parser(
        "districts",
        help="dasselbe Jahr für viele Kreise",
        description="Spielt für jeden Kreis sein Jahr unter den fünf Regeln von simulate "
        "placement durch und schreibt Wartezeiten und Anzahlen in eine Tabelle. Sie nennt kein "
        "Kind, und niemand bekommt dadurch einen Platz.",
        epilog=codes,
    )
    years.add_argument(
        "districts_dir",
        metavar="DISTRICTS_DIR",
        type=Path,
        help="Ordner mit einem Ordner je Kreis, darin die Dateien wie für simulate placement",
    )
    years.add_argument(
        "out_dir",
        metavar="OUT_DIR",
        type=Path,
        help=f"Ordner für {FILE} und timings.csv; was darin fertig ist, bleibt",
    )
    for option, settings in where.items():
        years.add_argument(option, **settings)
    add_weeks(years)
    years.set_defaults(command=simulate_districts)


def simulate_districts(options: argparse.Namespace) -> int:
    """Play every year that OUT_DIR does not hold yet; keep each answer as it comes."""
    from rundertisch.cli.scenarios import districts_in, refuse_two_places
    from rundertisch.cli.scenarios.results import Results
    from rundertisch.engine.placement.simulate.course import POLICIES

    refuse_two_places(options)
    districts = districts_in(options.districts_dir)
    order = tuple((folder.name, policy) for folder in districts for policy in POLICIES)
    results = Results(options.out_dir, order, file=FILE, columns=COLUMNS, what="Jahre")
    results.read()
    work = _Work(options=options, districts=districts, results=results)
    code = results.after(work.do, left="unplaced_end")
    say(*_summary(results), f"Geschrieben nach {options.out_dir}.")
    return code


@dataclass(slots=True)
class _Work:
    """One call: what is open is read district by district, played, and kept as it comes."""

    options: argparse.Namespace
    districts: tuple[Path, ...]
    results: "Results"
    asked_as: dict[str, str] = field(default_factory=dict)  # district: fingerprint

    def do(self) -> None:
        from rundertisch.engine.placement.simulate import over
        from rundertisch.kernel import executors

        cluster, workers = self.options.cluster, self.options.workers
        with executors.power(cluster=cluster, workers=workers, prepare=over.load) as power:
            for told in over.run(self._open(), executor=power.executor, at_once=power.at_once):
                self._take(told)

    def _open(self) -> "Iterator[Play]":
        """Yield what is not played yet, reading one district after the other."""
        from rundertisch.cli.placement import source as sources
        from rundertisch.engine.placement.simulate.course import POLICIES
        from rundertisch.engine.placement.simulate.over import Play, Played
        from rundertisch.kernel.executors import versions

        for folder in self.districts:
            try:
                source = sources.read_year(
                    folder=folder,
                    weeks=self.options.weeks,
                    own_town_weeks=self.options.own_town_weeks,
                    moving_weeks=self.options.moving_weeks,
                )
            except Refusal as refusal:
                for at, policy in enumerate(POLICIES):
                    said = "wie oben" if at else str(refusal)
                    self._take(Played(folder.name, policy, None, said))
                continue
            asked = json.dumps([source.sha256, versions()], sort_keys=True)
            sha256 = self.asked_as[folder.name] = hashlib.sha256(asked.encode()).hexdigest()
            for policy in POLICIES:
                key = folder.name, policy
                if self.results.is_done(key=key, sha256=sha256):
                    self.results.tell(key=key, said="schon gespielt")
                else:
                    yield Play(folder.name, source.year, policy)

    def _take(self, told: "Played") -> None:
        from rundertisch.cli.scenarios.results import TROUBLE

        if told.tallies is None:
            counts: tuple[object, ...] = NO_COUNTS
            trouble, said = TROUBLE, told.trouble
        else:
            line = told.tallies.lines[0]
            waits, mean = line.waits, line.waits.mean_tenths
            ends = (f"{mean // 10}.{mean % 10}", line.unplaced_end, line.moves)
            many = (told.tallies.children, told.tallies.never)
            counts = (*many, waits.median, waits.p90, waits.longest, *ends)
            trouble, said = "", f"{line.unplaced_end} ohne Platz ({told.seconds:.1f} s)"
        self.results.keep(
            key=(told.district, told.policy),
            cells=(*counts, trouble, self.asked_as.get(told.district, "")),
            seconds=told.seconds,
            said=said,
        )


def _summary(results: "Results") -> Iterator[str]:
    """Sum every policy over the districts; the mean wait weighs every child alike."""
    from rundertisch.engine.placement.simulate.reading import (
        CUT_OFF,
        DIFFERENCES,
        NAMES,
        WIDEST,
        days,
    )

    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for district, policy in results.order:
        row = results.rows.get((district, policy))
        if row is None or row["trouble"]:
            continue
        children, mean = int(row["children"]), int(row["mean_wait"].replace(".", ""))
        values = (1, children, children * mean, int(row["unplaced_end"]))
        sums[policy] = [a + b for a, b in zip(sums[policy], values, strict=True)]
    yield f"{'Regel':<{WIDEST}}{'Kreise':>7}{'Kinder':>9}{'Mittel in Tagen':>17}{'ohne Platz':>12}"
    for policy, name in NAMES.items():
        districts, children, waited, left = sums[policy]
        average = days(round(waited / children)) if children else "-"
        yield f"{name:<{WIDEST}}{districts:>7}{children:>9}{average:>17}{left:>12}"
    yield DIFFERENCES
    if any(left for *_, left in sums.values()):
        yield CUT_OFF
    if troubled := results.troubled():
        yield f"Gescheitert: {troubled}; die Meldungen oben sagen warum."
