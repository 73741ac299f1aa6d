# SPDX-License-Identifier: EUPL-1.2
"""Numbers as German officials read them, with interval, day and size."""

from datetime import date

import pytest

from rundertisch.engine.figures import Figure, Nearness
from rundertisch.kernel import figures

DAY = date(2026, 12, 31)


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (1204, "1.204"), (12345678, "12.345.678"), (4.5, "4,5"), (72.0, "72"), (-3, "−3"),
     (1234.56, "1.234,6"), (None, "–")],
)  # fmt: skip
def test_a_number_is_written_in_german(value: float | None, text: str) -> None:
    assert figures.number(value) == text


def test_a_figure_says_interval_day_and_size() -> None:
    share = Figure(value=72, unit="%", as_of=DAY, source="Beispiel", low=64, high=79)
    assert figures.written(share, n=118) == "72\N{NO-BREAK SPACE}% (64–79), 31.12.2026, n=118"


def test_a_figure_without_interval_and_size_is_short() -> None:
    assert figures.written(Figure(value=14, as_of=DAY)) == "14, 31.12.2026"
    assert figures.written(Figure(value=14)) == "14"


def test_a_withheld_figure_shows_neither_unit_nor_interval() -> None:
    withheld = Figure(value=None, unit="Kinder", as_of=DAY, low=1, high=4)
    assert figures.written(withheld) == "–, 31.12.2026"


@pytest.mark.parametrize(
    ("value", "nearness", "text"),
    [(5, Nearness.UNDER, "unter 5 Kinder"), (15, Nearness.ABOUT, "rund 15 Kinder"),
     (1, Nearness.EXACT, "ein Kind"), (12, Nearness.EXACT, "12 Kinder"),
     (0, Nearness.EXACT, "0 Kinder")],
)  # fmt: skip
def test_a_protected_count_says_how_near_it_is(value: int, nearness: Nearness, text: str) -> None:
    children = Figure(value=value, nearness=nearness)
    assert figures.counted(children, one="ein Kind", many="Kinder") == text


def test_a_protected_count_keeps_unit_and_day() -> None:
    shown = Figure(value=15, unit="Tage", as_of=DAY, nearness=Nearness.ABOUT)
    assert figures.written(shown) == "rund 15\N{NO-BREAK SPACE}Tage, 31.12.2026"


def test_under_a_heading_that_says_how_it_is_rounded_a_number_stands_alone() -> None:
    about, few = (Figure(5, "", nearness=one) for one in (Nearness.ABOUT, Nearness.UNDER))
    assert figures.headline(about, near=False) == "5"
    assert figures.headline(few, near=False) == "unter 5"
    assert figures.headline(about) == "rund 5"
