# SPDX-License-Identifier: EUPL-1.2
"""What a start page says: one sentence and a list of tasks."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Task:
    """One thing that needs somebody today: a computed count as a link, and how pressing it is."""

    title: str
    url: str
    state: str
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Today:
    """The start page of one seat."""

    headline: str
    tasks: tuple[Task, ...]
    quiet: str = "Im Moment wartet nichts auf Sie."
    note: str = ""
