# SPDX-License-Identifier: EUPL-1.2
"""The status page: whoever holds the secret of its link reads how far it is, and asks.

Every answer is made while the database is asked with that secret (`scope.asking_link`). Each
request has two steps without any script: first what was chosen, then the sending.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from http import HTTPStatus

from django.forms import Form
from django.forms.boundfield import BoundField
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rundertisch.kernel import links, pages, phones, public, scope
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.forms import refused
from rundertisch.kernel.models import LinkKind, SecureLink
from rundertisch.schooling import actions, forms, queries
from rundertisch.schooling.models import FamilyRequestKind

View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class Way:
    """One thing a family can ask for: its path, its form."""

    slug: str
    kind: FamilyRequestKind
    form: type[Form]

    @property
    def title(self) -> str:
        """Return the name of the page, in the active language."""
        titles = {
            FamilyRequestKind.APPOINTMENT: _("Um einen anderen Termin bitten"),
            FamilyRequestKind.PHONE: _("Eine neue Telefonnummer sagen"),
            FamilyRequestKind.WISH: _("Eine Schule wünschen"),
        }
        return titles[self.kind]


WAYS = {
    way.slug: way
    for way in (
        Way("termin", FamilyRequestKind.APPOINTMENT, forms.AskAppointment),
        Way("nummer", FamilyRequestKind.PHONE, forms.TellNumber),
        Way("wunsch", FamilyRequestKind.WISH, forms.WishSchool),
    )
}


def by_link(view: View) -> View:
    """Find the link by its secret and ask as its holder; a closed one is told kindly."""

    @wraps(view)
    def opened(request: HttpRequest, *, token: str, **kwargs: object) -> HttpResponse:
        try:
            address = links.address_of(request)
            link = links.knock(token=token, kind=LinkKind.STATUS, address=address)
        except Refusal:
            status = HTTPStatus.TOO_MANY_REQUESTS
            return public.page(request, "privacy/too_many.html", {"private": True}, status=status)
        if link is None:
            context = {"desk": queries.help_desk()}
            return _page(request, "schooling/status_closed.html", context, status=HTTPStatus.GONE)
        with scope.asking_link(token):
            return view(request, link=link, token=token, **kwargs)

    return opened


@public.public
@pages.reading
@by_link
def status(request: HttpRequest, *, link: SecureLink, token: str) -> HttpResponse:
    """Show since when the child waits, what comes next, whom to call, what can be asked."""
    shown = queries.status()
    if shown is None:
        raise Http404
    texts, expected = queries.spoken_texts(language=str(get_language())), queries.expected()
    planned = expected is not None and not expected.cancelled
    context = {
        "status": 200,
        "shown": shown,
        "link": link,
        "office": texts[queries.NOT_THE_OFFICE],
        "next": texts[queries.APPOINTMENT_TEXT if planned else shown.next_text],
        "expected": expected,
        "help": texts[queries.HELP],
        "desk": queries.help_desk(),
        "asked": queries.asked_by_link(),
        "ways": WAYS.values(),
        "token": token,
    }
    return _page(request, "schooling/status.html", context)


@public.public
@pages.reading
@by_link
def status_ask(request: HttpRequest, *, link: SecureLink, token: str, way: str) -> HttpResponse:
    """Show the form of one thing to ask for."""
    del link
    found = _way(way)
    return _form(request, token=token, way=found, form=found.form())


@public.public
@require_POST
@by_link
def status_check(request: HttpRequest, *, link: SecureLink, token: str, way: str) -> HttpResponse:
    """Show what would be sent, or the form again with what is not right; nothing is kept yet."""
    del link
    found = _way(way)
    form = found.form(request.POST)
    try:
        asked = _asked(found, form)
    except Refusal as refusal:
        refused(form=form, refusal=refusal)
        asked = None
    if asked is None or "change" in request.POST:
        return _form(request, token=token, way=found, form=form, status=200 if asked else 422)
    told = _told(form, asked)
    for field in form.fields.values():
        field.widget = field.hidden_widget()
    context = {"token": token, "way": found, "form": form, "told": told}
    return _page(request, "schooling/status_check.html", context)


@public.public
@require_POST
@by_link
def status_send(request: HttpRequest, *, link: SecureLink, token: str, way: str) -> HttpResponse:
    """Take what the family asks for."""
    del link
    found = _way(way)
    form = found.form(request.POST)
    try:
        asked = _asked(found, form)
        if asked is not None:
            actions.ask_by_link(asked=asked, language=str(get_language()))
    except Refusal as refusal:
        refused(form=form, refusal=refusal)
    if not form.is_valid():
        return _form(request, token=token, way=found, form=form, status=422)
    return pages.done("status:done", language=str(get_language()), token=token, way=found.slug)


@public.public
@pages.reading
@by_link
def status_done(request: HttpRequest, *, link: SecureLink, token: str, way: str) -> HttpResponse:
    """Say that it has arrived and what happens now."""
    del link
    return _page(request, "schooling/status_done.html", {"token": token, "way": _way(way)})


def _asked(way: Way, form: Form) -> actions.Asked | None:
    """Return what the form says, None where it is not complete."""
    if not form.is_valid():
        return None
    data = form.cleaned_data
    if way.kind == FamilyRequestKind.PHONE:
        return actions.Asked(kind=way.kind, phone=phones.whole_number(data["phone"]))
    if way.kind == FamilyRequestKind.WISH:
        school = None if data["school"] == forms.NO_WISH else int(data["school"])
        return actions.Asked(kind=way.kind, school=school)
    days, time_of_day = tuple(data["days"]), data["time_of_day"]
    return actions.Asked(kind=way.kind, days=days, time_of_day=time_of_day)


def _told(form: Form, asked: actions.Asked) -> list[tuple[str, str]]:
    """Return each answer in words, with its question."""
    return [(str(field.label), asked.phone or ", ".join(_labels(field))) for field in form]


def _labels(field: BoundField) -> list[str]:
    """Return the words of what was chosen, also from choices in groups."""
    chosen = field.data
    wanted = {chosen} if isinstance(chosen, str) else set(chosen)
    found = []
    for value, label in getattr(field.field, "choices", ()):
        inner = label if isinstance(label, list) else [(value, label)]
        found += [str(name) for key, name in inner if key in wanted]
    return found


def _form(
    request: HttpRequest, *, token: str, way: Way, form: Form, status: int = 200
) -> HttpResponse:
    context = {"token": token, "way": way, "form": form}
    return _page(request, "schooling/status_ask.html", context, status=status)


def _page(
    request: HttpRequest, template: str, context: Mapping[str, object], *, status: int = 200
) -> HttpResponse:
    return public.page(request, template, {**context, "private": True}, status=status)


def _way(slug: str) -> Way:
    if slug not in WAYS:
        raise Http404
    return WAYS[slug]
