# SPDX-License-Identifier: EUPL-1.2
"""Schools, their groups and free seats."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from rundertisch.kernel import pages
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.forms import refused
from rundertisch.kernel.scope import SeatedRequest
from rundertisch.places import queries as places
from rundertisch.schooling import actions, forms, policies, queries
from rundertisch.schooling.models import School
from rundertisch.schooling.queries import regular


@pages.allow(policies.may_see_schools)
@pages.reading
def schools(request: SeatedRequest) -> HttpResponse:
    """Show every school with its free seats and whether a plan may seat children there."""
    place, form = request.GET.get("kommune", ""), request.GET.get("form", "")
    context = {
        "schools": queries.schools_with_seats(place=place, form=form),
        "overview": queries.seats_overview(),
        "towns": places.towns(),
        "school_forms": [queries.Choice(key=one, name=one) for one in queries.all_forms()],
        "place": place,
        "form_chosen": form,
        "may_see_openings": policies.may_see_openings(seat=request.seat),
    }
    return pages.page(request, "schooling/schools.html", context, part="rows")


def school_page(
    request: SeatedRequest,
    school: School,
    form: forms.KeepGroup,
    *,
    status: int,
    seats_form: forms.KeepRegularSeats | None = None,
) -> HttpResponse:
    """Render one school with the forms for a group and for seats in its regular classes."""
    on, seat = timezone.localdate(), request.seat
    context = {
        "school": school,
        "groups": queries.groups_of(school=school),
        "regular_lines": regular.seats_of(school=school, on=on),
        "may_see_free": policies.may_see_children(seat=seat),
        "form": form,
        "seats_form": (seats_form or forms.KeepRegularSeats(initial={"starts_on": on}))
        if policies.may_give_seats_of(seat=seat, school=school)
        else None,
        "may_counsel": policies.may_counsel(seat=seat),
        "may_see_groups": policies.may_see_groups(seat=seat),
    }
    return pages.page(request, "schooling/school.html", context, status=status)


@pages.allow(policies.may_see_schools)
@pages.reading
def school(request: SeatedRequest, pk: int) -> HttpResponse:
    """Show one school with its groups."""
    found = get_object_or_404(School.objects.select_related("town"), pk=pk)
    return school_page(request, found, forms.KeepGroup(), status=200)


@pages.allow(policies.may_counsel)
@require_POST
def keep_group(request: SeatedRequest, pk: int) -> HttpResponse:
    """Take a group with its free seats as counted today."""
    found = get_object_or_404(School.objects.select_related("town"), pk=pk)
    form = forms.KeepGroup(request.POST)
    if form.is_valid():
        try:
            actions.keep_group(
                school=found, on=timezone.localdate(), by=request.seat, **form.cleaned_data
            )
        except Refusal as refusal:
            refused(form=form, refusal=refusal)
        else:
            return pages.done("schooling:school", pk=pk)
    return school_page(request, found, form, status=422)


@pages.allow(policies.may_give_regular_seats)
@require_POST
def keep_regular_seats(request: SeatedRequest, pk: int) -> HttpResponse:
    """Take how many seats a grade gives to children of reception classes."""
    found = get_object_or_404(School.objects.select_related("town"), pk=pk)
    form = forms.KeepRegularSeats(request.POST)
    if form.is_valid():
        try:
            actions.keep_regular_seats(
                school=found, on=timezone.localdate(), by=request.seat, **form.cleaned_data
            )
        except Refusal as refusal:
            refused(form=form, refusal=refusal)
        else:
            return pages.done("schooling:school", pk=pk)
    return school_page(request, found, forms.KeepGroup(), status=422, seats_form=form)


@pages.allow(policies.may_counsel)
@pages.reading
def school_rules(request: SeatedRequest, pk: int) -> HttpResponse:
    """Show whether a plan may name the school, and its cap."""
    found = get_object_or_404(School, pk=pk)
    names = (
        *("assignable", "assignable_reason", "rules_verified_on"),
        *("newcomer_cap", "cap_ref", "cap_decided_on"),
    )
    form = forms.KeepSchoolRules(initial={name: getattr(found, name) for name in names})
    return pages.page(request, "schooling/school_rules.html", {"school": found, "form": form})


@pages.allow(policies.may_counsel)
@require_POST
def keep_school_rules(request: SeatedRequest, pk: int) -> HttpResponse:
    """Take the rules of a school."""
    found = get_object_or_404(School, pk=pk)
    form = forms.KeepSchoolRules(request.POST)
    if form.is_valid():
        try:
            actions.keep_school_rules(
                school=found, on=timezone.localdate(), by=request.seat, **form.cleaned_data
            )
        except Refusal as refusal:
            refused(form=form, refusal=refusal)
        else:
            return pages.done("schooling:school", pk=pk)
    context = {"school": found, "form": form}
    return pages.page(request, "schooling/school_rules.html", context, status=422)


def supervision_page(
    request: SeatedRequest, form: forms.KeepSupervision, *, status: int
) -> HttpResponse:
    """Render which authority decides where, with source and day of the check."""
    context = {
        "rows": queries.supervisions(on=timezone.localdate()),
        "form": form,
        "may_counsel": policies.may_counsel(seat=request.seat),
    }
    return pages.page(request, "schooling/supervision.html", context, status=status)


@pages.allow(policies.may_see_schools)
@pages.reading
def supervision(request: SeatedRequest) -> HttpResponse:
    """Show which authority decides in which school form."""
    form = forms.KeepSupervision(initial={"starts_on": timezone.localdate(), "evidence": "KNOWN"})
    return supervision_page(request, form, status=200)


@pages.allow(policies.may_counsel)
@require_POST
def keep_supervision(request: SeatedRequest) -> HttpResponse:
    """Take which authority decides in a school form from a day on."""
    form = forms.KeepSupervision(request.POST)
    if form.is_valid():
        try:
            actions.decide_supervision(
                on=timezone.localdate(), by=request.seat, **form.cleaned_data
            )
        except Refusal as refusal:
            refused(form=form, refusal=refusal)
        else:
            return pages.done("schooling:supervision")
    return supervision_page(request, form, status=422)
