# SPDX-License-Identifier: EUPL-1.2
"""Numbers on a page: German, with interval, day and size, and a dash where one is withheld."""

from datetime import date
from typing import Protocol

THIN = "\N{NO-BREAK SPACE}"


class SupportsFigure(Protocol):
    """What ``engine.figures.Figure`` carries."""

    @property
    def value(self) -> float | int | None: ...
    @property
    def unit(self) -> str: ...
    @property
    def as_of(self) -> date | None: ...
    @property
    def source(self) -> str: ...
    @property
    def low(self) -> float | int | None: ...
    @property
    def high(self) -> float | int | None: ...


def number(value: float | None) -> str:
    """Write a number as German officials do: ``12.345``, ``4,5``; a dash where it is withheld."""
    if value is None:
        return "–"
    text = f"{value:,}" if isinstance(value, int) else f"{value:,.1f}".removesuffix(".0")
    return text.translate(str.maketrans(",.", ".,")).replace("-", "−")


def day(value: date | None) -> str:
    """Write a day as ``31.12.2026``."""
    return f"{value:%d.%m.%Y}" if value else ""


def written(figure: SupportsFigure, *, n: int | None = None) -> str:
    """Write a figure in one line: ``72 % (64–79), 31.12.2026, n=118``."""
    unit = f"{THIN}{figure.unit}" if figure.unit else ""
    interval = ""
    if figure.low is not None and figure.high is not None:
        interval = f" ({number(figure.low)}–{number(figure.high)})"
    size = f"n={number(n)}" if n is not None else ""
    tail = [part for part in (day(figure.as_of), size) if part]
    return ", ".join([f"{number(figure.value)}{unit}{interval}", *tail])
