# SPDX-License-Identifier: EUPL-1.2
"""The own view: whoever holds the secret of a link reads what is stored about them, and asks.

Every answer is made while the database is asked as this person (`scope.asking_subject`).
"""

import contextlib
import uuid
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from rundertisch.kernel import files, letters, links, pages, public, scope
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.forms import refused
from rundertisch.kernel.models import LinkKind, SecureLink
from rundertisch.privacy import actions, exchange, queries
from rundertisch.privacy.forms import Ask
from rundertisch.privacy.models import RequestKind

View = Callable[..., HttpResponse]


def as_the_person(view: View) -> View:
    """Find the link by its secret and ask as the person; a closed one is told kindly."""

    @wraps(view)
    def opened(request: HttpRequest, *, token: str, **kwargs: object) -> HttpResponse:
        try:
            address = links.address_of(request)
            link = links.knock(token=token, kind=LinkKind.OWN_VIEW, address=address)
        except Refusal:
            status = HTTPStatus.TOO_MANY_REQUESTS
            return public.page(request, "privacy/too_many.html", {"private": True}, status=status)
        if link is None:
            return public.page(
                request, "privacy/link_closed.html", {"private": True}, status=HTTPStatus.GONE
            )
        with scope.asking_subject(token):
            return view(request, link=link, token=token, **kwargs)

    return opened


@public.public
@pages.reading
@as_the_person
def own_view(request: HttpRequest, *, link: SecureLink, token: str) -> HttpResponse:
    """Show what is stored about the person, why, who sees it, and what they can do."""
    view = queries.own_view(subject_id=_subject(link), on=timezone.localdate(), at=timezone.now())
    context = {"view": view, "link": link, "token": token, "private": True}
    return public.page(request, "privacy/own_view.html", context)


@public.public
@pages.reading
@as_the_person
def ask_form(request: HttpRequest, *, link: SecureLink, token: str, kind: str) -> HttpResponse:
    """Show the form of one right: what is wrong, or why."""
    del link
    return _form(request, token=token, kind=_kind(kind), form=Ask())


@public.public
@require_POST
@as_the_person
def ask(request: HttpRequest, *, link: SecureLink, token: str, kind: str) -> HttpResponse:
    """Take what the person asks for."""
    form = Ask(request.POST)
    if form.is_valid():
        try:
            taken = actions.ask(
                subject_id=_subject(link),
                kind=_kind(kind),
                words=form.cleaned_data["words"],
                language=str(get_language()),
                on=timezone.localdate(),
            )
        except Refusal as refusal:
            refused(form=form, refusal=refusal)
        else:
            oneself = queries.reads_about_oneself(subject_id=_subject(link))
            context = {"asked": taken, "token": token, "oneself": oneself, "private": True}
            return public.page(request, "privacy/asked.html", context)
    return _form(request, token=token, kind=_kind(kind), form=form, status=422)


@public.public
@files.unconfirmed(why="die Person selbst, mit dem Geheimnis ihres Links; sie hat kein Konto")
@pages.reading
@as_the_person
def take_along(request: HttpRequest, *, link: SecureLink, token: str, form: str) -> HttpResponse:
    """Hand everything out: to be read (PDF) or for a machine (JSON)."""
    del request, token
    return access_file(subject_id=str(link.subject_id), form=form)


@public.public
@pages.reading
@as_the_person
def withdraw_form(request: HttpRequest, *, link: SecureLink, token: str, pk: int) -> HttpResponse:
    """Show what a withdrawal means, and a button."""
    return _withdrawal(request, link=link, token=token, pk=pk)


@public.public
@require_POST
@as_the_person
def withdraw(request: HttpRequest, *, link: SecureLink, token: str, pk: int) -> HttpResponse:
    """Withdraw a consent, at once; the page afterwards says so."""
    consent = _consent(link=link, pk=pk).line.consent
    with contextlib.suppress(Refusal):  # withdrawn twice is withdrawn
        actions.withdraw_consent(consent=consent, by=None)
    return _withdrawal(request, link=link, token=token, pk=pk)


def _withdrawal(request: HttpRequest, *, link: SecureLink, token: str, pk: int) -> HttpResponse:
    oneself = queries.reads_about_oneself(subject_id=_subject(link))
    one = _consent(link=link, pk=pk)
    context = {"one": one, "token": token, "oneself": oneself, "private": True}
    return public.page(request, "privacy/withdraw.html", context)


def _consent(*, link: SecureLink, pk: int) -> queries.OwnConsent:
    """Return a consent of this person; of anybody else there is no such page."""
    consents = queries.own_consents(
        subject_id=_subject(link), on=timezone.localdate(), at=timezone.now()
    )
    for one in consents:
        if one.line.consent.pk == pk:
            return one
    raise Http404


def access_file(*, subject_id: str, form: str) -> HttpResponse:
    """Return the whole Auskunft as a file, for whoever is asking now."""
    who, on = uuid.UUID(subject_id), timezone.localdate()
    name = f"auskunft.{form}"
    if form == "json":
        told = exchange.subject_access_json(subject_id=who, on=on)
        return files.answer(content=told, name=name, content_type="application/json")
    if form == "pdf":
        letter = exchange.subject_access_letter(subject_id=who, on=on)
        content = letters.pdf(letter=letter)
        return files.answer(content=content, name=name, content_type="application/pdf")
    raise Http404


def _form(
    request: HttpRequest, *, token: str, kind: RequestKind, form: Ask, status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "token": token,
        "kind": kind,
        "wish": queries.wish_in_words(kind),
        "private": True,
    }
    return public.page(request, "privacy/ask.html", context, status=status)


def _kind(kind: str) -> RequestKind:
    try:
        return RequestKind(kind.upper())
    except ValueError:
        raise Http404 from None


def _subject(link: SecureLink) -> uuid.UUID:
    return uuid.UUID(str(link.subject_id))
