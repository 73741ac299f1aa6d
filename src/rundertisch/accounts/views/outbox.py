# SPDX-License-Identifier: EUPL-1.2
"""Postausgang: what waits, what somebody has to decide or print, a test mail."""

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_POST

from rundertisch.accounts import actions, forms, policies, queries
from rundertisch.kernel import letters, pages
from rundertisch.kernel import outbox as kernel_outbox
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.scope import SeatedRequest


@pages.allow(policies.may_manage_seats)
@pages.reading
def outbox(request: SeatedRequest) -> HttpResponse:
    """Show every message to a member and how far it has come."""
    return _outbox(request)


def _outbox(request: SeatedRequest, *, refused: str = "", status: int = 200) -> HttpResponse:
    context = {
        "outbox": queries.outbox_view(),
        "sends_mail": kernel_outbox.sends_mail(),
        "mail": settings.MAIL,
        "sends_sms": kernel_outbox.sends_sms(),
        "sms": settings.SMS,
        "sms_form": forms.TestSms(),
        "refused": refused,
    }
    return pages.page(request, "accounts/outbox.html", context, status=status)


@pages.allow(policies.may_manage_seats)
@pages.reading
def letter(request: SeatedRequest, pk: int) -> HttpResponse:
    """Show a message as it goes on paper."""
    found = queries.letter_to_print(pk=pk)
    if found is None:
        raise Http404
    picture = letters.picture_address(found.link) if found.link else ""
    context = {"line": found.line, "words": found.words, "picture": picture}
    return pages.page(request, "accounts/letter.html", context)


@pages.allow(policies.may_manage_seats)
@require_POST
def send_again(request: SeatedRequest, pk: int) -> HttpResponse:
    """Send a message that failed, or of which nobody knows whether it arrived."""
    return _decide(request, act=lambda: kernel_outbox.send_again(pk=pk, by=request.seat))


@pages.allow(policies.may_manage_seats)
@require_POST
def drop(request: SeatedRequest, pk: int) -> HttpResponse:
    """Send it no more."""
    return _decide(request, act=lambda: kernel_outbox.drop(pk=pk, by=request.seat))


@pages.allow(policies.may_manage_seats)
@require_POST
def note_printed(request: SeatedRequest, pk: int) -> HttpResponse:
    """Keep that the letter is on paper."""
    return _decide(request, act=lambda: kernel_outbox.note_printed(pk=pk, by=request.seat))


@pages.allow(policies.may_manage_seats)
@require_POST
def send_test(request: SeatedRequest) -> HttpResponse:
    """Send a message to oneself."""
    return _decide(request, act=lambda: actions.send_test(by=request.seat))


@pages.allow(policies.may_manage_seats)
@require_POST
def send_test_sms(request: SeatedRequest) -> HttpResponse:
    """Send an SMS to a number of one's own."""
    number = request.POST.get("phone", "")
    return _decide(request, act=lambda: actions.send_test_sms(number=number, by=request.seat))


def _decide(request: SeatedRequest, *, act: Callable[[], object]) -> HttpResponse:
    """Do it and show the outbox again, with what was refused."""
    try:
        act()
    except Refusal as refusal:
        return _outbox(request, refused=str(refusal), status=422)
    return pages.done("accounts:outbox")
