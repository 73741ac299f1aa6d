# SPDX-License-Identifier: EUPL-1.2
"""What a person has consented to: shown, recorded, withdrawn."""

import contextlib
import uuid
from collections.abc import Mapping
from typing import Any

from django.forms import Form
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from rundertisch.kernel import audit, pages
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.forms import refused
from rundertisch.kernel.scope import SeatedRequest
from rundertisch.kernel.thread import Ref
from rundertisch.privacy import actions, forms, policies, queries
from rundertisch.privacy.models import DataClass, Purpose, Subject


@pages.allow(policies.may_keep_consents)
@pages.reading
def consents(request: SeatedRequest, subject: uuid.UUID) -> HttpResponse:
    """Show what a person has consented to, and an empty form."""
    found = find_subject(subject)
    audit.log_access(
        by=request.seat,
        about=[Ref("subject", str(subject))],
        purpose="Einwilligungen",
        fields=("consents",),
    )
    return consents_page(request, found)


@pages.allow(policies.may_keep_consents)
@require_POST
def record_consent(request: SeatedRequest, subject: uuid.UUID) -> HttpResponse:
    """Take a consent."""
    found, form = find_subject(subject), forms.RecordConsent(request.POST)
    if form.is_valid():
        try:
            actions.record_consent(
                subject_id=subject, on=timezone.localdate(), by=request.seat, **_given(form)
            )
        except Refusal as refusal:
            refused(form=form, refusal=refusal)
        else:
            return pages.done("privacy:consents", subject=subject)
    return consents_page(request, found, form=form, status=422)


@pages.allow(policies.may_keep_consents)
@require_POST
def withdraw_consent(request: SeatedRequest, subject: uuid.UUID, pk: int) -> HttpResponse:
    """Withdraw a consent, at once."""
    found = find_subject(subject)
    consent = queries.find_consent(pk=pk, subject=found)
    if consent is None:
        raise Http404
    with contextlib.suppress(Refusal):  # withdrawn twice is withdrawn
        actions.withdraw_consent(consent=consent, by=request.seat)
    return pages.done("privacy:consents", subject=subject)


def find_subject(pk: uuid.UUID) -> Subject:
    """Return the subject whose record this seat keeps; for anybody else there is no such page."""
    found = queries.find_subject(pk=pk)
    if found is None:
        raise Http404
    return found


def consents_page(
    request: SeatedRequest,
    subject: Subject,
    *,
    form: forms.RecordConsent | None = None,
    texts: Mapping[str, Form] | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render the page of one person; ``form`` and ``texts`` are what was sent and refused."""
    on, sent = timezone.localdate(), texts or {}
    context = {
        "subject": subject,
        "lines": queries.consents_of(subject=subject, on=on, at=timezone.now()),
        "form": form or forms.RecordConsent(initial={"starts_on": on}),
        "texts": [
            (
                queries.model_of(table).data_class.lower(),
                sent.get(table.label)
                or forms.Entrust(table=table, initial={"words": kept.words if kept else ""}),
            )
            for table, kept in queries.kept_texts(subject=subject, seat=request.seat)
        ],
    }
    return pages.page(request, "privacy/consents.html", context, status=status)


def _given(form: forms.RecordConsent) -> dict[str, Any]:
    known = form.cleaned_data
    told = ("language", "text_version", "refusal_told", "medium", "giver", "paper_ref")
    return {
        "purpose": Purpose(known["purpose"]),
        "classes": [DataClass(name) for name in known["classes"]],
        "recipient": queries.possible_recipients().get(pk=known["recipient"]),
        "starts_on": known["starts_on"],
        "ends_on": known["ends_on"],
        "told": actions.Told(**{name: known[name] for name in told}),
    }
