# SPDX-License-Identifier: EUPL-1.2
"""argparse speaking German: help, usage and refusals of the command line."""

import argparse
import os
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NoReturn, Protocol, cast

WRONG_USAGE = 2

# What argparse says when a call cannot be understood, from Python 3.11 on, and what we say.
_SENTENCES: tuple[tuple[str, str], ...] = (
    (r"the following arguments are required: (.*)", r"Es fehlt: \1."),
    (r"unrecognized arguments: (.*)", r"Unbekannt: \1."),
    (r"argument (.+?): expected one argument", r"\1 braucht einen Wert."),
    (r"argument (.+?): expected at least one argument", r"\1 braucht mindestens einen Wert."),
    (r"argument (.+?): expected (\d+) arguments?", r"\1 braucht \2 Werte."),
    (
        r"argument (.+?): invalid choice: (.+?)(?:, maybe you meant .*)? \(choose from (.*)\)",
        r"\1: \2 gibt es nicht. Möglich: \3.",
    ),
    (r"argument (.+?): not allowed with argument (.+)", r"\1 und \2 schließen sich aus."),
    (r"argument (.+?): ignored explicit argument (.+)", r"\1 nimmt keinen Wert (hier: \2)."),
    (r"ambiguous option: (.+?) could match (.+)", r"\1 ist nicht eindeutig: \2."),
    (r"one of the arguments (.+) is required", r"Es fehlt eines von: \1."),
    (r"argument (.+?): (.*)", r"\1: \2"),
)


class Adder(Protocol):
    """What a topic module gets: the place where its commands are hung up."""

    def add_parser(self, name: str, **settings: Any) -> "GermanParser":  # noqa: ANN401 - argparse's
        """Add one command."""


class GermanFormatter(argparse.HelpFormatter):
    """Help in German; paragraphs stay as they were written."""

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[Any],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, "Aufruf: " if prefix is None else prefix)


class GermanParser(argparse.ArgumentParser):
    """A parser whose own words are German; it answers wrong usage with exit code 2."""

    def __init__(self, **settings: Any) -> None:  # noqa: ANN401 - argparse's own settings
        super().__init__(
            **{
                "add_help": False,
                "allow_abbrev": False,
                "formatter_class": GermanFormatter,
                **settings,
            }
        )
        self.below: argparse.Action | None = None
        self._positionals.title = "Angaben"
        self._optionals.title = "Optionen"
        self.add_argument("-h", "--help", action="help", help="diese Hilfe zeigen")

    def add_commands(self, *, title: str = "Befehle", metavar: str = "BEFEHL") -> Adder:
        """Return the place for commands under this one; one of them must be named."""
        below = self.add_subparsers(
            title=title, metavar=metavar, required=True, parser_class=GermanParser
        )
        self.below = below
        return below

    def commands(self) -> Mapping[str, "GermanParser"]:
        """Return the commands under this one, in the order in which they were hung up."""
        return {} if self.below is None else dict(self.below.choices or {})

    def told(self) -> tuple[argparse.Action, ...]:
        """Return the arguments and options a person can give, without --help."""
        return tuple(action for action in self._actions if action.dest != "help")

    def error(self, message: str) -> NoReturn:
        """Say in German what is wrong with the call, and how the call looks."""
        self.print_usage(sys.stderr)
        self.exit(WRONG_USAGE, f"{self.prog}: {in_german(message)}\n")


def under(commands: Adder, name: str) -> Adder:
    """Return the place under a command that an earlier topic has hung up."""
    known: Mapping[str, GermanParser] = cast("Any", commands).choices
    return cast("Adder", known[name].below)


def in_german(message: str) -> str:
    """Return the German sentence for a message of argparse."""
    for pattern, sentence in _SENTENCES:
        if found := re.fullmatch(pattern, message, flags=re.DOTALL):
            return found.expand(sentence)
    return f"Der Aufruf ist nicht zu verstehen ({message})."


def say(*lines: str) -> None:
    """Print to stdout; when the reader has gone (`| head`), keep quiet from then on."""
    try:
        for line in lines:
            print(line)
        sys.stdout.flush()
    except BrokenPipeError:
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, sys.stdout.fileno())
        os.close(nothing)


def whole_number(*, low: int, high: int) -> Callable[[str], int]:
    """Return a reader for an option that takes a whole number."""

    def read(text: str) -> int:
        if re.fullmatch(r"-?[0-9]{1,18}", text) and low <= int(text) <= high:
            return int(text)
        raise argparse.ArgumentTypeError(
            f"„{text}“ geht nicht; erlaubt sind ganze Zahlen von {low} bis {high}."
        )

    return read


def seconds(text: str) -> float:
    """Read a time limit: a number of seconds above 0."""
    if re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})?", text) and float(text) > 0:
        return float(text)
    raise argparse.ArgumentTypeError(f"„{text}“ geht nicht; erlaubt sind Sekunden über 0.")
