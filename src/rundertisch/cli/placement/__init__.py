# SPDX-License-Identifier: EUPL-1.2
"""`plan placement` and `check placement`: seat newly arrived children, from files to files."""

import argparse
import sys
import time
from dataclasses import replace
from pathlib import Path

from rundertisch.cli.german import Adder, GermanParser, say, seconds, whole_number
from rundertisch.cli.placement import asking, simulating, siting

ALL_SEATED, SOME_LEFT = 0, 1
KEEPS_ITS_WORD, BREAKS_ITS_WORD = 0, 1
MOST_THREADS = 256
LARGEST_SEED = 2**31 - 1

NO_CERTIFICATE = (
    "certificate.json gibt es für diese Eingabe nicht: nur mit einer Zahl für minutes_per_pair und "
    "ohne Ansprüche, weiche Obergrenzen, gewichtete Wünsche, Standorte und lineares Maß."
)
_IN_DIR = (
    "Ordner mit children.csv, schools.csv, groups.csv und, wenn vorhanden, travel.csv, "
    "placed.csv, wishes.csv, parameters.toml"
)
_PLAN_CODES = (
    "Rückgabewerte: 0 alle haben einen Platz; 1 einige nicht, der Plan ist geschrieben; "
    "2 die Eingabe ist fehlerhaft, nichts geschrieben; 70 unerwarteter Fehler; "
    "130 abgebrochen, nichts geschrieben."
)
_CHECK_CODES = (
    "Rückgabewerte: 0 der Plan hält, was er sagt; 1 er hält es nicht, je Verstoß eine Zeile; "
    "2 die Dateien sind nicht lesbar."
)


def add_commands(commands: Adder) -> None:
    """Hang up `plan` and `check`, each with its questions."""
    planning = commands.add_parser(
        "plan", help="einen Plan vorschlagen", description="Einen Plan vorschlagen."
    )
    plans = planning.add_commands(title="Fragen", metavar="FRAGE")
    _add_plan(plans)
    siting.add_plan(plans, in_dir=_IN_DIR)
    checking = commands.add_parser(
        "check",
        help="etwas unabhängig nachprüfen",
        description="Etwas unabhängig nachprüfen.",
    )
    checks = checking.add_commands(title="Fragen", metavar="FRAGE")
    _add_check(checks)
    siting.add_check(checks)
    simulating.add_check(checks)
    asking.add_commands(commands, in_dir=_IN_DIR)
    simulating.add_simulate(commands, in_dir=_IN_DIR)


def _add_plan(questions: Adder) -> None:
    plan: GermanParser = questions.add_parser(
        "placement",
        help="Schulplätze für neu zugewanderte Kinder vorschlagen",
        description="Schlägt für jedes wartende Kind einen Schulplatz vor oder nennt den Grund, "
        "warum keiner frei ist. Der Plan ist ein Vorschlag; ein Mensch entscheidet.",
        epilog=_PLAN_CODES,
    )
    plan.add_argument("in_dir", metavar="IN_DIR", type=Path, help=_IN_DIR)
    plan.add_argument(
        "out_dir",
        metavar="OUT_DIR",
        type=Path,
        help="Ordner für placements.csv, unplaced.csv, plan.json, timings.json; ein früherer "
        "Plan darin wird ersetzt",
    )
    plan.add_argument(
        "--seconds",
        metavar="S",
        type=seconds,
        help="höchstens so lange rechnen; was dann nicht bewiesen ist, steht im Plan",
    )
    plan.add_argument(
        "--threads",
        metavar="N",
        type=whole_number(low=1, high=MOST_THREADS),
        default=1,
        help="gleichzeitig rechnende Stränge (Vorgabe 1); das Ergebnis bleibt dasselbe",
    )
    plan.add_argument(
        "--seed",
        metavar="N",
        type=whole_number(low=0, high=LARGEST_SEED),
        default=0,
        help="Startwert für Zufall (Vorgabe 0)",
    )
    plan.add_argument(
        "--certificate",
        action="store_true",
        help="auch certificate.json schreiben: Preise, aus denen check die Schranke der letzten "
        "Ebene selbst nachrechnet; dauert länger",
    )
    plan.set_defaults(command=plan_placement)


def _add_check(questions: Adder) -> None:
    check: GermanParser = questions.add_parser(
        "placement",
        help="einen Schulplatz-Plan nachprüfen",
        description="Prüft ohne den Rechenweg des Plans, ob er hält, was er sagt: zuerst, dass "
        "kein Kind an einer Förder- oder Klinikschule sitzt, dann Plätze, Obergrenzen, "
        "Festlegungen, Wege und jeden Wert.",
        epilog=_CHECK_CODES,
    )
    check.add_argument("in_dir", metavar="IN_DIR", type=Path, help=_IN_DIR)
    check.add_argument(
        "out_dir", metavar="OUT_DIR", type=Path, help="Ordner, den plan placement geschrieben hat"
    )
    check.set_defaults(command=check_placement)


def plan_placement(options: argparse.Namespace) -> int:
    """Read IN_DIR, solve, write OUT_DIR in one step, tell the summary."""
    from rundertisch.cli.placement import solving, summary, target
    from rundertisch.cli.placement import source as sources

    started = time.perf_counter()
    target.refuse_folder(folder=options.out_dir)
    source = sources.read_source(folder=options.in_dir)
    for note in source.notes:
        print(note, file=sys.stderr)
    read = time.perf_counter()
    plan = solving.solve_interruptibly(
        problem=source.problem,
        seconds=options.seconds,
        threads=options.threads,
        seed=options.seed,
        certificate=options.certificate,
    )
    if options.certificate and plan.certificate is None:
        print(NO_CERTIFICATE, file=sys.stderr)
    solved = time.perf_counter()
    timings = {
        "version": target.VERSION,
        "seconds": {
            "read": round(read - started, 6),
            "solve": round(solved - read, 6),
            **{phase: round(spent, 6) for phase, spent in plan.timings.items()},
        },
        "threads": options.threads,
        "machine": target.machine(),
    }
    target.write_plan(folder=options.out_dir, source=source, plan=plan, timings=timings)
    say(*summary.lines(source=source, plan=plan, out_dir=options.out_dir))
    return SOME_LEFT if plan.unplaced else ALL_SEATED


def check_placement(options: argparse.Namespace) -> int:
    """Judge the files in OUT_DIR against those in IN_DIR; one line for each broken word."""
    from rundertisch.cli.placement import certificate, stored
    from rundertisch.cli.placement import source as sources
    from rundertisch.engine.placement.check import check, proven_by_prices
    from rundertisch.engine.placement.check.words import words_hold

    source = sources.read_source(folder=options.in_dir)
    plan, document = stored.read_plan(folder=options.out_dir)
    prices = certificate.read(folder=options.out_dir)
    plan = plan if prices is None else replace(plan, certificate=prices[0])
    broken = check(source.problem, plan)
    broken += stored.broken_words(source=source, plan=plan, document=document)
    broken = broken or list(words_hold(problem=source.problem, plan=plan))
    certified = None if broken else proven_by_prices(source.problem, plan)
    if certified is not None and prices is not None:
        broken += certificate.broken_words(
            said=prices[1], certified=certified, sha256=source.sha256
        )
    if broken:
        say(*(" ".join(sentence.split()) for sentence in broken))
        return BREAKS_ITS_WORD
    say(
        f"Der Plan hält, was er sagt: {len(plan.placements)} Kinder mit Platz, "
        f"{len(plan.unplaced)} ohne; keines an einer Förder- oder Klinikschule.",
        *([] if certified is None else [certificate.told(certified=certified)]),
    )
    return KEEPS_ITS_WORD
