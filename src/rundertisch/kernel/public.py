# SPDX-License-Identifier: EUPL-1.2
"""Pages for everybody: the language stands in the path, no cookie is set, no script is needed."""

from functools import wraps
from http import HTTPStatus
from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import register_converter
from django.utils import translation

from rundertisch.kernel import pages
from rundertisch.kernel.languages import LanguageInPath

register_converter(LanguageInPath, "language")


def public(view: pages.View) -> pages.View:
    """Open a view to everybody, in the language of its path.

    There is no cookie and so no token against forged forms: a POST must come from one of our own
    pages, as the browser itself says. What is not there is said in the reader's language.
    """

    @pages.allow(pages.everyone)
    @wraps(view)
    def shown(request: HttpRequest, *, language: str, **kwargs: object) -> HttpResponse:
        with translation.override(language):
            if request.method == "POST" and not from_our_own_page(request):
                answer = page(request, "public_refused.html", {}, status=HTTPStatus.FORBIDDEN)
            else:
                try:
                    answer = view(request, **kwargs)
                except Http404:
                    answer = page(request, "public_gone.html", {}, status=HTTPStatus.NOT_FOUND)
        answer.headers["Content-Language"] = language
        return answer

    shown.__dict__["csrf_exempt"] = True
    return shown


def page(
    request: HttpRequest, template: str, context: dict[str, object], *, status: int = 200
) -> HttpResponse:
    """Render a public page; search engines keep nothing of it when ``private`` is in it."""
    return pages.page(request, template, {"private": False, **context}, status=status)


def from_our_own_page(request: HttpRequest) -> bool:
    """Say whether the browser sent a form from a page of this site.

    New browsers say so (Sec-Fetch-Site); older ones name the sending site (Origin).
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    return urlsplit(request.headers.get("Origin", "")).netloc == request.get_host()


def in_language(*, path: str, code: str) -> str:
    """Return the address of the same page in another language."""
    rest = path.lstrip("/").partition("/")[2]
    return f"/{code}/{rest}"
