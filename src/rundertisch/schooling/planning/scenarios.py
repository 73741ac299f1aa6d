# SPDX-License-Identifier: EUPL-1.2
"""Ask a round several times, each time with one thing being different; answered by a job."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from rundertisch.accounts.models import Seat
from rundertisch.engine.placement import scenarios as engine
from rundertisch.kernel import executors
from rundertisch.kernel.errors import Refusal
from rundertisch.schooling import actions
from rundertisch.schooling.models import (
    Decision,
    GroupKind,
    Round,
    Scenario,
    ScenarioRun,
    ScenarioState,
)
from rundertisch.schooling.planning.frozen import problem_of
from rundertisch.schooling.planning.lines import fingerprint
from rundertisch.schooling.planning.rounds import grades_or_refused
from rundertisch.schooling.planning.rows import KINDS

SECONDS = 60.0  # for one scenario; what is not proven then says so
PATIENCE = 300.0  # seconds without any answer, then the executor counts as lost
LONGEST_NAME = 120
CHANGED = (
    "Die Runde hat sich seit dem Beginn geändert (ein Kind wurde vergessen oder geschützt). Bitte "
    "einen neuen Lauf beginnen."
)


@dataclass(frozen=True, slots=True)
class Questions:
    """What may be different; nothing said: only today is computed."""

    fewer_seats_percent: int = 0
    more_arrivals_percent: int = 0
    more_minutes: int = 0
    without_caps: bool = False
    siblings_first: bool = False
    opened: Mapping[str, Any] | None = None  # school, kind, grade_from, grade_to, seats


@dataclass(frozen=True, slots=True)
class Answer:
    """What was computed for one scenario, ready to be kept."""

    scenario: int
    counts: Mapping[str, object] | None
    trouble: str


def start_scenarios(
    *,
    round: Round,  # noqa: A002 - the field's word
    questions: Questions,
    at: dt.datetime,
    by: Seat,
) -> ScenarioRun:
    """Ask today, each thing alone, and fewer seats with more arrivals together."""
    actions.demand_counselling(by=by)
    actions.open_or_refused(round=round)
    variations = tuple(_variations(questions=questions, on=round.frozen_on))
    if len(variations) == 1:
        raise Refusal("Bitte sagen, was anders sein soll; „heute“ allein vergleicht nichts.")
    latest = Decision.objects.filter(round=round).order_by("-pk").first()
    after = latest.pk if latest else 0
    problem = problem_of(round=round, after=after)
    if not problem.children:
        raise Refusal("Jeder Platz dieser Runde ist unterschrieben: Es gibt nichts zu rechnen.")
    return actions.start_scenarios(
        round=round,
        after_decision=after,
        input_sha256=fingerprint(problem=problem),
        scenarios=[actions.AskedScenario(one.name, asdict(one)) for one in variations],
        at=at,
        by=by,
    )


def _variations(*, questions: Questions, on: dt.date) -> Iterator[engine.Variation]:
    yield engine.Variation("heute")
    fewer, more = questions.fewer_seats_percent, questions.more_arrivals_percent
    if fewer:
        yield engine.Variation(f"{fewer} % weniger Plätze", seats_percent=-fewer)
    if more:
        yield engine.Variation(f"{more} % mehr Ankünfte", arrivals_percent=more)
    if fewer and more:
        yield engine.Variation(
            f"{fewer} % weniger Plätze und {more} % mehr Ankünfte",
            seats_percent=-fewer,
            arrivals_percent=more,
        )
    if minutes := questions.more_minutes:
        longer = "eine Minute" if minutes == 1 else f"{minutes} Minuten"
        yield engine.Variation(f"jeder Weg bis {longer} länger", limits_more_minutes=minutes)
    if questions.without_caps:
        yield engine.Variation("ohne Obergrenzen der Schulen", without_caps=True)
    if questions.siblings_first:
        yield engine.Variation("Geschwister vor kurzen Wegen", minutes_per_pair="strict")
    if questions.opened:
        yield _with_group(questions.opened, on=on)


def _with_group(group: Mapping[str, Any], *, on: dt.date) -> engine.Variation:
    school = grades_or_refused(opened=group, on=on)
    low, high = group["grade_from"], group["grade_to"]
    grades = f"{low}" if low == high else f"{low}–{high}"
    return engine.Variation(
        f"eine Gruppe mehr, Klasse {grades}: {school.name}"[:LONGEST_NAME],
        opened=(
            engine.Opened(
                school=str(school.pk),
                kind=KINDS[GroupKind(group["kind"])],
                grade_from=low,
                grade_to=high,
                seats=group["seats"],
            ),
        ),
    )


def waiting_scenarios(*, at: dt.datetime) -> tuple[engine.Scenario, ...]:
    """Return what no run has an answer to yet, as whoever asks the database sees it.

    The district of a scenario is the key of its row. A run whose input is not what it was ends.
    """
    found: list[engine.Scenario] = []
    for run in ScenarioRun.objects.filter(ended_at=None).select_related("round").order_by("pk"):
        problem = problem_of(round=run.round, after=run.after_decision)
        if fingerprint(problem=problem) != run.input_sha256:
            actions.give_up_scenarios(run=run, sentence=CHANGED, at=at)
            continue
        waiting = Scenario.objects.filter(run=run, state=ScenarioState.WAITING)
        found += [
            engine.Scenario(
                str(row.pk), problem, _variation_from(row=row.variation), seconds=SECONDS
            )
            for row in waiting.order_by("attempts", "number")
        ]
    return tuple(found)


def interrupted() -> bool:
    """Whether something that waits was begun before: it may be what ends our processes."""
    begun = Scenario.objects.filter(state=ScenarioState.WAITING, attempts__gt=0)
    return begun.filter(run__ended_at=None).exists()


def _variation_from(*, row: Mapping[str, Any]) -> engine.Variation:
    opened = tuple(engine.Opened(**one) for one in row["opened"])
    return engine.Variation(**{**row, "opened": opened})


def answers(
    *, scenarios: Iterable[engine.Scenario], cluster: str, one_by_one: bool
) -> Iterator[Answer]:
    """Compute the scenarios in processes of this machine or on a cluster, as they come.

    ``one_by_one``: no two at a time, so that one that ends a process ends no other scenario.

    Raises:
        Refusal: the cluster cannot be used.
        BrokenExecutor: a process was killed; what came is done.
    """
    with executors.power(cluster=cluster, prepare=engine.load) as power:
        at_once = 1 if one_by_one else power.at_once
        for outcome in engine.run(
            scenarios, executor=power.executor, at_once=at_once, patience=PATIENCE
        ):
            counts = None if outcome.counts is None else asdict(outcome.counts)
            yield Answer(int(outcome.district), counts, outcome.trouble)
