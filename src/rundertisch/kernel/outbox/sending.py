# SPDX-License-Identifier: EUPL-1.2
"""What the worker does with the outbox: claim one message, send it, keep what became of it.

Each step is a transaction of its own. The claim is committed before anything leaves the house, the
result right after it. Whatever stands claimed when the job begins was left behind by a worker that
died in between: nobody knows whether it went out, so it is uncertain and stays.
"""

import contextlib
import datetime as dt
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Now

from rundertisch.kernel import audit, jobs, outbox, scope
from rundertisch.kernel.models import Channel, Message, MessageState, Trouble
from rundertisch.kernel.outbox.carrier import NOBODY_KNOWS, SENT, Carrier, Result
from rundertisch.kernel.outbox.mailing import Mailing
from rundertisch.kernel.outbox.texting import Texting

MOST_ATTEMPTS = 6  # a server that asks for patience is asked again five times, over 4 h 35 min
PAUSE = dt.timedelta(minutes=5)  # after the first attempt; then 4, 9, 16, 25 times as long
KEPT = dt.timedelta(days=90)  # so long a settled message says what went out, when and to whom
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message that is being sent now, by which attempt, and made ready for its carrier."""

    pk: int
    attempt: int
    letter: Any


@jobs.job(name=outbox.JOB, every=jobs.EVERY_MINUTE, in_steps=True)
def send_what_waits() -> None:
    """Send everything that is due, one after the other; never what may have left already."""
    with scope.asking_job(outbox.JOB):
        _tidy()
    if outbox.sends_mail():
        _send_all(channel=Channel.EMAIL, connect=Mailing)
    if outbox.sends_sms():
        _send_all(channel=Channel.SMS, connect=Texting)


def _send_all(*, channel: Channel, connect: "Callable[[], Carrier[Any]]") -> None:
    while _something_is_due(channel=channel):
        carrier = connect()
        try:
            if trouble := carrier.knock():
                with scope.asking_job(outbox.JOB):
                    _due(channel=channel).update(trouble=trouble)
                log.warning("%s does not let us in: %s", channel, trouble)
                return
            _send_one(carrier)
        finally:  # also of who does not let us in: half a connection is one
            with contextlib.suppress(OSError):  # the result is already kept
                carrier.close()


def _send_one(carrier: "Carrier[Any]") -> None:
    with scope.asking_job(outbox.JOB):
        claimed = _claim(carrier)
    if claimed is not None:
        result = carrier.hand_over(claimed.letter)
        with scope.asking_job(outbox.JOB):
            _settle(claimed=claimed, result=result)


def _tidy() -> None:
    """Mark what was left in the middle and what came too late; delete what is long done."""
    for message in Message.objects.filter(state=MessageState.SENDING):
        _keep(message.pk, state=NOBODY_KNOWS.state, trouble=NOBODY_KNOWS.trouble, settled_at=Now())
        audit.record(action="outbox.note_interrupted", by=None, about=outbox.ref_of(message.pk))
    unsettled = Message.objects.filter(state__in=(MessageState.WAITING, *outbox.UNDECIDED))
    for message in unsettled.filter(useful_until__lt=Now()).exclude(trouble=Trouble.EXPIRED):
        waited = message.state == MessageState.WAITING
        state = MessageState.FAILED if waited else message.state
        _keep(message.pk, state=state, trouble=Trouble.EXPIRED, settled_at=Now())
        audit.record(action="outbox.note_expired", by=None, about=outbox.ref_of(message.pk))
    old = Message.objects.filter(settled_at__lt=outbox.from_now(-KEPT))
    for message in old.exclude(state__in=outbox.UNDECIDED):
        audit.record(action="outbox.clear_away", by=None, about=outbox.ref_of(message.pk))
        message.delete()


def _something_is_due(*, channel: Channel) -> bool:
    with scope.asking_job(outbox.JOB):
        return _due(channel=channel).exists()


def _due(*, channel: Channel) -> QuerySet[Message]:
    return Message.objects.filter(channel=channel, state=MessageState.WAITING, due_at__lte=Now())


def _claim(carrier: "Carrier[Any]") -> Claimed | None:
    """Take the next message for this attempt alone; from the commit on it may have left."""
    due = _due(channel=carrier.channel).select_for_update(skip_locked=True)
    message = due.order_by("due_at", "pk").first()
    if message is None:
        return None
    attempt = message.attempts + 1
    _keep(message.pk, state=MessageState.SENDING, trouble="", attempts=attempt, begun_at=Now())
    audit.record(action="outbox.begin_sending", by=None, about=outbox.ref_of(message.pk))
    return Claimed(pk=message.pk, attempt=attempt, letter=carrier.ready(message))


def _settle(*, claimed: Claimed, result: Result) -> None:
    """Keep the result of this attempt, unless a person has decided something meanwhile."""
    waits = result.state == MessageState.WAITING
    if waits and claimed.attempt >= MOST_ATTEMPTS:
        result, waits = Result(MessageState.FAILED, result.trouble), False
    values: dict[str, object] = {"state": result.state, "trouble": result.trouble}
    if waits:
        values["due_at"] = outbox.from_now(PAUSE * claimed.attempt**2)
    else:
        values["settled_at"] = Now()
    ours = Message.objects.filter(pk=claimed.pk, attempts=claimed.attempt)
    open_states = [MessageState.SENDING]
    if result == SENT:  # another worker took us for dead and wrote that nobody knows
        open_states.append(MessageState.UNCERTAIN)
    if ours.filter(state__in=open_states).update(**values):
        audit.record(action="outbox.settle_message", by=None, about=outbox.ref_of(claimed.pk))


def _keep(pk: int, **values: object) -> None:
    Message.objects.filter(pk=pk).update(**values)
