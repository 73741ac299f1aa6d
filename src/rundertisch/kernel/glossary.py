# SPDX-License-Identifier: EUPL-1.2
"""The dictionary of the house; ``python -m rundertisch.kernel.glossary`` prints it as Markdown."""

import sys
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Term:
    """One thing, one word in each language, one line and where the word comes from."""

    topic: str
    german: str
    code: str
    line: str
    source: str


@cache
def terms() -> tuple[Term, ...]:
    """Return every term in the order of the file, which is read once: pages ask for each column."""
    text = resources.files("rundertisch.kernel").joinpath("glossary.toml").read_text("utf-8")
    topics = tomllib.loads(text)["topic"]
    return tuple(Term(topic=topic["name"], **term) for topic in topics for term in topic["terms"])


def as_markdown() -> str:
    """Return the page docs/reference/glossary.md."""
    lines = ["# Glossary", "", "Generated from `src/rundertisch/kernel/glossary.toml`."]
    topic = ""
    for term in terms():
        if term.topic != topic:
            topic = term.topic
            lines += ["", f"## {topic}", "", "| German | in code | what it is | source |"]
            lines.append("|---|---|---|---|")
        lines.append(f"| {term.german} | {term.code} | {term.line} | {term.source} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.write(as_markdown())
