# SPDX-License-Identifier: EUPL-1.2
"""Start and stop a run of scenarios, and keep what the job computes. Nobody is seated by it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import F

from rundertisch.accounts.models import Seat
from rundertisch.kernel import audit, jobs
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.thread import Ref
from rundertisch.schooling.actions.decisions import open_or_refused
from rundertisch.schooling.actions.rules import demand_counselling
from rundertisch.schooling.models import Round, Scenario, ScenarioRun, ScenarioState

JOB = "scenarios"
MOST_ATTEMPTS = 3  # a scenario that has ended so many processes is not begun again
LONGEST_TROUBLE = 500
INTERRUPTED = (
    "Das Rechnen wurde dreimal unterbrochen, vielleicht reichte der Speicher nicht. Bitte die "
    "Administration fragen und dann einen neuen Lauf beginnen."
)


@dataclass(frozen=True, slots=True)
class AskedScenario:
    """One variation by its name, as it is kept."""

    name: str
    variation: Mapping[str, object]


@audit.audited
def start_scenarios(
    *,
    round: Round,  # noqa: A002 - the field's word
    after_decision: int,
    input_sha256: str,
    scenarios: Sequence[AskedScenario],
    at: dt.datetime,
    by: Seat,
) -> ScenarioRun:
    """Keep the questions; a job answers them one after the other."""
    demand_counselling(by=by)
    open_or_refused(round=round)
    if ScenarioRun.objects.filter(round=round, ended_at=None).exists():
        raise Refusal(
            "Zu dieser Runde werden schon Szenarien gerechnet. Bitte abwarten oder abbrechen."
        )
    run = ScenarioRun.objects.create(
        round=round,
        started_at=at,
        started_by=by,
        after_decision=after_decision,
        input_sha256=input_sha256,
    )
    Scenario.objects.bulk_create(
        Scenario(run=run, number=number, name=one.name, variation=dict(one.variation))
        for number, one in enumerate(scenarios, start=1)
    )
    audit.record(action="schooling.start_scenarios", by=by, about=Ref("scenario_run", str(run.pk)))
    jobs.soon(name=JOB)
    return run


@audit.audited
def cancel_scenarios(*, run: ScenarioRun, at: dt.datetime, by: Seat) -> None:
    """Compute no more of this run; what is answered stays."""
    demand_counselling(by=by)
    if not ScenarioRun.objects.filter(pk=run.pk, ended_at=None).update(ended_at=at, cancelled=True):
        raise Refusal("Dieser Lauf ist schon zu Ende.")
    audit.record(action="schooling.cancel_scenarios", by=by, about=Ref("scenario_run", str(run.pk)))


def _waiting(*, scenario: int) -> Scenario | None:
    """Return a scenario that still waits, if its run is going on."""
    return Scenario.objects.filter(
        pk=scenario, state=ScenarioState.WAITING, run__ended_at=None
    ).first()


@audit.audited
def begin_scenario(*, scenario: int, at: dt.datetime) -> bool:
    """Count one attempt. False: there is nothing to compute any more, or it was tried too often."""
    _noted(scenario=scenario, action="schooling.begin_scenario")
    found = _waiting(scenario=scenario)
    if found is None:
        return False
    if found.attempts >= MOST_ATTEMPTS:
        _answer(found, counts=None, trouble=INTERRUPTED, at=at)
        return False
    Scenario.objects.filter(pk=found.pk).update(attempts=F("attempts") + 1)
    return True


@audit.audited
def keep_outcome(
    *, scenario: int, counts: Mapping[str, object] | None, trouble: str, at: dt.datetime
) -> None:
    """Keep the answer to a scenario that still waits: the first answer stays."""
    _noted(scenario=scenario, action="schooling.keep_outcome")
    found = _waiting(scenario=scenario)
    if found is not None:
        _answer(found, counts=counts, trouble=trouble, at=at)


def _answer(
    found: Scenario, *, counts: Mapping[str, object] | None, trouble: str, at: dt.datetime
) -> None:
    """Write the answer; the last one ends the run."""
    Scenario.objects.filter(pk=found.pk).update(
        state=ScenarioState.FAILED if counts is None else ScenarioState.DONE,
        counts=None if counts is None else dict(counts),
        trouble=trouble[:LONGEST_TROUBLE],
    )
    run = ScenarioRun.objects.filter(pk=found.run_id)
    run.exclude(trouble="").update(trouble="")
    if not Scenario.objects.filter(run=found.run_id, state=ScenarioState.WAITING).exists():
        run.update(ended_at=at)


@audit.audited
def give_up_scenarios(*, run: ScenarioRun, sentence: str, at: dt.datetime) -> None:
    """End a run whose open scenarios cannot be computed any more, with the reason."""
    audit.record(
        action="schooling.give_up_scenarios", by=None, about=Ref("scenario_run", str(run.pk))
    )
    waiting = Scenario.objects.filter(run=run, state=ScenarioState.WAITING)
    waiting.update(state=ScenarioState.FAILED, trouble=sentence)
    ScenarioRun.objects.filter(pk=run.pk, ended_at=None).update(ended_at=at)


@audit.audited
def note_trouble(*, sentence: str) -> None:
    """Say at every run that is going on why nothing is computed just now."""
    running = ScenarioRun.objects.filter(ended_at=None)
    for run in running.order_by("pk"):
        audit.record(
            action="schooling.note_trouble", by=None, about=Ref("scenario_run", str(run.pk))
        )
    running.update(trouble=sentence[:LONGEST_TROUBLE])


def _noted(*, scenario: int, action: str) -> None:
    audit.record(action=action, by=None, about=Ref("scenario", str(scenario)))
