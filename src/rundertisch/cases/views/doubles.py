# SPDX-License-Identifier: EUPL-1.2
"""A person with two cases is led in one; two persons in one case get one each."""

from django.forms import Form
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from rundertisch.cases import actions, forms, policies, queries
from rundertisch.cases.models import Client, Need
from rundertisch.cases.views.clients import find_client, with_version
from rundertisch.kernel import audit, pages
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.forms import refused
from rundertisch.kernel.scope import SeatedRequest
from rundertisch.kernel.thread import Ref


@pages.allow(policies.may_lead_cases)
@pages.reading
def merging(request: SeatedRequest, pk: int) -> HttpResponse:
    """Ask which other case is about the same person."""
    context = {"client": find_client(pk), "form": forms.FindClient(), "other": None}
    return pages.page(request, "cases/merging.html", context)


@pages.allow(policies.may_lead_cases)
@require_POST
def merge_clients(request: SeatedRequest, pk: int) -> HttpResponse:
    """Show the two cases side by side, then lead them in one."""
    found, form = find_client(pk), forms.FindClient(request.POST)
    other = None
    if form.is_valid():
        other = queries.client_by_pseudonym(pseudonym=form.cleaned_data["pseudonym"])
        try:
            if other is None:
                raise Refusal("So heißt hier kein Fall. Bitte prüfen.", field="pseudonym")  # noqa: TRY301 - said at the field
            if "sicher" in request.POST:
                on = timezone.localdate()
                actions.merge_clients(stays=found, closes=other, on=on, by=request.seat)
                return pages.done("cases:client", pk=pk)
        except Refusal as refusal:
            refused(form=form, refusal=refusal)
    return _compared(request, found, other, form=form)


def _compared(
    request: SeatedRequest, found: Client, other: Client | None, *, form: Form
) -> HttpResponse:
    pair = [found, other] if other is not None else [found]
    audit.log_access(
        by=request.seat,
        about=[Ref("client", str(one.pk)) for one in pair],
        purpose="Zwei Fälle derselben Person",
        fields=("pseudonym", "contact", "opened_on"),
    )
    names = queries.names_of(clients=pair)
    context = {
        "client": found,
        "form": form,
        "other": other if not form.errors else None,
        "pair": [(one, names.get(one.pk, "")) for one in pair],
    }
    status = 422 if form.errors else 200
    return pages.page(request, "cases/merging.html", context, status=status)


@pages.allow(policies.may_lead_cases)
@pages.reading
def splitting(request: SeatedRequest, pk: int) -> HttpResponse:
    """Ask who the second person is, and which needs are theirs."""
    found = find_client(pk)
    context = {"client": found, "form": _split_form(found)}
    return pages.page(request, "cases/splitting.html", context)


@pages.allow(policies.may_lead_cases)
@require_POST
def split_client(request: SeatedRequest, pk: int) -> HttpResponse:
    """Give the second person a case of their own."""
    found = find_client(pk)
    form = _split_form(found, request)
    if form.is_valid():
        known = form.cleaned_data
        try:
            made = actions.split_client(
                client=found,
                name=known["name"],
                needs=list(Need.objects.filter(pk__in=known["needs"])),
                version=known["version"],
                on=timezone.localdate(),
                by=request.seat,
            )
        except Refusal as refusal:
            refused(form=with_version(form, find_client(pk)), refusal=refusal)
        else:
            return pages.done("cases:client", pk=made.pk)
    context = {"client": found, "form": form}
    return pages.page(request, "cases/splitting.html", context, status=422)


def _split_form(found: Client, request: SeatedRequest | None = None) -> forms.SplitClient:
    form = forms.SplitClient(
        request.POST if request is not None else None, initial={"version": found.version}
    )
    needs = Need.objects.filter(subject=found.subject_id, owner=found.owner_id)
    form.fields["needs"].choices = [(one.pk, one.words) for one in needs.order_by("pk")]  # type: ignore[attr-defined]  # a ChoiceField
    return form
