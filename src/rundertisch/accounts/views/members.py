# SPDX-License-Identifier: EUPL-1.2
"""Pages of the administration: people, invitations and seats. No child is seen from here."""

from collections.abc import Callable

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from rundertisch.accounts import actions, policies, queries
from rundertisch.accounts.forms import EndSeat, GiveSeat, Invite
from rundertisch.accounts.models import Seat, User
from rundertisch.kernel import forms as kernel_forms
from rundertisch.kernel import pages
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.scope import SeatedRequest


@pages.allow(policies.may_manage_seats)
@pages.reading
def members(request: SeatedRequest) -> HttpResponse:
    """Show everybody with an account and their seats."""
    context = {"members": queries.members(on=timezone.localdate())}
    return pages.page(request, "accounts/members.html", context)


@pages.allow(policies.may_manage_seats)
@pages.reading
def member(request: SeatedRequest, pk: int) -> HttpResponse:
    """Show one person, their seats and, until they signed in, their invitation link."""
    return _member(request, pk=pk, form=GiveSeat())


def _member(
    request: SeatedRequest, *, pk: int, form: GiveSeat, status: int = 200, refused: str = ""
) -> HttpResponse:
    found = queries.member(pk=pk, on=timezone.localdate())
    if found is None:
        raise Http404
    path = queries.invitation_path(user=found.user) if found.invited else ""
    context = {
        "member": found,
        "invitation": request.build_absolute_uri(path) if path else "",
        "invitation_ends_at": queries.invitation_ends_at(user=found.user),
        "message": queries.invitation_message(user=found.user) if path else None,
        "now": timezone.now(),
        "form": form,
        "reset": queries.open_reset(user=found.user),
        "by": request.seat,
        "refused": refused,
    }
    return pages.page(request, "accounts/member.html", context, status=status)


@pages.allow(policies.may_manage_seats)
@pages.reading
def new_invitation(request: SeatedRequest) -> HttpResponse:
    """Show the empty invitation."""
    form = Invite(initial={"starts_on": timezone.localdate()})
    return _invitation(request, form=form)


def _invitation(request: SeatedRequest, *, form: Invite, status: int = 200) -> HttpResponse:
    context = {"form": form, "incompatible": queries.incompatible()}
    return pages.page(request, "accounts/new_invitation.html", context, status=status)


@pages.allow(policies.may_manage_seats)
@require_POST
def invite(request: SeatedRequest) -> HttpResponse:
    """Invite the person; the link goes into the outbox, and the next page shows it."""
    form = Invite(request.POST)
    words = {"at": timezone.now(), "site": request.build_absolute_uri("/"), "by": request.seat}
    seat = _seat(form=form, act=lambda: actions.invite(**form.cleaned_data, **words))
    if seat is not None:
        return pages.done("accounts:member", pk=seat.user_id)
    return _invitation(request, form=form, status=422)


@pages.allow(policies.may_manage_seats)
@require_POST
def give_seat(request: SeatedRequest, pk: int) -> HttpResponse:
    """Give a person one more seat."""
    found = queries.member(pk=pk, on=timezone.localdate())
    if found is None:
        raise Http404
    form, user, by = GiveSeat(request.POST), found.user, request.seat
    seat = _seat(form=form, act=lambda: actions.give_seat(user=user, **form.cleaned_data, by=by))
    if seat is not None:
        return pages.done("accounts:member", pk=pk)
    return _member(request, pk=pk, form=form, status=422)


@pages.allow(policies.may_manage_seats)
@pages.reading
def ask_end_seat(request: SeatedRequest, pk: int) -> HttpResponse:
    """Ask from which day on a seat shall open nothing."""
    context = {"seat": _seat_or_404(pk=pk), "form": EndSeat()}
    return pages.page(request, "accounts/end_seat.html", context)


@pages.allow(policies.may_manage_seats)
@require_POST
def end_seat(request: SeatedRequest, pk: int) -> HttpResponse:
    """End the seat, or say why not."""
    seat, form, on = _seat_or_404(pk=pk), EndSeat(request.POST), timezone.localdate()

    def act() -> Seat:
        return actions.end_seat(seat=seat, **form.cleaned_data, on=on, by=request.seat)

    if _seat(form=form, act=act) is not None:
        return pages.done("accounts:member", pk=seat.user_id)
    context = {"seat": seat, "form": form}
    return pages.page(request, "accounts/end_seat.html", context, status=422)


@pages.allow(policies.may_manage_seats)
@require_POST
def renew_invitation(request: SeatedRequest, pk: int) -> HttpResponse:
    """Make a fresh invitation link; the old one opens nothing any more."""
    at, site = timezone.now(), request.build_absolute_uri("/")
    return _about_person(
        request,
        pk=pk,
        act=lambda user: actions.renew_invitation(user=user, at=at, site=site, by=request.seat),
    )


@pages.allow(policies.may_manage_seats)
@require_POST
def withdraw_invitation(request: SeatedRequest, pk: int) -> HttpResponse:
    """Take the invitation back: no link, no seat."""
    on = timezone.localdate()
    return _about_person(
        request,
        pk=pk,
        act=lambda user: actions.withdraw_invitation(user=user, on=on, by=request.seat),
    )


@pages.allow(policies.may_manage_seats)
@require_POST
def unbind_district(request: SeatedRequest, pk: int) -> HttpResponse:
    """Forget which identity of the district belongs to this person."""
    return _about_person(
        request, pk=pk, act=lambda user: actions.unbind_district(user=user, by=request.seat)
    )


def _about_person(request: SeatedRequest, *, pk: int, act: Callable[[User], User]) -> HttpResponse:
    """Do it and show the person again, with what was refused."""
    found = queries.member(pk=pk, on=timezone.localdate())
    if found is None:
        raise Http404
    try:
        act(found.user)
    except Refusal as refusal:
        return _member(request, pk=pk, form=GiveSeat(), status=422, refused=str(refusal))
    return pages.done("accounts:member", pk=pk)


def _seat(*, form: GiveSeat | EndSeat, act: Callable[[], Seat]) -> Seat | None:
    """Do it if the form can be read; a refusal becomes the form's error."""
    if not form.is_valid():
        return None
    try:
        return act()
    except Refusal as refusal:
        kernel_forms.refused(form=form, refusal=refusal)
        return None


def _seat_or_404(*, pk: int) -> Seat:
    seat = queries.seat_of(pk=pk)
    if seat is None:
        raise Http404
    return seat
