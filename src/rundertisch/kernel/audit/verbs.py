# SPDX-License-Identifier: EUPL-1.2
"""What an entry of the log says was done, in German: for whoever reads an opened log."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

PAST_THE_ACTIONS = {  # written by the database itself (migration 0005)
    "sql.insert": "am Programm vorbei eingefügt",
    "sql.update": "am Programm vorbei geändert",
    "sql.delete": "am Programm vorbei gelöscht",
}
CONFIRMED_WORDS = "bestätigt, dass ein Text keine Gruppe nennt"
BY_A_JOB = re.compile(r"^(?P<action>\S+) \((?P<job>.+)\)$")


@cache
def verbs() -> Mapping[str, str]:
    """Return the German of every action by its code (`schooling.report_child`)."""
    text = resources.files("rundertisch.kernel.audit").joinpath("verbs.toml").read_text("utf-8")
    return {
        f"{room}.{verb}": german
        for room, words in tomllib.loads(text).items()
        for verb, german in words.items()
    }


def in_words(action: str) -> str:
    """Say an action in German; one that nobody named (of a later version) by its code."""
    if by_job := BY_A_JOB.match(action):
        return f"{in_words(by_job['action'])} (Auftrag „{by_job['job']}“)"
    if action == "confirm_no_group":
        return CONFIRMED_WORDS
    return PAST_THE_ACTIONS.get(action) or verbs().get(action, action)
