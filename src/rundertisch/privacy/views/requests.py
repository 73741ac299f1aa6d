# SPDX-License-Identifier: EUPL-1.2
"""What persons ask for, in the office that keeps their record; and their links."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rundertisch.kernel import audit, files, letters, pages
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.forms import refused
from rundertisch.kernel.letters import Letter
from rundertisch.kernel.scope import SeatedRequest
from rundertisch.kernel.thread import Ref
from rundertisch.privacy import actions, policies, queries
from rundertisch.privacy.forms import AnswerRequest, OpenOwnView, TakeRequest
from rundertisch.privacy.models import RequestKind, RequestOutcome, SubjectRequest
from rundertisch.privacy.registry import Record
from rundertisch.privacy.views.own_view import access_file


@pages.allow(policies.may_keep_requests)
@pages.reading
def requests(request: SeatedRequest) -> HttpResponse:
    """Show the open requests, the most pressing first."""
    found = queries.open_requests(on=timezone.localdate())
    return pages.page(request, "privacy/requests.html", {"requests": found})


@pages.allow(policies.may_keep_requests)
@pages.reading
def one_request(request: SeatedRequest, pk: int) -> HttpResponse:
    """Show one request with the form of the answer."""
    return _request_page(request, pk=pk, form=AnswerRequest())


@pages.allow(policies.may_keep_requests)
@require_POST
def answer_request(request: SeatedRequest, pk: int) -> HttpResponse:
    """Take the answer."""
    form = AnswerRequest(request.POST)
    if form.is_valid():
        try:
            actions.answer_request(
                request=get_object_or_404(SubjectRequest, pk=pk),
                outcome=RequestOutcome(form.cleaned_data["outcome"]),
                answer=form.cleaned_data["answer"],
                on=timezone.localdate(),
                by=request.seat,
            )
        except Refusal as refusal:
            refused(form=form, refusal=refusal)
        else:
            return pages.done("privacy:requests")
    return _request_page(request, pk=pk, form=form, status=422)


@pages.allow(policies.may_keep_requests)
@pages.reading
def person(request: SeatedRequest, subject_id: uuid.UUID) -> HttpResponse:
    """Show links and requests of one person, and the way to their Auskunft."""
    return _person_page(request, subject_id=subject_id)


@pages.allow(policies.may_keep_requests)
@files.unconfirmed(why="ein Blatt mit einem Link für die Familie, ohne Angaben über sie")
@require_POST
def open_own_view(request: SeatedRequest, subject_id: uuid.UUID) -> HttpResponse:
    """Make a link: shown once with its code, or as a letter to print."""
    _record(subject_id)
    form = OpenOwnView(request.POST)
    if form.is_valid():
        try:
            token = actions.open_own_view(
                subject_id=subject_id,
                at=timezone.now(),
                days=form.cleaned_data["days"],
                by=request.seat,
            )
        except Refusal as refusal:
            refused(form=form, refusal=refusal)
        else:
            language = form.cleaned_data["language"]
            return _handed_out(request, subject_id=subject_id, token=token, language=language)
    return _person_page(request, subject_id=subject_id, status=422, link_form=form)


@pages.allow(policies.may_keep_requests)
@require_POST
def close_own_view(request: SeatedRequest, subject_id: uuid.UUID, pk: int) -> HttpResponse:
    """Close a link at once."""
    _record(subject_id)
    actions.close_own_view(link=pk, subject_id=subject_id, by=request.seat)
    return pages.done("privacy:person", subject_id=subject_id)


@pages.allow(policies.may_keep_requests)
@require_POST
def take_request(request: SeatedRequest, subject_id: uuid.UUID) -> HttpResponse:
    """Take a request that the person told at a desk."""
    _record(subject_id)
    form = TakeRequest(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            actions.ask(
                subject_id=subject_id,
                kind=RequestKind(data["kind"]),
                words=data["words"],
                language="de",
                on=timezone.localdate(),
                by=request.seat,
            )
        except Refusal as refusal:
            refused(form=form, refusal=refusal)
        else:
            return pages.done("privacy:person", subject_id=subject_id)
    return _person_page(request, subject_id=subject_id, status=422, take_form=form)


@pages.allow(policies.may_keep_requests)
@files.confirmed
@pages.reading
def hand_out(request: SeatedRequest, subject_id: uuid.UUID, form: str) -> HttpResponse:
    """Hand out the whole Auskunft of a person (Art. 15 DSGVO) at the desk."""
    _record(subject_id)
    about = [Ref("subject", str(subject_id))]
    audit.log_access(
        by=request.seat, about=about, purpose="Auskunft nach Art. 15", fields=audit.EVERYTHING
    )
    return access_file(subject_id=str(subject_id), form=form)


def _record(subject_id: uuid.UUID) -> Record:
    record = queries.record_of(subject_id=subject_id)
    if record is None:
        raise Http404
    return record


def _request_page(
    request: SeatedRequest, *, pk: int, form: AnswerRequest, status: int = 200
) -> HttpResponse:
    found = get_object_or_404(SubjectRequest, pk=pk)
    waiting = queries.waiting(request=found, on=timezone.localdate())
    context = {"waiting": waiting, "form": form}
    return pages.page(request, "privacy/request.html", context, status=status)


def _person_page(
    request: SeatedRequest, *, subject_id: uuid.UUID, status: int = 200, **shown: object
) -> HttpResponse:
    context = {
        "record": _record(subject_id),
        "subject_id": subject_id,
        "links": queries.links_of(subject_id=subject_id),
        "requests": queries.requests_of(subject_id=subject_id),
        "now": timezone.now(),
        "link_form": OpenOwnView(),
        "take_form": TakeRequest(),
        **shown,
    }
    return pages.page(request, "privacy/person.html", context, status=status)


def _handed_out(
    request: SeatedRequest, *, subject_id: uuid.UUID, token: str, language: str
) -> HttpResponse:
    address = own_address(request, token=token, language=language)
    if "print" in request.POST:
        paper = _letter(address, language, subject_id=subject_id)
        return files.answer(content=paper, name="link.pdf", content_type="application/pdf")
    context = {
        "record": _record(subject_id),
        "subject_id": subject_id,
        "address": address,
        "picture": letters.picture_address(address),
    }
    return pages.page(request, "privacy/link.html", context)


def own_address(request: HttpRequest, *, token: str, language: str) -> str:
    """Return the whole address of the own view."""
    where = reverse("own:own_view", kwargs={"language": language, "token": token})
    return request.build_absolute_uri(where)


def _letter(address: str, language: str, *, subject_id: uuid.UUID) -> bytes:
    with translation.override(language):
        title = queries.own_title(subject_id=subject_id, on=timezone.localdate())
        letter = Letter(
            title=title or _("Was über Ihr Kind gespeichert ist"),
            language=language,
            blocks=(
                letters.paragraph(
                    _(
                        "Halten Sie die Kamera des Telefons auf das Bild, oder tippen Sie die "
                        "Adresse ab."
                    )
                ),
                letters.code(address),
                letters.notice(
                    _("Geben Sie diesen Link nicht weiter: Wer ihn hat, sieht diese Seite.")
                ),
            ),
            foot="Rundertisch",
        )
        return letters.pdf(letter=letter)
