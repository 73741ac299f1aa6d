# SPDX-License-Identifier: EUPL-1.2
"""Who else supports this person: recorded by consent, asked, answered by the name of an office."""

from collections.abc import Sequence

from django.forms import Form
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from rundertisch.cases import actions, forms, policies, queries
from rundertisch.cases.models import Client
from rundertisch.cases.views.clients import find_client
from rundertisch.kernel import audit, pages
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.forms import refused
from rundertisch.kernel.scope import SeatedRequest
from rundertisch.kernel.thread import Ref


@pages.allow(policies.may_lead_cases)
@pages.reading
def finding(request: SeatedRequest, pk: int) -> HttpResponse:
    """Show whether others may learn that this office supports the person, and who asked."""
    audit.log_access(
        by=request.seat, about=[Ref("client", str(pk))], purpose="Auffindbarkeit", fields=("found",)
    )
    return _page(request, find_client(pk))


@pages.allow(policies.may_lead_cases)
@require_POST
def make_findable(request: SeatedRequest, pk: int) -> HttpResponse:
    """Take the person's consent to be found."""
    found, form = find_client(pk), forms.MakeFindable(request.POST)
    if form.is_valid():
        try:
            known = {name: form.cleaned_data[name] for name in ("name", "born_on", "language")}
            actions.make_findable(client=found, on=timezone.localdate(), by=request.seat, **known)
        except Refusal as refusal:
            refused(form=form, refusal=refusal)
        else:
            return pages.done("cases:finding", pk=pk)
    return _page(request, found, form=form, status=422)


@pages.allow(policies.may_lead_cases)
@require_POST
def end_finding(request: SeatedRequest, pk: int) -> HttpResponse:
    """Let nobody find the person any more."""
    actions.end_finding(client=find_client(pk), on=timezone.localdate(), by=request.seat)
    return pages.done("cases:finding", pk=pk)


@pages.allow(policies.may_lead_cases)
@require_POST
def ask_about(request: SeatedRequest, pk: int) -> HttpResponse:
    """Ask who else supports a person who has consented here."""
    found = find_client(pk)
    try:
        names = actions.ask_about(client=found, by=request.seat)
    except Refusal as refusal:
        form = refused(form=forms.Version({"version": 0}), refusal=refusal)
        return _page(request, found, form=form, status=422)
    return _page(request, found, names=names)


@pages.allow(policies.may_lead_cases)
@pages.reading
def elsewhere(request: SeatedRequest) -> HttpResponse:
    """Show the form of a question about somebody who sits before the asking person."""
    return pages.page(
        request, "cases/elsewhere.html", {"form": forms.AskElsewhere(), "names": None}
    )


@pages.allow(policies.may_lead_cases)
@require_POST
def ask_elsewhere(request: SeatedRequest) -> HttpResponse:
    """Ask whether another office supports this person."""
    form, names = forms.AskElsewhere(request.POST), None
    if form.is_valid():
        try:
            known = {name: form.cleaned_data[name] for name in ("name", "born_on")}
            names = actions.ask_elsewhere(by=request.seat, **known)
        except Refusal as refusal:
            refused(form=form, refusal=refusal)
    status = 422 if form.errors else 200
    context = {"form": form, "names": names}
    return pages.page(request, "cases/elsewhere.html", context, status=status)


def _page(
    request: SeatedRequest,
    found: Client,
    *,
    form: Form | None = None,
    names: Sequence[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "client": found,
        "findable": queries.findable(client=found),
        "asked": queries.asked_for(client=found),
        "names": names,
        "form": form or forms.MakeFindable(),
        "refused": form is not None,
    }
    return pages.page(request, "cases/finding.html", context, status=status)
