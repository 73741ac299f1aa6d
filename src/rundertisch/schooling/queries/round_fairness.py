# SPDX-License-Identifier: EUPL-1.2
"""Whether a round treats children alike: waiting and ways by town and by stage."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import median_low

from rundertisch.engine.figures import Figure
from rundertisch.schooling.queries.round_facts import STAGES, Fact
from rundertisch.schooling.queries.waiting import openable


@dataclass(frozen=True, slots=True)
class FairRow:
    """Children of one town or stage: how long they waited, how far they go."""

    key: str
    name: str
    children: Figure
    unseated: Figure
    median_days: int
    longest_days: int
    median_minutes: int | None
    longest_minutes: int | None


@dataclass(frozen=True, slots=True)
class FairPanel:
    """The same measures for every town, or for every stage."""

    by: str
    parameter: str
    caption: str
    rows: tuple[FairRow, ...]


def fair_panels(*, facts: Sequence[Fact]) -> tuple[FairPanel, ...]:
    """Return one table by town and one by stage, of the children the reader may open."""
    stages = [(stage.key, stage.name) for stage in STAGES]
    towns = sorted({(fact.town, fact.town_name) for fact in facts}, key=lambda town: town[1])
    return (
        FairPanel(
            "Stadt",
            "kommune",
            "Nach Stadt, in der das Kind wohnt",
            _rows(facts, towns, lambda fact: fact.town),
        ),
        FairPanel(
            "Stufe", "stufe", "Nach Schulstufe", _rows(facts, stages, lambda fact: fact.stage.key)
        ),
    )


def _rows(
    facts: Sequence[Fact], keys: Iterable[tuple[str, str]], of: Callable[[Fact], str]
) -> tuple[FairRow, ...]:
    groups: dict[str, list[Fact]] = {}
    for fact in facts:
        groups.setdefault(of(fact), []).append(fact)
    return tuple(
        _fair(key=key, name=name, group=groups[key]) for key, name in keys if key in groups
    )


def _fair(*, key: str, name: str, group: Sequence[Fact]) -> FairRow:
    days = [fact.days for fact in group]
    seated = [fact for fact in group if fact.state.seated]
    ways = [fact.minutes for fact in seated if fact.minutes is not None]
    return FairRow(
        key=key,
        name=name,
        children=openable(len(group)),
        unseated=openable(len(group) - len(seated)),
        median_days=median_low(days),
        longest_days=max(days),
        median_minutes=median_low(ways) if ways else None,
        longest_minutes=max(ways) if ways else None,
    )
