# SPDX-License-Identifier: EUPL-1.2
"""Invite a family, move and cancel its appointment, note what became of it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from rundertisch.kernel import audit, pages
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.forms import refused
from rundertisch.kernel.scope import SeatedRequest
from rundertisch.kernel.thread import Ref
from rundertisch.places import queries as places
from rundertisch.schooling import actions, forms, policies, queries
from rundertisch.schooling.models import Appointment, Child
from rundertisch.schooling.views.children import child_page, find_child

PAGE = "schooling/appointment.html"


def appointment_page(
    request: SeatedRequest,
    child: Child,
    form: forms.BookAppointment,
    *,
    appointment: Appointment | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render the form; on a move it says what stands so far."""
    audit.log_access(
        by=request.seat,
        about=[Ref("child", str(child.pk))],
        purpose="Beratungstermin",
        fields=queries.APPOINTMENT,
    )
    context = {
        "child": child,
        "form": form,
        "appointment": appointment,
        "rooms": queries.rooms_in_use().exists(),
    }
    return pages.page(request, PAGE, context, status=status)


def _slot(form: forms.BookAppointment) -> dict[str, Any]:
    data = form.cleaned_data
    return {
        "slot": actions.Slot(
            room=form.chosen_room(),
            counsellor_id=data["counsellor"],
            starts_at=data["starts_at"],
            ends_at=data["ends_at"],
        ),
        "interpreter": data["interpreter"],
    }


def _say(request: SeatedRequest, done: Appointment) -> None:
    """Say what was done, and what is special about the day."""
    note = queries.appointment_note(day=done.day, calendar=places.calendar())
    letter = "Der Brief an die Familie ist zu drucken (Briefe)."
    messages.info(request, " ".join(part for part in (f"Termin: {done}.", note, letter) if part))


@pages.allow(policies.may_counsel)
@pages.reading
def new_appointment(request: SeatedRequest, pk: int) -> HttpResponse:
    """Show the form of an invitation."""
    child = find_child(pk)
    known = {"counsellor": request.seat.pk, "interpreter": bool(child.interpreter_language)}
    return appointment_page(request, child, forms.BookAppointment(initial=known))


@pages.allow(policies.may_counsel)
@require_POST
def book_appointment(request: SeatedRequest, pk: int) -> HttpResponse:
    """Take the appointment; the letter goes to the print queue."""
    child, form = find_child(pk), forms.BookAppointment(request.POST)
    if form.is_valid():
        try:
            made = actions.book_appointment(
                child=child, at=timezone.now(), by=request.seat, **_slot(form)
            )
        except Refusal as refusal:
            refused(form=form, refusal=refusal)
        else:
            _say(request, made)
            return pages.done("schooling:child", pk=pk)
    return appointment_page(request, child, form, status=422)


def _found(pk: int) -> Appointment:
    return get_object_or_404(Appointment.objects.select_related("room", "child"), pk=pk)


@pages.allow(policies.may_counsel)
@pages.reading
def moving_appointment(request: SeatedRequest, pk: int) -> HttpResponse:
    """Show the form with what stands so far."""
    found = _found(pk)
    begins, ends = timezone.localtime(found.starts_at), timezone.localtime(found.ends_at)
    form = forms.BookAppointment(
        initial={
            "day": begins.date(),
            "begins": begins.time(),
            "minutes": int((ends - begins).total_seconds() // 60),
            "room": found.room_id,
            "counsellor": found.counsellor_id,
            "interpreter": found.interpreter,
        }
    )
    return appointment_page(request, found.child, form, appointment=found)


@pages.allow(policies.may_counsel)
@require_POST
def move_appointment(request: SeatedRequest, pk: int) -> HttpResponse:
    """Take the new time, room or counsellor."""
    found, form = _found(pk), forms.BookAppointment(request.POST)
    if form.is_valid():
        try:
            moved = actions.move_appointment(
                appointment=found, at=timezone.now(), by=request.seat, **_slot(form)
            )
        except Refusal as refusal:
            refused(form=form, refusal=refusal)
        else:
            _say(request, moved)
            return pages.done("schooling:child", pk=found.child_id)
    return appointment_page(request, found.child, form, appointment=found, status=422)


def _settled(
    request: SeatedRequest, pk: int, act: Callable[[Appointment], Appointment]
) -> HttpResponse:
    """Do what one button says, or show the child's page with the sentence."""
    found, form = _found(pk), forms.NoEntry(request.POST)
    form.is_valid()
    try:
        act(found)
    except Refusal as refusal:
        refused(form=form, refusal=refusal)
        return child_page(request, find_child(found.child_id), appointment_form=form)
    return pages.done("schooling:child", pk=found.child_id)


@pages.allow(policies.may_counsel)
@require_POST
def cancel_appointment(request: SeatedRequest, pk: int) -> HttpResponse:
    """Cancel; who was invited is told."""
    return _settled(
        request,
        pk,
        lambda found: actions.cancel_appointment(appointment=found, by=request.seat),
    )


@pages.allow(policies.may_counsel)
@require_POST
def hold_appointment(request: SeatedRequest, pk: int) -> HttpResponse:
    """Note that the family came: the child is counselled."""
    return _settled(
        request,
        pk,
        lambda found: actions.hold_appointment(
            appointment=found, on=timezone.localdate(), by=request.seat
        ),
    )


@pages.allow(policies.may_counsel)
@require_POST
def note_no_show(request: SeatedRequest, pk: int) -> HttpResponse:
    """Note that the family did not come."""
    return _settled(
        request,
        pk,
        lambda found: actions.note_no_show(
            appointment=found, on=timezone.localdate(), by=request.seat
        ),
    )


@pages.allow(policies.may_counsel)
@require_POST
def book_again(request: SeatedRequest, pk: int) -> HttpResponse:
    """Invite again to the next free time on the same weekday."""

    def act(found: Appointment) -> Appointment:
        made = actions.book_again(appointment=found, at=timezone.now(), by=request.seat)
        _say(request, made)
        return made

    return _settled(request, pk, act)
