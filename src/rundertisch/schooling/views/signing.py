# SPDX-License-Identifier: EUPL-1.2
"""The authority's queue: read the reasons, then sign one by one or all that were read."""

from django.core.paginator import Paginator
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
from rundertisch.schooling.models import Placement, ProposedSeat, Round
from rundertisch.schooling.views.round_children import ROWS, child_of_round, decided
from rundertisch.schooling.views.rounds import found_round


def signing_page(
    request: SeatedRequest,
    shown: Round,
    form: forms.SignSeats,
    *,
    status: int,
    refusals: tuple[str, ...] = (),
) -> HttpResponse:
    """Render the queue; the list alone shows no reasons, so it does not count as reading."""
    view = queries.signing_view(shown=shown, seat=request.seat)
    lines = Paginator(view.lines, ROWS).get_page(request.GET.get("seite"))
    named = {line.seat.child_id for line in (*lines, *view.without_regular)}
    about = [Ref("child", str(pk)) for pk in sorted(named)]
    audit.log_access(
        by=request.seat, about=about, purpose="Unterschriften", fields=queries.ROUND_LIST
    )
    context = {"view": view, "lines": lines, "form": form, "refusals": refusals}
    return pages.page(request, "schooling/signing.html", context, part="rows", status=status)


@pages.allow(policies.may_sign)
@pages.reading
def signing(request: SeatedRequest, pk: int) -> HttpResponse:
    """Show which seats wait for this authority's signature."""
    return signing_page(request, found_round(pk), forms.SignSeats(), status=200)


@pages.allow(policies.may_sign)
@require_POST
def sign_all(request: SeatedRequest, pk: int) -> HttpResponse:
    """Sign every seat that was opened, each in a transaction of its own."""
    shown, form = found_round(pk), forms.SignSeats(request.POST)
    if not form.is_valid():
        return signing_page(request, shown, form, status=422)
    try:
        signed = actions.sign_seats(
            proposed_seats=queries.read_seats(shown=shown, seat=request.seat),
            words=form.cleaned_data["words"],
            on=timezone.localdate(),
            at=timezone.now(),
            by=request.seat,
        )
    except Refusal as refusal:
        refused(form=form, refusal=refusal)
        return signing_page(request, shown, form, status=422)
    if signed.refusals:
        return signing_page(request, shown, forms.SignSeats(), status=422, refusals=signed.refusals)
    return pages.done("schooling:signing", pk=pk)


@pages.allow(policies.may_sign)
@require_POST
def sign_child(request: SeatedRequest, pk: int, child: int) -> HttpResponse:
    """Sign the seat that was on the page; a newer proposal or another signature refuses."""
    view = child_of_round(found_round(pk), child)
    line = get_object_or_404(ProposedSeat, pk=request.POST.get("line") or 0, child=view.child)
    return decided(
        request,
        view,
        forms.SignSeat(request.POST),
        shown_as="sign_form",
        act=lambda data: actions.sign_seat(
            proposed_seat=line,
            words=data["words"],
            on=timezone.localdate(),
            at=timezone.now(),
            by=request.seat,
        ),
    )


@pages.allow(policies.may_sign)
@require_POST
def withdraw_signature(request: SeatedRequest, pk: int, child: int) -> HttpResponse:
    """Take a signature back until the seat is announced."""
    view = child_of_round(found_round(pk), child)
    placement = get_object_or_404(
        Placement.objects.filter(proposed_seat__proposal__round=view.round, ends_on=None),
        child=view.child,
    )
    return decided(
        request,
        view,
        forms.WithdrawSignature(request.POST),
        shown_as="withdraw_form",
        act=lambda data: actions.withdraw_signature(
            placement=placement, words=data["words"], at=timezone.now(), by=request.seat
        ),
    )
