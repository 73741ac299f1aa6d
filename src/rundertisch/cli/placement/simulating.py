# SPDX-License-Identifier: EUPL-1.2
"""`simulate placement` and `check simulation`: a year under several policies, files to files."""

import argparse
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rundertisch.cli.german import Adder, GermanParser, say, whole_number
from rundertisch.kernel import packages

if TYPE_CHECKING:
    from rundertisch.cli.placement.source import YearSource
    from rundertisch.engine.placement.simulate.course import Course, Simulation

VERSION = 1
POLICIES, SEATINGS, SIMULATION = "policies.csv", "seatings.csv", "simulation.json"
OURS = frozenset({POLICIES, SEATINGS, SIMULATION})
POLICY_COLUMNS = ("policy", "median", "p90", "longest", "mean_wait", "unplaced_end")
SEATING_COLUMNS = ("policy", "week", "child_id", "group_id", "minutes", "wait_days", "moved")
ALL_SEATED, SOME_LEFT, KEEPS_ITS_WORD, BREAKS_ITS_WORD = 0, 1, 0, 1
LONGEST, MOST_THREADS = 520, 256  # weeks

_CODES = (
    "Rückgabewerte: 0 unter jeder Regel haben am Ende alle einen Platz; 1 einige nicht, alles ist "
    "geschrieben; 2 die Eingabe ist fehlerhaft, nichts geschrieben; 70 unerwarteter Fehler; "
    "130 abgebrochen, nichts geschrieben."
)


def add_simulate(commands: Adder, *, in_dir: str) -> None:
    """Hang up `simulate`."""
    questions = commands.add_parser(
        "simulate",
        help="durchspielen, was Regeln bewirken",
        description="Durchspielen, was Regeln bewirken.",
    ).add_commands(title="Fragen", metavar="FRAGE")
    simulate: GermanParser = questions.add_parser(
        "placement",
        help="ein Jahr der Ankünfte unter verschiedenen Regeln der Vermittlung",
        description="Spielt ein Jahr unter fünf Regeln durch: zuerst die eigene Stadt, wer zuerst "
        "kommt, gegenseitige Auswahl, wöchentlich abgewogen, mit Platzwechsel vor der "
        "Bekanntgabe. Wie lange warten Kinder, wer ist am Ende ohne Platz? Niemand bekommt "
        "dadurch einen Platz.",
        epilog=_CODES,
    )
    simulate.add_argument(
        "in_dir",
        metavar="IN_DIR",
        type=Path,
        help=f"{in_dir}; dazu arrivals.csv (week und die Spalten von children.csv) und, wenn "
        "vorhanden, seats.csv (week, group_id, seats)",
    )
    simulate.add_argument(
        "out_dir",
        metavar="OUT_DIR",
        type=Path,
        help="Ordner für policies.csv, seatings.csv, simulation.json; eine frühere Simulation "
        "darin wird ersetzt",
    )
    simulate.add_argument(
        "--threads",
        metavar="N",
        type=whole_number(low=1, high=MOST_THREADS),
        default=1,
        help="so viele Regeln zugleich (Vorgabe 1); das Ergebnis bleibt dasselbe",
    )
    add_weeks(simulate)
    simulate.set_defaults(command=simulate_placement)


def add_check(questions: Adder) -> None:
    """Hang up `check simulation`."""
    check: GermanParser = questions.add_parser(
        "simulation",
        help="eine Simulation nachprüfen",
        description="Prüft ohne den Rechenweg der Regeln, ob ein durchgespieltes Jahr hält, was es "
        "sagt: kein Kind an einer Förder- oder Klinikschule, kein Platz zweimal, niemand wechselt "
        "nach der Bekanntgabe, und jede Wartezeit.",
        epilog="Rückgabewerte: 0 sie hält, was sie sagt; 1 sie hält es nicht, je Verstoß eine "
        "Zeile; 2 die Dateien sind nicht lesbar.",
    )
    check.add_argument(
        "in_dir", metavar="IN_DIR", type=Path, help="Ordner mit arrivals.csv und den anderen"
    )
    check.add_argument(
        "out_dir",
        metavar="OUT_DIR",
        type=Path,
        help="Ordner, den simulate placement geschrieben hat",
    )
    check.set_defaults(command=check_simulation)


def add_weeks(simulate: GermanParser) -> None:
    """Add the options that say how long a year is, and how long its terms."""
    for option, default, low, what in (
        ("--weeks", 52, 1, "Zahl der Wochen"),
        ("--own-town-weeks", 4, 0, "so lange sieht „own_town_first“ nur in die eigene Stadt"),
        ("--moving-weeks", 2, 0, "so lange nach seiner Woche ist ein Platz nicht bekannt gegeben"),
    ):
        simulate.add_argument(
            option,
            metavar="N",
            type=whole_number(low=low, high=LONGEST),
            default=default,
            help=f"{what} (Vorgabe {default})",
        )


def simulate_placement(options: argparse.Namespace) -> int:
    """Read IN_DIR, run the year under every policy, write OUT_DIR in one step, tell the summary."""
    from rundertisch.cli.placement import solving, target
    from rundertisch.cli.placement import source as sources
    from rundertisch.engine.placement.simulate.run import simulate

    target.refuse_folder(folder=options.out_dir, ours=OURS, what="eine Simulation")
    source = sources.read_year(
        folder=options.in_dir,
        weeks=options.weeks,
        own_town_weeks=options.own_town_weeks,
        moving_weeks=options.moving_weeks,
    )
    for note in source.notes:
        print(note, file=sys.stderr)
    started = time.perf_counter()
    with ThreadPoolExecutor(options.threads) as pool:
        several = pool if options.threads > 1 else None
        answer = solving.interruptibly(lambda: simulate(source.year, pool=several))
    spent = time.perf_counter() - started
    target.refuse_folder(folder=options.out_dir, ours=OURS, what="eine Simulation")
    files = {
        POLICIES: target.table(POLICY_COLUMNS, map(_policy_row, answer.courses)),
        SEATINGS: target.table(SEATING_COLUMNS, _seating_rows(answer)),
        SIMULATION: target.json_bytes(_document(source, answer)),
    }
    target.replace_folder(folder=options.out_dir.resolve(), files=files)
    say(*_lines(answer, options.out_dir, spent))
    return SOME_LEFT if any(course.unplaced_end for course in answer.courses) else ALL_SEATED


def _policy_row(course: "Course") -> tuple[object, ...]:
    waits = course.waits
    mean = f"{waits.mean_tenths // 10}.{waits.mean_tenths % 10}"
    return (course.policy, waits.median, waits.p90, waits.longest, mean, course.unplaced_end)


def _seating_rows(answer: "Simulation") -> Iterator[tuple[object, ...]]:
    for course in answer.courses:
        for s in course.seatings:
            yield course.policy, s.week, s.child, s.group, s.minutes, s.wait_days, int(s.moved)


def _document(source: "YearSource", answer: "Simulation") -> dict[str, Any]:
    """Return what simulation.json says; docs/reference/placement-files.md explains it."""
    year = source.year
    return {
        "version": VERSION,
        "input_sha256": source.sha256,
        "children": answer.children,
        "weeks": answer.weeks,
        "own_town_weeks": year.own_town_weeks,
        "moving_weeks": year.moving_weeks,
        "never": list(answer.never),
        "moves": {course.policy: course.moves for course in answer.courses},
        "packages": packages.versions(names=("numba", "numpy", "rundertisch")),
    }


def _lines(answer: "Simulation", out_dir: Path, spent: float) -> Iterator[str]:
    from rundertisch.engine.placement.simulate import reading

    yield (
        f"Ein Jahr mit {answer.children} Kindern und {answer.weeks} Wochen, unter "
        f"{len(answer.courses)} Regeln durchgespielt. Niemand bekommt dadurch einen Platz."
    )
    yield ""
    wide = reading.WIDEST
    yield (
        f"{'Wartezeit in Tagen':<{wide + 2}}{'Mittel':>8}{'Hälfte':>8}{'9 von 10':>9}{'längste':>9}"
    )
    for course in answer.courses:
        waits = course.waits
        yield (
            f"  {reading.NAMES[course.policy]:<{wide}}{reading.days(waits.mean_tenths):>8}"
            f"{waits.median:>8}{waits.p90:>9}{waits.longest:>9}"
        )
    yield ""
    yield f"{'Am Ende':<{wide + 2}}{'ohne Platz':>12}{'Wechsel':>9}"
    for course in answer.courses:
        yield f"  {reading.NAMES[course.policy]:<{wide}}{course.unplaced_end:>12}{course.moves:>9}"
    yield ""
    yield from reading.reading(answer.tallies)
    yield f"Geschrieben nach {out_dir}: {POLICIES}, {SEATINGS}, {SIMULATION} ({spent:.1f} s)."


def check_simulation(options: argparse.Namespace) -> int:
    """Judge the files in OUT_DIR against those in IN_DIR; one line for each broken word."""
    from rundertisch.cli.placement import simulated
    from rundertisch.cli.placement import source as sources
    from rundertisch.engine.placement.simulate.check import check

    told = simulated.read(folder=options.out_dir)
    source = sources.read_year(folder=options.in_dir, **told.weeks)
    if told.sha256 != source.sha256:
        say(
            f"{SIMULATION}: „input_sha256“ gehört zu einer anderen Eingabe oder zu anderen Wochen "
            f"als {options.in_dir}. Bitte simulate placement neu rechnen."
        )
        return BREAKS_ITS_WORD
    answer = told.simulation(source.year)
    broken = [*told.broken(), *check(source.year, answer)]
    if broken:
        say(*broken)
        return BREAKS_ITS_WORD
    say(
        f"Die Simulation hält, was sie sagt: {len(answer.courses)} Regeln, {answer.children} "
        "Kinder; keines an einer Förder- oder Klinikschule, kein Platz zweimal vergeben, niemand "
        "wechselt nach der Bekanntgabe."
    )
    return KEEPS_ITS_WORD
