# SPDX-License-Identifier: EUPL-1.2
"""A case manager's day, the cases of the office, and one case on one page."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from rundertisch.accounts.models import Seat
from rundertisch.cases import actions, forms, policies, queries
from rundertisch.cases.models import CaseChange, Client
from rundertisch.kernel import audit, pages
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.forms import refused
from rundertisch.kernel.scope import SeatedRequest
from rundertisch.kernel.thread import Ref
from rundertisch.situation import queries as situation

PER_PAGE = 50
Do = Callable[[dt.date, Seat], object]


@pages.allow(policies.may_lead_cases)
@pages.reading
def day(request: SeatedRequest) -> HttpResponse:
    """Show what is due today in the own cases, or in all cases of the office."""
    everybody = request.GET.get("wer") == "alle"
    found = queries.day(seat=request.seat, on=timezone.localdate(), everybody=everybody)
    shown = {one.client.pk for one in (*found.overdue, *found.soon)}
    shown |= {one.client.pk for one in found.risky}
    audit.log_access(
        by=request.seat,
        about=[Ref("client", str(pk)) for pk in sorted(shown | {one.pk for one in found.idle})],
        purpose="Mein Tag",
        fields=("pseudonym", "steps"),
    )
    lists = (("Fällig", found.overdue, "faellig"), ("In den nächsten Tagen", found.soon, "bald"))
    context = {"day": found, "everybody": everybody, "mine": not everybody, "lists": lists}
    return pages.page(request, "cases/day.html", context)


@pages.allow(policies.may_lead_cases)
@pages.reading
def clients(request: SeatedRequest) -> HttpResponse:
    """Show the cases of the office by pseudonym."""
    closed = request.GET.get("welche") == "abgeschlossen"
    on = timezone.localdate()
    found = queries.closed_clients() if closed else queries.running_clients(on=on)
    rows = Paginator(found, PER_PAGE).get_page(request.GET.get("seite"))
    audit.log_access(
        by=request.seat,
        about=[Ref("client", str(one.pk)) for one in rows],
        purpose="Liste der Fälle",
        fields=("pseudonym", "phase", "led_by_name"),
    )
    return pages.page(
        request, "cases/clients.html", {"rows": rows, "closed": closed, "running": not closed}
    )


@pages.allow(policies.may_lead_cases)
@pages.reading
def client(request: SeatedRequest, pk: int) -> HttpResponse:
    """Show one case on one page."""
    found = find_client(pk)
    audit.log_access(
        by=request.seat,
        about=[Ref("client", str(pk))],
        purpose="Fall",
        fields=audit.EVERYTHING,
    )
    return case_page(request, found)


@pages.allow(policies.may_lead_cases)
@require_POST
def correct_client(request: SeatedRequest, pk: int) -> HttpResponse:
    """Take a corrected pseudonym or day."""
    found, form = find_client(pk), forms.CorrectClient(request.POST)

    def do(on: dt.date, by: Seat) -> object:
        return actions.correct_client(client=found, on=on, by=by, **form.cleaned_data)

    return take(request, found, form, "correct_form", do)


@pages.allow(policies.may_lead_cases)
@require_POST
def take_over(request: SeatedRequest, pk: int) -> HttpResponse:
    """Lead a case of the office from now on."""
    found, form = find_client(pk), forms.Version(request.POST)

    def do(on: dt.date, by: Seat) -> object:
        return actions.take_over(client=found, on=on, by=by, **form.cleaned_data)

    return take(request, found, form, "correct_form", do)


@pages.allow(policies.may_lead_cases)
@require_POST
def move_phase(request: SeatedRequest, pk: int) -> HttpResponse:
    """Go on to the next phase."""
    found, form = find_client(pk), forms.MovePhase(request.POST)

    def do(on: dt.date, by: Seat) -> object:
        return actions.move_phase(client=found, on=on, by=by, **form.cleaned_data)

    return take(request, found, form, "phase_form", do)


@pages.allow(policies.may_lead_cases)
@require_POST
def close_client(request: SeatedRequest, pk: int) -> HttpResponse:
    """Release the person in an orderly way."""
    found, form = find_client(pk), forms.CloseClient(request.POST)

    def do(on: dt.date, by: Seat) -> object:
        return actions.close_client(client=found, on=on, by=by, **form.cleaned_data)

    return take(request, found, form, "close_form", do)


@pages.allow(policies.may_lead_cases)
@require_POST
def undo_change(request: SeatedRequest, pk: int, change: int) -> HttpResponse:
    """Take the newest change back."""
    found, form = find_client(pk), forms.Version(request.POST)
    newest = get_object_or_404(CaseChange, pk=change, client=pk)

    def do(on: dt.date, by: Seat) -> object:
        return actions.undo_change(change=newest, on=on, by=by)

    return take(request, found, form, "undo_form", do)


def find_client(pk: int) -> Client:
    """Return a client of the asking office; for anybody else there is no such page."""
    found = queries.find_client(pk=pk)
    if found is None:
        raise Http404
    return found


def take(request: SeatedRequest, found: Client, form: Form, name: str, do: Do) -> HttpResponse:
    """Do it, or show the case again with the sentence and the input."""
    if form.is_valid():
        try:
            do(timezone.localdate(), request.seat)
        except Refusal as refusal:
            refused(form=form, refusal=refusal)
        else:
            return pages.done("cases:client", pk=found.pk)
    return case_page(request, find_client(found.pk), status=422, **{name: form})


def case_page(
    request: SeatedRequest,
    found: Client,
    *,
    status: int = 200,
    **sent: Any,  # noqa: ANN401 - forms by name
) -> HttpResponse:
    """Render one case; ``sent`` are forms that were refused, by their name in the page."""
    on = timezone.localdate()
    view, chains = queries.case_view(client=found), queries.chains(on=on)
    form = next(iter(sent.values()), None)
    context = {
        "case": view,
        "client": found,
        "form": form,
        "mine": found.led_by_id == request.seat.pk,
        "seat_id": request.seat.pk,
        **_forms(found, view, chains, on=on),
        **sent,
    }
    return pages.page(request, "cases/client.html", context, status=status)


def _forms(
    found: Client, view: queries.CaseView, chains: object, *, on: dt.date
) -> dict[str, Form | None]:
    """Return the empty forms of the page of a case."""
    version = {"version": found.version}
    phase_form = forms.MovePhase(initial=version)
    phase_form.fields["phase"].choices = [(one.value, one.label) for one in view.next_phases]  # type: ignore[attr-defined]  # a ChoiceField
    need_form, chain_form = forms.OpenNeed(), forms.OpenChain()
    with_domains(need_form, on=on)
    with_chains(chain_form, chains)
    return {
        "version_form": forms.Version(initial=version),
        "undo_form": None,
        "phase_form": phase_form,
        "close_form": forms.CloseClient(initial=version),
        "correct_form": forms.CorrectClient(
            initial={"pseudonym": found.pseudonym, "agreed_on": found.agreed_on, **version}
        ),
        "need_form": need_form,
        "chain_form": chain_form,
        "regime_form": forms.NoteRegimeChange(),
        "note_form": forms.WriteNote(),
    }


def with_domains(form: Form, *, on: dt.date) -> None:
    """Offer the domains in force."""
    domains = situation.need_domains(on=on)
    form.fields["domain"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
        ("", "Bitte wählen"),
        *((one.code, f"{one.name}: {one.definition}") for one in domains),
    ]


def with_chains(form: Form, chains: Any) -> None:  # noqa: ANN401 - chains with a domain
    """Offer the chains that open a need."""
    form.fields["chain"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
        (one.pk, one.title) for one in chains if one.domain_id
    ]
