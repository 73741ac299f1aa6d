# SPDX-License-Identifier: EUPL-1.2
"""Handing data out as a file: only to somebody who has just shown again that it is them.

A browser left open for a minute must not become a list of children on a stick. So a view that
answers with a file is marked ``@files.confirmed``; who proved themselves too long ago is asked
once more (how: ``ask_again``, set by accounts). ``@files.unconfirmed`` says why a file needs no
such question. ``answer`` (to keep) and ``play`` (to hear) are the only ways to make a file and
refuse to work under neither.
"""

import re
from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

from rundertisch.kernel.pages import View

Ask = Callable[[HttpRequest], HttpResponse | None]
_PART = re.compile(r"bytes=(\d*)-(\d*)")


class UnmarkedFileError(RuntimeError):
    """A view answered with a file and is marked neither way; a bug in the view."""


def _nobody_can_be_asked(request: HttpRequest) -> HttpResponse | None:
    """Stand in until ``accounts`` registers how it asks: no file leaves the house."""
    del request
    msg = "nobody registered how to ask again"
    raise UnmarkedFileError(msg)


ask_again: Ask = _nobody_can_be_asked  # set by accounts.apps.ready()
_marked: ContextVar[bool] = ContextVar("marked", default=False)


def confirmed(view: View) -> View:
    """Hand out a file only after the person was asked again, unless that was minutes ago."""

    @wraps(view)
    def handing_out(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        question = ask_again(request)
        return question if question is not None else _marking(view, request, *args, **kwargs)

    handing_out.__dict__["hands_out"] = "confirmed"
    return handing_out


def unconfirmed(*, why: str) -> Callable[[View], View]:
    """Hand out a file without asking again: for what is public or asks for a secret link."""

    def on(view: View) -> View:
        @wraps(view)
        def handing_out(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            return _marking(view, request, *args, **kwargs)

        handing_out.__dict__["hands_out"] = why
        return handing_out

    return on


def answer(*, content: str | bytes, name: str, content_type: str) -> HttpResponse:
    """Answer with a file to keep; text is sent as UTF-8.

    Raises ``UnmarkedFileError`` outside of a view that is marked as handing out a file.
    """
    _demand_mark(name=name)
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["Cache-Control"] = "no-store"
    return response


def play(request: HttpRequest, *, content: bytes, content_type: str) -> HttpResponse:
    """Answer with a sound to be heard on a page, or with the part of it that was asked for.

    Telephones ask for parts (RFC 9110, section 14). An address always has the same content.
    """
    _demand_mark(name=content_type)
    asked = _PART.fullmatch(request.headers.get("Range", ""))
    first, last = _bounds(asked, size=len(content))
    response = HttpResponse(content[first : last + 1], content_type=content_type)
    if asked and first <= last:
        response.status_code = HTTPStatus.PARTIAL_CONTENT
        response["Content-Range"] = f"bytes {first}-{last}/{len(content)}"
    elif asked:
        response.status_code = HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE
        response["Content-Range"] = f"bytes */{len(content)}"
    response["Accept-Ranges"] = "bytes"
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def _bounds(asked: "re.Match[str] | None", *, size: int) -> tuple[int, int]:
    """Return the first and the last byte that are wanted; none, if the last lies before."""
    if asked is None:
        return 0, size - 1
    first, last = asked.groups()
    if not first:  # the last so many bytes
        return max(0, size - int(last or 0)), size - 1
    return int(first), min(size - 1, int(last) if last else size - 1)


def _demand_mark(*, name: str) -> None:
    if not _marked.get():
        msg = f"the view that hands out {name} is neither @files.confirmed nor @files.unconfirmed"
        raise UnmarkedFileError(msg)


def _marking(view: View, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    token = _marked.set(True)
    try:
        return view(request, *args, **kwargs)
    finally:
        _marked.reset(token)
