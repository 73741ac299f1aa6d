# SPDX-License-Identifier: EUPL-1.2
"""Numbers on a page: German, with interval, day and size, and a dash where one is withheld."""

from datetime import date

from rundertisch.engine.figures import Figure, Nearness

NEAR = {Nearness.EXACT: "", Nearness.ABOUT: "rund ", Nearness.UNDER: "unter "}
THIN = "\N{NO-BREAK SPACE}"


def number(value: float | None) -> str:
    """Write a number as German officials do: ``12.345``, ``4,5``; a dash where it is withheld."""
    if value is None:
        return "–"
    text = f"{value:,}" if isinstance(value, int) else f"{value:,.1f}".removesuffix(".0")
    return text.translate(str.maketrans(",.", ".,")).replace("-", "−")


def day(value: date | None) -> str:
    """Write a day as ``31.12.2026``."""
    return f"{value:%d.%m.%Y}" if value else ""


def headline(figure: Figure, *, near: bool = True) -> str:
    """Write what the figure says: ``72 % (64–79)``, ``rund 15``; a dash when it is withheld.

    ``near=False``: without "rund", where a heading says that the numbers are rounded and how.
    """
    if figure.value is None:
        return number(None)
    unit = f"{THIN}{figure.unit}" if figure.unit else ""
    interval = ""
    if figure.low is not None and figure.high is not None:
        interval = f" ({number(figure.low)}–{number(figure.high)})"
    before = "" if figure.nearness is Nearness.ABOUT and not near else NEAR[figure.nearness]
    return f"{before}{number(figure.value)}{unit}{interval}"


def counted(figure: Figure, *, one: str, many: str) -> str:
    """Write people with their noun: ``ein Kind``, ``12 Kinder``, ``unter 5 Kinder``."""
    if figure.value == 1 and figure.nearness is Nearness.EXACT:
        return one
    return f"{headline(figure)} {many}"


def tail(figure: Figure, *, n: int | Figure | None = None) -> str:
    """Write when and from how many: ``31.12.2026, n=118``; people are given as a figure."""
    size = "" if n is None else f"n={headline(n) if isinstance(n, Figure) else number(n)}"
    return ", ".join(part for part in (day(figure.as_of), size) if part)


def written(figure: Figure, *, n: int | Figure | None = None) -> str:
    """Write a figure in one line: ``72 % (64–79), 31.12.2026, n=118``."""
    return ", ".join(part for part in (headline(figure), tail(figure, n=n)) if part)
