# SPDX-License-Identifier: EUPL-1.2
"""Szenarien: the same round asked several times. A job computes; the page says how far it is."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from rundertisch.kernel import pages
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.forms import refused
from rundertisch.kernel.scope import SeatedRequest
from rundertisch.schooling import actions, forms, planning, policies, queries
from rundertisch.schooling.models import Round, ScenarioRun
from rundertisch.schooling.views.rounds import found_round


def scenarios_page(
    request: SeatedRequest,
    shown: Round,
    form: forms.AskScenarios,
    *,
    status: int,
    order: forms.Nothing | None = None,
) -> HttpResponse:
    """Render the newest run, and the form for another one; alone the run when htmx asks."""
    view = queries.newest_scenarios(shown=shown)
    context = {"round": shown, "view": view, "form": form, "order": order}
    return pages.page(request, "schooling/scenarios.html", context, part="run", status=status)


@pages.allow(policies.may_counsel)
@pages.reading
def scenarios(request: SeatedRequest, pk: int) -> HttpResponse:
    """Show what is computed, and how far the rest is."""
    return scenarios_page(request, found_round(pk), forms.AskScenarios(), status=200)


@pages.allow(policies.may_counsel)
@require_POST
def start_scenarios(request: SeatedRequest, pk: int) -> HttpResponse:
    """Begin a run; the worker takes it up at once."""
    shown, form = found_round(pk), forms.AskScenarios(request.POST)
    if form.is_valid():
        questions = planning.Questions(**form.questions())
        try:
            planning.start_scenarios(
                round=shown, questions=questions, at=timezone.now(), by=request.seat
            )
        except Refusal as refusal:
            refused(form=form, refusal=refusal)
        else:
            return pages.done("schooling:scenarios", pk=pk)
    return scenarios_page(request, shown, form, status=422)


@pages.allow(policies.may_counsel)
@require_POST
def cancel_scenarios(request: SeatedRequest, pk: int, run: int) -> HttpResponse:
    """Compute no more of a run; what is answered stays."""
    shown, order = found_round(pk), forms.Nothing(request.POST)
    found = get_object_or_404(ScenarioRun, pk=run, round=shown)
    order.is_valid()
    try:
        actions.cancel_scenarios(run=found, at=timezone.now(), by=request.seat)
    except Refusal as refusal:
        refused(form=order, refusal=refusal)
        return scenarios_page(request, shown, forms.AskScenarios(), status=422, order=order)
    return pages.done("schooling:scenarios", pk=pk)
