# SPDX-License-Identifier: EUPL-1.2
"""Play a year through: what would other ways to give out seats have done to the waiting?

A job computes; the page says how far it is.
"""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from rundertisch.kernel import files, pages
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.forms import refused
from rundertisch.kernel.scope import SeatedRequest
from rundertisch.schooling import actions, exchange, forms, planning, policies
from rundertisch.schooling.models import PlayedYear, PlayedYearState, YearKind
from rundertisch.schooling.queries import played_years as years


def years_page(request: SeatedRequest, form: forms.PlayYear, *, status: int) -> HttpResponse:
    """Render what was played before, and the form for another year."""
    context = {"years": years.played_years(), "form": form}
    return pages.page(request, "schooling/played_years.html", context, status=status)


@pages.allow(policies.may_counsel)
@pages.reading
def played_years(request: SeatedRequest) -> HttpResponse:
    """Show the years played before, and ask for another one."""
    return years_page(request, forms.PlayYear(), status=200)


@pages.allow(policies.may_counsel)
@require_POST
def play_year(request: SeatedRequest) -> HttpResponse:
    """Ask for a year; the worker takes it up at once."""
    form = forms.PlayYear(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            asked = planning.start_year(
                kind=YearKind(data["kind"]),
                own_town_weeks=data["own_town_weeks"],
                moving_weeks=data["moving_weeks"],
                on=timezone.localdate(),
                by=request.seat,
            )
        except Refusal as refusal:
            refused(form=form, refusal=refusal)
        else:
            return pages.done("schooling:played_year", pk=asked.pk)
    return years_page(request, form, status=422)


def year_page(
    request: SeatedRequest, pk: int, *, status: int, order: forms.Nothing | None = None
) -> HttpResponse:
    """Render a year; alone how far it is when htmx asks."""
    view = years.played_year_view(year=get_object_or_404(PlayedYear, pk=pk))
    context = {"view": view, "order": order}
    return pages.page(request, "schooling/played_year.html", context, part="year", status=status)


@pages.allow(policies.may_counsel)
@pages.reading
def played_year(request: SeatedRequest, pk: int) -> HttpResponse:
    """Show how far a year is, or what it came to, how to read it, and what it does not say."""
    return year_page(request, pk, status=200)


@pages.allow(policies.may_counsel)
@require_POST
def cancel_played_year(request: SeatedRequest, pk: int) -> HttpResponse:
    """Play a year no further."""
    year, order = get_object_or_404(PlayedYear, pk=pk), forms.Nothing(request.POST)
    order.is_valid()
    try:
        actions.cancel_played_year(year=year, by=request.seat)
    except Refusal as refusal:
        refused(form=order, refusal=refusal)
        return year_page(request, pk, status=422, order=order)
    return pages.done("schooling:played_year", pk=pk)


@pages.allow(policies.may_counsel)
@files.confirmed
@pages.reading
def export_played_year(request: SeatedRequest, pk: int) -> HttpResponse:  # noqa: ARG001 - Django hands it over
    """Hand out the figures as a file."""
    played = get_object_or_404(PlayedYear, pk=pk, state=PlayedYearState.DONE)
    view = years.played_year_view(year=played)
    return files.answer(
        content=exchange.played_year_csv(view=view),
        name=f"policies-{pk}.csv",
        content_type="text/csv; charset=utf-8",
    )
