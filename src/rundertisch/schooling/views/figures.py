# SPDX-License-Identifier: EUPL-1.2
"""Figures of the queues: the page, the file, and the sheet the head of the centre prints."""

from django.http import HttpResponse
from django.utils import timezone

from rundertisch.kernel import files, pages
from rundertisch.kernel.scope import SeatedRequest
from rundertisch.schooling import exchange, policies, queries
from rundertisch.schooling.views.exchange import csv_answer


@pages.allow(policies.may_see_figures)
@pages.reading
def figures(request: SeatedRequest) -> HttpResponse:
    """Show both queues, waits and shares by town and stage, and children we do not know."""
    on, leads = timezone.localdate(), policies.may_lead(seat=request.seat)
    context = {
        "situation": queries.situation(on=on, leads=leads),
        "unknown": queries.unknown_children(on=on, leads=leads),
        "may_import": policies.may_import_registrations(seat=request.seat),
        "may_counsel": policies.may_counsel(seat=request.seat),
        "leads": leads,
    }
    return pages.page(request, "schooling/figures.html", context)


@pages.allow(policies.may_see_figures)
@files.confirmed
@pages.reading
def export_figures(request: SeatedRequest) -> HttpResponse:
    """Hand out exactly the figures of the page."""
    on, leads = timezone.localdate(), policies.may_lead(seat=request.seat)
    text = exchange.figures_csv(
        situation=queries.situation(on=on, leads=leads),
        unknown=queries.unknown_children(on=on, leads=leads),
    )
    return csv_answer(text=text, name=f"zahlen-{on}.csv")


@pages.allow(policies.may_see_figures)
@pages.reading
def no_child_left_behind(request: SeatedRequest) -> HttpResponse:
    """Show the sheet „Kein Kind zurücklassen“."""
    on, leads = timezone.localdate(), policies.may_lead(seat=request.seat)
    context = {
        "situation": queries.situation(on=on, leads=leads),
        "unknown": queries.unknown_children(on=on, leads=leads),
        "alarms": queries.alarms(on=on, leads=leads),
        "may_counsel": policies.may_counsel(seat=request.seat),
        "leads": leads,
    }
    return pages.page(request, "schooling/no_child_left_behind.html", context)
