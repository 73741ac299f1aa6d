# SPDX-License-Identifier: EUPL-1.2
"""Nobody is taken in before somebody has looked whether they are there already."""

from collections.abc import Sequence

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from rundertisch.cases import actions, forms, policies, queries
from rundertisch.kernel import audit, pages
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.forms import refused
from rundertisch.kernel.scope import SeatedRequest
from rundertisch.kernel.thread import Ref


@pages.allow(policies.may_lead_cases)
@pages.reading
def new_client(request: SeatedRequest) -> HttpResponse:
    """Show the search that stands before every new case."""
    return pages.page(request, "cases/new_client.html", {"form": forms.SearchName()})


@pages.allow(policies.may_lead_cases)
@require_POST
def search_client(request: SeatedRequest) -> HttpResponse:
    """Show similar names that this seat may see, and the form of a new case below them."""
    form = forms.SearchName(request.POST)
    if not form.is_valid():
        return pages.page(request, "cases/new_client.html", {"form": form}, status=422)
    name, today = form.cleaned_data["name"], timezone.localdate()
    found = queries.similar(name=name)
    _log(request, found)
    opening = forms.OpenClient(initial={"name": name, "agreed_on": today})
    return _page(request, opening, found)


@pages.allow(policies.may_lead_cases)
@require_POST
def open_client(request: SeatedRequest) -> HttpResponse:
    """Open a case; the action searches once more, and refuses what nobody has looked at."""
    form = forms.OpenClient(request.POST)
    found = queries.similar(name=str(request.POST.get("name", "")))
    _with_others(form, found)
    if form.is_valid():
        try:
            made = actions.open_client(
                on=timezone.localdate(), by=request.seat, **form.cleaned_data
            )
        except Refusal as refusal:
            refused(form=form, refusal=refusal)
        else:
            return pages.done("cases:client", pk=made.pk)
    _log(request, found)
    return _page(request, form, found, status=422)


def _page(
    request: SeatedRequest,
    form: forms.OpenClient,
    found: Sequence[queries.Similar],
    *,
    status: int = 200,
) -> HttpResponse:
    _with_others(form, found)
    context = {"form": form, "found": found}
    return pages.page(request, "cases/open_client.html", context, status=status)


def _with_others(form: forms.OpenClient, found: Sequence[queries.Similar]) -> None:
    """Offer the similar names to be confirmed as others; without one there is nothing to ask."""
    field = form.fields["others"]
    field.choices = [(one.contact_id, one.said) for one in found]  # type: ignore[attr-defined]  # a ChoiceField
    if not found:
        field.widget = field.hidden_widget()


def _log(request: SeatedRequest, found: Sequence[queries.Similar]) -> None:
    audit.log_access(
        by=request.seat,
        about=[Ref("client_contact", str(one.contact_id)) for one in found],
        purpose="Suche vor einem neuen Fall",
        fields=("name", "pseudonym"),
    )
