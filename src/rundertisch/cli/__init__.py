# SPDX-License-Identifier: EUPL-1.2
"""The command line: `rundertisch COMMAND`. Commands and options English, every sentence German.

Exit codes: 0 done; 1 done, with a reservation the command explains; 2 wrong usage or bad input,
nothing written; 70 unexpected failure; 130 interrupted, nothing written.
"""

import argparse
import importlib
import io
import os
import sys
import traceback
from collections.abc import Callable, Sequence

from rundertisch.cli.german import GermanParser, say
from rundertisch.kernel.errors import Refusal

DONE, RESERVED, REFUSED, FAILED, INTERRUPTED = 0, 1, 2, 70, 130

TOPICS = (
    "operations",
    "emergency",
    "placement",
    "scenarios",
    "imports",
    "passports",
    "rounds",
    "leaving",
    "audit",
    "forgetting",
    "sbom",
    "reference",
)

Command = Callable[[argparse.Namespace], int]


def parser() -> GermanParser:
    """Return the parser with the commands of every topic."""
    whole = GermanParser(
        prog="rundertisch",
        description="Werktisch der Kommunalen Integrationszentren: vom Hinweis bis zur Wirkung.",
        epilog="Hilfe zu einem Befehl: rundertisch BEFEHL --help",
    )
    commands = whole.add_commands()
    for topic in TOPICS:
        importlib.import_module(f"rundertisch.cli.{topic}").add_commands(commands)
    return whole


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    _speak_whatever_the_terminal_knows()
    try:
        options = parser().parse_args(argv)
        command: Command = options.command
        code = command(options)
        say()
    except Refusal as refusal:
        print(refusal.sentence, file=sys.stderr)
        return REFUSED
    except KeyboardInterrupt:
        print("\nAbgebrochen.", file=sys.stderr)
        return INTERRUPTED
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else DONE
    except Exception as failure:  # noqa: BLE001 - the last door: a sentence instead of a traceback
        return _failed(failure)
    return code


def _speak_whatever_the_terminal_knows() -> None:
    """A terminal without „German“ letters gets question marks, never a crash."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _failed(failure: Exception) -> int:
    if os.environ.get("RUNDERTISCH_DEBUG"):
        traceback.print_exception(failure)
    else:
        print(
            f"Das hätte nicht passieren dürfen: ein Fehler im Programm ({type(failure).__name__}). "
            "Bitte melden Sie ihn; mit RUNDERTISCH_DEBUG=1 davor zeigt derselbe Befehl die "
            "Einzelheiten.",
            file=sys.stderr,
        )
    return FAILED
