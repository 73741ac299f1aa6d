# SPDX-License-Identifier: EUPL-1.2
"""What needs a case manager today: steps that are due, changes of regime, cases without a step."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from rundertisch.accounts.models import Seat
from rundertisch.cases.models import CaseChangeKind, Client, PlanStep, ReferralState, RegimeChange
from rundertisch.cases.queries.referrals import Waiting, incoming, waiting_elsewhere

LEFT_DAYS = 14  # so long a case that the person ended alone is shown; our own measure
SOON_DAYS = 7  # steps of the coming week are shown; our own measure
AHEAD_DAYS = 42  # a change of regime is shown so long before: applications take weeks (our measure)


@dataclass(frozen=True, slots=True)
class DueStep:
    """A step with its case and how long it is overdue (negative: still to come)."""

    step: PlanStep
    client: Client
    days: int

    @property
    def state(self) -> str:
        """Say when it is or was due."""
        if self.days == 0:
            return "heute fällig"
        if self.days > 0:
            return "seit gestern fällig" if self.days == 1 else f"seit {self.days} Tagen fällig"
        return "morgen fällig" if self.days == -1 else f"in {-self.days} Tagen fällig"

    @property
    def about(self) -> str:
        """Name what the step hangs on."""
        return str(self.step.need or self.step.regime_change)


@dataclass(frozen=True, slots=True)
class RiskyCase:
    """A change of regime that is near or not over, with its case."""

    change: RegimeChange
    client: Client
    days: int

    @property
    def state(self) -> str:
        """Say when the change is or was."""
        if self.days > 0:
            return f"in {self.days} Tagen" if self.days > 1 else "morgen"
        return "heute" if self.days == 0 else f"vor {-self.days} Tagen, noch nicht überstanden"


@dataclass(frozen=True, slots=True)
class Day:
    """A case manager's day: the own cases, or all of the office."""

    overdue: tuple[DueStep, ...]
    soon: tuple[DueStep, ...]
    risky: tuple[RiskyCase, ...]
    idle: tuple[Client, ...]
    waiting: tuple[Waiting, ...]
    left: tuple[Client, ...]  # the person ended it alone, lately
    answers_due: int  # referrals to the own office that nobody has answered yet

    @property
    def unanswered(self) -> tuple[Waiting, ...]:
        """Referrals that nobody has answered for so long that somebody should call."""
        return tuple(one for one in self.waiting if one.long)

    @property
    def steps_due(self) -> int:
        """How many steps are due today or overdue."""
        return len(self.overdue)

    @property
    def waiting_elsewhere(self) -> int:
        """How many referrals are open at other offices."""
        return len(self.waiting)

    @property
    def calls_due(self) -> int:
        """How many of them have waited so long that somebody should call."""
        return len(self.unanswered)

    @property
    def headline(self) -> str:
        """Say what is most pressing."""
        if self.left:
            one = len(self.left) == 1
            return (
                "Eine Person hat die Begleitung beendet"
                if one
                else "Menschen haben die Begleitung beendet"
            )
        due = len(self.overdue)
        if due:
            return "Ein Schritt ist fällig" if due == 1 else f"{due} Schritte sind fällig"
        if self.unanswered:
            one = len(self.unanswered) == 1
            return (
                "Auf eine Vermittlung fehlt die Antwort"
                if one
                else "Auf Vermittlungen fehlen Antworten"
            )
        if self.risky:
            one = len(self.risky) == 1
            return "Ein Rechtskreiswechsel steht an" if one else "Rechtskreiswechsel stehen an"
        return "Heute ist kein Schritt fällig"


def day(*, seat: Seat, on: dt.date, everybody: bool = False) -> Day:
    """Return what is due by the coming week in the cases this seat leads, or in all of the office.

    A case without an open step is idle: either something is missing, or it can be closed.
    """
    cases = Client.objects.running(on=on).order_by("pseudonym")
    if not everybody:
        cases = cases.filter(led_by=seat)
    by_subject = {client.subject_id: client for client in cases}
    horizon = on + dt.timedelta(days=SOON_DAYS)
    steps = PlanStep.objects.open_until(day=horizon).filter(subject__in=list(by_subject))
    steps = steps.select_related("need", "regime_change").order_by("due_on", "pk")
    due = [
        DueStep(step=step, client=by_subject[step.subject_id], days=(on - step.due_on).days)
        for step in steps
        if step.need is None or step.need.closed_on is None
    ]
    return Day(
        overdue=tuple(one for one in due if one.days >= 0),
        soon=tuple(one for one in due if one.days < 0),
        risky=tuple(_risky(by_subject, on=on)),
        idle=tuple(_idle(by_subject.values())),
        waiting=tuple(waiting_elsewhere(clients=by_subject, on=on)),
        left=tuple(_left(seat=seat, on=on, everybody=everybody)),
        answers_due=incoming(seat=seat).filter(state=ReferralState.SENT).count(),
    )


def due_steps(*, seat: Seat, on: dt.date) -> int:
    """Return how many steps of the cases that this seat leads are due."""
    return len(day(seat=seat, on=on).overdue)


def _left(*, seat: Seat, on: dt.date, everybody: bool) -> QuerySet[Client]:
    """Return whose case the person has ended alone lately: a change without a seat."""
    found = Client.objects.filter(
        closed_on__gt=on - dt.timedelta(days=LEFT_DAYS),
        changes__kind=CaseChangeKind.WITHDRAWN,
        changes__by=None,
    ).order_by("-closed_on", "pseudonym")
    return found if everybody else found.filter(led_by=seat)


def _risky(by_subject: Mapping[uuid.UUID, Client], *, on: dt.date) -> Sequence[RiskyCase]:
    near = RegimeChange.objects.filter(
        settled_on=None,
        takes_place_on__lte=on + dt.timedelta(days=AHEAD_DAYS),
        subject__in=list(by_subject),
    )
    return [
        RiskyCase(
            change=change,
            client=by_subject[change.subject_id],
            days=(change.takes_place_on - on).days,
        )
        for change in near.order_by("takes_place_on", "pk")
    ]


def _idle(clients: Iterable[Client]) -> Sequence[Client]:
    pks = [client.pk for client in clients]
    running = PlanStep.objects.filter(subject=OuterRef("subject"), done_on=None)
    found = Client.objects.filter(~Exists(running), pk__in=pks)
    return list(found.order_by("pseudonym"))
