# SPDX-License-Identifier: EUPL-1.2
"""The person ends alone, on the own view, what a room does for them: said first, then done."""

import contextlib
import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from rundertisch.kernel import pages, public
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.models import SecureLink
from rundertisch.privacy import actions, queries
from rundertisch.privacy.views.own_view import as_the_person


@public.public
@pages.reading
@as_the_person
def end_form(request: HttpRequest, *, link: SecureLink, token: str, app: str) -> HttpResponse:
    """Show what ends, what remains, and a button."""
    return _page(request, link=link, token=token, app=app)


@public.public
@require_POST
@as_the_person
def end(request: HttpRequest, *, link: SecureLink, token: str, app: str) -> HttpResponse:
    """End it, at once; the page afterwards says so."""
    with contextlib.suppress(Refusal):  # ended twice is ended
        actions.end_for_oneself(app=app, subject_id=_subject(link), on=timezone.localdate())
    return _page(request, link=link, token=token, app=app)


def _page(request: HttpRequest, *, link: SecureLink, token: str, app: str) -> HttpResponse:
    told = queries.own_ending(app=app, subject_id=_subject(link), on=timezone.localdate())
    if told is None:
        raise Http404
    context = {"told": told, "app": app, "token": token, "private": True}
    return public.page(request, "privacy/own_ending.html", context)


def _subject(link: SecureLink) -> uuid.UUID:
    return uuid.UUID(str(link.subject_id))
