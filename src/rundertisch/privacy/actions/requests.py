# SPDX-License-Identifier: EUPL-1.2
"""Take what a person asks for about their own data, and answer it."""

import datetime as dt
import uuid

from django.utils.translation import gettext as _

from rundertisch.kernel import audit
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.scope import SupportsSeat
from rundertisch.kernel.thread import Ref
from rundertisch.privacy import queries
from rundertisch.privacy.models import RequestKind, RequestOutcome, SubjectRequest

SHORTEST_ANSWER = 10
MOST_OPEN = 10


@audit.audited
def ask(
    *,
    subject_id: uuid.UUID,
    kind: RequestKind,
    words: str,
    language: str,
    on: dt.date,
    by: SupportsSeat | None = None,
) -> SubjectRequest:
    """Take a request: of the person (``by=None``, asking with their link) or told at a desk.

    A correction says what is wrong. The day of the answer is a month later. Raises `Refusal` when
    ten requests of this person are open already, so that a page left open floods nobody.
    """
    words = words.strip()
    if kind == RequestKind.CORRECTION and not words:
        raise Refusal(
            _("Bitte schreiben Sie, was falsch ist und wie es richtig ist."), field="words"
        )
    if queries.requests_of(subject_id=subject_id).filter(answered_on=None).count() >= MOST_OPEN:
        raise Refusal(
            _(
                "Es sind schon viele Nachrichten offen. Bitte fragen Sie die Stelle, von der "
                "Sie den Link haben."
            )
        )
    taken = SubjectRequest.objects.create(
        subject_id=subject_id,
        kind=kind,
        words=words,
        language=language,
        received_on=on,
        due_on=queries.one_month_after(on),
    )
    about = Ref("subject_request", str(taken.pk))
    audit.record(action="privacy.ask", by=by, about=about)
    return taken


@audit.audited
def answer_request(
    *,
    request: SubjectRequest,
    outcome: RequestOutcome,
    answer: str,
    on: dt.date,
    by: SupportsSeat,
) -> SubjectRequest:
    """Answer a request in words that the person reads; once given, an answer stays."""
    if request.answered_on is not None:
        raise Refusal(f"Der Antrag wurde schon am {request.answered_on:%d.%m.%Y} beantwortet.")
    answer = answer.strip()
    if len(answer) < SHORTEST_ANSWER:
        raise Refusal(
            "Bitte der Person in einem Satz sagen, was geschehen ist oder warum nicht.",
            field="answer",
        )
    request.outcome, request.answer = outcome, answer
    request.answered_on, request.answered_by_id = on, by.id
    request.save(update_fields=["outcome", "answer", "answered_on", "answered_by"])
    about = Ref("subject_request", str(request.pk))
    fields = ("outcome", "answer", "answered_on")
    audit.record(action="privacy.answer_request", by=by, about=about, fields=fields)
    return request
