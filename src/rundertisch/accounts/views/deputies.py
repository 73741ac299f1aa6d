# SPDX-License-Identifier: EUPL-1.2
"""Vertretung: a seat is lent to another member, and taken back."""

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from rundertisch.accounts import actions, policies, queries
from rundertisch.accounts.forms import LendSeat
from rundertisch.accounts.models import Seat
from rundertisch.kernel import forms as kernel_forms
from rundertisch.kernel import pages
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.scope import SeatedRequest


@pages.allow(policies.sits)
@pages.reading
def lending(request: SeatedRequest, pk: int) -> HttpResponse:
    """Ask who stands in for this seat, from when until when, and why."""
    seat = _seat(request, pk=pk)
    choices = queries.colleagues(of=seat, by=request.seat)
    form = LendSeat(choices=choices, initial={"starts_on": timezone.localdate()})
    context = {"seat": seat, "form": form, "nobody": not choices.exists()}
    return pages.page(request, "accounts/lending.html", context)


@pages.allow(policies.sits)
@require_POST
def lend(request: SeatedRequest, pk: int) -> HttpResponse:
    """Lend the seat, or say why not."""
    seat = _seat(request, pk=pk)
    choices = queries.colleagues(of=seat, by=request.seat)
    form = LendSeat(request.POST, choices=choices)
    if form.is_valid():
        try:
            actions.lend_seat(
                seat=seat, **form.cleaned_data, on=timezone.localdate(), by=request.seat
            )
        except Refusal as refusal:
            kernel_forms.refused(form=form, refusal=refusal)
        else:
            return _back(request, seat=seat)
    context = {"seat": seat, "form": form, "nobody": not choices.exists()}
    return pages.page(request, "accounts/lending.html", context, status=422)


@pages.allow(policies.sits)
@require_POST
def end_deputy(request: SeatedRequest, pk: int) -> HttpResponse:
    """End a deputy's seat today: it opens nothing from this moment on."""
    seat = _seat(request, pk=pk)
    if not queries.lends(seat=seat, by=request.seat):
        raise Http404
    on = timezone.localdate()
    actions.end_seat(seat=seat, ends_on=on, on=on, by=request.seat)
    return pages.done("accounts:account")


def _seat(request: SeatedRequest, *, pk: int) -> Seat:
    """Return the seat, for whoever holds it, lent it or administers."""
    seat = queries.seat_of(pk=pk)
    if seat is None or not policies.may_lend(seat=request.seat, lent=seat):
        raise Http404
    return seat


def _back(request: SeatedRequest, *, seat: Seat) -> HttpResponse:
    if seat.user_id == request.user.pk:
        return pages.done("accounts:account")
    return pages.done("accounts:member", pk=seat.user_id)
