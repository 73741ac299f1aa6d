# SPDX-License-Identifier: EUPL-1.2
"""The class tables of the rooms: what may be passed on by consent, and who keeps it.

A room enters its tables in `apps.py ready()`; the row rules in PostgreSQL say who reads a row.
"""

from collections.abc import Callable
from dataclasses import dataclass

from rundertisch.accounts.models import Seat


@dataclass(frozen=True, slots=True)
class ClassTable:
    """A table of one class of data, by its model's label, and whose seats write it."""

    label: str
    may_keep: Callable[[Seat], bool]


_tables: dict[str, ClassTable] = {}


def enter_class_table(one: ClassTable) -> None:
    """Enter a table; a second entry of the same table replaces the first."""
    _tables[one.label] = one


def class_tables() -> tuple[ClassTable, ...]:
    """Return the class tables of all rooms."""
    return tuple(_tables.values())
