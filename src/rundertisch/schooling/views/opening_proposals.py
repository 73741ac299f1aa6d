# SPDX-License-Identifier: EUPL-1.2
"""Wo sollte eine Klasse öffnen? Ask, read the answer, play it through, record what was decided."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from rundertisch.kernel import files, pages, thread
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.forms import refused
from rundertisch.kernel.scope import SeatedRequest
from rundertisch.schooling import actions, forms, planning, policies, queries
from rundertisch.schooling.exchange import opening_lists
from rundertisch.schooling.models import OpeningProposal
from rundertisch.schooling.queries import opening_view
from rundertisch.schooling.views.exchange import csv_answer

PAGE = "schooling/openings.html"


def _shown(request: SeatedRequest, shown: OpeningProposal | None) -> dict[str, object]:
    """Return a proposal as exactly as this seat may read it, and where to put it on the table."""
    if shown is None:
        return {"view": None, "table_url": ""}
    counsels, signs = policies.may_counsel(seat=request.seat), policies.may_sign(seat=request.seat)
    shut = () if counsels else ("proposal",) if signs else ("proposal", "round")
    return {
        "view": opening_view.opening_view(proposal=shown, exact=counsels, shut=shut),
        "table_url": thread.put_on_table_url(thread.Ref("opening_proposal", str(shown.pk))),
    }


def openings_page(
    request: SeatedRequest,
    shown: OpeningProposal | None,
    *,
    ask: forms.AskOpenings | None = None,
    decide: forms.DecideOpening | None = None,
    order: forms.Nothing | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render the question and, if there is one, a proposal with what was decided about it."""
    context = {
        **_shown(request, shown),
        "earlier": opening_view.earlier_proposals(),
        "running": queries.running_round(),
        "may_ask": policies.may_counsel(seat=request.seat),
        "form": ask or forms.AskOpenings(),
        "ask_open": ask is not None or shown is None,
        "decide": decide,
        "order": order,
    }
    return pages.page(request, PAGE, context, status=status)


@pages.allow(policies.may_see_openings)
@pages.reading
def openings(request: SeatedRequest) -> HttpResponse:
    """Show the newest proposal, if there is one, and what can be asked."""
    return openings_page(request, opening_view.newest_opening_proposal())


@pages.allow(policies.may_see_openings)
@pages.reading
def opening_proposal(request: SeatedRequest, pk: int) -> HttpResponse:
    """Show one proposal; with ``?zeile=`` the form for what was decided about that line."""
    shown, line, decide = get_object_or_404(OpeningProposal, pk=pk), request.GET.get("zeile"), None
    if line and policies.may_counsel(seat=request.seat):
        decide = forms.DecideOpening(initial={"line": line, "decided_on": timezone.localdate()})
    return openings_page(request, shown, decide=decide)


@pages.allow(policies.may_see_openings)
@files.confirmed
@pages.reading
def export_openings(request: SeatedRequest, pk: int) -> HttpResponse:  # noqa: ARG001 - Django hands it over
    """Hand out the lines of a proposal, protected: the file leaves the house."""
    view = opening_view.opening_view(
        proposal=get_object_or_404(OpeningProposal, pk=pk), exact=False, shut=("proposal", "round")
    )
    return csv_answer(text=opening_lists.openings_csv(view=view), name=f"neue-gruppen-{pk}.csv")


@pages.allow(policies.may_counsel)
@require_POST
def propose_openings(request: SeatedRequest) -> HttpResponse:
    """Compute where groups should open; nothing opens by it."""
    form = forms.AskOpenings(request.POST)
    if form.is_valid():
        try:
            made = planning.propose_openings(
                question=form.question(), on=timezone.localdate(), by=request.seat
            )
        except Refusal as refusal:
            refused(form=form, refusal=refusal)
        else:
            return pages.done("schooling:opening_proposal", pk=made.pk)
    return openings_page(request, None, ask=form, status=422)


@pages.allow(policies.may_counsel)
@require_POST
def play_openings(request: SeatedRequest, pk: int) -> HttpResponse:
    """Ask in the running round what its children would have with these groups."""
    shown, order = get_object_or_404(OpeningProposal, pk=pk), forms.Nothing(request.POST)
    try:
        thought = planning.play_openings(proposal=shown, on=timezone.localdate(), by=request.seat)
    except Refusal as refusal:
        order.is_valid()
        refused(form=order, refusal=refusal)
        return openings_page(request, shown, order=order, status=422)
    return pages.done("schooling:what_if_result", pk=thought.round_id, proposal=thought.pk)


@pages.allow(policies.may_counsel)
@require_POST
def decide_opening(request: SeatedRequest, pk: int) -> HttpResponse:
    """Record what people decided about one line."""
    shown, form = get_object_or_404(OpeningProposal, pk=pk), forms.DecideOpening(request.POST)
    if form.is_valid():
        names = ("line", "decided_by", "decided_on", "reason")
        try:
            actions.decide_opening(
                proposal=shown,
                opened=form.opened,
                on=timezone.localdate(),
                at=timezone.now(),
                by=request.seat,
                **{name: form.cleaned_data[name] for name in names},
            )
        except Refusal as refusal:
            refused(form=form, refusal=refusal)
        else:
            return pages.done("schooling:opening_proposal", pk=pk)
    return openings_page(request, shown, decide=form, status=422)
