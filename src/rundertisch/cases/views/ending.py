# SPDX-License-Identifier: EUPL-1.2
"""A person no longer wants to take part: say what shuts and what remains, then shut it."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from rundertisch.cases import actions, forms, policies, queries
from rundertisch.cases.models import Client
from rundertisch.cases.views.clients import find_client, with_version
from rundertisch.kernel import audit, pages
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.forms import refused
from rundertisch.kernel.scope import SeatedRequest
from rundertisch.kernel.thread import Ref


@pages.allow(policies.may_lead_cases)
@pages.reading
def ending(request: SeatedRequest, pk: int) -> HttpResponse:
    """Show what ending the Case Management of a person means, and a button."""
    found = find_client(pk)
    if found.closed_on or found.merged_into_id:
        return pages.done("cases:client", pk=pk)
    audit.log_access(
        by=request.seat,
        about=[Ref("client", str(pk))],
        purpose="Teilnahme beenden",
        fields=("consents", "referrals", "needs"),
    )
    return _page(request, found, forms.Version(initial={"version": found.version}))


@pages.allow(policies.may_lead_cases)
@require_POST
def end_participation(request: SeatedRequest, pk: int) -> HttpResponse:
    """Shut everything at once; the page of the case then says what remains."""
    found, form = find_client(pk), forms.Version(request.POST)
    if form.is_valid():
        try:
            on = timezone.localdate()
            actions.end_participation(client=found, on=on, by=request.seat, **form.cleaned_data)
        except Refusal as refusal:
            refused(form=with_version(form, find_client(pk)), refusal=refusal)
        else:
            return pages.done("cases:client", pk=pk)
    return _page(request, find_client(pk), form, status=422)


def _page(
    request: SeatedRequest, found: Client, form: forms.Version, *, status: int = 200
) -> HttpResponse:
    context = {
        "client": found,
        "ending": queries.ending(client=found, on=timezone.localdate()),
        "form": form,
    }
    return pages.page(request, "cases/ending.html", context, status=status)
