# SPDX-License-Identifier: EUPL-1.2
"""A referral for somebody without an account: whoever holds the secret of its link reads it.

Every answer is made while the database is asked with that secret (`scope.asking_link`). The page is
for offices and German; one link opens one person, and what the person has not consented to is not
on it.
"""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from rundertisch.cases import queries
from rundertisch.cases.models import Referral
from rundertisch.cases.views.referrals import ANSWERS, answer_forms, said
from rundertisch.kernel import audit, links, pages, public, scope
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.forms import refused
from rundertisch.kernel.models import LinkKind, SecureLink
from rundertisch.kernel.thread import Ref

View = Callable[..., HttpResponse]
# No cookie goes along: the browser says that a form came from our own page.
OUTSIDE = {"private": True, "staff": False}


def by_link(view: View) -> View:
    """Find the link by its secret and ask as its holder; a closed one is told kindly."""

    @wraps(view)
    def opened(request: HttpRequest, *, token: str, **kwargs: object) -> HttpResponse:
        try:
            address = links.address_of(request)
            link = links.knock(token=token, kind=LinkKind.REFERRAL, address=address)
        except Refusal:
            status = HTTPStatus.TOO_MANY_REQUESTS
            return public.page(request, "privacy/too_many.html", {"private": True}, status=status)
        if link is not None:
            with scope.asking_link(token):
                found = queries.by_link(about=link.about_id)
                if found is not None:
                    return view(request, link=link, token=token, referral=found, **kwargs)
        return public.page(
            request, "cases/received_closed.html", {"private": True}, status=HTTPStatus.GONE
        )

    return opened


@public.public
@pages.reading
@by_link
def received(
    request: HttpRequest, *, link: SecureLink, token: str, referral: Referral
) -> HttpResponse:
    """Show one referral, as far as the person has consented."""
    return received_page(request, link=link, token=token, referral=referral)


@public.public
@require_POST
@by_link
def answer_received(
    request: HttpRequest, *, link: SecureLink, token: str, referral: Referral, how: str
) -> HttpResponse:
    """Accept, refuse or finish it."""
    if how not in ANSWERS:
        raise Http404
    form_class, action = ANSWERS[how]
    form = form_class(request.POST)
    if form.is_valid():
        try:
            action(referral=referral, by=None, **form.cleaned_data)
        except Refusal as refusal:
            refused(form=form, refusal=refusal)
        else:
            return pages.done("referral:received", token=token)
    return received_page(
        request, link=link, token=token, referral=referral, sent={how: form}, status=422
    )


def received_page(
    request: HttpRequest,
    *,
    link: SecureLink,
    token: str,
    referral: Referral,
    sent: dict[str, Form] | None = None,
    status: int = 200,
    trouble: str = "",
) -> HttpResponse:
    """Render one referral for whoever holds its link; what was shown is logged."""
    context = {
        "received": _logged(referral),
        "referral": referral,
        "link": link,
        "token": token,
        "said": said(sent),
        "status": status,
        "trouble": trouble,
        "urls": _urls(token),
        **OUTSIDE,
        **answer_forms(sent),
    }
    return public.page(request, "cases/received.html", context, status=status)


def _logged(referral: Referral) -> queries.Received:
    """Return what is shown of a referral, once the log says that it was."""
    shown = queries.received(referral=referral)
    about = Ref("referral", str(referral.pk))
    audit.log_link_access(action="cases.read_received", about=about, fields=shown.fields)
    return shown


def _urls(token: str) -> dict[str, str]:
    """Return where each answer goes."""
    return {how: reverse("referral:answer", kwargs={"token": token, "how": how}) for how in ANSWERS}
