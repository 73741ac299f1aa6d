# SPDX-License-Identifier: EUPL-1.2
"""Somebody leaves the house: hand over what hangs on their seats, end them at once."""

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from rundertisch.accounts import actions, policies, queries
from rundertisch.accounts.forms import Successors
from rundertisch.kernel import forms as kernel_forms
from rundertisch.kernel import pages
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.scope import SeatedRequest


@pages.allow(policies.may_manage_seats)
@pages.reading
def leaving(request: SeatedRequest, pk: int) -> HttpResponse:
    """Show what hangs on each seat of a person, and ask who takes it over."""
    found = _found(pk=pk)
    partings = queries.partings(user=found.user, on=timezone.localdate())
    form = Successors(partings=partings)
    context = {"member": found, "partings": partings, "form": form}
    return pages.page(request, "accounts/leaving.html", context)


@pages.allow(policies.may_manage_seats)
@require_POST
def part_with(request: SeatedRequest, pk: int) -> HttpResponse:
    """Hand over and end everything at once, or say why nothing was done."""
    found, on = _found(pk=pk), timezone.localdate()
    partings = queries.partings(user=found.user, on=on)
    form = Successors(request.POST, partings=partings)
    if form.is_valid():
        try:
            actions.part_with(user=found.user, successors=form.successors(), on=on, by=request.seat)
        except Refusal as refusal:
            kernel_forms.refused(form=form, refusal=refusal)
        else:
            return pages.done("accounts:member", pk=pk)
    context = {"member": found, "partings": partings, "form": form}
    return pages.page(request, "accounts/leaving.html", context, status=422)


def _found(*, pk: int) -> queries.Member:
    found = queries.member(pk=pk, on=timezone.localdate())
    if found is None:
        raise Http404
    return found
