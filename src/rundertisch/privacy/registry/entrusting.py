# SPDX-License-Identifier: EUPL-1.2
"""The class tables of the rooms: what may be passed on by consent, and who keeps it.

A room enters its tables in `apps.py ready()`; the row rules in PostgreSQL say who reads a row.
"""

from collections.abc import Callable
from dataclasses import dataclass

from rundertisch.accounts.models import Seat
from rundertisch.privacy.models.entrusted import Entrusted


@dataclass(frozen=True, slots=True)
class ClassTable:
    """A table of one class of data, and whose seats write it."""

    model: type[Entrusted]
    may_keep: Callable[[Seat], bool]


_tables: dict[str, ClassTable] = {}


def enter_class_table(one: ClassTable) -> None:
    """Enter a table; a second entry of the same table replaces the first."""
    _tables[one.model._meta.label] = one  # noqa: SLF001 - Django's documented way to a label


def class_tables() -> tuple[ClassTable, ...]:
    """Return the class tables of all rooms."""
    return tuple(_tables.values())
