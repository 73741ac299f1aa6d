# SPDX-License-Identifier: EUPL-1.2
"""Where measured figures are written: between two marks of docs/reference/benchmarks.md."""

import os
import platform
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "benchmarks.md"


def machine(*, packages: Sequence[str]) -> str:
    """Return on what and with what was measured."""
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in packages)
    return (
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}, {versions}"
    )


def renew(*, mark: str, lines: Sequence[str]) -> None:
    """Replace what was measured before under this mark; the words around it are kept.

    Raises:
        ValueError: the page has no such marks.
    """
    begin, end = f"<!-- {mark}: begin -->", f"<!-- {mark}: end -->"
    text = PAGE.read_text(encoding="utf-8")
    before, found, rest = text.partition(begin)
    _, closed, after = rest.partition(end)
    if not found or not closed:
        msg = f"{PAGE}: there is no part between {begin} and {end}"
        raise ValueError(msg)
    PAGE.write_text("\n".join([f"{before}{begin}\n", *lines, f"\n{end}{after}"]), encoding="utf-8")
