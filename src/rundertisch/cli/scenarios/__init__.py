# SPDX-License-Identifier: EUPL-1.2
"""`plan scenarios`: the same variations for many districts, from folders to one table."""

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rundertisch.cli.german import Adder, GermanParser, say, seconds, under, whole_number
from rundertisch.cli.placement import LARGEST_SEED
from rundertisch.cli.scenarios import years
from rundertisch.kernel.errors import Refusal

if TYPE_CHECKING:
    from rundertisch.cli.scenarios.asked import Asked
    from rundertisch.cli.scenarios.results import Results
    from rundertisch.engine.placement.scenarios import Scenario

MOST_WORKERS = 256
IN_FILES = ("children.csv", "schools.csv", "groups.csv")
CODES = (
    "Ein weiterer Aufruf mit demselben OUT_DIR macht weiter, wo der letzte aufgehört hat: Was "
    "fertig ist und sich nicht geändert hat, wird nicht noch einmal gerechnet. Rückgabewerte: 0 in "
    "jedem Szenario haben alle einen Platz; 1 in einigen nicht, oder ein Szenario ist gescheitert; "
    "2 die Eingabe ist fehlerhaft, nichts geschrieben; 70 unerwarteter Fehler; 130 abgebrochen. "
    "Bei 70 und 130 bleibt, was fertig ist."
)
WHERE: dict[str, dict[str, Any]] = {  # options that say what computes
    "--workers": {
        "metavar": "N",
        "type": whole_number(low=1, high=MOST_WORKERS),
        "help": "so viele Prozesse dieses Rechners (Vorgabe: so viele, wie er Kerne hat)",
    },
    "--cluster": {
        "metavar": "ADDRESS",
        "default": "",
        "help": "statt dessen ein Rechenverbund (Dask), etwa tls://rechner:8786",
    },
}


def add_commands(commands: Adder) -> None:
    """Hang `scenarios` under `plan`."""
    plan: GermanParser = under(commands, "plan").add_parser(
        "scenarios",
        help="was wäre, wenn: dieselben Szenarien für viele Kreise",
        description="Rechnet für jeden Kreis jedes Szenario (weniger Plätze, mehr Ankünfte, "
        "längere Wege, eine Lerngruppe mehr) und schreibt die Zahlen in eine Tabelle. Sie nennt "
        "kein Kind, und niemand bekommt dadurch einen Platz.",
        epilog=CODES,
    )
    plan.add_argument(
        "districts_dir",
        metavar="DISTRICTS_DIR",
        type=Path,
        help="Ordner mit einem Ordner je Kreis, darin die Dateien wie für plan placement",
    )
    plan.add_argument(
        "out_dir",
        metavar="OUT_DIR",
        type=Path,
        help="Ordner für scenarios.csv und timings.csv; was darin fertig ist, bleibt",
    )
    plan.add_argument(
        "--scenarios", metavar="FILE", type=Path, required=True, help="scenarios.toml"
    )
    for option, settings in WHERE.items():
        plan.add_argument(option, **settings)
    plan.add_argument(
        "--seconds",
        metavar="S",
        type=seconds,
        help="höchstens so lange an einem Szenario rechnen; was dann nicht bewiesen ist, steht in "
        "der Tabelle",
    )
    plan.add_argument(
        "--seed",
        metavar="N",
        type=whole_number(low=0, high=LARGEST_SEED),
        default=0,
        help="Startwert für Zufall (Vorgabe 0)",
    )
    plan.set_defaults(command=plan_scenarios)
    years.add_command(commands, codes=CODES.replace("Szenario", "Jahr"), where=WHERE)


def plan_scenarios(options: argparse.Namespace) -> int:
    """Answer every scenario that OUT_DIR does not answer yet; keep each answer as it comes."""
    from rundertisch.cli.scenarios.asked import read_asked
    from rundertisch.cli.scenarios.results import Results

    refuse_two_places(options)
    asked = read_asked(path=options.scenarios)
    districts = districts_in(options.districts_dir)
    _refuse_unknown(asked, districts=districts)
    order = tuple(
        (folder.name, one.variation.name)
        for folder in districts
        for one in asked
        if one.concerns(district=folder.name)
    )
    results = Results(folder=options.out_dir, order=order)
    results.read()
    work = _Work(options=options, asked=asked, districts=districts, results=results)
    code = results.after(work.do, left="unplaced")
    say(*_summary(results=results, asked=asked), f"Geschrieben nach {options.out_dir}.")
    return code


def refuse_two_places(options: argparse.Namespace) -> None:
    """Refuse a call that names both what may compute."""
    if options.cluster and options.workers:
        raise Refusal("--workers und --cluster schließen sich aus: Bitte nur eines angeben.")


def districts_in(folder: Path) -> tuple[Path, ...]:
    """Return the folders of the districts by name; what else lies there is told, not read."""
    if not folder.is_dir():
        raise Refusal(f"Den Ordner {folder} gibt es nicht. Bitte den mit den Kreisen nennen.")
    below = sorted(path for path in folder.iterdir() if path.is_dir())
    found = tuple(path for path in below if any((path / file).exists() for file in IN_FILES))
    if not found:
        raise Refusal(
            f"In {folder} liegt kein Ordner eines Kreises. Erwartet wird je Kreis ein Ordner mit "
            "children.csv, schools.csv und groups.csv."
        )
    for path in set(below) - set(found):
        print(f"{path.name}: kein Ordner eines Kreises; unbeachtet.", file=sys.stderr)
    return found


def _refuse_unknown(asked: "tuple[Asked, ...]", *, districts: tuple[Path, ...]) -> None:
    known = {folder.name for folder in districts}
    for one in asked:
        for name in one.districts:
            if name not in known:
                raise Refusal(
                    f"Szenario „{one.variation.name}“ nennt den Kreis „{name}“; so heißt kein "
                    "Ordner. Bitte „districts“ berichtigen."
                )


@dataclass(slots=True)
class _Work:
    """One call: what is open is read district by district, computed, and kept as it comes."""

    options: argparse.Namespace
    asked: "tuple[Asked, ...]"
    districts: tuple[Path, ...]
    results: "Results"
    asked_as: dict[tuple[str, str], str] = field(default_factory=dict)  # key: fingerprint

    def do(self) -> None:
        from rundertisch.engine.placement import scenarios as engine
        from rundertisch.kernel import executors

        with executors.power(
            cluster=self.options.cluster, workers=self.options.workers, prepare=engine.load
        ) as power:
            for outcome in engine.run(
                self._open_scenarios(), executor=power.executor, at_once=power.at_once
            ):
                key = outcome.district, outcome.variation
                self.results.take(outcome=outcome, sha256=self.asked_as[key])

    def _open_scenarios(self) -> "Iterator[Scenario]":
        """Yield what is not answered yet, reading one district after the other."""
        from rundertisch.cli.placement import source as sources
        from rundertisch.cli.scenarios.results import fingerprint
        from rundertisch.engine.placement.scenarios import Outcome, Scenario
        from rundertisch.kernel.executors import versions

        packages = versions()
        for folder in self.districts:
            mine = [one.variation for one in self.asked if one.concerns(district=folder.name)]
            try:
                source = sources.read_source(folder=folder)
            except Refusal as refusal:
                for at, variation in enumerate(mine):
                    said = "wie oben" if at else str(refusal)
                    outcome = Outcome(folder.name, variation.name, None, said)
                    self.results.take(outcome=outcome, sha256="")
                continue
            for variation in mine:
                sha256 = fingerprint(
                    problem_sha256=source.sha256,
                    variation=variation,
                    seconds=self.options.seconds,
                    seed=self.options.seed,
                    packages=packages,
                )
                key = folder.name, variation.name
                self.asked_as[key] = sha256
                if self.results.is_done(key=key, sha256=sha256):
                    self.results.tell(key=key, said="schon gerechnet")
                else:
                    yield Scenario(
                        district=folder.name,
                        problem=source.problem,
                        variation=variation,
                        seconds=self.options.seconds,
                        seed=self.options.seed,
                    )


def _summary(*, results: "Results", asked: "tuple[Asked, ...]") -> Iterator[str]:
    """Sum every scenario over its districts; the first is what the others are held against."""
    first = results.unplaced(name=asked[0].variation.name)
    width = max(len(one.variation.name) for one in asked)
    yield f"{'Szenario':<{width}}  {'Kreise':>6}  {'ohne Platz':>10}  {'gegen das erste':>15}"
    for one in asked:
        mine = results.unplaced(name=one.variation.name)
        more = sum(mine[district] - first[district] for district in mine if district in first)
        against = "-" if one is asked[0] or not mine.keys() & first.keys() else f"{more:+d}"
        yield (
            f"{one.variation.name:<{width}}  {len(mine):>6}  {sum(mine.values()):>10}  "
            f"{against:>15}"
        )
    if troubled := results.troubled():
        yield f"Gescheitert: {troubled}; die Meldungen oben sagen warum."
