# SPDX-License-Identifier: EUPL-1.2
"""What somebody has to look at now; limits; and that a placed child really came."""

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
from rundertisch.schooling.models import Placement


def alarm_page(request: SeatedRequest, form: forms.SetAlarmLimit, *, status: int) -> HttpResponse:
    """Render the alarms with the form for a limit."""
    on, leads = timezone.localdate(), policies.may_lead(seat=request.seat)
    counsels = policies.may_counsel(seat=request.seat)
    alarms = queries.alarms(on=on, leads=leads)
    about = {str(line.child.pk) for alarm in alarms for line in alarm.lines}
    audit.log_access(
        by=request.seat,
        about=[Ref("child", pk) for pk in sorted(about)],
        purpose="Hinweise",
        fields=queries.ALARMS,
    )
    context = {
        "alarms": alarms,
        "headline": queries.alarm_headline(alarms=alarms),
        "over_cap": queries.schools_over_cap(on=on, exact=counsels),
        "leads": leads,
        "may_counsel": counsels,
        "form": form,
        "may_set": policies.may_set_alarm_limits(seat=request.seat),
        "may_note": policies.may_note_first_day(seat=request.seat),
    }
    return pages.page(request, "schooling/alarms.html", context, status=status)


@pages.allow(policies.may_see_alarms)
@pages.reading
def alarms(request: SeatedRequest) -> HttpResponse:
    """Show what is overdue."""
    return alarm_page(request, forms.SetAlarmLimit(), status=200)


@pages.allow(policies.may_set_alarm_limits)
@require_POST
def set_alarm_limit(request: SeatedRequest) -> HttpResponse:
    """Set from how many days on somebody has to look."""
    form = forms.SetAlarmLimit(request.POST)
    if form.is_valid():
        try:
            actions.set_alarm_limit(on=timezone.localdate(), by=request.seat, **form.cleaned_data)
        except Refusal as refusal:
            refused(form=form, refusal=refusal)
        else:
            return pages.done("schooling:alarms")
    return alarm_page(request, form, status=422)


def first_day_page(
    request: SeatedRequest, placement: Placement, form: forms.NoteFirstDay, *, status: int
) -> HttpResponse:
    """Render the form for a child's first school day."""
    about = [Ref("child", str(placement.child_id))]
    audit.log_access(
        by=request.seat, about=about, purpose="Erster Schultag", fields=queries.FIRST_DAY
    )
    context = {"placement": placement, "form": form}
    return pages.page(request, "schooling/first_day.html", context, status=status)


def _placement(pk: int) -> Placement:
    rows = Placement.objects.select_related("child", "group__school")
    return get_object_or_404(rows.filter(signed_on__isnull=False), pk=pk)


@pages.allow(policies.may_note_first_day)
@pages.reading
def first_day(request: SeatedRequest, pk: int) -> HttpResponse:
    """Ask for the day on which the child was at school."""
    return first_day_page(request, _placement(pk), forms.NoteFirstDay(), status=200)


@pages.allow(policies.may_note_first_day)
@require_POST
def note_first_day(request: SeatedRequest, pk: int) -> HttpResponse:
    """Take the day on which the child was at school."""
    placement, form = _placement(pk), forms.NoteFirstDay(request.POST)
    if form.is_valid():
        try:
            actions.note_first_day(
                placement=placement, on=timezone.localdate(), by=request.seat, **form.cleaned_data
            )
        except Refusal as refusal:
            refused(form=form, refusal=refusal)
        else:
            return pages.done("schooling:alarms")
    return first_day_page(request, placement, form, status=422)
