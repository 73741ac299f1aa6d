# SPDX-License-Identifier: EUPL-1.2
"""Proposals: the machine proposes, people decide. Nothing here seats a child."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from rundertisch.kernel import audit, pages
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.forms import refused
from rundertisch.kernel.scope import SeatedRequest
from rundertisch.kernel.thread import Ref
from rundertisch.schooling import forms, planning, policies, queries
from rundertisch.schooling.models import Proposal


def proposal_page(
    request: SeatedRequest, proposal: Proposal | None, form: forms.ProposePlaces, *, status: int
) -> HttpResponse:
    """Render a proposal, or the sentence that there is none yet."""
    on = timezone.localdate()
    view = queries.proposal_view(proposal=proposal) if proposal else None
    if view is not None:
        about = [Ref("child", str(seating.line.child_id)) for seating in view.lines]
        audit.log_access(by=request.seat, about=about, purpose="Vorschlag", fields=queries.PROPOSAL)
    context = {
        "view": view,
        "waiting": queries.queues(on=on).shown,
        "may_counsel": policies.may_counsel(seat=request.seat),
        "form": form,
    }
    return pages.page(request, "schooling/proposal.html", context, status=status)


@pages.allow(policies.may_see_proposals)
@pages.reading
def newest_proposal(request: SeatedRequest) -> HttpResponse:
    """Show the newest proposal."""
    return proposal_page(request, queries.latest_proposal(), forms.ProposePlaces(), status=200)


@pages.allow(policies.may_see_proposals)
@pages.reading
def proposal(request: SeatedRequest, pk: int) -> HttpResponse:
    """Show one proposal."""
    found = get_object_or_404(Proposal, pk=pk)
    return proposal_page(request, found, forms.ProposePlaces(), status=200)


@pages.allow(policies.may_counsel)
@require_POST
def propose_places(request: SeatedRequest) -> HttpResponse:
    """Compute a new proposal for everybody who waits."""
    form = forms.ProposePlaces(request.POST)
    try:
        form.is_valid()
        computed = planning.propose_places(on=timezone.localdate(), by=request.seat)
    except Refusal as refusal:
        refused(form=form, refusal=refusal)
        return proposal_page(request, queries.latest_proposal(), form, status=422)
    return pages.done("schooling:proposal", pk=computed.pk)
