# SPDX-License-Identifier: EUPL-1.2
"""What is due, and one person: what would go, what stands against it, hold back, forget."""

from collections.abc import Callable
from typing import Any

from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from rundertisch.kernel import audit, pages
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.forms import refused
from rundertisch.kernel.scope import SeatedRequest
from rundertisch.kernel.thread import Ref
from rundertisch.privacy import actions, forms, policies, queries
from rundertisch.privacy.models import ArchiveOffer, LegalHold

SEEN = "Vergessen prüfen"
NAMED = ("label",)  # what a list calls somebody, and no more of the record


@pages.allow(policies.may_forget_somebody)
@pages.reading
def due(request: SeatedRequest) -> HttpResponse:
    """Show whose period is over, open requests, and the newest receipts; or find one person."""
    on, asked = timezone.localdate(), "wer" in request.GET
    form = forms.FindPerson(request.GET if asked else None)
    if asked and form.is_valid():
        found = queries.find_person(text=form.cleaned_data["wer"])
        if found and policies.may_forget(kind=found[0].kind, seat=request.seat):
            return pages.done("privacy:forget_person", kind=found[0].kind, pk=found[1][0])
        form.add_error("wer", "Unter dieser Angabe ist niemand zu finden, für den Sie antworten.")
    lines = queries.due(on=on, seat=request.seat)
    about = [Ref(line.kind, str(line.pk)) for line in lines]
    audit.log_access(
        by=request.seat, about=about, purpose="Fällige Aufbewahrungsfristen", fields=NAMED
    )
    context = {
        "form": form,
        "lines": [{"due": line, "over": line.over(on=on)} for line in lines],
        "open_requests": queries.open_forgets(),
        "receipts": queries.all_receipts()[:20],
    }
    return pages.page(request, "privacy/due.html", context, status=422 if form.errors else 200)


def person_page(
    request: SeatedRequest, kind: str, pk: int, *, status: int = 200, **given: Form
) -> HttpResponse:
    """Render the page of one person with every form on it."""
    shown = queries.person_view(kind=kind, pk=pk, on=timezone.localdate())
    refused_hold = given.pop("lift_form", None)
    if shown is None or not policies.may_forget(kind=kind, seat=request.seat):
        raise Http404
    audit.log_access(by=request.seat, about=[Ref(kind, str(pk))], purpose=SEEN, fields=NAMED)
    context: dict[str, Any] = {
        "shown": shown,
        "hold_form": forms.SetHold(),
        "lifting": [
            (hold, refused_hold or forms.LiftHold(auto_id=f"id_{hold.pk}_%s"))
            for hold in shown.open_holds
        ],
        "archive_form": forms.AnswerOfArchive(),
        "forget_form": forms.Forget(),
        **given,
    }
    return pages.page(request, "privacy/forget_person.html", context, status=status)


@pages.allow(policies.may_forget_somebody)
@pages.reading
def forget_person(request: SeatedRequest, kind: str, pk: int) -> HttpResponse:
    """Show what forgetting this person would do and what stands against it."""
    return person_page(request, kind, pk)


def _take(
    request: SeatedRequest,
    kind: str,
    pk: int,
    *,
    name: str,
    form: Form,
    act: Callable[..., object],
) -> HttpResponse:
    """Do one thing to the person of the page, or show the page again with the refusal."""
    if form.is_valid():
        try:
            act(on=timezone.localdate(), by=request.seat, **form.cleaned_data)
        except Refusal as refusal:
            refused(form=form, refusal=refusal)
        else:
            return pages.done("privacy:forget_person", kind=kind, pk=pk)
    return person_page(request, kind, pk, status=422, **{name: form})


@pages.allow(policies.may_forget_somebody)
@require_POST
def set_hold(request: SeatedRequest, kind: str, pk: int) -> HttpResponse:
    """Hold the person back."""
    form, about = forms.SetHold(request.POST), Ref(kind, str(pk))

    def act(**given: Any) -> object:  # noqa: ANN401 - the fields of the form
        return actions.set_hold(about=about, **given)

    return _take(request, kind, pk, name="hold_form", form=form, act=act)


@pages.allow(policies.may_forget_somebody)
@require_POST
def lift_hold(request: SeatedRequest, kind: str, pk: int, hold: int) -> HttpResponse:
    """Lift a hold of the person."""
    found = get_object_or_404(LegalHold, pk=hold, about_kind=kind, about_id=str(pk))

    def act(**given: Any) -> object:  # noqa: ANN401 - the fields of the form
        return actions.lift_hold(hold=found, **given)

    form = forms.LiftHold(request.POST)
    return _take(request, kind, pk, name="lift_form", form=form, act=act)


@pages.allow(policies.may_forget_somebody)
@require_POST
def offer_to_archive(request: SeatedRequest, kind: str, pk: int) -> HttpResponse:
    """Note that the records of the person were offered to the archive today."""

    def act(**given: Any) -> object:  # noqa: ANN401 - the fields of the form
        return actions.offer_to_archive(about=Ref(kind, str(pk)), **given)

    return _take(request, kind, pk, name="offer_form", form=Form(request.POST), act=act)


@pages.allow(policies.may_forget_somebody)
@require_POST
def answer_of_archive(request: SeatedRequest, kind: str, pk: int, offer: int) -> HttpResponse:
    """Note what the archive answered about the person."""
    found = get_object_or_404(ArchiveOffer, pk=offer, about_kind=kind, about_id=str(pk))

    def act(**given: Any) -> object:  # noqa: ANN401 - the fields of the form
        return actions.answer_of_archive(offer=found, **given)

    form = forms.AnswerOfArchive(request.POST)
    return _take(request, kind, pk, name="archive_form", form=form, act=act)


@pages.allow(policies.may_forget_somebody)
@require_POST
def ask_to_forget(request: SeatedRequest, kind: str, pk: int) -> HttpResponse:
    """Ask for the person to be forgotten; a job does it."""
    form = forms.Forget(request.POST)
    if form.is_valid():
        try:
            made = actions.ask_to_forget(
                about=Ref(kind, str(pk)),
                reason=form.cleaned_data["reason"],
                on=timezone.localdate(),
                by=request.seat,
            )
        except Refusal as refusal:
            refused(form=form, refusal=refusal)
        else:
            return pages.done("privacy:forget_request", pk=made.pk)
    return person_page(request, kind, pk, status=422, forget_form=form)
