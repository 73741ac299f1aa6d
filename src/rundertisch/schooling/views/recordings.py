# SPDX-License-Identifier: EUPL-1.2
"""Recordings of the standard texts: the page of the centre, and the sound for everybody."""

import contextlib

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from rundertisch.kernel import files, languages, pages, public
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.forms import refused
from rundertisch.kernel.scope import SeatedRequest
from rundertisch.schooling import actions, forms, policies, queries


@public.public
@files.unconfirmed(why="ein Text für alle, vorgelesen; er handelt von keinem Menschen")
@pages.reading
def sound(request: HttpRequest, digest: str) -> HttpResponse:
    """Play a recording."""
    found = queries.recording(digest=digest)
    if found is None or found.language != get_language():
        raise Http404
    return files.play(request, content=bytes(found.content), content_type=found.content_type)


@pages.allow(policies.may_counsel)
@pages.reading
def recordings(request: SeatedRequest, language: str) -> HttpResponse:
    """Show which texts can be heard in a language."""
    return _page(request, language=language)


@pages.allow(policies.may_counsel)
@require_POST
def keep_recording(request: SeatedRequest, language: str, text: str) -> HttpResponse:
    """Take a recording in."""
    _known(text)
    form = forms.KeepRecording(request.POST, request.FILES, prefix=text)
    if form.is_valid():
        try:
            actions.keep_recording(
                text=text,
                language=language,
                content=form.cleaned_data["sound"].read(actions.MOST_BYTES + 1),
                on=timezone.localdate(),
                by=request.seat,
            )
        except Refusal as refusal:
            refused(form=form, refusal=refusal)
        else:
            return pages.done("schooling:recordings", language=language)
    return _page(request, language=language, text=text, form=form, status=422)


@pages.allow(policies.may_counsel)
@require_POST
def drop_recording(request: SeatedRequest, language: str, text: str) -> HttpResponse:
    """Delete a recording."""
    _known(text)
    with contextlib.suppress(Refusal):  # deleted twice is deleted
        actions.drop_recording(text=text, language=language, by=request.seat)
    return pages.done("schooling:recordings", language=language)


def _known(text: str) -> None:
    if text not in queries.standard_texts():
        raise Http404


def _page(
    request: SeatedRequest,
    *,
    language: str,
    text: str = "",
    form: Form | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "lines": [
            (line, form if form and line.text == text else forms.KeepRecording(prefix=line.text))
            for line in queries.recording_lines(language=language)
        ],
        "voices": queries.voices(),
        "shown": next(one for one in languages.LANGUAGES if one.code == language),
    }
    return pages.page(request, "schooling/recordings.html", context, status=status)
