# SPDX-License-Identifier: EUPL-1.2
"""Lists in and out: schools and children from files, waiting list and proposal as CSV.

The names are looked up on first use: `school_files` beside this file needs no Django, and the
command line reads school lists on machines that have no database.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rundertisch.schooling.exchange.child_files import (
        CHILD_COLUMNS,
        Imported,
        ImportedRow,
        import_children,
    )
    from rundertisch.schooling.exchange.lists import proposal_csv, waiting_csv
    from rundertisch.schooling.exchange.school_import import ImportedSchools, import_schools

__all__ = [
    "CHILD_COLUMNS",
    "Imported",
    "ImportedRow",
    "ImportedSchools",
    "import_children",
    "import_schools",
    "proposal_csv",
    "waiting_csv",
]
_HOMES = {
    "CHILD_COLUMNS": "child_files",
    "Imported": "child_files",
    "ImportedRow": "child_files",
    "ImportedSchools": "school_import",
    "import_children": "child_files",
    "import_schools": "school_import",
    "proposal_csv": "lists",
    "waiting_csv": "lists",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever the name stands for
    """Load a name from its file when it is first asked for (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(name)
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
