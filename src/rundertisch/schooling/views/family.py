# SPDX-License-Identifier: EUPL-1.2
"""What counselling does for a family's status page: the sheet, its requests, its telephone."""

from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from rundertisch.kernel import audit, files, letters, outbox, pages
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.forms import refused
from rundertisch.kernel.scope import SeatedRequest
from rundertisch.kernel.thread import Ref
from rundertisch.schooling import actions, exchange, forms, policies, queries
from rundertisch.schooling.models import Child, FamilyRequest, FamilyRequestOutcome
from rundertisch.schooling.views.children import find_child


@pages.allow(policies.may_counsel)
@pages.reading
def family(request: SeatedRequest, pk: int) -> HttpResponse:
    """Show sheets, requests and telephone of one child's family."""
    return family_page(request, find_child(pk))


@pages.allow(policies.may_counsel)
@files.unconfirmed(why="ein Blatt mit einem Link für die Familie, ohne Angaben über sie")
@require_POST
def open_status_link(request: SeatedRequest, pk: int) -> HttpResponse:
    """Make a link: shown once with its code, or as a sheet to print."""
    child, form = find_child(pk), forms.OpenStatusLink(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            token = actions.open_status_link(
                child=child,
                at=timezone.now(),
                days=data["days"],
                renew=data["renew"],
                by=request.seat,
            )
        except Refusal as refusal:
            refused(form=form, refusal=refusal)
        else:
            address = status_address(request, token=token, language=data["language"])
            return _handed_out(request, child, address=address, language=data["language"])
    return family_page(request, child, link_form=form)


@pages.allow(policies.may_counsel)
@require_POST
def close_status_link(request: SeatedRequest, pk: int, link: int) -> HttpResponse:
    """Close one link at once."""
    actions.close_status_links(child=find_child(pk), link=link, by=request.seat)
    return pages.done("schooling:family", pk=pk)


@pages.allow(policies.may_counsel)
@require_POST
def keep_family_phone(request: SeatedRequest, pk: int) -> HttpResponse:
    """Take the number under which the family is reached."""
    child, form = find_child(pk), forms.KeepFamilyPhone(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            actions.keep_family_phone(
                child=child,
                number=data["number"],
                language=data["language"],
                by_sms=data["by_sms"],
                on=timezone.localdate(),
                by=request.seat,
            )
        except Refusal as refusal:
            refused(form=form, refusal=refusal)
        else:
            return pages.done("schooling:family", pk=pk)
    return family_page(request, child, phone_form=form)


@pages.allow(policies.may_counsel)
@pages.reading
def family_requests(request: SeatedRequest) -> HttpResponse:
    """Show what families asked for and nobody has answered, the oldest first."""
    found = queries.open_family_requests(on=timezone.localdate())
    audit.log_access(
        by=request.seat,
        about=[Ref("child", str(one.request.child_id)) for one in found],
        purpose="Anliegen von Familien gelesen",
        fields=("first_name", "family_name", "family_requests"),
    )
    context = {
        "found": found,
        "desk": queries.help_desk(),
        "undecided": queries.undecided_texts(),
    }
    return pages.page(request, "schooling/family_requests.html", context)


@pages.allow(policies.may_counsel)
@pages.reading
def family_request(request: SeatedRequest, pk: int) -> HttpResponse:
    """Show one request with the form of its answer."""
    return _request_page(request, pk=pk, form=forms.AnswerFamilyRequest())


@pages.allow(policies.may_counsel)
@require_POST
def answer_family_request(request: SeatedRequest, pk: int) -> HttpResponse:
    """Take the answer."""
    form = forms.AnswerFamilyRequest(request.POST)
    if form.is_valid():
        try:
            actions.answer_family_request(
                request=_find(pk),
                outcome=FamilyRequestOutcome(form.cleaned_data["outcome"]),
                answer=form.cleaned_data["answer"],
                on=timezone.localdate(),
                by=request.seat,
            )
        except Refusal as refusal:
            refused(form=form, refusal=refusal)
        else:
            return pages.done("schooling:family_requests")
    return _request_page(request, pk=pk, form=form, status=422)


@pages.allow(policies.may_counsel)
@pages.reading
def help_desk(request: SeatedRequest) -> HttpResponse:
    """Show whom families call, to be changed."""
    known = queries.help_desk()
    names = ("name", "phone", "hours", "place")
    form = forms.KeepHelpDesk(initial={name: getattr(known, name, "") for name in names})
    return pages.page(request, "schooling/help_desk.html", {"form": form})


@pages.allow(policies.may_counsel)
@require_POST
def keep_help_desk(request: SeatedRequest) -> HttpResponse:
    """Take whom families call."""
    form = forms.KeepHelpDesk(request.POST)
    if form.is_valid():
        actions.keep_help_desk(by=request.seat, **form.cleaned_data)
        return pages.done("schooling:family_requests")
    return pages.page(request, "schooling/help_desk.html", {"form": form}, status=422)


@pages.allow(policies.may_counsel)
@require_POST
def decide_on_message(request: SeatedRequest, pk: int, message: int) -> HttpResponse:
    """Send an SMS again, or no more."""
    child, again = find_child(pk), "again" in request.POST
    try:
        actions.decide_on_message(child=child, message=message, again=again, by=request.seat)
    except Refusal as refusal:
        form = forms.NoEntry(request.POST)
        form.is_valid()
        return family_page(request, child, text_form=refused(form=form, refusal=refusal))
    return pages.done("schooling:family", pk=pk)


def family_page(request: SeatedRequest, child: Child, **refused_forms: Form) -> HttpResponse:
    """Render the page about a family's status page, with the forms as they are."""
    audit.log_access(
        by=request.seat,
        about=[Ref("child", str(child.pk))],
        purpose="Stand-Seite der Familie",
        fields=("first_name", "family_name", "family_phone", "family_requests"),
    )
    blank = {"link_form": forms.OpenStatusLink(), "text_form": None}
    context = {**blank, **_known(child), **refused_forms}
    status = 422 if refused_forms else 200
    return pages.page(request, "schooling/family.html", context, status=status)


def _known(child: Child) -> dict[str, Any]:
    """Return what the page shows of a family."""
    phone = queries.phone_of(child=child)
    names = ("number", "language", "by_sms")
    known = {name: getattr(phone, name) for name in names} if phone else {}
    return {
        "child": child,
        "links": queries.status_links_of(child=child),
        "requests": queries.family_requests_of(child=child, on=timezone.localdate()),
        "phone": phone,
        "phone_form": forms.KeepFamilyPhone(initial=known),
        "texts": queries.texts_to(child=child),
        "sends_sms": outbox.sends_sms(),
        "desk": queries.help_desk(),
        "now": timezone.now(),
    }


def status_address(request: HttpRequest, *, token: str, language: str) -> str:
    """Return the whole address of a status page."""
    return request.build_absolute_uri(queries.status_path(token=token, language=language))


def _handed_out(
    request: SeatedRequest, child: Child, *, address: str, language: str
) -> HttpResponse:
    if "print" in request.POST:
        letter = exchange.status_sheet(address=address, language=language, desk=queries.help_desk())
        content = letters.pdf(letter=letter)
        return files.answer(content=content, name="blatt.pdf", content_type="application/pdf")
    picture = letters.picture_address(address)
    context = {"child": child, "address": address, "picture": picture}
    return pages.page(request, "schooling/status_link.html", context)


def _find(pk: int) -> FamilyRequest:
    return get_object_or_404(FamilyRequest.objects.select_related("child", "school"), pk=pk)


def _request_page(
    request: SeatedRequest, *, pk: int, form: Form, status: int = 200
) -> HttpResponse:
    found = _find(pk)
    audit.log_access(
        by=request.seat,
        about=[Ref("child", str(found.child_id))],
        purpose="Anliegen von Familien gelesen",
        fields=("first_name", "family_name", "family_requests"),
    )
    one = queries.family_request(request=found, on=timezone.localdate())
    context = {"one": one, "form": form}
    return pages.page(request, "schooling/family_request.html", context, status=status)
