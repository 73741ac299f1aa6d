# SPDX-License-Identifier: EUPL-1.2
"""1 August: the preview, next year's seats, the change and its undo."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from rundertisch.kernel import pages
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.forms import refused
from rundertisch.kernel.scope import SeatedRequest
from rundertisch.schooling import actions, forms, policies, queries
from rundertisch.schooling.models import Group, RollOver


def year_page(request: SeatedRequest, *, status: int = 200, **refused_forms: Any) -> HttpResponse:  # noqa: ANN401 - forms of several kinds
    """Render the preview of the coming change with what is still missing."""
    on = timezone.localdate()
    begins_on = queries.coming_school_year(on=on)
    planned = actions.moves(begins_on=begins_on)
    latest = queries.latest_roll_over()
    context = {
        "planned": planned,
        "going_up": queries.openable(len(planned.up), on=on),
        "new_places": queries.openable(len(planned.places_ending), on=on),
        "going": queries.openable(len(planned.leaving), on=on),
        "missing": f"{len(planned.missing)} von {len(planned.groups)} Gruppen",
        "due": begins_on <= on,
        "latest": latest,
        "undoable": latest is not None and latest.done_on == on,
        "form": forms.RollOver(),
        "undo_form": None,
        "seats_form": None,
        **refused_forms,
    }
    return pages.page(request, "schooling/school_year.html", context, status=status)


@pages.allow(policies.may_counsel)
@pages.reading
def school_year(request: SeatedRequest) -> HttpResponse:
    """Show what 1 August will do, before anybody does it."""
    return year_page(request)


@pages.allow(policies.may_counsel)
@require_POST
def roll_over(request: SeatedRequest) -> HttpResponse:
    """Change the school year."""
    on, form = timezone.localdate(), forms.RollOver(request.POST)
    if form.is_valid():
        try:
            actions.roll_over(
                begins_on=queries.coming_school_year(on=on),
                on=on,
                by=request.seat,
                **form.cleaned_data,
            )
        except Refusal as refusal:
            refused(form=form, refusal=refusal)
        else:
            return pages.done("schooling:school_year")
    return year_page(request, status=422, form=form)


@pages.allow(policies.may_counsel)
@require_POST
def undo_roll_over(request: SeatedRequest, pk: int) -> HttpResponse:
    """Take the change of the school year back."""
    found, form = get_object_or_404(RollOver, pk=pk), forms.NoEntry(request.POST)
    form.is_valid()
    try:
        actions.undo_roll_over(roll_over=found, on=timezone.localdate(), by=request.seat)
    except Refusal as refusal:
        refused(form=form, refusal=refusal)
        return year_page(request, status=422, undo_form=form)
    return pages.done("schooling:school_year")


@pages.allow(policies.may_counsel)
@require_POST
def keep_next_seats(request: SeatedRequest, pk: int) -> HttpResponse:
    """Take next year's seats of one group."""
    group = get_object_or_404(Group, pk=pk)
    form = forms.KeepNextSeats(request.POST)
    if form.is_valid():
        actions.keep_next_seats(group=group, by=request.seat, **form.cleaned_data)
        return pages.done(f"/schule/schuljahr/#gruppe-{pk}")
    return year_page(request, status=422, seats_form=form)
