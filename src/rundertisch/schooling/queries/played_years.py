# SPDX-License-Identifier: EUPL-1.2
"""A year that was played through, as its page shows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rundertisch.engine.figures import Figure
from rundertisch.engine.placement.simulate.reading import NAMES, days
from rundertisch.schooling.models import PlayedYear
from rundertisch.schooling.queries.expectations import thought_of

KEPT = 20  # years that the list shows


@dataclass(frozen=True, slots=True)
class PolicyLine:
    """What one way to give out seats came to; days."""

    key: str
    name: str
    mean_tenths: int
    median: int
    p90: int
    longest: int
    unplaced: int
    moves: int
    compared_only: bool  # never used by the product

    @property
    def mean(self) -> str:
        """The mean wait as a German number."""
        return days(self.mean_tenths)

    @property
    def unplaced_shown(self) -> Figure:
        """Who has no seat at the end, for the page: children of a year that is only thought."""
        return thought_of(self.unplaced, source="durchgespieltes Jahr")

    @property
    def mean_plain(self) -> str:
        """The same for a file that programs read."""
        return f"{self.mean_tenths // 10}.{self.mean_tenths % 10}"


@dataclass(frozen=True, slots=True)
class PlayedYearView:
    """One year: its lines, how to read them, and what they do not say."""

    year: PlayedYear
    lines: tuple[PolicyLine, ...]

    @property
    def headline(self) -> str:
        """Say the finding in one sentence."""
        return str(self.year.answer["headline"])

    @property
    def children(self) -> Figure:
        """Children of the year; whoever reads it may open each of those who are there."""
        return thought_of(int(self.year.answer["children"]), source="durchgespieltes Jahr")

    @property
    def longest_mean(self) -> int:
        """What a full bar of the mean stands for."""
        return max(line.mean_tenths for line in self.lines)

    @property
    def most_unplaced(self) -> int:
        """What a full bar of those without a seat stands for."""
        return max(line.unplaced for line in self.lines)


def played_years() -> tuple[PlayedYear, ...]:
    """Return the newest years that the asking seat may see."""
    return tuple(PlayedYear.objects.select_related("run_by__user").order_by("-pk")[:KEPT])


def played_year_view(*, year: PlayedYear) -> PlayedYearView:
    """Return everything the page of a year shows."""
    return PlayedYearView(year, tuple(_line(row) for row in year.answer["policies"]))


def _line(row: Mapping[str, Any]) -> PolicyLine:
    return PolicyLine(
        key=row["policy"],
        name=NAMES[row["policy"]],
        mean_tenths=row["mean_tenths"],
        median=row["median"],
        p90=row["p90"],
        longest=row["longest"],
        unplaced=row["unplaced_end"],
        moves=row["moves"],
        compared_only=row["policy"] == "deferred_acceptance",
    )
