# SPDX-License-Identifier: EUPL-1.2
"""`replay round` and `export protocol`: a sealed round, computed again and handed out."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from rundertisch.cli.art30 import add_art30
from rundertisch.cli.german import Adder, GermanParser, say
from rundertisch.cli.imports import seat_of, write_text
from rundertisch.cli.operations import open_database
from rundertisch.kernel.errors import Refusal

if TYPE_CHECKING:
    from rundertisch.schooling.models import Round
    from rundertisch.schooling.planning import Replay
    from rundertisch.schooling.queries import Verified

SAME, DIFFERENT = 0, 1
MOST_NAMED = 20  # children that a message names; the count before them holds for all


def add_commands(commands: Adder) -> None:
    """Hang up `replay` and `export`."""
    replay = commands.add_parser(
        "replay",
        help="eine Rechnung wiederholen",
        description="Wiederholt eine Rechnung aus dem, was damals eingefroren wurde.",
    )
    again = replay.add_commands(title="Was", metavar="WAS")
    one = again.add_parser(
        "round",
        help="eine versiegelte Vermittlungsrunde prüfen und neu rechnen",
        description="Prüft das Siegel einer Runde und rechnet jeden ihrer Vorschläge neu, mit dem "
        "eingefrorenen Stand, den Regeln und den Entscheidungen von damals. Rückgabewert 0: "
        "alles gleich; 1: etwas weicht ab, gesagt wird was.",
    )
    _add_which(one)
    one.set_defaults(command=replay_round)
    export = commands.add_parser(
        "export",
        help="Dateien schreiben",
        description="Schreibt Unterlagen aus der Datenbank in Dateien.",
    )
    kinds = export.add_commands(title="Was", metavar="WAS")
    protocol = kinds.add_parser(
        "protocol",
        help="das versiegelte Protokoll einer Runde schreiben",
        description="Schreibt das versiegelte Protokoll einer Runde als JSON-Datei. Sie enthält "
        "Angaben zu Kindern (ohne Namen) und gehört in die Akte.",
    )
    _add_which(protocol)
    protocol.add_argument(
        "--to", metavar="FILE", type=Path, required=True, help="wohin die Datei geschrieben wird"
    )
    protocol.set_defaults(command=export_protocol)
    add_art30(kinds)


def _add_which(parser: GermanParser) -> None:
    parser.add_argument("id", metavar="ID", type=int, help="Nummer der Runde")
    parser.add_argument(
        "--by",
        metavar="E-MAIL",
        required=True,
        help="in wessen Namen: ein Konto der Seiteneinsteigerberatung; es steht im Protokoll",
    )


def replay_round(options: argparse.Namespace) -> int:
    """Check the seal and compute every proposal of a round again."""
    open_database()
    from rundertisch.kernel import audit, scope
    from rundertisch.kernel.thread import Ref
    from rundertisch.schooling import planning, queries
    from rundertisch.schooling.models import Proposal

    seat = seat_of(email=options.by)
    with scope.asking(user_id=seat.user_id, seat_id=seat.pk):
        shown = _round(pk=options.id)
        _sealed_or_refused(shown)
        audit.log_access(
            by=seat,
            about=[Ref("round", str(shown.pk))],
            purpose="Nachrechnung",
            fields=audit.EVERYTHING,
        )
        seal = queries.verified(shown=shown)
        say(*_told(seal))
        if not seal.repeatable:
            return SAME if seal.holds else DIFFERENT
        proposals = Proposal.objects.filter(round=shown, what_if__isnull=True).order_by("pk")
        runs = [planning.replay_proposal(proposal=one) for one in proposals]
    say(*(_sentence(run) for run in runs))
    return SAME if seal.holds and all(run.holds for run in runs) else DIFFERENT


def export_protocol(options: argparse.Namespace) -> int:
    """Write the sealed protocol of a round."""
    open_database()
    from rundertisch.kernel import audit, scope
    from rundertisch.kernel.thread import Ref
    from rundertisch.schooling import exchange

    seat = seat_of(email=options.by)
    with scope.asking(user_id=seat.user_id, seat_id=seat.pk):
        shown = _round(pk=options.id)
        text = exchange.protocol_text(round=shown)
        audit.log_access(
            by=seat,
            about=[Ref("round", str(shown.pk))],
            purpose="Protokoll als Datei",
            fields=audit.EVERYTHING,
        )
        write_text(path=options.to, text=text)
    say(f"Protokoll der Runde {shown.pk} geschrieben nach {options.to}.", f"Siegel: {shown.seal}")
    return SAME


def _round(*, pk: int) -> "Round":
    from rundertisch.schooling.models import Round

    found = Round.objects.filter(pk=pk).first()
    if found is None:
        raise Refusal(f"Eine Runde {pk} gibt es nicht. Bitte die Nummer prüfen.")
    return found


def _sealed_or_refused(shown: "Round") -> None:
    if shown.sealed_on is None:
        raise Refusal(
            f"Runde {shown.pk} ist noch nicht versiegelt; nachgerechnet wird erst danach."
        )


def _told(seal: "Verified") -> list[str]:
    """Say whether the seal holds, and what speaks against it."""
    lines = [
        "Das Siegel stimmt."
        if seal.holds
        else "Das Siegel stimmt nicht: Etwas wurde nach dem Versiegeln geändert."
    ]
    if not seal.root_holds:
        lines.append("  Die Blätter ergeben nicht das gespeicherte Siegel.")
    if not seal.common_holds:
        lines.append("  Der gemeinsame Teil (Schulen, Gruppen, Regeln, Rechnungen) weicht ab.")
    if seal.changed:
        named = ", ".join(str(pk) for pk in seal.changed[:MOST_NAMED])
        lines.append(f"  Geänderte Kinder: {len(seal.changed)} (nach Nummer: {named})")
    if seal.forgotten:
        lines.append(
            f"Vergessen seit dem Versiegeln: {seal.forgotten}. Ihre Blätter stehen noch, ihre "
            "Angaben nicht mehr; dieselbe Rechnung lässt sich ohne sie nicht wiederholen."
        )
    if seal.hidden:
        lines.append(
            f"Geschützte Adressen seit dem Einfrieren: {seal.hidden}. An ihrer Stelle steht die "
            "Mitte der Stadt; dieselbe Rechnung lässt sich so nicht wiederholen."
        )
    return lines


def _sentence(run: "Replay") -> str:
    """Say what came out when a proposal was computed again."""
    which = f"Vorschlag Nr. {run.proposal}:"
    if not run.same_input:
        return f"{which} Die eingefrorenen Angaben sind nicht mehr die von damals."
    if not run.same_values:
        return f"{which} andere Werte als damals.{_packages(run)}"
    if run.moved:
        return (
            f"{which} dieselben Werte, aber andere Plätze für {run.moved} Kinder.{_packages(run)}"
        )
    return f"{which} dieselben Plätze, dieselben Werte.{_packages(run)}"


def _packages(run: "Replay") -> str:
    if run.same_versions:
        return ""
    return f" Gerechnet mit anderen Fassungen als damals: {'; '.join(run.differing_versions)}."
