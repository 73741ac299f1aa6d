# SPDX-License-Identifier: EUPL-1.2
"""Let a job play a year through, stop it, and keep what comes out. Nobody is seated by it."""

import datetime as dt
from collections.abc import Mapping, Sequence

from django.db.models import F, QuerySet

from rundertisch.accounts.models import Seat
from rundertisch.kernel import audit, jobs
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.thread import Ref
from rundertisch.schooling.actions.rules import demand_counselling
from rundertisch.schooling.actions.scenarios import LONGEST_TROUBLE, MOST_ATTEMPTS
from rundertisch.schooling.models import (
    PlayedPolicy,
    PlayedYear,
    PlayedYearState,
    ScenarioState,
    YearKind,
)

YEARS = "played_years"
INTERRUPTED = (
    "Das Rechnen wurde dreimal unterbrochen, vielleicht reichte der Speicher nicht. Bitte die "
    "Administration fragen und dann noch einmal durchspielen."
)


@audit.audited
def start_played_year(
    *,
    kind: YearKind,
    question: Mapping[str, object],
    policies: Sequence[str],
    on: dt.date,
    by: Seat,
) -> PlayedYear:
    """Keep the question; a job plays the year under one policy after the other."""
    demand_counselling(by=by)
    if PlayedYear.objects.filter(state=PlayedYearState.WAITING).exists():
        raise Refusal("Gerade wird schon ein Jahr durchgespielt. Bitte abwarten oder abbrechen.")
    year = PlayedYear.objects.create(
        run_on=on,
        run_by=by,
        kind=kind,
        question=dict(question),
        state=PlayedYearState.WAITING,
    )
    PlayedPolicy.objects.bulk_create(
        PlayedPolicy(year=year, number=number, policy=name)
        for number, name in enumerate(policies, start=1)
    )
    audit.record(action="schooling.start_played_year", by=by, about=_ref(year.pk))
    jobs.soon(name=YEARS)
    return year


@audit.audited
def cancel_played_year(*, year: PlayedYear, by: Seat) -> None:
    """Play no further."""
    demand_counselling(by=by)
    if not _going_on(year.pk).update(state=PlayedYearState.CANCELLED):
        raise Refusal("Dieses Jahr wird nicht mehr gerechnet.")
    audit.record(action="schooling.cancel_played_year", by=by, about=_ref(year.pk))


@audit.audited
def note_played_year_input(
    *, year: PlayedYear, input_sha256: str, children: int, seats: int
) -> None:
    """Say with which children and seats it is played; answers to other ones do not count."""
    audit.record(action="schooling.note_played_year_input", by=None, about=_ref(year.pk))
    PlayedPolicy.objects.filter(year=year).update(
        state=ScenarioState.WAITING, counts=None, attempts=0
    )
    question = {**year.question, "children": children, "seats": seats}
    _going_on(year.pk).update(input_sha256=input_sha256, question=question)


@audit.audited
def begin_played_policy(*, policy: int) -> bool:
    """Count one attempt. False: there is nothing to play any more, or it was tried too often."""
    found = _waiting(policy)
    audit.record(action="schooling.begin_played_policy", by=None, about=_policy_ref(policy))
    if found is None:
        return False
    if found.attempts >= MOST_ATTEMPTS:
        _give_up(found.year_id, INTERRUPTED)
        return False
    PlayedPolicy.objects.filter(pk=found.pk).update(attempts=F("attempts") + 1)
    return True


@audit.audited
def keep_played_policy(*, policy: int, counts: Mapping[str, object]) -> PlayedYear | None:
    """Keep what the year came to under a policy; the first answer stays.

    Returns the year if that was the last policy.
    """
    audit.record(action="schooling.keep_played_policy", by=None, about=_policy_ref(policy))
    found = _waiting(policy)
    if found is None:
        return None
    PlayedPolicy.objects.filter(pk=policy).update(state=ScenarioState.DONE, counts=dict(counts))
    others = PlayedPolicy.objects.filter(year=found.year_id).exclude(state=ScenarioState.DONE)
    return None if others.exists() else PlayedYear.objects.get(pk=found.year_id)


@audit.audited
def keep_played_year(*, year: PlayedYear, answer: Mapping[str, object]) -> None:
    """Keep what came out of all policies together: waits and counts, no child."""
    audit.record(action="schooling.keep_played_year", by=None, about=_ref(year.pk))
    _going_on(year.pk).update(state=PlayedYearState.DONE, answer=dict(answer), trouble="")


@audit.audited
def give_up_played_year(*, year: int, sentence: str) -> None:
    """End a year that cannot be played, with the reason."""
    audit.record(action="schooling.give_up_played_year", by=None, about=_ref(year))
    _give_up(year, sentence)


@audit.audited
def note_played_year_trouble(*, sentence: str) -> None:
    """Say at the year that is being played why nothing is computed just now."""
    running = PlayedYear.objects.filter(state=PlayedYearState.WAITING)
    for year in running:
        audit.record(action="schooling.note_played_year_trouble", by=None, about=_ref(year.pk))
    running.update(trouble=sentence[:LONGEST_TROUBLE])


def _going_on(year: int) -> QuerySet[PlayedYear]:
    return PlayedYear.objects.filter(pk=year, state=PlayedYearState.WAITING)


def _give_up(year: int, sentence: str) -> None:
    _going_on(year).update(state=PlayedYearState.FAILED, trouble=sentence[:LONGEST_TROUBLE])


def _waiting(policy: int) -> PlayedPolicy | None:
    return PlayedPolicy.objects.filter(
        pk=policy, state=ScenarioState.WAITING, year__state=PlayedYearState.WAITING
    ).first()


def _ref(year: int) -> Ref:
    return Ref("played_year", str(year))


def _policy_ref(policy: int) -> Ref:
    return Ref("played_policy", str(policy))
