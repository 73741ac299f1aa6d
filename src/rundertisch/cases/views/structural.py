# SPDX-License-Identifier: EUPL-1.2
"""Structural needs: report a gap, see what is missing most, say what became of it."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from rundertisch.cases import policies
from rundertisch.cases.actions import structural as actions
from rundertisch.cases.exchange.structural import structural_csv
from rundertisch.cases.forms.structural import (
    AnswerStructuralNeed,
    FilterStructuralNeeds,
    ReportGap,
)
from rundertisch.cases.models.structural import StructuralNeed
from rundertisch.cases.queries import structural as queries
from rundertisch.kernel import files, pages, thread
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.forms import refused
from rundertisch.kernel.scope import SeatedRequest


def _wanted(request: SeatedRequest) -> tuple[FilterStructuralNeeds, dict[str, str]]:
    form = FilterStructuralNeeds(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    domain, town = chosen.get("bereich"), chosen.get("stadt")
    return form, {"domain": domain.code if domain else "", "town": town.key if town else ""}


@pages.allow(policies.may_see_structural_needs)
@pages.reading
def structural_needs(request: SeatedRequest) -> HttpResponse:
    """Show what three agencies or more could not solve."""
    form, wanted = _wanted(request)
    context = {
        "form": form,
        "view": queries.structural_needs(on=timezone.localdate(), **wanted),
        "may_report": policies.may_report_gaps(seat=request.seat),
        "query": request.GET.urlencode(),
    }
    return pages.page(request, "cases/structural_needs.html", context, part="rows")


@pages.allow(policies.may_see_structural_needs)
@files.confirmed
@pages.reading
def export_structural_needs(request: SeatedRequest) -> HttpResponse:
    """Hand out exactly the numbers of the page."""
    on, (_, wanted) = timezone.localdate(), _wanted(request)
    return files.answer(
        content="\ufeff" + structural_csv(view=queries.structural_needs(on=on, **wanted)),
        name=f"strukturelle-bedarfe-{on}.csv",
        content_type="text/csv; charset=utf-8",
    )


def _need_page(
    request: SeatedRequest, need: StructuralNeed, form: AnswerStructuralNeed, *, status: int = 200
) -> HttpResponse:
    line = queries.structural_line(need=need, on=timezone.localdate())
    ties = [(one, thread.show(one.target)) for one in thread.links_of(line.ref)]
    context = {
        "line": line,
        "few": queries.FEW,
        "form": form if policies.may_answer_structural_needs(seat=request.seat) else None,
        "table_url": thread.put_on_table_url(line.ref),
        "ties": [(link.why, shown) for link, shown in ties if shown],
    }
    return pages.page(request, "cases/structural_need.html", context, status=status)


@pages.allow(policies.may_see_structural_needs)
@pages.reading
def structural_need(request: SeatedRequest, pk: int) -> HttpResponse:
    """Show one structural need, what became of it so far, and where it leads on the red thread."""
    need = get_object_or_404(StructuralNeed.objects.select_related("domain", "place"), pk=pk)
    form = AnswerStructuralNeed(initial={"answered_on": timezone.localdate()})
    return _need_page(request, need, form)


@pages.allow(policies.may_answer_structural_needs)
@require_POST
def answer_structural_need(request: SeatedRequest, pk: int) -> HttpResponse:
    """Note what became of a structural need."""
    need = get_object_or_404(StructuralNeed.objects.select_related("domain", "place"), pk=pk)
    form = AnswerStructuralNeed(request.POST)
    if form.is_valid():
        try:
            on = timezone.localdate()
            actions.answer_structural_need(need=need, on=on, by=request.seat, **form.cleaned_data)
            return pages.done("cases:structural_need", pk=pk)
        except Refusal as refusal:
            refused(form=form, refusal=refusal)
    return _need_page(request, need, form, status=422)


def _gaps_page(request: SeatedRequest, form: ReportGap, *, status: int = 200) -> HttpResponse:
    context = {
        "form": form.running_on(timezone.localdate()),
        "reports": queries.own_report_lines(
            partner_id=request.seat.partner_id, on=timezone.localdate()
        ),
    }
    return pages.page(request, "cases/gaps.html", context, status=status)


@pages.allow(policies.may_report_gaps)
@pages.reading
def gaps(request: SeatedRequest) -> HttpResponse:
    """Show the form for a gap, filled as far as the case says, and the own agency's reports."""
    filled = {"domain": request.GET.get("bereich", ""), "place": request.GET.get("stadt", "")}
    return _gaps_page(request, ReportGap(initial={**filled, "times": 1}))


@pages.allow(policies.may_report_gaps)
@require_POST
def report_gap(request: SeatedRequest) -> HttpResponse:
    """Take down that something could not be solved."""
    form = ReportGap(request.POST).running_on(timezone.localdate())
    if form.is_valid():
        try:
            actions.report_gap(**form.cleaned_data, on=timezone.localdate(), by=request.seat)
            return pages.done("cases:gaps")
        except Refusal as refusal:
            refused(form=form, refusal=refusal)
    return _gaps_page(request, form, status=422)


@pages.allow(policies.may_report_gaps)
@require_POST
def take_back_gap(request: SeatedRequest, pk: int) -> HttpResponse:
    """Take a report of the own agency back."""
    found = get_object_or_404(queries.own_reports(partner_id=request.seat.partner_id), pk=pk)
    actions.take_back_gap(report=found, by=request.seat)
    return pages.done("cases:gaps")
