# SPDX-License-Identifier: EUPL-1.2
"""The start page by role and the pages everybody may read."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from rundertisch.kernel import pages, public
from rundertisch.site import nav


@pages.allow(pages.everyone)
@pages.reading
def start(request: HttpRequest) -> HttpResponse:
    """Say what needs this person today; strangers learn what this is and sign in."""
    seat = getattr(request, "seat", None)
    if not request.user.is_authenticated:
        return pages.page(request, "site/landing.html", {"languages": settings.LANGUAGES})
    if seat is None:
        return pages.page(request, "site/no_seat.html", {})
    context = {"today": nav.today(seat=seat, on=timezone.localdate()), "seat": seat}
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
