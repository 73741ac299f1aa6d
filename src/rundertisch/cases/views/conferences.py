# SPDX-License-Identifier: EUPL-1.2
"""Case conferences: call one, take down points, print the sheet without names."""

from django.forms import model_to_dict
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from rundertisch.cases import policies
from rundertisch.cases.actions import conferences as actions
from rundertisch.cases.actions import meetings
from rundertisch.cases.exchange.conferences import conference_sheet
from rundertisch.cases.forms.conferences import AddPoint, CallConference, Invite, InviteContact
from rundertisch.cases.models import Client
from rundertisch.cases.models.conferences import CaseConference, ConferencePoint
from rundertisch.cases.queries import conferences as queries
from rundertisch.kernel import audit, files, letters, outbox, pages
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.forms import refused
from rundertisch.kernel.scope import SeatedRequest
from rundertisch.kernel.thread import Ref

STEP = ("agreed", "who", "due_on")
NAME_READ = "Name in der Fallkonferenz"  # the person asks for these lines (migration 0015)


def _conferences_page(
    request: SeatedRequest, form: CallConference, *, status: int = 200
) -> HttpResponse:
    context = {
        "rows": queries.conferences()[:50],
        "form": form if policies.may_lead_cases(seat=request.seat) else None,
        "partner_id": request.seat.partner_id,
    }
    return pages.page(request, "cases/conferences.html", context, status=status)


@pages.allow(policies.may_sit_in_conferences)
@pages.reading
def conferences(request: SeatedRequest) -> HttpResponse:
    """Show the conferences of the agency, and those the seat was invited to."""
    return _conferences_page(request, CallConference(initial={"held_on": timezone.localdate()}))


@pages.allow(policies.may_lead_cases)
@require_POST
def call_conference(request: SeatedRequest) -> HttpResponse:
    """Call a conference."""
    form = CallConference(request.POST)
    if form.is_valid():
        try:
            called = meetings.call_conference(
                when=meetings.When(**form.cleaned_data), by=request.seat
            )
            return pages.done("cases:conference", pk=called.pk)
        except Refusal as refusal:
            refused(form=form, refusal=refusal)
    return _conferences_page(request, form, status=422)


def _view(request: SeatedRequest, pk: int, purpose: str) -> queries.ConferenceView:
    """Return one conference and note whose points, and which names, are shown."""
    found = get_object_or_404(CaseConference.objects.select_related("owner"), pk=pk)
    view = queries.conference_view(
        conference=found, partner_id=request.seat.partner_id, on=timezone.localdate()
    )
    audit.log_access(
        by=request.seat,
        about=[Ref("conference_point", str(line.point.pk)) for line in view.lines],
        purpose=purpose,
        fields=audit.EVERYTHING,
    )
    named = {line.point.subject_id for line in view.lines if line.name}
    audit.log_access(
        by=request.seat,
        about=[Ref("subject", str(subject)) for subject in named],
        purpose=NAME_READ,
        fields=("name",),
    )
    return view


def conference_page(  # one page, many forms on it
    request: SeatedRequest,
    pk: int,
    *,
    point: AddPoint | None = None,
    invite: Invite | None = None,
    contact: InviteContact | None = None,
    meeting: CallConference | None = None,
    trouble: str = "",
) -> HttpResponse:
    """Show a conference, with the form that was refused or the sentence why not."""
    view = _view(request, pk, "Fallkonferenz")
    context: dict[str, object] = {"view": view, "trouble": trouble, **_mail_facts(view)}
    if view.changeable:
        fresh = AddPoint(initial={"client": request.GET.get("fall", "")})
        context["form"] = (point or fresh.on(timezone.localdate())).among(view.participants)
        context["invite"] = invite or Invite().among(queries.invitable())
        context["contact"] = contact or InviteContact()
        context["meeting"] = meeting or CallConference(initial=model_to_dict(view.conference))
    status = 422 if trouble or point or invite or contact or meeting else 200
    return pages.page(request, "cases/conference.html", context, status=status)


def _mail_facts(view: queries.ConferenceView) -> dict[str, object]:
    upcoming = view.conference.held_on >= timezone.localdate()
    return {"upcoming": upcoming, "sends_mail": outbox.sends_mail()}


@pages.allow(policies.may_sit_in_conferences)
@pages.reading
def conference(request: SeatedRequest, pk: int) -> HttpResponse:
    """Show a conference with the points that the seat may read."""
    return conference_page(request, pk)


@pages.allow(policies.may_lead_cases)
@require_POST
def add_point(request: SeatedRequest, pk: int) -> HttpResponse:
    """Take down a point; its step goes into the plan."""
    found, on = get_object_or_404(CaseConference, pk=pk), timezone.localdate()
    form = AddPoint(request.POST).on(on).among(queries.participants_of(conference=found))
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
    return conference_page(request, pk, point=form)


@pages.allow(policies.may_lead_cases)
@require_POST
def remove_point(request: SeatedRequest, pk: int, point: int) -> HttpResponse:
    """Take a point of the own agency back."""
    own = ConferencePoint.objects.filter(owner=request.seat.partner_id)
    found = get_object_or_404(own.select_related("step", "conference"), pk=point, conference=pk)
    try:
        actions.remove_point(point=found, by=request.seat)
    except Refusal as refusal:
        return conference_page(request, pk, trouble=str(refusal))
    return pages.done("cases:conference", pk=pk)


@pages.allow(policies.may_lead_cases)
@require_POST
def release_name(request: SeatedRequest, pk: int, client: int) -> HttpResponse:
    """Let those who may know the person read the name; with ``verdecken`` nobody again."""
    found = get_object_or_404(CaseConference, pk=pk, owner=request.seat.partner_id)
    whom = get_object_or_404(Client, pk=client)
    try:
        if "verdecken" in request.POST:
            actions.hide_name(conference=found, client=whom, by=request.seat)
        else:
            actions.release_name(
                conference=found, client=whom, on=timezone.localdate(), by=request.seat
            )
    except Refusal as refusal:
        return conference_page(request, pk, trouble=str(refusal))
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
