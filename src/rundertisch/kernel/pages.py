# SPDX-License-Identifier: EUPL-1.2
"""Answering a request: pages and their parts, doors with policies, reading that cannot write."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache, wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class Door:
    """One entry of the site navigation."""

    label: str
    url: str
    current: bool = False
    place: str = "row"  # or "more": behind „Mehr“; "person": beside who is signed in


def _no_navigation(request: HttpRequest) -> Sequence[Door]:
    del request
    return ()


navigation: Callable[[HttpRequest], Sequence[Door]] = _no_navigation  # set by site


Policy = Callable[..., bool]  # who may: called with seat=..., an accounts.Seat


def everyone(*, seat: object = None) -> bool:
    """Open a public door: nobody has to sign in."""
    del seat
    return True


def signed_in(*, seat: object = None) -> bool:
    """Open the door to whoever signed in, also without a seat that runs today."""
    del seat
    return True


def allow(policy: Policy) -> Callable[[View], View]:
    """Put a policy on a door: strangers sign in first, the others do not learn that it exists."""

    def on(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            if policy is not everyone:
                if not request.user.is_authenticated:
                    return _sign_in_first(request)
                seat = getattr(request, "seat", None)
                if policy is not signed_in and (seat is None or not policy(seat=seat)):
                    raise Http404
            return view(request, *args, **kwargs)

        guarded.__dict__["policy"] = policy
        return guarded

    return on


class WriteWhileReadingError(RuntimeError):
    """A view marked ``@reading`` tried to change data; a bug, never a person's mistake."""


def reading(view: View) -> View:
    """Answer GET and HEAD only, and let nothing be written meanwhile.

    The guard wraps the connection; the kernel's access log, the session and the counts of the
    shared cache are excepted.
    """

    @wraps(view)
    def read(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        with connection.execute_wrapper(_refuse_writes):
            return view(request, *args, **kwargs)

    return require_safe(read)


def page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any],
    *,
    part: str | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render a page, or only its part when htmx asks for it; the same URL serves both."""
    wanted = f"{template}#{part}" if part and _asks_for_part(request) else template
    response = render(request, wanted, {"status": status, **context}, status=status)
    patch_vary_headers(response, ["HX-Request"])
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def done(to: str | Model, **kwargs: object) -> HttpResponse:
    """Answer a finished POST: go and look (303), so that reloading repeats nothing."""
    return HttpResponseRedirect(resolve_url(to, **kwargs), status=303)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 404: not there, or not for you; the page does not say which."""
    del exception
    return render(request, "404.html", {"status": 404}, status=404)


def forbidden(
    request: HttpRequest, exception: Exception | None = None, reason: str = ""
) -> HttpResponse:
    """Answer 403: a form that was open too long or came from elsewhere."""
    del exception, reason
    return render(request, "403.html", {"status": 403}, status=403)


def too_many(request: HttpRequest) -> HttpResponse:
    """Answer 429: more requests of one kind than a person makes."""
    return render(request, "429.html", {"status": 429}, status=429)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500 without asking the database anything: it may be what failed."""
    return render(request, "500.html", {"status": 500}, status=500)


_writing_allowed: ContextVar[bool] = ContextVar("writing_allowed", default=False)


@contextmanager
def writing_by_kernel() -> Iterator[None]:
    """Let the kernel write its access log during ``@reading``; for kernel modules only."""
    token = _writing_allowed.set(True)
    try:
        yield
    finally:
        _writing_allowed.reset(token)


_READS = re.compile(
    r"[\s(]*(select|savepoint|release\s+savepoint|rollback\s+to|show|with|explain|declare|fetch"
    r"|close)\b",
    re.IGNORECASE,
)
_CHANGES = re.compile(r"\b(insert\s+into|update|delete\s+from|merge\s+into)\b", re.IGNORECASE)
_OWN_TABLES = re.compile(  # who is signed in, and how often somebody knocked in vain
    r"\s*(insert\s+into|update|delete\s+from)\s+\"(django_session|shared_cache)\"", re.IGNORECASE
)
_QUOTED = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"")
_ROW_LOCK = re.compile(r"\bfor\s+(no\s+key\s+)?update\b", re.IGNORECASE)


def _refuse_writes(
    execute: Callable[..., object],
    sql: str,
    params: object,
    many: bool,  # noqa: FBT001 - Django calls it so
    context: Mapping[str, object],
) -> object:
    if not _writing_allowed.get() and not _only_reads(sql):
        msg = f"a reading view tried to write: {sql[:120]}"
        raise WriteWhileReadingError(msg)
    return execute(sql, params, many, context)


@lru_cache(maxsize=1000)
def _only_reads(sql: str) -> bool:
    if _OWN_TABLES.match(sql):
        return True
    bare = _ROW_LOCK.sub("", _QUOTED.sub("''", sql))
    return bool(_READS.match(sql)) and not _CHANGES.search(bare)


def _asks_for_part(request: HttpRequest) -> bool:
    headers = request.headers
    return headers.get("HX-Request") == "true" and "HX-History-Restore-Request" not in headers


def _sign_in_first(request: HttpRequest) -> HttpResponse:
    wanted = urlencode({"next": request.get_full_path()}, safe="/")
    address = f"{resolve_url(settings.LOGIN_URL)}?{wanted}"
    if _asks_for_part(request):
        return HttpResponse(status=401, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)
