# SPDX-License-Identifier: EUPL-1.2
"""The start page by role, the pages everybody may read, and how the house fares."""

import secrets

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from rundertisch.accounts import actions as accounts
from rundertisch.accounts import policies as accounts_rights
from rundertisch.accounts import queries as accounts_queries
from rundertisch.kernel import files, pages, public
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.scope import SeatedRequest
from rundertisch.site import operations_figures, operations_view
from rundertisch.site.today import today_of

PROXY_HEADERS = ("X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "Forwarded", "Via")
THIS_MACHINE = {"127.0.0.1", "::1"}


@pages.allow(pages.everyone)
@pages.reading
def start(request: HttpRequest) -> HttpResponse:
    """Say what needs this person today; strangers learn what this is and sign in."""
    seat = getattr(request, "seat", None)
    if not request.user.is_authenticated:
        return pages.page(request, "site/landing.html", {"languages": settings.LANGUAGES})
    if seat is None:
        return pages.page(request, "site/no_seat.html", {})
    context = {"today": today_of(seat=seat, on=timezone.localdate()), "seat": seat}
    return pages.page(request, "site/start.html", context)


@public.public
@pages.reading
def welcome(request: HttpRequest) -> HttpResponse:
    """Lead newcomers to what is written for them, in their language."""
    return public.page(request, "site/welcome.html", {})


@pages.allow(pages.everyone)
@pages.reading
def accessibility(request: HttpRequest) -> HttpResponse:
    """Erklärung zur Barrierefreiheit."""
    return pages.page(request, "site/accessibility.html", {})


@pages.allow(pages.everyone)
@pages.reading
def imprint(request: HttpRequest) -> HttpResponse:
    """Impressum."""
    demo = settings.MODE == "demo"
    return pages.page(request, "site/imprint.html", {"demo": demo})


@pages.allow(pages.everyone)
@pages.reading
def data_protection(request: HttpRequest) -> HttpResponse:
    """Datenschutz in kurzen Sätzen."""
    seated = getattr(request, "seat", None) is not None
    return pages.page(request, "site/data_protection.html", {"seated": seated})


@pages.allow(accounts_rights.may_manage_seats)
@pages.reading
def operations(request: SeatedRequest) -> HttpResponse:
    """Betrieb: what needs the administration, and how everything stands."""
    return _operations(request)


def _operations(request: HttpRequest, *, refused: str = "", status: int = 200) -> HttpResponse:
    view = operations_view.operations(state=operations_figures.look(), now=timezone.now())
    jobs = accounts_queries.jobs_in_trouble()
    context = {"view": view, "jobs": jobs, "refused": refused}
    return pages.page(request, "site/operations.html", context, status=status)


@pages.allow(accounts_rights.may_manage_seats)
@require_POST
def retry_job(request: SeatedRequest, pk: int) -> HttpResponse:
    """Start a failed job again."""
    try:
        accounts.retry_job(pk=pk, by=request.seat)
    except Refusal as refusal:
        return _operations(request, refused=str(refusal), status=422)
    return pages.done("operations")


@pages.allow(pages.everyone)
@files.unconfirmed(why="sums about the house, for a monitor that shows a token or runs beside it")
@pages.reading
def metrics(request: HttpRequest) -> HttpResponse:
    """Tell a monitor the numbers; whoever has no right to them learns of no such page."""
    if not _may_watch(request):
        raise Http404
    text = operations_figures.prometheus(operations_figures.look())
    kind = operations_figures.CONTENT_TYPE
    return files.answer(content=text, name="metriken.txt", content_type=kind)


def _may_watch(request: HttpRequest) -> bool:
    """With a token set, whoever shows it; without one, whoever asks from this machine itself.

    A proxy on this machine also asks from here: it says so in a header, or browsers could not be
    led to https behind it.
    """
    if settings.METRICS_TOKEN:
        shown = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return secrets.compare_digest(shown.encode(), settings.METRICS_TOKEN.encode())
    passed = any(name in request.headers for name in PROXY_HEADERS)
    return request.META.get("REMOTE_ADDR") in THIS_MACHINE and not passed
