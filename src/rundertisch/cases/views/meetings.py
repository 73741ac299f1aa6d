# SPDX-License-Identifier: EUPL-1.2
"""When and where a conference is; invitations by e-mail; calling it off."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from rundertisch.cases import policies
from rundertisch.cases.actions import meetings as actions
from rundertisch.cases.forms.conferences import CallConference
from rundertisch.cases.models.conferences import CaseConference
from rundertisch.cases.views.conferences import conference_page
from rundertisch.kernel import pages
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.forms import refused
from rundertisch.kernel.scope import SeatedRequest


@pages.allow(policies.may_lead_cases)
@require_POST
def move_conference(request: SeatedRequest, pk: int) -> HttpResponse:
    """Give a conference another time or place."""
    found, form = _own(request, pk), CallConference(request.POST)
    if form.is_valid():
        when = actions.When(**form.cleaned_data)
        try:
            actions.move_conference(conference=found, when=when, by=request.seat)
            return pages.done("cases:conference", pk=pk)
        except Refusal as refusal:
            refused(form=form, refusal=refusal)
    return conference_page(request, pk, meeting=form)


@pages.allow(policies.may_lead_cases)
@require_POST
def mail_invitations(request: SeatedRequest, pk: int) -> HttpResponse:
    """Invite everybody who does not know of it yet."""
    found = _own(request, pk)
    try:
        actions.mail_invitations(conference=found, on=timezone.localdate(), by=request.seat)
    except Refusal as refusal:
        return conference_page(request, pk, trouble=str(refusal))
    return pages.done("cases:conference", pk=pk)


@pages.allow(policies.may_lead_cases)
@require_POST
def call_off_conference(request: SeatedRequest, pk: int) -> HttpResponse:
    """Call a conference off."""
    found = _own(request, pk)
    try:
        actions.call_off_conference(conference=found, on=timezone.localdate(), by=request.seat)
    except Refusal as refusal:
        return conference_page(request, pk, trouble=str(refusal))
    return pages.done("cases:conference", pk=pk)


def _own(request: SeatedRequest, pk: int) -> CaseConference:
    return get_object_or_404(CaseConference, pk=pk, owner=request.seat.partner_id)
