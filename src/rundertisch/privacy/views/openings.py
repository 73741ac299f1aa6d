# SPDX-License-Identifier: EUPL-1.2
"""The pages of Protokolleinsicht: ask, decide, read."""

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from rundertisch.kernel import forms as kernel_forms
from rundertisch.kernel import pages
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.scope import SeatedRequest
from rundertisch.privacy import actions, policies, queries
from rundertisch.privacy.forms import AskToOpenLog


@pages.allow(policies.may_see_openings)
@pages.reading
def log_openings(request: SeatedRequest) -> HttpResponse:
    """Show the requests of this seat, or those it decides on."""
    return _openings(request, form=AskToOpenLog())


def _openings(
    request: SeatedRequest, *, form: AskToOpenLog, refused: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "openings": queries.openings(seat=request.seat, at=timezone.now()),
        "may_ask": policies.may_ask_for_log(seat=request.seat),
        "form": form,
        "refused": refused,
    }
    return pages.page(request, "privacy/log_openings.html", context, status=status)


@pages.allow(policies.may_ask_for_log)
@require_POST
def ask_to_open_log(request: SeatedRequest) -> HttpResponse:
    """Ask for what the logs say about one record."""
    form = AskToOpenLog(request.POST)
    if form.is_valid():
        try:
            made = actions.ask_to_open_log(**form.cleaned_data, by=request.seat)
        except Refusal as refusal:
            kernel_forms.refused(form=form, refusal=refusal)
        else:
            return pages.done("privacy:log_opening", pk=made)
    return _openings(request, form=form, status=422)


@pages.allow(policies.may_see_openings)
@pages.reading
def log_opening(request: SeatedRequest, pk: int) -> HttpResponse:
    """Show one request and, while it is open, what the logs say."""
    return _opening(request, pk=pk)


def _opening(
    request: SeatedRequest, *, pk: int, refused: str = "", status: int = 200
) -> HttpResponse:
    found = queries.opening(pk=pk, seat=request.seat, at=timezone.now())
    if found is None:
        raise Http404
    lines = queries.lines(opening=found.row) if found.may_read else ()
    context = {"opening": found, "lines": lines, "refused": refused}
    return pages.page(request, "privacy/log_opening.html", context, status=status)


@pages.allow(policies.may_decide_on_logs)
@require_POST
def decide_on_log(request: SeatedRequest, pk: int) -> HttpResponse:
    """Grant or refuse a request as the second person."""
    found = queries.opening(pk=pk, seat=request.seat, at=timezone.now())
    if found is None:
        raise Http404
    granted = request.POST.get("answer") == "yes"
    try:
        actions.decide_on_log(opening=found.row, granted=granted, by=request.seat)
    except Refusal as refusal:
        return _opening(request, pk=pk, refused=str(refusal), status=422)
    return pages.done("privacy:log_opening", pk=pk)
