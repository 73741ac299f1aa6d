# SPDX-License-Identifier: EUPL-1.2
"""Gedankenspiele: what a new group, a longer way or more seats would change. Never adoptable."""

from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from rundertisch.kernel import audit, pages
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.forms import refused
from rundertisch.kernel.scope import SeatedRequest
from rundertisch.kernel.thread import Ref
from rundertisch.schooling import forms, planning, policies, queries
from rundertisch.schooling.models import Proposal, Round
from rundertisch.schooling.views.rounds import found_round


def what_if_page(
    request: SeatedRequest,
    shown: Round,
    form: forms.AskWhatIf,
    *,
    status: int,
    thought: Proposal | None = None,
) -> HttpResponse:
    """Render the question and, beside the real proposal, an answer."""
    result = queries.what_if_view(shown=shown, thought=thought) if thought else None
    if result is not None:
        about = [Ref("child", str(change.child.pk)) for change in result.changed]
        audit.log_access(
            by=request.seat, about=about, purpose="Gedankenspiel", fields=queries.WHAT_IF
        )
    context = {
        "round": shown,
        "result": result,
        "earlier": queries.what_ifs(shown=shown),
        "form": form,
    }
    return pages.page(request, "schooling/what_if.html", context, status=status)


def _form(shown: Round, data: QueryDict | None = None) -> forms.AskWhatIf:
    return forms.AskWhatIf(data, initial=queries.frozen_limits(shown=shown))


@pages.allow(policies.may_counsel)
@pages.reading
def what_if(request: SeatedRequest, pk: int) -> HttpResponse:
    """Show what can be asked and what was asked already."""
    shown = found_round(pk)
    return what_if_page(request, shown, _form(shown), status=200)


@pages.allow(policies.may_counsel)
@pages.reading
def what_if_result(request: SeatedRequest, pk: int, proposal: int) -> HttpResponse:
    """Show one answer beside the real proposal."""
    shown = found_round(pk)
    thought = get_object_or_404(
        Proposal.objects.filter(what_if__isnull=False), pk=proposal, round=shown
    )
    return what_if_page(request, shown, _form(shown), status=200, thought=thought)


@pages.allow(policies.may_counsel)
@require_POST
def ask_what_if(request: SeatedRequest, pk: int) -> HttpResponse:
    """Compute a Gedankenspiel from the frozen input of the round."""
    shown = found_round(pk)
    form = _form(shown, request.POST)
    if form.is_valid():
        try:
            thought = planning.what_if(
                round=shown, on=timezone.localdate(), by=request.seat, **form.question()
            )
        except Refusal as refusal:
            refused(form=form, refusal=refusal)
        else:
            return pages.done("schooling:what_if_result", pk=pk, proposal=thought.pk)
    return what_if_page(request, shown, form, status=422)
