# SPDX-License-Identifier: EUPL-1.2
"""A lost second factor: asked for by one administrator, decided by another, read by the person."""

from collections.abc import Callable

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from rundertisch.accounts import actions, policies, queries
from rundertisch.accounts.forms import AskReset
from rundertisch.accounts.models import FactorReset
from rundertisch.kernel import forms as kernel_forms
from rundertisch.kernel import pages
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.scope import SeatedRequest


@pages.allow(policies.may_manage_seats)
@pages.reading
def asking_reset(request: SeatedRequest, pk: int) -> HttpResponse:
    """Ask how it was made sure that it is this person."""
    return _asking(request, pk=pk, form=AskReset())


@pages.allow(policies.may_manage_seats)
@require_POST
def ask_reset(request: SeatedRequest, pk: int) -> HttpResponse:
    """Ask a second administrator to take the factor away, or say why not."""
    found, form = queries.member(pk=pk, on=timezone.localdate()), AskReset(request.POST)
    if found is None:
        raise Http404
    if form.is_valid():
        try:
            actions.ask_reset(
                user=found.user, **form.cleaned_data, at=timezone.now(), by=request.seat
            )
        except Refusal as refusal:
            kernel_forms.refused(form=form, refusal=refusal)
        else:
            return pages.done("accounts:member", pk=pk)
    return _asking(request, pk=pk, form=form, status=422)


def _asking(request: SeatedRequest, *, pk: int, form: AskReset, status: int = 200) -> HttpResponse:
    found = queries.member(pk=pk, on=timezone.localdate())
    if found is None:
        raise Http404
    context = {"member": found, "form": form}
    return pages.page(request, "accounts/asking_reset.html", context, status=status)


@pages.allow(policies.may_manage_seats)
@require_POST
def grant_reset(request: SeatedRequest, pk: int) -> HttpResponse:
    """Take the factor away, as the second person."""
    return _decide(request, pk=pk, act=actions.grant_reset)


@pages.allow(policies.may_manage_seats)
@require_POST
def refuse_reset(request: SeatedRequest, pk: int) -> HttpResponse:
    """Decide that nothing is taken away."""
    return _decide(request, pk=pk, act=actions.refuse_reset)


def _decide(request: SeatedRequest, *, pk: int, act: Callable[..., FactorReset]) -> HttpResponse:
    reset = queries.reset_of(pk=pk)
    if reset is None:
        raise Http404
    try:
        act(reset=reset, at=timezone.now(), by=request.seat)
    except Refusal as refusal:
        context = {"reset": reset, "sentence": str(refusal)}
        return pages.page(request, "accounts/reset_refused.html", context, status=422)
    return pages.done("accounts:member", pk=reset.user_id)


@pages.allow(pages.signed_in)
@require_POST
def note_told(request: SeatedRequest, pk: int) -> HttpResponse:
    """Keep that the person has read what happened to their second factor."""
    reset = queries.reset_of(pk=pk)
    if reset is None or reset.user_id != request.user.pk:
        raise Http404
    actions.note_told(reset=reset, user=request.user, at=timezone.now())
    return pages.done("accounts:account")
