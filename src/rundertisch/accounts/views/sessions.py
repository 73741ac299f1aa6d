# SPDX-License-Identifier: EUPL-1.2
"""Where one is signed in, and signing out there: one browser or all others."""

from allauth.usersessions.internal.flows import sessions as flows
from allauth.usersessions.models import UserSession
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_POST, require_safe

from rundertisch.accounts import queries
from rundertisch.kernel import pages
from rundertisch.kernel.scope import SeatedRequest


@pages.allow(pages.signed_in)
@require_safe  # not @reading: the list forgets sessions that are over
def sessions(request: SeatedRequest) -> HttpResponse:
    """Show in which browsers this account is signed in, the newest first."""
    running = UserSession.objects.purge_and_list(request.user)
    newest_first = sorted(running, key=lambda one: one.created_at, reverse=True)
    named = [(one, queries.browser_name(user_agent=one.user_agent)) for one in newest_first]
    context = {"sessions": named}
    return pages.page(request, "accounts/sessions.html", context)


@pages.allow(pages.signed_in)
@require_POST
def end_session(request: SeatedRequest, pk: int) -> HttpResponse:
    """Sign out in one browser; in this one too, if that is the one."""
    found = UserSession.objects.filter(pk=pk, user=request.user).first()
    if found is None:
        raise Http404
    flows.end_sessions(request, [found])
    return pages.done("accounts:sessions")


@pages.allow(pages.signed_in)
@require_POST
def end_other_sessions(request: SeatedRequest) -> HttpResponse:
    """Sign out everywhere but here."""
    flows.end_other_sessions(request, request.user)
    return pages.done("accounts:sessions")
