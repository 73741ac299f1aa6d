# SPDX-License-Identifier: EUPL-1.2
"""`explain placement` and `price placement`: questions beside a plan, from files to a table."""

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from rundertisch.cli.german import Adder, GermanParser, say, whole_number
from rundertisch.kernel.errors import Refusal

if TYPE_CHECKING:
    from rundertisch.engine.placement.ondemand.answers import Alternative, Barred, Move, RulePrice
    from rundertisch.engine.placement.plan import Plan
    from rundertisch.engine.placement.problem import Problem

MOST_LINES = 1000
WORSE = {
    "": "nichts wird schlechter",
    "claims": "ein Anspruch würde nicht gehalten",
    "unplaced": "ein Kind bliebe ohne Platz",
    "soft_caps": "eine weiche Obergrenze würde überschritten",
    "worst_minutes": "der längste Weg würde länger",
    "ways_and_pairs": "Wege länger oder Geschwister getrennt",
}
AGAINST = {
    "named": "nur auf Wunsch der Familie",
    "no_group": "keine passende Lerngruppe",
    "form": "Schulform nicht erlaubt",
    "excluded": "ausgeschlossen",
    "unreachable": "kein Weg bekannt",
    "too_far": "zu weit",
    "full": "alle Plätze fest vergeben",
}


def add_commands(commands: Adder, *, in_dir: str) -> None:
    """Hang up `explain` and `price`."""
    explaining = commands.add_parser(
        "explain",
        help="sagen, was es sonst gäbe",
        description="Sagen, was es neben einem Plan sonst gäbe.",
    ).add_commands(title="Fragen", metavar="FRAGE")
    explain: GermanParser = explaining.add_parser(
        "placement",
        help="andere Plätze für ein Kind, und wer dafür wechseln müsste",
        description="Zeigt für ein Kind eines Plans jede andere Lerngruppe, die günstigste zuerst: "
        "Minuten, wer dafür wechseln müsste, was schlechter würde; dann die Schulen, die nicht in "
        "Frage kommen, mit jeder Regel dagegen. Niemand wechselt dadurch.",
    )
    explain.add_argument("in_dir", metavar="IN_DIR", type=Path, help=in_dir)
    explain.add_argument(
        "plan_dir", metavar="PLAN_DIR", type=Path, help="Ordner, den plan placement geschrieben hat"
    )
    explain.add_argument("--child", metavar="ID", required=True, help="child_id des Kindes")
    explain.add_argument(
        "--most",
        metavar="N",
        type=whole_number(low=1, high=MOST_LINES),
        default=10,
        help="höchstens so viele Zeilen je Liste (Vorgabe 10)",
    )
    explain.set_defaults(command=explain_placement)
    pricing = commands.add_parser(
        "price",
        help="sagen, was Regeln kosten",
        description="Sagen, was Regeln kosten.",
    ).add_commands(title="Fragen", metavar="FRAGE")
    price: GermanParser = pricing.add_parser(
        "placement",
        help="wie viele Kinder mehr ohne eine Regel einen Platz hätten",
        description="Rechnet für jedes Zeitlimit, jede Obergrenze und die erlaubten Schulformen, "
        "wie viele Kinder mehr einen Platz hätten, wenn genau diese Regel wegfiele. Der Preis "
        "sagt, was eine Regel wiegt, nicht dass sie falsch ist.",
    )
    price.add_argument("in_dir", metavar="IN_DIR", type=Path, help=in_dir)
    price.set_defaults(command=price_placement)


def explain_placement(options: argparse.Namespace) -> int:
    """Tell the alternatives of one child of a plan."""
    from rundertisch.cli.placement import source as sources
    from rundertisch.cli.placement import stored
    from rundertisch.engine.placement.ondemand.alternatives import alternatives_of, barred_of
    from rundertisch.engine.placement.ondemand.standing import standing_of

    source = sources.read_source(folder=options.in_dir)
    plan, document = stored.read_plan(folder=options.plan_dir)
    if document.get("input_sha256") != source.sha256:
        raise Refusal(
            f"Der Plan in {options.plan_dir} gehört zu einer anderen Eingabe als {options.in_dir}. "
            "Bitte zuerst plan placement neu rechnen."
        )
    if options.child not in {child.id for child in source.problem.children}:
        raise Refusal(f"Ein Kind {options.child} steht nicht in children.csv.")
    standing = standing_of(problem=source.problem, plan=plan)
    found = alternatives_of(standing=standing, child=options.child)
    barred = barred_of(standing=standing, child=options.child)
    say(_now(plan, options.child), *_table(found[: options.most], source.problem))
    if len(found) > options.most:
        say(f"{len(found) - options.most} weitere Möglichkeiten; mit --most mehr zeigen.")
    if barred:
        say("", "Nicht in Frage kommen:", *(_barred(each) for each in barred[: options.most]))
    return 0


def _now(plan: "Plan", child: str) -> str:
    seat = next((row for row in plan.placements if row.child == child), None)
    if seat is None:
        return f"Kind {child} hat im Plan keinen Platz."
    about = "etwa " if seat.estimate else ""
    return f"Kind {child}: im Plan {seat.school}, Gruppe {seat.group}, {about}{seat.minutes} min."


def _table(found: "tuple[Alternative, ...]", problem: "Problem") -> list[str]:
    if not found:
        return ["Eine andere Lerngruppe kommt nicht in Frage."]
    names = {school.id: school.name or school.id for school in problem.schools}
    lines = ["Möglich wären, die günstigste zuerst:"]
    for at, each in enumerate(found, start=1):
        more = "" if each.extra_minutes_child is None else f" ({each.extra_minutes_child:+d})"
        lines.append(
            f"  {at:>3}  {names[each.school]}, Gruppe {each.group}: {each.minutes} min{more}; "
            f"alle zusammen {each.extra_minutes:+d} min; {WORSE[each.worse]}{_levels(each)}"
        )
        lines += [f"         {_move(move)}" for move in each.moves]
    return lines


def _levels(each: "Alternative") -> str:
    changed = [f"Stufe {level}: {more:+d}" for level, more in each.unplaced.items()]
    return f" (ohne Platz: {', '.join(changed)})" if changed else ""


def _move(move: "Move") -> str:
    if not move.to_group:
        return f"Kind {move.child} bliebe ohne Platz (jetzt Gruppe {move.from_group})."
    if not move.from_group:
        return f"Kind {move.child} bekäme einen Platz in Gruppe {move.to_group}."
    return (
        f"Kind {move.child} müsste von Gruppe {move.from_group} nach {move.to_group}, "
        f"{move.extra_minutes or 0:+d} min."
    )


def _barred(each: "Barred") -> str:
    why = [
        f"{each.minutes_over} min über dem Limit" if rule == "too_far" else AGAINST[rule]
        for rule in each.against
    ]
    return f"  {each.school}: {', '.join(why)}"


def price_placement(options: argparse.Namespace) -> int:
    """Tell the price of each rule of an input."""
    from rundertisch.cli.placement import source as sources
    from rundertisch.engine.placement.ondemand.prices import prices_of

    source = sources.read_source(folder=options.in_dir)
    for note in source.notes:
        print(note, file=sys.stderr)
    prices = prices_of(problem=source.problem)
    names = {school.id: school.name or school.id for school in source.problem.schools}
    if not prices:
        say("Keine einzelne Regel kostet ein Kind seinen Platz.")
    say(*(_priced(price, names) for price in prices))
    return 0


def _priced(price: "RulePrice", names: Mapping[str, str]) -> str:
    rule = {
        "limit": f"Zeitlimit ({price.id})",
        "cap": f"Obergrenze von {names.get(price.id, price.id)}",
        "forms": "erlaubte Schulformen",
    }[price.rule]
    levels = ", ".join(f"Stufe {level}: {more:+d}" for level, more in price.fewer_unplaced.items())
    many = price.more_seated
    who = "1 Kind" if many == 1 else f"{many} Kinder"
    has = "hätte" if many == 1 else "hätten"
    return f"{rule}: ohne diese Regel {has} {who} mehr einen Platz ({levels})."
