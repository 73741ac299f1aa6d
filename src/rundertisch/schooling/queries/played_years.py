# SPDX-License-Identifier: EUPL-1.2
"""A year that was played through, as its page shows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rundertisch.engine.figures import Figure
from rundertisch.engine.placement.simulate.course import POLICIES
from rundertisch.engine.placement.simulate.reading import NAMES, days
from rundertisch.schooling.models import (
    PlayedPolicy,
    PlayedYear,
    PlayedYearState,
    ScenarioState,
)
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
class PolicyStep:
    """One way to give out seats while the year is being played."""

    name: str
    done: bool
    state: str
    badge: str


@dataclass(frozen=True, slots=True)
class PlayedYearView:
    """One year: its lines, how to read them, and what they do not say."""

    year: PlayedYear
    lines: tuple[PolicyLine, ...]  # empty until all are played
    steps: tuple[PolicyStep, ...]

    @property
    def running(self) -> bool:
        """Whether answers are still to come."""
        return self.year.state == PlayedYearState.WAITING

    @property
    def answered(self) -> int:
        """How many policies are played."""
        return sum(step.done for step in self.steps)

    @property
    def headline(self) -> str:
        """Say the finding in one sentence, or how far it is."""
        if self.year.answer is not None:
            return str(self.year.answer["headline"])
        if self.running:
            return f"{self.answered} von {len(self.steps)} Regeln durchgespielt"
        if self.year.state == PlayedYearState.CANCELLED:
            return "Abgebrochen: Dieses Jahr wurde nicht zu Ende gespielt"
        return "Dieses Jahr ließ sich nicht durchspielen"

    @property
    def children(self) -> Figure:
        """Children of the year; whoever reads it may open each of those who are there."""
        known = self.year.answer or self.year.question  # years from before the job say it there
        return thought_of(int(known.get("children", 0)), source="durchgespieltes Jahr")

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
    answer = year.answer or {"policies": ()}
    rows = PlayedPolicy.objects.filter(year=year).order_by("number")
    return PlayedYearView(
        year=year,
        lines=tuple(_line(row) for row in answer["policies"]),
        steps=tuple(_step(row) for row in rows),
    )


def _step(row: PlayedPolicy) -> PolicyStep:
    state = ScenarioState(row.state)
    return PolicyStep(
        name=NAMES[POLICIES[row.number - 1]],
        done=state == ScenarioState.DONE,
        state=state.label,
        badge="success" if state == ScenarioState.DONE else "info",
    )


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
