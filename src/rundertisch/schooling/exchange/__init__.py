# SPDX-License-Identifier: EUPL-1.2
"""Lists in and out: schools and children from files, waiting list and proposal as CSV."""

from rundertisch.schooling.exchange.child_files import (
    CHILD_COLUMNS,
    Imported,
    ImportedRow,
    import_children,
)
from rundertisch.schooling.exchange.lists import proposal_csv, waiting_csv

__all__ = [
    "CHILD_COLUMNS",
    "Imported",
    "ImportedRow",
    "import_children",
    "proposal_csv",
    "waiting_csv",
]
