# SPDX-License-Identifier: EUPL-1.2
"""Where and when the centre receives families: rooms, and days on which it is closed."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from rundertisch.kernel import pages
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.forms import refused
from rundertisch.kernel.scope import SeatedRequest
from rundertisch.places import queries as places
from rundertisch.places.models import OfficeClosing
from rundertisch.schooling import actions, forms, policies, queries
from rundertisch.schooling.models import Room


def rooms_page(
    request: SeatedRequest,
    *,
    room_form: forms.KeepRoom | None = None,
    closing_form: forms.CloseOffice | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    """Render rooms and closing days with the forms as they are."""
    on = timezone.localdate()
    context = {
        "rooms": queries.rooms_in_use(),
        "closings": places.coming_office_closings(on=on),
        "room_form": room_form or forms.KeepRoom(),
        "closing_form": closing_form or forms.CloseOffice(),
        "refusal": refusal,
    }
    return pages.page(request, "schooling/rooms.html", context, status=status)


@pages.allow(policies.may_counsel)
@pages.reading
def rooms(request: SeatedRequest) -> HttpResponse:
    """Show rooms and closing days."""
    return rooms_page(request)


@pages.allow(policies.may_counsel)
@require_POST
def keep_room(request: SeatedRequest) -> HttpResponse:
    """Take a room."""
    form = forms.KeepRoom(request.POST)
    if form.is_valid():
        try:
            actions.keep_room(by=request.seat, **form.cleaned_data)
        except Refusal as refusal:
            refused(form=form, refusal=refusal)
        else:
            return pages.done("schooling:rooms")
    return rooms_page(request, room_form=form, status=422)


@pages.allow(policies.may_counsel)
@require_POST
def end_room(request: SeatedRequest, pk: int) -> HttpResponse:
    """Plan nothing in a room any more."""
    room = get_object_or_404(Room, pk=pk)
    try:
        actions.end_room(room=room, on=timezone.localdate(), by=request.seat)
    except Refusal as refusal:
        return rooms_page(request, refusal=str(refusal), status=422)
    return pages.done("schooling:rooms")


@pages.allow(policies.may_counsel)
@require_POST
def close_office(request: SeatedRequest) -> HttpResponse:
    """Take closing days."""
    form = forms.CloseOffice(request.POST)
    if form.is_valid():
        try:
            actions.close_office(by=request.seat, **form.cleaned_data)
        except Refusal as refusal:
            refused(form=form, refusal=refusal)
        else:
            return pages.done("schooling:rooms")
    return rooms_page(request, closing_form=form, status=422)


@pages.allow(policies.may_counsel)
@require_POST
def open_office(request: SeatedRequest, pk: int) -> HttpResponse:
    """Take closing days back."""
    actions.open_office(closing=get_object_or_404(OfficeClosing, pk=pk), by=request.seat)
    return pages.done("schooling:rooms")
