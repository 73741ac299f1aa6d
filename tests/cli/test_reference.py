# SPDX-License-Identifier: EUPL-1.2
"""The reference of the command line is the command line's own word."""

from pathlib import Path

from rundertisch.cli import parser, reference

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "cli.md"


def test_the_page_of_the_command_line_is_current() -> None:
    """Renew it with: ./run cli docs cli > docs/reference/cli.md"""
    assert PAGE.read_text(encoding="utf-8") == reference.page(whole=parser())


def test_every_command_says_what_it_does_and_every_word_of_it_what_it_means() -> None:
    waiting = [parser()]
    while waiting:
        command = waiting.pop()
        waiting += command.commands().values()
        assert command.description, command.prog
        assert all(action.help for action in command.told() if action is not command.below)
