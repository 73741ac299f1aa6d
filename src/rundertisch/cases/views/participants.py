# SPDX-License-Identifier: EUPL-1.2
"""Who sits at a case conference: invite, excuse, take off the list, close."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from rundertisch.cases import policies
from rundertisch.cases.actions import participants as actions
from rundertisch.cases.forms.conferences import Invite, InviteContact
from rundertisch.cases.models.conferences import CaseConference, ConferenceParticipant
from rundertisch.cases.queries import conferences as queries
from rundertisch.cases.views.conferences import conference_page
from rundertisch.kernel import pages
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.forms import refused
from rundertisch.kernel.scope import SeatedRequest


def _own(request: SeatedRequest, pk: int) -> CaseConference:
    return get_object_or_404(CaseConference, pk=pk, owner=request.seat.partner_id)


def _sitting(request: SeatedRequest, pk: int, participant: int) -> ConferenceParticipant:
    found = ConferenceParticipant.objects.select_related("conference")
    return get_object_or_404(found, pk=participant, conference=_own(request, pk))


@pages.allow(policies.may_lead_cases)
@require_POST
def invite(request: SeatedRequest, pk: int) -> HttpResponse:
    """Invite somebody with an account."""
    found = _own(request, pk)
    form = Invite(request.POST).among(queries.invitable())
    if form.is_valid():
        try:
            actions.invite(conference=found, seat_id=form.cleaned_data["seat"], by=request.seat)
            return pages.done("cases:conference", pk=pk)
        except Refusal as refusal:
            refused(form=form, refusal=refusal)
    return conference_page(request, pk, invite=form)


@pages.allow(policies.may_lead_cases)
@require_POST
def invite_contact(request: SeatedRequest, pk: int) -> HttpResponse:
    """Note somebody without an account."""
    found = _own(request, pk)
    form = InviteContact(request.POST)
    if form.is_valid():
        try:
            actions.invite_contact(conference=found, **form.cleaned_data, by=request.seat)
            return pages.done("cases:conference", pk=pk)
        except Refusal as refusal:
            refused(form=form, refusal=refusal)
    return conference_page(request, pk, contact=form)


@pages.allow(policies.may_lead_cases)
@require_POST
def excuse(request: SeatedRequest, pk: int, participant: int) -> HttpResponse:
    """Note that somebody does not come, or does after all."""
    one = _sitting(request, pk, participant)
    try:
        actions.excuse(
            participant=one,
            excused=one.excused_on is None,
            on=timezone.localdate(),
            by=request.seat,
        )
    except Refusal as refusal:
        return conference_page(request, pk, trouble=str(refusal))
    return pages.done("cases:conference", pk=pk)


@pages.allow(policies.may_lead_cases)
@require_POST
def remove_participant(request: SeatedRequest, pk: int, participant: int) -> HttpResponse:
    """Take somebody off the list."""
    one = _sitting(request, pk, participant)
    try:
        actions.remove_participant(participant=one, on=timezone.localdate(), by=request.seat)
    except Refusal as refusal:
        return conference_page(request, pk, trouble=str(refusal))
    return pages.done("cases:conference", pk=pk)


@pages.allow(policies.may_lead_cases)
@require_POST
def close_conference(request: SeatedRequest, pk: int) -> HttpResponse:
    """Close a conference."""
    found = _own(request, pk)
    try:
        actions.close_conference(conference=found, on=timezone.localdate(), by=request.seat)
    except Refusal as refusal:
        return conference_page(request, pk, trouble=str(refusal))
    return pages.done("cases:conference", pk=pk)


@pages.allow(policies.may_lead_cases)
@require_POST
def reopen_conference(request: SeatedRequest, pk: int) -> HttpResponse:
    """Open a closed conference again."""
    found = _own(request, pk)
    try:
        actions.reopen_conference(conference=found, by=request.seat)
    except Refusal as refusal:
        return conference_page(request, pk, trouble=str(refusal))
    return pages.done("cases:conference", pk=pk)
