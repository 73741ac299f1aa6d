# SPDX-License-Identifier: EUPL-1.2
"""What the worker does with the outbox: claim one message, send it, keep what became of it.

Each step is a transaction of its own. The claim is committed before anything leaves the house, the
result right after it. Whatever stands claimed when the job begins was left behind by a worker that
died in between: nobody knows whether it went out, so it is uncertain and stays.
"""

import contextlib
import datetime as dt
import logging
import smtplib
from dataclasses import dataclass
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import QuerySet
from django.db.models.functions import Now

from rundertisch.kernel import audit, jobs, outbox, scope
from rundertisch.kernel.models import Channel, Message, MessageState, Trouble

MOST_ATTEMPTS = 6  # a server that asks for patience is asked again five times, over 4 h 35 min
PAUSE = dt.timedelta(minutes=5)  # after the first attempt; then 4, 9, 16, 25 times as long
KEPT = dt.timedelta(days=90)  # so long a settled message says what went out, when and to whom
FINAL = 500  # from here on a refusal is final (RFC 5321, 4.2.1)
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message that is being sent now, and by which attempt."""

    pk: int
    attempt: int
    mail: EmailMessage


@dataclass(frozen=True, slots=True)
class Result:
    """What became of an attempt."""

    state: MessageState
    trouble: str = ""


SENT = Result(MessageState.SENT)
PATIENCE = Result(MessageState.WAITING, Trouble.LATER)
NOBODY_KNOWS = Result(MessageState.UNCERTAIN, Trouble.INTERRUPTED)


@jobs.job(name=outbox.JOB, every=jobs.EVERY_MINUTE, in_steps=True)
def send_what_waits() -> None:
    """Send every e-mail that is due, one after the other; never one that may have left already."""
    with scope.asking_job(outbox.JOB):
        _tidy()
    while outbox.sends_mail() and _something_is_due():
        server = get_connection()
        if trouble := _knock(server):
            with scope.asking_job(outbox.JOB):
                _due().update(trouble=trouble)
            log.warning("the mail server does not let us in: %s", trouble)
            return
        try:
            _send_one(server)
        finally:
            with contextlib.suppress(OSError):  # the result is already kept
                server.close()


def _send_one(server: BaseEmailBackend) -> None:
    with scope.asking_job(outbox.JOB):
        claimed = _claim()
    if claimed is not None:
        result = _hand_over(server, claimed.mail)
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


def _something_is_due() -> bool:
    with scope.asking_job(outbox.JOB):
        return _due().exists()


def _due() -> QuerySet[Message]:
    return Message.objects.filter(
        channel=Channel.EMAIL, state=MessageState.WAITING, due_at__lte=Now()
    )


def _knock(server: BaseEmailBackend) -> str:
    """Open the connection before anything is claimed; return why it does not open."""
    try:
        server.open()
    except smtplib.SMTPAuthenticationError:
        return Trouble.SIGN_IN
    except OSError:  # every error of smtplib and of TLS is one
        return Trouble.UNREACHABLE
    return ""


def _claim() -> Claimed | None:
    """Take the next message for this attempt alone; from the commit on it may have left."""
    message = _due().select_for_update(skip_locked=True).order_by("due_at", "pk").first()
    if message is None:
        return None
    attempt = message.attempts + 1
    _keep(message.pk, state=MessageState.SENDING, trouble="", attempts=attempt, begun_at=Now())
    audit.record(action="outbox.begin_sending", by=None, about=outbox.ref_of(message.pk))
    return Claimed(pk=message.pk, attempt=attempt, mail=_mail(message))


def _mail(message: Message) -> EmailMessage:
    """Return the message as an e-mail; sent again, it carries the same id."""
    words = outbox.words_of(occasion=message.occasion, facts=message.text.facts)
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return EmailMessage(
        subject=words.heading,
        body=words.text,
        to=[message.text.address],
        headers={
            "Message-ID": f"<{message.pk}.{message.put_at:%Y%m%d%H%M%S%f}@{domain}>",
            "Auto-Submitted": "auto-generated",  # RFC 3834: keeps "I am on holiday" from answering
        },
    )


def _hand_over(server: BaseEmailBackend, mail: EmailMessage) -> Result:
    """Send one e-mail over the open connection and say what became of it.

    What the server refused did not leave. What broke off may have: nobody knows.
    """
    try:
        sent = server.send_messages([mail])
    except smtplib.SMTPRecipientsRefused as refused:
        codes = [code for code, _ in refused.recipients.values()]
        return _refused(code=max(codes), trouble=Trouble.ADDRESS)
    except smtplib.SMTPResponseException as refused:
        return _refused(code=refused.smtp_code, trouble=Trouble.REFUSED)
    except (smtplib.SMTPNotSupportedError, ValueError):  # a letter or a line break in an address
        return Result(MessageState.FAILED, Trouble.MALFORMED)
    except OSError:
        return NOBODY_KNOWS
    return SENT if sent else Result(MessageState.FAILED, Trouble.MALFORMED)


def _refused(*, code: int, trouble: Trouble) -> Result:
    return Result(MessageState.FAILED, trouble) if code >= FINAL else PATIENCE


def _settle(*, claimed: Claimed, result: Result) -> None:
    """Keep the result of this attempt, unless a person has decided something meanwhile."""
    if result == PATIENCE and claimed.attempt >= MOST_ATTEMPTS:
        result = Result(MessageState.FAILED, Trouble.LATER)
    values: dict[str, object] = {"state": result.state, "trouble": result.trouble}
    if result == PATIENCE:
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
