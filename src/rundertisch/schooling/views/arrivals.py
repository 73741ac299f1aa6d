# SPDX-License-Identifier: EUPL-1.2
"""A child arrives while others are being placed: its seats at once, and into the running round."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from rundertisch.kernel import audit, pages
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.forms import refused
from rundertisch.kernel.scope import SeatedRequest
from rundertisch.kernel.thread import Ref
from rundertisch.schooling import forms, planning, policies
from rundertisch.schooling.models import Child, Group
from rundertisch.schooling.queries import arrivals
from rundertisch.schooling.views.children import find_child
from rundertisch.schooling.views.rounds import found_round, ordered


def arrival_page(
    request: SeatedRequest,
    child: Child,
    facts: arrivals.ArrivalFacts,
    form: forms.SeatArrival | None = None,
) -> HttpResponse:
    """Render the seats of one child; what stands against looking for one is said instead."""
    reserve = request.GET.get("reserve") == "1"  # off unless somebody asks for it
    audit.log_access(
        by=request.seat,
        about=[Ref("child", str(child.pk))],
        purpose=f"Platz für ein angekommenes Kind{', mit Reserve' if reserve else ''}",
        fields=audit.EVERYTHING,
    )
    against, on = arrivals.against_arrival(child=child, facts=facts), timezone.localdate()
    view = (
        None if against else planning.arrival_for(child=child, on=on, reserve=reserve, facts=facts)
    )
    options = [(str(one.group), one.sentence) for one in view.options] if view else []
    shown_form = forms.offered(form=form or forms.SeatArrival(), options=options)
    context = {"child": child, "against": against, "view": view, "form": shown_form}
    return pages.page(request, "schooling/arrival.html", context, status=422 if form else 200)


@pages.allow(policies.may_counsel)
@pages.reading
def arrival(request: SeatedRequest, pk: int) -> HttpResponse:
    """Show where a child that has arrived could sit, and who would have to make room."""
    found = arrivals.arriving_child(pk=pk, on=timezone.localdate())
    if found is None:
        raise Http404
    return arrival_page(request, *found)


@pages.allow(policies.may_counsel)
@require_POST
def join_waiting(request: SeatedRequest, pk: int) -> HttpResponse:
    """Take everybody who has arrived since the round was opened into it."""
    on, at = timezone.localdate(), timezone.now()
    return ordered(
        request,
        pk,
        order=lambda found: planning.join_waiting(round=found, on=on, at=at, by=request.seat),
    )


@pages.allow(policies.may_counsel)
@require_POST
def join_child(request: SeatedRequest, pk: int, child: int) -> HttpResponse:
    """Take the child into the round, and decide where it sits if a seat was chosen."""
    shown, found = found_round(pk), find_child(child)
    form = forms.arrival_form(child=found, data=request.POST)
    if form.is_valid():
        chosen = form.cleaned_data["group"]
        groups = Group.objects.select_related("school")
        try:
            planning.join_child(
                round=shown,
                child=found,
                group=get_object_or_404(groups, pk=chosen) if chosen is not None else None,
                words=form.cleaned_data["words"],
                on=timezone.localdate(),
                at=timezone.now(),
                by=request.seat,
            )
        except Refusal as refusal:
            refused(form=form, refusal=refusal)
        else:
            return pages.done("schooling:round_child", pk=pk, child=child)
    facts = arrivals.facts_of(child=found, on=timezone.localdate())
    return arrival_page(request, found, facts, form)
