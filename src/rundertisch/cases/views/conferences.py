# SPDX-License-Identifier: EUPL-1.2
"""Case conferences: call one, take down points, print the sheet without names."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from rundertisch.cases import policies
from rundertisch.cases.actions import conferences as actions
from rundertisch.cases.exchange.conferences import conference_sheet
from rundertisch.cases.forms.conferences import AddPoint, CallConference
from rundertisch.cases.models.conferences import CaseConference, ConferencePoint
from rundertisch.cases.queries import conferences as queries
from rundertisch.kernel import audit, files, letters, pages
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.forms import refused
from rundertisch.kernel.scope import SeatedRequest
from rundertisch.kernel.thread import Ref

STEP = ("agreed", "who", "due_on")


def _conferences_page(
    request: SeatedRequest, form: CallConference, *, status: int = 200
) -> HttpResponse:
    rows = queries.conferences()[:50]
    context = {"rows": rows, "form": form, "partner_id": request.seat.partner_id}
    return pages.page(request, "cases/conferences.html", context, status=status)


@pages.allow(policies.may_lead_cases)
@pages.reading
def conferences(request: SeatedRequest) -> HttpResponse:
    """Show the conferences of the agency, and those it was called to."""
    return _conferences_page(request, CallConference(initial={"held_on": timezone.localdate()}))


@pages.allow(policies.may_lead_cases)
@require_POST
def call_conference(request: SeatedRequest) -> HttpResponse:
    """Call agencies together."""
    form = CallConference(request.POST)
    if form.is_valid():
        try:
            called = actions.call_conference(**form.cleaned_data, by=request.seat)
            return pages.done("cases:conference", pk=called.pk)
        except Refusal as refusal:
            refused(form=form, refusal=refusal)
    return _conferences_page(request, form, status=422)


def _view(request: SeatedRequest, pk: int, purpose: str) -> queries.ConferenceView:
    """Return one conference and note whose points are shown."""
    found = get_object_or_404(CaseConference.objects.select_related("owner"), pk=pk)
    view = queries.conference_view(conference=found, partner_id=request.seat.partner_id)
    audit.log_access(
        by=request.seat,
        about=[Ref("conference_point", str(line.point.pk)) for line in view.lines],
        purpose=purpose,
        fields=audit.EVERYTHING,
    )
    return view


def _conference_page(
    request: SeatedRequest, view: queries.ConferenceView, form: AddPoint, *, status: int = 200
) -> HttpResponse:
    context = {"view": view, "form": form.on(timezone.localdate()) if view.own else None}
    return pages.page(request, "cases/conference.html", context, status=status)


@pages.allow(policies.may_lead_cases)
@pages.reading
def conference(request: SeatedRequest, pk: int) -> HttpResponse:
    """Show a conference with the points that the agency may read."""
    form = AddPoint(initial={"client": request.GET.get("fall", "")})
    return _conference_page(request, _view(request, pk, "Fallkonferenz"), form)


@pages.allow(policies.may_lead_cases)
@require_POST
def add_point(request: SeatedRequest, pk: int) -> HttpResponse:
    """Take down a point; its step goes into the plan."""
    found, on = get_object_or_404(CaseConference, pk=pk), timezone.localdate()
    form = AddPoint(request.POST).on(on)
    if form.is_valid():
        told = form.cleaned_data
        step = [told.pop(name) for name in STEP]
        try:
            actions.add_point(
                conference=found,
                agreed=actions.Agreed(*step) if all(step) else None,
                on=on,
                by=request.seat,
                **told,
            )
            return pages.done("cases:conference", pk=pk)
        except Refusal as refusal:
            refused(form=form, refusal=refusal)
    return _conference_page(request, _view(request, pk, "Fallkonferenz"), form, status=422)


@pages.allow(policies.may_lead_cases)
@require_POST
def remove_point(request: SeatedRequest, pk: int, point: int) -> HttpResponse:
    """Take a point of the own agency back."""
    own = ConferencePoint.objects.filter(owner=request.seat.partner_id).select_related("step")
    actions.remove_point(point=get_object_or_404(own, pk=point, conference=pk), by=request.seat)
    return pages.done("cases:conference", pk=pk)


@pages.allow(policies.may_lead_cases)
@files.confirmed
@pages.reading
def conference_paper(request: SeatedRequest, pk: int) -> HttpResponse:
    """Hand out the sheet for the table: people are letters."""
    view = _view(request, pk, "Blatt der Fallkonferenz")
    return files.answer(
        content=letters.pdf(letter=conference_sheet(view=view)),
        name=f"fallkonferenz-{view.conference.held_on}.pdf",
        content_type="application/pdf",
    )
