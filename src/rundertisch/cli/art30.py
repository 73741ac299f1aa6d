# SPDX-License-Identifier: EUPL-1.2
"""`export art30`: the register of processing for the data protection officer."""

import argparse
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from rundertisch.cli.german import Adder, say
from rundertisch.cli.imports import write_text
from rundertisch.cli.operations import open_database


def add_art30(kinds: Adder) -> None:
    """Hang up `export art30`."""
    art30 = kinds.add_parser(
        "art30",
        help="das Verzeichnis von Verarbeitungstätigkeiten schreiben",
        description="Schreibt das Verzeichnis von Verarbeitungstätigkeiten (Art. 30 DSGVO), wie es "
        "aus dem Programm und der Tabelle der Verantwortlichen entsteht. Es nennt keine Person.",
    )
    art30.add_argument(
        "--format",
        choices=("markdown", "csv", "json"),
        default="markdown",
        help="Form der Datei (Vorgabe markdown)",
    )
    art30.add_argument(
        "--to", metavar="FILE", type=Path, help="Datei; ohne Angabe auf die Standardausgabe"
    )
    art30.set_defaults(command=export_art30)


def export_art30(options: argparse.Namespace) -> int:
    """Write the register of processing."""
    open_database()
    from rundertisch.privacy import exchange

    forms = {
        "markdown": exchange.art30_markdown,
        "csv": exchange.art30_csv,
        "json": exchange.art30_json,
    }
    text = forms[options.format](on=datetime.now(tz=ZoneInfo("Europe/Berlin")).date())
    if options.to is None:
        say(text.removesuffix("\n"))
        return 0
    write_text(path=options.to, text=text)
    say(f"Verzeichnis geschrieben nach {options.to}.")
    return 0
