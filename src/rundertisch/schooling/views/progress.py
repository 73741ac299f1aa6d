# SPDX-License-Identifier: EUPL-1.2
"""What happens beside and after the placement, on one page: days, bridge offers, the transition."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from rundertisch.kernel import audit, pages
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.forms import refused
from rundertisch.kernel.scope import SeatedRequest
from rundertisch.kernel.thread import Ref
from rundertisch.schooling import actions, forms, policies, queries
from rundertisch.schooling.models import BridgeOffer, Child, Milestone, Placement, RegularSeats
from rundertisch.schooling.queries import regular
from rundertisch.schooling.views.children import find_child


def progress_page(request: SeatedRequest, child: Child, **refused_forms: Form) -> HttpResponse:
    """Render what was done and the forms, as they are."""
    audit.log_access(
        by=request.seat,
        about=[Ref("child", str(child.pk))],
        purpose="Verlauf",
        fields=queries.PROGRESS,
    )
    on = timezone.localdate()
    place = queries.running_place(child=child)
    context = {
        "child": child,
        "place": place,
        "course": queries.child_course(child=child, seat=request.seat, on=on),
        "milestones": queries.milestones(child=child).values(),
        "may_counsel": policies.may_counsel(seat=request.seat),
        "milestone_form": forms.NoteMilestone(initial={"done_on": on}),
        "bridge_form": forms.KeepBridgeOffer(initial={"starts_on": on}),
        "plan_form": forms.PlanTransition(initial={"planned_on": on, "grade": child.grade}),
        "transition_form": forms.NoteTransition(initial={"done_on": on, "grade": child.grade}),
        **_regular(child=child, place=place, on=on),
        **refused_forms,
    }
    status = 422 if refused_forms else 200
    return pages.page(request, "schooling/progress.html", context, status=status)


def _regular(*, child: Child, place: Placement | None, on: dt.date) -> dict[str, object]:
    """Return the seat that is reserved, or the form with the seats that are free."""
    if place is None or place.signed_on is None or place.regular_since is not None:
        return {}
    lines = regular.seats_for(child=child, on=on)
    return {
        "reserved": regular.reserved_for(placement=place),
        "reserve_form": forms.reserve_form(lines=lines, on=on) if lines else None,
    }


@pages.allow(policies.may_note_first_day)
@pages.reading
def progress(request: SeatedRequest, pk: int) -> HttpResponse:
    """Show what was done for a child, and what can be entered."""
    return progress_page(request, find_child(pk))


def _taken(
    request: SeatedRequest,
    child: Child,
    form: Form,
    *,
    shown_as: str,
    act: Callable[[dict[str, Any]], object],
) -> HttpResponse:
    """Do it, or show the page again with the sentence and the input."""
    if form.is_valid():
        try:
            act(form.cleaned_data)
        except Refusal as refusal:
            refused(form=form, refusal=refusal)
        else:
            return pages.done("schooling:progress", pk=child.pk)
    return progress_page(request, child, **{shown_as: form})


@pages.allow(policies.may_note_first_day)
@require_POST
def note_milestone(request: SeatedRequest, pk: int) -> HttpResponse:
    """Take what was done on which day."""
    child = find_child(pk)
    return _taken(
        request,
        child,
        forms.NoteMilestone(request.POST),
        shown_as="milestone_form",
        act=lambda data: actions.note_milestone(
            child=child, on=timezone.localdate(), by=request.seat, **data
        ),
    )


@pages.allow(policies.may_note_first_day)
@require_POST
def drop_milestone(request: SeatedRequest, pk: int) -> HttpResponse:
    """Take a day back."""
    found = get_object_or_404(Milestone, pk=pk)
    child_id = found.child_id
    actions.drop_milestone(milestone=found, by=request.seat)
    return pages.done("schooling:progress", pk=child_id)


@pages.allow(policies.may_counsel)
@require_POST
def keep_bridge_offer(request: SeatedRequest, pk: int) -> HttpResponse:
    """Take what a child does until it has a place."""
    child = find_child(pk)
    return _taken(
        request,
        child,
        forms.KeepBridgeOffer(request.POST),
        shown_as="bridge_form",
        act=lambda data: actions.keep_bridge_offer(child=child, by=request.seat, **data),
    )


@pages.allow(policies.may_counsel)
@require_POST
def end_bridge_offer(request: SeatedRequest, pk: int) -> HttpResponse:
    """End an offer today."""
    found = get_object_or_404(BridgeOffer, pk=pk)
    actions.end_bridge_offer(offer=found, on=timezone.localdate(), by=request.seat)
    return pages.done("schooling:progress", pk=found.child_id)


def _place(pk: int) -> Placement:
    rows = Placement.objects.select_related("group__school", "child__home_town")
    return get_object_or_404(rows.filter(signed_on__isnull=False), pk=pk)


@pages.allow(policies.may_note_first_day)
@require_POST
def plan_transition(request: SeatedRequest, pk: int) -> HttpResponse:
    """Take from when on the child shall be in a regular class."""
    place = _place(pk)
    return _taken(
        request,
        place.child,
        forms.PlanTransition(request.POST),
        shown_as="plan_form",
        act=lambda data: actions.plan_transition(placement=place, by=request.seat, **data),
    )


@pages.allow(policies.may_note_first_day)
@require_POST
def note_transition(request: SeatedRequest, pk: int) -> HttpResponse:
    """Take that the child is in a regular class: the group's seat is free."""
    place = _place(pk)
    return _taken(
        request,
        place.child,
        forms.NoteTransition(request.POST),
        shown_as="transition_form",
        act=lambda data: actions.note_transition(
            placement=place, on=timezone.localdate(), by=request.seat, **data
        ),
    )


@pages.allow(policies.may_note_first_day)
@require_POST
def undo_transition(request: SeatedRequest, pk: int) -> HttpResponse:
    """Take a transition back that did not happen."""
    place = _place(pk)
    return _taken(
        request,
        place.child,
        forms.NoEntry(request.POST),
        shown_as="undo_form",
        act=lambda _data: actions.undo_transition(placement=place, by=request.seat),
    )


@pages.allow(policies.may_give_regular_seats)
@require_POST
def reserve_regular_seat(request: SeatedRequest, pk: int) -> HttpResponse:
    """Take for which regular seat the child is meant, and from when on."""
    place, on = _place(pk), timezone.localdate()
    lines = regular.seats_for(child=place.child, on=on)
    return _taken(
        request,
        place.child,
        forms.reserve_form(lines=lines, data=request.POST, on=on),
        shown_as="reserve_form",
        act=lambda data: actions.reserve_regular_seat(
            placement=place,
            seats=get_object_or_404(RegularSeats, pk=data["seats"]),
            planned_on=data["planned_on"],
            by=request.seat,
        ),
    )


@pages.allow(policies.may_give_regular_seats)
@require_POST
def release_regular_seat(request: SeatedRequest, pk: int) -> HttpResponse:
    """Give the reserved seat back."""
    place = _place(pk)
    return _taken(
        request,
        place.child,
        forms.NoEntry(request.POST),
        shown_as="undo_form",
        act=lambda _data: actions.release_regular_seat(placement=place, by=request.seat),
    )
