# SPDX-License-Identifier: EUPL-1.2
"""`plan siting` and `check siting`: where groups could open or close, from files to files."""

import argparse
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from rundertisch.cli.german import Adder, GermanParser, say, seconds, whole_number

if TYPE_CHECKING:
    from rundertisch.engine.siting.plan import Plan

ALL_SEATED, SOME_LEFT, KEEPS_ITS_WORD, BREAKS_ITS_WORD = 0, 1, 0, 1
LARGEST_SEED, MOST_THREADS = 2**31 - 1, 256
_CODES = (
    "Rückgabewerte: 0 mit den neuen Gruppen haben alle einen Platz; 1 einige nicht, alles ist "
    "geschrieben; 2 die Eingabe ist fehlerhaft, nichts geschrieben; 70 unerwarteter Fehler; "
    "130 abgebrochen, nichts geschrieben."
)


def add_plan(questions: Adder, *, in_dir: str) -> None:
    """Hang up `plan siting`."""
    plan: GermanParser = questions.add_parser(
        "siting",
        help="vorschlagen, wo Gruppen öffnen, wachsen oder schließen",
        description="Schlägt vor, welche der möglichen Gruppen öffnen (und welche schließen) "
        "sollen: zuerst bleibt kein Kind ohne Platz, das einen haben könnte, dann kosten Gruppen "
        "und Wege zusammen am wenigsten. Danach werden die Kinder auf die Gruppen verteilt. Der "
        "Plan ist ein Vorschlag; ein Mensch entscheidet.",
        epilog=_CODES,
    )
    plan.add_argument(
        "in_dir",
        metavar="IN_DIR",
        type=Path,
        help=f"{in_dir}; dazu candidates.csv (was öffnen könnte), wenn vorhanden closable.csv "
        "(was schließen darf), scenarios.csv und scenario_children.csv (wer noch kommen könnte), "
        "und in parameters.toml cents_per_minute",
    )
    plan.add_argument(
        "out_dir",
        metavar="OUT_DIR",
        type=Path,
        help="Ordner für openings.csv, closings.csv, siting.json und die Dateien von plan "
        "placement; ein früherer Plan darin wird ersetzt",
    )
    plan.add_argument(
        "--seconds",
        metavar="S",
        type=seconds,
        help="höchstens so lange rechnen (auf einen ersten Plan wird gewartet); was dann nicht "
        "bewiesen ist, steht im Plan",
    )
    plan.add_argument(
        "--threads",
        metavar="N",
        type=whole_number(low=1, high=MOST_THREADS),
        default=1,
        help="gleichzeitig rechnende Stränge der Verteilung auf die Gruppen (Vorgabe 1); das "
        "Ergebnis bleibt dasselbe",
    )
    plan.add_argument(
        "--seed",
        metavar="N",
        type=whole_number(low=0, high=LARGEST_SEED),
        default=0,
        help="Startwert für Zufall (Vorgabe 0)",
    )
    plan.set_defaults(command=plan_siting)


def add_check(questions: Adder) -> None:
    """Hang up `check siting`."""
    check: GermanParser = questions.add_parser(
        "siting",
        help="einen Plan für neue Gruppen nachprüfen",
        description="Prüft ohne den Rechenweg des Plans, ob er hält, was er sagt: zuerst, dass "
        "keine Gruppe an einer Förder- oder Klinikschule öffnet, dann Kosten, Budget, wer einen "
        "Platz hat und hätte, und was jede neue Gruppe bringt; zuletzt, ob andere Öffnungen besser "
        "wären. Die Antwort sagt, ob das bewiesen ist.",
        epilog="Rückgabewerte: 0 der Plan hält, was er sagt (auch wenn sich in der Zeit nicht "
        "nachweisen ließ, dass keine anderen Öffnungen besser sind); 1 er hält es nicht, je "
        "Verstoß eine Zeile; 2 die Dateien sind nicht lesbar.",
    )
    check.add_argument("in_dir", metavar="IN_DIR", type=Path, help="Ordner mit candidates.csv")
    check.add_argument(
        "out_dir", metavar="OUT_DIR", type=Path, help="Ordner, den plan siting geschrieben hat"
    )
    check.add_argument(
        "--seconds",
        metavar="S",
        type=seconds,
        default=60.0,
        help="höchstens so lange nach besseren Öffnungen suchen (Vorgabe 60)",
    )
    check.set_defaults(command=check_siting)


def plan_siting(options: argparse.Namespace) -> int:
    """Read IN_DIR, solve, write OUT_DIR in one step, tell the summary."""
    from rundertisch.cli.placement import sited, solving, source_siting, target
    from rundertisch.engine.siting.solve import solve

    target.refuse_folder(folder=options.out_dir, ours=sited.OURS)
    started = time.perf_counter()
    source = source_siting.read_siting(folder=options.in_dir)
    for note in source.notes:
        print(note, file=sys.stderr)
    read = time.perf_counter()
    plan = solving.interruptibly(
        lambda: solve(
            source.problem, seconds=options.seconds, threads=options.threads, seed=options.seed
        )
    )
    spent = {"read": read - started, "solve": time.perf_counter() - read, **plan.timings}
    timings = {
        "version": target.VERSION,
        "seconds": {phase: round(taken, 6) for phase, taken in spent.items()},
        "threads": options.threads,
        "machine": target.machine(),
    }
    sited.write(folder=options.out_dir, source=source, plan=plan, timings=timings)
    say(*_lines(plan, options.out_dir))
    return SOME_LEFT if plan.unplaced else ALL_SEATED


def _lines(plan: "Plan", out_dir: Path) -> Iterator[str]:
    from rundertisch.cli.placement import sited

    yield from plan.summary()
    if plan.openings:
        yield ""
        yield from (f"- {opening.reason}" for opening in plan.openings)
        yield ""
    for closing in plan.closings:
        yield f"- Gruppe {closing.group} schließt."
    yield f"Geschrieben nach {out_dir}: {', '.join(sorted(sited.OURS - sited.NEVER_WRITTEN))}."


def check_siting(options: argparse.Namespace) -> int:
    """Judge the files in OUT_DIR against those in IN_DIR; one line for each broken word."""
    from rundertisch.cli.placement import sited, source_siting
    from rundertisch.engine.placement.check.words import words_hold
    from rundertisch.engine.siting.check import judged

    source = source_siting.read_siting(folder=options.in_dir)
    plan, documents = sited.read(folder=options.out_dir)
    judgement = judged(source.problem, plan, seconds=options.seconds)
    broken = list(judgement.broken)
    broken += sited.broken_words(source=source, plan=plan, documents=documents)
    if not broken:
        placed = sited.placement_source(source=source, plan=plan)
        broken += words_hold(problem=placed.problem, plan=plan.placement)
    if broken:
        say(*(" ".join(sentence.split()) for sentence in broken))
        return BREAKS_ITS_WORD
    say(
        f"Der Plan hält, was er sagt: {len(plan.openings)} Stellen mit {plan.seats} neuen Plätzen, "
        f"{len(plan.placement.placements)} Kinder mit Platz, {plan.unplaced} ohne; nichts öffnet "
        "an einer Förder- oder Klinikschule."
    )
    if judgement.proof is not None:
        say(judgement.proof.sentence(plan))
    return KEEPS_ITS_WORD
