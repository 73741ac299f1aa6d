# SPDX-License-Identifier: EUPL-1.2
"""The way from separate groups to regular classes: where seats are missing, how long it took."""

from django.http import HttpResponse
from django.utils import timezone

from rundertisch.kernel import files, pages
from rundertisch.kernel.scope import SeatedRequest
from rundertisch.schooling import policies
from rundertisch.schooling.exchange import figure_lists
from rundertisch.schooling.queries import bottlenecks as short
from rundertisch.schooling.queries import comparison
from rundertisch.schooling.views.exchange import csv_answer


@pages.allow(policies.may_see_figures)
@pages.reading
def bottlenecks(request: SeatedRequest) -> HttpResponse:
    """Show who sits in separate groups, who moves on when, and where seats are missing."""
    leads = policies.may_lead(seat=request.seat)
    context = {
        "view": short.bottlenecks(on=timezone.localdate(), leads=leads),
        "leads": leads,
        "may_counsel": policies.may_counsel(seat=request.seat),
    }
    return pages.page(request, "schooling/bottlenecks.html", context)


@pages.allow(policies.may_see_figures)
@files.confirmed
@pages.reading
def export_bottlenecks(request: SeatedRequest) -> HttpResponse:
    """Hand out the same lines, protected: the file leaves the house."""
    on, leads = timezone.localdate(), policies.may_lead(seat=request.seat)
    view = short.bottlenecks(on=on, leads=leads, outside=True)
    return csv_answer(text=figure_lists.bottlenecks_csv(view=view), name=f"engpaesse-{on}.csv")


@pages.allow(policies.may_see_figures)
@pages.reading
def forms_compared(request: SeatedRequest) -> HttpResponse:
    """Show how long children of separate and of integrated forms took to a regular class."""
    leads = policies.may_lead(seat=request.seat)
    view = comparison.comparison(on=timezone.localdate(), leads=leads)
    return pages.page(request, "schooling/forms_compared.html", {"view": view})
